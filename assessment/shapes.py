"""What a value in a catalogue file may look like: text, number, list, table.

A shape tells every way in which a value parsed from TOML departs from it, with the
place and the cure. This room knows kinds of values, not what an edition says.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

CODE = re.compile(r"[a-z][a-z0-9_]*")


class Shape(Protocol):
    def faults(self, value: Any, place: str) -> Iterator[str]:
        """Each fault as "place: problem: cure"; nothing where the value fits."""


@dataclass(frozen=True)
class Anything:
    def faults(self, value: Any, place: str) -> Iterator[str]:
        return iter(())


@dataclass(frozen=True)
class Text:
    may_be_empty: bool = False

    def faults(self, value: Any, place: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield f"{place}: {value!r} is no text: write one in quotes."
        elif not value.strip() and not (self.may_be_empty and value == ""):
            yield f"{place}: the text is empty: write it."


@dataclass(frozen=True)
class Code:
    """A name for machines: small letters, digits and underscores."""

    def faults(self, value: Any, place: str) -> Iterator[str]:
        if not isinstance(value, str) or not CODE.fullmatch(value):
            yield f"{place}: {value!r} is no code: write it in snake_case."


@dataclass(frozen=True)
class Whole:
    """A whole number from `least` to `most`."""

    least: int = 1
    most: int = 10_000
    problem: str = "does not fit"

    def faults(self, value: Any, place: str) -> Iterator[str]:
        if type(value) is not int or not self.least <= value <= self.most:
            accepted = (
                f"{self.least}"
                if self.least == self.most
                else f"a whole number from {self.least} to {self.most}"
            )
            yield f"{place}: {value!r} {self.problem}: give {accepted}."


@dataclass(frozen=True)
class Flag:
    def faults(self, value: Any, place: str) -> Iterator[str]:
        if not isinstance(value, bool):
            yield f"{place}: {value!r} does not fit: give true or false."


@dataclass(frozen=True)
class Day:
    def faults(self, value: Any, place: str) -> Iterator[str]:
        if type(value) is not date:  # a time of day is a date to Python, too
            yield f"{place}: {value!r} is no day: write 2026-06-07, without quotes."


@dataclass(frozen=True)
class OneOf:
    """A word out of a closed list; `noun` and `cure` say which list."""

    words: Collection[str]
    noun: str = "value"
    cure: str = ""

    def faults(self, value: Any, place: str) -> Iterator[str]:
        if not isinstance(value, str) or value not in self.words:
            cure = self.cure or f"use one of {', '.join(self.words) or 'none'}"
            yield f"{place}: unknown {self.noun} {value!r}: {cure}."


@dataclass(frozen=True)
class ListOf:
    """A list; `noun` names one entry. No entry, by value or code, stands twice."""

    entry: Shape
    noun: str = "entry"
    least: int = 0
    most: int = 10_000
    repeats: bool = False

    def faults(self, value: Any, place: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"{place}: {value!r} is no list: write [...]."
            return
        if not self.least <= len(value) <= self.most:
            yield f"{place}: has {len(value)}: write {self._accepted()}."
        names = [entry_name(entry, number) for number, entry in enumerate(value, 1)]
        if not self.repeats:
            for name, times in Counter(names).items():
                if times > 1:
                    yield f"{place}: {self.noun} {name} stands {times} times: keep one."
        for name, entry in zip(names, value, strict=True):
            where = f"{place}, {self.noun} {name}" if isinstance(entry, dict) else place
            yield from self.entry.faults(entry, where)

    def _accepted(self) -> str:
        if self.least == self.most:
            return str(self.least)
        if self.most == 10_000:
            return f"{self.least} or more"
        return f"{self.least} to {self.most}"


@dataclass(frozen=True)
class Table:
    """Named values; `rest` is the shape of any other key, None if there is none."""

    required: Mapping[str, Shape] = field(default_factory=dict)
    optional: Mapping[str, Shape] = field(default_factory=dict)
    rest: Shape | None = None

    def faults(self, value: Any, place: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{place}: {value!r} is no table: write key = value."
            return
        for key in self.required:
            if key not in value:
                yield f"{place}: lacks {key!r}: add it."
        known = {**self.required, **self.optional}
        for key, part in value.items():
            shape = known.get(key, self.rest)
            if shape is None:
                yield f"{place}: unknown key {key!r}: use {', '.join(known)}."
            else:
                yield from shape.faults(part, f"{place}: {key}")


@dataclass(frozen=True)
class By:
    """A table whose own value at `key` chooses its shape."""

    key: str
    shapes: Mapping[str, Shape]

    def faults(self, value: Any, place: str) -> Iterator[str]:
        choice = OneOf(self.shapes, self.key)
        if not isinstance(value, dict):
            yield from Table().faults(value, place)
        elif any(choice.faults(value.get(self.key), place)):
            yield from choice.faults(value.get(self.key), place)
        else:
            yield from self.shapes[value[self.key]].faults(value, place)


def entry_name(entry: Any, number: int) -> str:
    """How a fault calls an entry of a list: by its code, else by its place."""
    if isinstance(entry, dict):
        code = entry.get("code", entry.get("level"))
        return f"{code!r}" if isinstance(code, str | int) else f"number {number}"
    return repr(entry)
