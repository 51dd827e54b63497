"""Texts as a workbook for partners, and back.

Every cell is written as text. Whatever comes back is read as text or refused: no
formula, no number, no archive that unpacks without end.
"""

import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import Any

import xlsxwriter
from openpyxl import load_workbook

from assessment.translations.texts import GIVEN, PAGES, Proposal, Text, TextState

LARGEST_UNPACKED = 60_000_000  # bytes; all texts of a language unpack to under 3 MB
MOST_PARTS = 200  # files in the archive
MOST_ROWS = 20_000
HEADER = ("Key", "English", "{language}", "State", "Where it stands", "At most")
WIDTHS = (34, 60, 60, 12, 44, 9)
OF_LANGUAGE = re.compile(r".+ \(([a-zA-Z-]{2,10})\)")
OF_FORM = re.compile(r"(.+)\[(\d)\]")
HELP_SHEET, SHEETS = "How to", {True: "Pages", False: "Questionnaire"}
HELP = (
    "Write only in the white columns: the translation and its state.",
    "State: drafted = written, nobody else has looked at it; reviewed = a native "
    "speaker has read it; approved = the partner answers for it.",
    "stale = the English has changed; the old translation stands there as a proposal. "
    "Mend it, or choose a state to say that it still holds.",
    "missing = not translated yet; readers see English.",
    "A changed text is a draft again unless you choose another state.",
    "Keep words such as %(count)s, {name}, %% and <a href> as they are in English.",
    "Write plain text: no formulas, no formatting, no line breaks.",
    "Rows may be filtered, sorted and left out. Other sheets are refused.",
)


class SheetError(ValueError):
    """The workbook as a whole cannot be read; the message says what to do."""


def workbook(
    texts: Iterable[Text], language: str, name: str, plural_examples: Sequence[str]
) -> bytes:
    """The texts of a language as XLSX: one sheet for questionnaire and pages each."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    wrapped = {"text_wrap": True, "valign": "top"}
    formats = {
        "head": book.add_format({"bold": True, "bg_color": "#cbbde3", **wrapped}),
        "locked": book.add_format({"bg_color": "#eeeeee", **wrapped}),
        "open": book.add_format({"locked": False, "num_format": "@", **wrapped}),
        "long": book.add_format({"bg_color": "#f6c7c3"}),
    }
    guide = book.add_worksheet(HELP_SHEET)
    guide.set_column(0, 0, 100)
    for row, line in enumerate(HELP):
        guide.write_string(row, 0, line, formats["locked"])
    texts = list(texts)
    header = [word.format(language=f"{name} ({language})") for word in HEADER]
    for pages in (False, True):
        rows = [
            row
            for text in texts
            if (text.domain == PAGES) is pages
            for row in _rows(text, plural_examples)
        ]
        _write_sheet(book.add_worksheet(SHEETS[pages]), header, rows, formats)
    book.close()
    return out.getvalue()


def _rows(text: Text, plural_examples: Sequence[str]) -> Iterator[Sequence[str]]:
    several = len(text.english) > 1
    for number, form in enumerate(text.forms):
        notes = [text.note]
        if several:
            notes.append(f"For the numbers {plural_examples[number]}")
        if text.earlier_english:
            notes.append(f"The English was: {text.earlier_english}")
        yield (
            f"{text.key}[{number}]" if several else text.key,
            text.english_of(number),
            form,
            text.state.value,
            ". ".join(filter(None, notes)),
            str(text.longest),
        )


def _write_sheet(sheet, header, rows, formats) -> None:
    sheet.freeze_panes(1, 1)
    for column, (title, width) in enumerate(zip(header, WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title, formats["head"])
    for number, row in enumerate(rows, 1):
        for column, content in enumerate(row):
            form = formats["open" if column in (2, 3) else "locked"]
            if content:
                sheet.write_string(number, column, content, form)
            else:
                sheet.write_blank(number, column, None, form)
    last = max(len(rows), 1)
    sheet.autofilter(0, 0, last, len(header) - 1)
    sheet.data_validation(
        1, 3, last, 3, {"validate": "list", "source": [s.value for s in GIVEN]}
    )
    sheet.conditional_format(
        1,
        2,
        last,
        2,
        {
            "type": "formula",
            "criteria": "=LEN($C2)>VALUE($F2)",
            "format": formats["long"],
        },
    )
    sheet.protect("", {"autofilter": True, "sort": True, "format_columns": True})


def read_workbook(content: bytes) -> tuple[str, list[Proposal]]:
    """The language of a workbook and what it says of each text.

    Raises `SheetError` where it is no workbook of ours; a bad row is told in its
    proposal, so that all of them can be told at once.
    """
    _check_archive(content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of what it does not read
        try:
            book = load_workbook(BytesIO(content), read_only=True, keep_links=False)
            # rows are read late: what is wrong in a sheet shows only here
            sheets = {
                sheet.title: list(_cells(sheet))
                for sheet in book.worksheets
                if sheet.title != HELP_SHEET
            }
        except SheetError:
            raise
        except (
            Exception
        ) as error:  # openpyxl raises whatever the XML made it stumble on
            raise SheetError(
                f"not readable as a workbook ({type(error).__name__}): save it as "
                "XLSX again."
            ) from None
    read = {title: _read_sheet(title, rows) for title, rows in sheets.items()}
    languages = sorted({language for language, _ in read.values()})
    if len(languages) != 1:
        raise SheetError(
            f"texts in {', '.join(languages) or 'no language'}: a workbook holds one "
            "language; export it anew."
        )
    return languages[0], [p for _, proposals in read.values() for p in proposals]


def _check_archive(content: bytes) -> None:
    """Refuse an archive that would unpack to too much, or XML that defines entities."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            if len(parts) > MOST_PARTS or unpacked > LARGEST_UNPACKED:
                raise SheetError(
                    f"unpacks to {len(parts)} parts and {unpacked} bytes: export it "
                    "anew and copy the texts over."
                )
            for part in parts:  # zipfile reads no more than the size told above
                plain = archive.read(part).replace(b"\0", b"")  # UTF-16 too
                if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
                    raise SheetError(
                        f"{part.filename} defines entities: save it as XLSX again."
                    )
    except SheetError:
        raise
    except Exception as error:  # zipfile and zlib have a dozen ways to give up
        raise SheetError(
            f"not readable as a workbook ({type(error).__name__}): save it as XLSX."
        ) from None


