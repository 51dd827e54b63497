"""Files in and out of commands: one clear line for whatever goes wrong."""

import json
import os
import sys
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

LARGEST_FILE = 5_000_000  # bytes


def read(name: str) -> bytes:
    """The content of a file, or of standard input for "-"."""
    try:
        if name == "-":
            content = sys.stdin.buffer.read(LARGEST_FILE + 1)
        else:
            with Path(name).open("rb") as file:
                content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise CommandError(
            f"{called(name)}: cannot be read: {error.strerror}."
        ) from None
    if len(content) > LARGEST_FILE:
        raise CommandError(
            f"{called(name)}: larger than {LARGEST_FILE} bytes; is it the file?"
        )
    return content


def called(name: str) -> str:
    """What a file is called in an error."""
    return "standard input" if name == "-" else name


def read_json(name: str) -> Any:
    """What stands in a JSON file, or in standard input for "-"."""
    content, name = read(name), called(name)
    try:
        return json.loads(
            content.decode("utf-8-sig"),
            parse_constant=_refuse,
            object_pairs_hook=_object,
        )
    except UnicodeDecodeError:
        raise CommandError(f"{name}: not UTF-8 text; save it as UTF-8.") from None
    except (ValueError, RecursionError) as error:
        raise CommandError(f"{name}: not valid JSON: {error}.") from None


def _refuse(constant):
    raise ValueError(f"{constant} is no number")


def _object(pairs):
    data = dict(pairs)
    if len(data) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {twice!r} stands twice")
    return data


def json_bytes(data: Any) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def write(command, contents: Mapping[str, bytes]) -> None:
    """Write files by name, all of them or none; "-" is standard output."""
    with ExitStack() as drafts:
        moves = []
        for name, content in contents.items():
            path = Path(name)
            try:
                if name == "-":
                    continue
                if path.exists() and not path.is_file():
                    path.write_bytes(content)  # a device takes it, a folder refuses
                    continue
                draft = _draft(path, content)
            except OSError as error:
                raise CommandError(
                    f"{name}: cannot be written: {error.strerror}."
                ) from None
            drafts.callback(draft.unlink, missing_ok=True)
            moves.append((draft, path))
        for draft, path in moves:
            draft.replace(path)
    if "-" in contents:
        _print(command, contents["-"])


def _draft(path: Path, content: bytes) -> Path:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        draft.chmod(0o644)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    return draft


def _print(command, content: bytes) -> None:
    command.stdout.flush()
    out = getattr(command.stdout, "_out", sys.stdout)
    if hasattr(out, "buffer"):
        out.buffer.write(content)
        out.buffer.flush()
    else:
        out.write(content.decode())


def one_line(text: str) -> str:
    """The text with line breaks and the like spelt out, for one line of an error."""
    return "".join(
        character
        if character.isprintable()
        else character.encode("unicode_escape").decode()
        for character in text
    )
