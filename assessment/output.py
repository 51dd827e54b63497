"""Files in and out of commands: one clear line for whatever goes wrong."""

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

LARGEST_FILE = 5_000_000  # bytes


def read_json(name: str) -> Any:
    """The content of a JSON file, or of standard input for "-"."""
    if name == "-":
        content, name = sys.stdin.buffer.read(LARGEST_FILE + 1), "standard input"
    else:
        try:
            with Path(name).open("rb") as file:
                content = file.read(LARGEST_FILE + 1)
        except OSError as error:
            raise CommandError(f"{name}: cannot be read: {error.strerror}.") from None
    if len(content) > LARGEST_FILE:
        raise CommandError(f"{name}: larger than {LARGEST_FILE} bytes; is it the file?")
    try:
        return json.loads(content.decode("utf-8-sig"), parse_constant=_refuse)
    except UnicodeDecodeError:
        raise CommandError(f"{name}: not UTF-8 text; save it as UTF-8.") from None
    except (ValueError, RecursionError) as error:
        raise CommandError(f"{name}: not valid JSON: {error}.") from None


def _refuse(constant):
    raise ValueError(f"{constant} is no number")


def write_json(command, name: str, data: Any) -> None:
    text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    write_bytes(command, name, text.encode())


def write_bytes(command, name: str, content: bytes) -> None:
    """Write a file whole or not at all; "-" is standard output."""
    if name == "-":
        command.stdout.flush()
        out = getattr(command.stdout, "_out", sys.stdout)
        if hasattr(out, "buffer"):
            out.buffer.write(content)
            out.buffer.flush()
        else:
            out.write(content.decode())
        return
    path = Path(name)
    try:
        if path.exists() and not path.is_file():  # a device takes it, a folder refuses
            path.write_bytes(content)
        else:
            _replace(path, content)
    except OSError as error:
        raise CommandError(f"{name}: cannot be written: {error.strerror}.") from None


def _replace(path: Path, content: bytes) -> None:
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(draft).chmod(0o644)
        Path(draft).replace(path)
    finally:
        Path(draft).unlink(missing_ok=True)


def one_line(text: str) -> str:
    """The text with line breaks and the like spelt out, for one line of an error."""
    return "".join(
        character
        if character.isprintable()
        else character.encode("unicode_escape").decode()
        for character in text
    )