def _cells(sheet) -> Iterator[tuple[Any, ...]]:
    """The first columns of each row; the size a sheet claims is not believed."""
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=len(HEADER))
    for number, row in enumerate(rows, 1):
        if number > MOST_ROWS + 1:
            raise SheetError(
                f"sheet {sheet.title}: more than {MOST_ROWS} rows: take the empty "
                "ones out."
            )
        yield tuple((cell.data_type, cell.value) for cell in row)


def _read_sheet(title, rows) -> tuple[str, list[Proposal]]:
    header = [value for _kind, value in rows[0]] if rows else []
    match = None
    if len(header) == len(HEADER) and (header[0], header[3]) == (HEADER[0], HEADER[3]):
        match = OF_LANGUAGE.fullmatch(str(header[2]))
    if match is None:
        raise SheetError(
            f"sheet {title}: its first row is not that of an export: take the sheet "
            "out, or export anew and copy the texts over."
        )
    groups: dict[str, list[tuple[int, int, Any]]] = {}
    for number, row in enumerate(rows[1:], 2):
        row = (*row, *[("n", None)] * (len(HEADER) - len(row)))
        if all(value is None for _kind, value in row):
            continue
        name = str(row[0][1] or "")
        form = OF_FORM.fullmatch(name)
        key, index = (form[1], int(form[2])) if form else (name, 0)
        groups.setdefault(key, []).append((index, number, row))
    return match[1], [_proposal(title, key, rows) for key, rows in groups.items()]


def _proposal(title: str, key: str, rows: list[tuple[int, int, Any]]) -> Proposal:
    rows = sorted(rows, key=lambda row: row[:2])
    numbers = sorted(number for _index, number, _row in rows)
    place = f"sheet {title}, row {', '.join(map(str, numbers))}"
    problems = [
        problem for _, _, row in rows for column in (0, 1, 2, 3)
        if (problem := _cell_problem(column, *row[column]))
    ]  # fmt: skip
    if [index for index, _, _ in rows] != list(range(len(rows))):
        problems.append("its rows stand twice or leave one out: keep each once")
    columns = [[row[column][1] or "" for _, _, row in rows] for column in (1, 2, 3)]
    if problems:
        return Proposal(place, key, (), (), problem=f"{problems[0]}.")
    english, forms, states = columns
    return Proposal(
        place,
        key,
        tuple(dict.fromkeys((english[0], english[-1]))),
        tuple(forms),
        min((TextState(state or "missing") for state in states), key=_rank),
    )


def _cell_problem(column: int, cell_kind: str, value: Any) -> str:
    if cell_kind == "f":
        return f"column {'ABCD'[column]} holds a formula: write plain text"
    if value is not None and not isinstance(value, str):
        return f"column {'ABCD'[column]} holds {value!r}, no text: format it as text"
    if column == 3 and value and value not in list(TextState):
        return f"state {value!r}: choose {', '.join(GIVEN)}"
    return ""


def _rank(state: TextState) -> int:
    return list(TextState).index(state)
