"""Load a server with wrk, and read what its workers spent on it."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import psutil

SECONDS = 3
WARM_UP_SECONDS = 1
START_SECONDS = 30

# Each thread holds one connection and sends its own two requests in turn: a save
# that changes nothing would cost less. The turn goes on only when the answer was as
# expected, so that each page knows what the one before it had saved.
SCRIPT = """
local threads = {}
function setup(thread)
  table.insert(threads, thread)
  thread:set("number", #threads)
end
function init(arguments)
  expected, turn, refused, turns = tonumber(arguments[2]), 1, 0, {}
  for i = 1, 2 do
    local file = assert(io.open(arguments[1] .. "/" .. number .. "-" .. i, "rb"))
    turns[i] = file:read("*a")
    file:close()
  end
end
function request() return turns[turn] end
function response(status, headers, body)
  if status == expected and not body:find("is-error", 1, true) then
    turn = 3 - turn
  else
    refused = refused + 1
  end
end
function done(summary, latency)
  local refused, errors = 0, summary.errors
  for _, thread in ipairs(threads) do refused = refused + thread:get("refused") end
  for _, kind in ipairs({"connect", "read", "write", "timeout"}) do
    refused = refused + errors[kind]
  end
  io.write("\\nfigures ", summary.requests, " ", latency:percentile(50), " ", refused)
end
"""


class Missing(Exception):
    """A tool that is not installed; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Load:
    """What one request cost: CPU of the server, and the median wait of the client."""

    cpu: float  # milliseconds
    p50: float  # milliseconds


class Server:
    """gunicorn, as `manage.py demo` runs it, on a free port."""

    def __init__(self, folder: Path):
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process = psutil.Popen(
            [
                sys.executable,
                "-m",
                "gunicorn",
                "config.wsgi",
                f"--bind=127.0.0.1:{self.port}",
                "--worker-class=gthread",
                "--workers=2",
                "--threads=4",
                "--log-level=warning",
            ]
        )

    def wait(self) -> None:
        """Come back when it answers."""
        for _ in range(10 * START_SECONDS):
            connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
            try:
                connection.request("GET", "/bare/")
                if connection.getresponse().status == 200:
                    return
            except OSError:  # not there yet, or too busy
                time.sleep(0.1)
            finally:
                connection.close()
        raise TimeoutError(f"gunicorn did not answer within {START_SECONDS} seconds.")

    def cpu_seconds(self) -> float:
        times = [worker.cpu_times() for worker in self.process.children()]
        return sum(spent.user + spent.system for spent in times)

    def load(self, requests: Sequence[Sequence[bytes]], expected: int = 200) -> Load:
        """Send the requests, two in turn on each connection, as fast as they return.

        Raises `RuntimeError` where an answer has another status than expected.
        """
        for number, turns in enumerate(requests, 1):
            for turn, request in enumerate(turns, 1):
                (self.folder / f"{number}-{turn}").write_bytes(request)
        self._wrk(len(requests), WARM_UP_SECONDS, expected)
        before = self.cpu_seconds()
        count, p50 = self._wrk(len(requests), SECONDS, expected)
        return Load(cpu=1000 * (self.cpu_seconds() - before) / count, p50=p50 / 1000)

    def _wrk(self, connections: int, seconds: int, expected: int) -> tuple[int, float]:
        """The number of requests answered, and the median microseconds of one."""
        script = self.folder / "turns.lua"
        script.write_text(SCRIPT)
        told = subprocess.run(
            [
                "wrk",
                f"--threads={connections}",
                f"--connections={connections}",
                f"--duration={seconds}s",
                f"--script={script}",
                f"http://127.0.0.1:{self.port}",
                str(self.folder),
                str(expected),
            ],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        count, p50, refused = told.rsplit("figures ", 1)[1].split()
        if int(refused):
            raise RuntimeError(f"{refused} of {count} answers were not as expected.")
        return int(count), float(p50)


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """A server that runs within. Raises `Missing` without wrk."""
    if shutil.which("wrk") is None:
        raise Missing(
            "wrk is missing, so the question pages were not measured. "
            "On Debian and Ubuntu: apt-get install wrk."
        )
    server = Server(folder)
    try:
        server.wait()
        yield server
    finally:
        server.process.terminate()
        server.process.wait(10)
