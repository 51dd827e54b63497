"""Run the benchmarks and print one table; exit 1 where a limit is broken.

Everything happens in a fresh database in a temporary folder.
"""

import argparse
import os
import sys
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

import django

from benchmarks.table import table
from benchmarks.wrk import Missing

NAMES = ("web", "scoring", "report")


def main() -> str:
    """Measure, print, and return what went wrong in words."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", choices=NAMES, metavar="NAME", help=", ".join(NAMES))
    only = parser.parse_args().only
    lines, problems = [], []
    with TemporaryDirectory(prefix="penelope-benchmarks-") as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            "DATABASE_URL": f"sqlite:///{Path(folder, 'database.sqlite3')}",
            "SECRET_KEY": "only for measuring, nobody else ever talks to this server",
            "PUBLIC_ADDRESS": "http://127.0.0.1",
            "DEBUG": "no",
        }
        django.setup()
        for name in [only] if only else NAMES:
            try:  # imported here: models cannot be before the settings are known
                lines += import_module(f"benchmarks.{name}").lines(Path(folder))
            except Missing as missing:
                problems.append(str(missing))
    print(table(lines))
    problems += [f"Over the limit: {line.what}." for line in lines if line.over]
    return "\n".join(problems)


if __name__ == "__main__":
    sys.exit(main() or 0)
