"""The rows of a list of members, read from the bytes of a CSV file.

Knows no database, no web and no language: what is wrong is told as a code with the
row, the column and what stood there; the page puts it into words.
"""

import csv
import io
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

LARGEST_FILE = 256 * 1024  # bytes
MOST_ROWS = 1_000
COLUMNS = {"name": 200, "email": 254, "language": 10, "group": 60, "reference": 60}
NEEDED = ("name", "email")
SEPARATORS = ",;\t"
FORMULA_BEGINNINGS = "=+-@\t\r\uff1d\uff0b\uff0d\uff20"  # also those of full width
INVISIBLE = {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"}
SHOWN = 40  # characters of a value that is named in a problem

# A file that is not UTF-8 is taken for Windows-1252, which spreadsheets in the west
# still write, if every sign beyond ASCII is a letter of our languages or a quotation
# mark. Most bytes of other code pages (Romanian, DOS, Mac) become other signs and are
# refused. Some do not (Czech, Slovene), so the reading says that it was guessed.
WESTERN = set("ÀÂÄÆÇÈÉÊËÎÏÔÖŒÙÛÜÑÁÍÓÚàâäæçèéêëîïôöœùûüÿñáíóúß«»\u2019")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong: `row` counts as a spreadsheet does, 0 is the file as a whole."""

    code: str
    row: int = 0
    column: str = ""
    value: str = ""
    limit: int = 0  # a greatest length or number, or the row that was there before


@dataclass(frozen=True, slots=True)
class MemberRow:
    number: int
    name: str
    email: str
    language: str
    group: str
    reference: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read; rows with problems are among the rows."""

    rows: list[MemberRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    guessed: bool = False  # the letters were: somebody must look at them


class Unreadable(ValueError):
    """The file as a whole cannot be read; holds the one problem."""

    def __init__(self, code: str, **details):
        self.problem = Problem(code, **details)
        super().__init__(code)


def read_member_rows(
    content: bytes,
    *,
    languages: Collection[str],
    language: str,
    is_email: Callable[[str], bool],
    members: Collection[str] = (),
    invited: Collection[str] = (),
) -> Reading:
    """Read a whole file. `language` stands for an empty cell of that column.

    `members` and `invited` are addresses, case folded, that need no invitation.
    """
    try:
        text, guessed = _decoded(content)
        records = _records(text)
        header = _header(records)
    except Unreadable as error:
        return Reading(problems=[error.problem])
    rows, problems, seen = [], [], {}
    for number, cells in records[1:]:
        if len(cells) > len(header):
            problems.append(Problem("too_many_cells", number, limit=len(header)))
        values = dict.fromkeys(COLUMNS, "")
        for column, cell in zip(header, cells, strict=False):
            values[column], found = _value(cell, column, number)
            problems += found
        if not values["language"]:
            values["language"] = language
        problems += _row_problems(values, number, languages, is_email)
        address = values["email"].casefold()
        if address in seen:
            problems.append(
                Problem("twice", number, "email", values["email"], seen[address])
            )
        elif address in members:
            problems.append(Problem("member", number, "email", values["email"]))
        elif address in invited:
            problems.append(Problem("invited", number, "email", values["email"]))
        if address:
            seen.setdefault(address, number)
        rows.append(MemberRow(number, **values))
    return Reading(rows, problems, guessed)


def _decoded(content: bytes) -> tuple[str, bool]:
    """The text, and whether its encoding was guessed."""
    if len(content) > LARGEST_FILE:
        raise Unreadable("too_large", limit=LARGEST_FILE // 1024)
    try:
        return content.decode("utf-8-sig"), False
    except UnicodeDecodeError:
        pass
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        raise Unreadable("encoding") from None
    if not all(character.isascii() or character in WESTERN for character in text):
        raise Unreadable("encoding")
    return text, True


def _records(text: str) -> list[tuple[int, list[str]]]:
    """The lines that hold something, each with its number in a spreadsheet."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    records = []
    try:
        for number, cells in enumerate(reader, 1):
            if any(cell.strip() for cell in cells):
                records.append((number, cells))
            if len(records) > MOST_ROWS + 1:
                raise Unreadable("too_many_rows", limit=MOST_ROWS)
    except csv.Error:
        raise Unreadable("quotes", row=reader.line_num) from None
    if not records:
        raise Unreadable("empty")
    return records


def _header(records) -> list[str]:
    """The columns in the order of the file; names are fixed, their case is not."""
    row, cells = records[0]
    header = [" ".join(cell.split()).lower() for cell in cells]
    while header and not header[-1]:
        header.pop()
    for name in header:
        if name not in COLUMNS:
            raise Unreadable("unknown_column", row=row, value=name[:SHOWN])
        if header.count(name) > 1:
            raise Unreadable("column_twice", row=row, column=name)
    for name in NEEDED:
        if name not in header:
            raise Unreadable("no_column", row=row, column=name)
    if len(records) == 1:
        raise Unreadable("no_rows")
    return header


def _value(cell: str, column: str, number: int) -> tuple[str, list[Problem]]:
    """A cell as it may be kept, and what forbids it."""
    value = unicodedata.normalize("NFC", cell.strip(" \xa0"))
    problems = []
    if value and value[0] in FORMULA_BEGINNINGS:
        problems.append(Problem("formula", number, column, value[:SHOWN]))
    elif any(unicodedata.category(sign) in INVISIBLE for sign in value):
        problems.append(Problem("invisible", number, column))
    if len(value) > COLUMNS[column]:
        problems.append(
            Problem("too_long", number, column, value[:SHOWN], COLUMNS[column])
        )
        value = value[: COLUMNS[column]]
    return " ".join(value.split()), problems


def _row_problems(values, number, languages, is_email):
    for column in NEEDED:
        if not values[column]:
            yield Problem("missing", number, column)
    if values["email"] and not is_email(values["email"]):
        yield Problem("email", number, "email", values["email"][:SHOWN])
    values["language"] = values["language"].lower()
    if values["language"] not in languages:
        yield Problem("language", number, "language", values["language"][:SHOWN])
