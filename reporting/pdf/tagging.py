"""Blocks that hold others, and tell a screen reader how: tables, figures, sections.

Paragraphs do so themselves; the words on tokens in `canvas` hold here too.
"""

from typing import Any

from reportlab import platypus
from reportlab.graphics.shapes import Drawing
from reportlab.pdfbase.pdfdoc import PDFName
from reportlab.platypus.flowables import Flowable

from reporting.pdf.structure import box_attributes, table_attributes, text_string
from reporting.pdf.style import plain_text

# A row that is higher, with the head above it, may not fit on any page and is split:
# a very long comment must not make a report fail. Any other row stays whole.
SPLIT_ROW_HEIGHT = 600
SPLIT_ROOM = 180  # the least room left on a page for which splitting a row is worth it


class Table(platypus.Table):
    """A table whose first `repeatRows` rows are column headers.

    Split over pages it stays one Table element, and the repeated header rows are
    artifacts. With `row_headers` the first cell of each row names the row.
    `summary` says in a sentence what the table holds.
    """

    row_headers = False
    summary: str | None = None

    def __init__(self, *arguments, row_headers=False, summary=None, **options):
        super().__init__(*arguments, **options)
        self.token = object()
        self.row_headers = row_headers
        self.summary = summary

    def onSplit(self, T, byRow=1):
        T.token, T.row_headers, T.summary = self.token, self.row_headers, self.summary
        T.hAlign = self.hAlign

    def split(self, availWidth, availHeight):
        self.splitInRow = 0
        parts = super().split(availWidth, availHeight)
        if not parts and availHeight >= SPLIT_ROOM:
            first = self._rowHeights[: self.repeatRows + 1]
            if sum(first) > SPLIT_ROW_HEIGHT:
                self.splitInRow = 1
                parts = super().split(availWidth, availHeight)
        return parts

    def draw(self) -> None:
        self._renderCB = None if self.canv.is_open else _tag_table
        super().draw()

    def tag_start_table(self) -> None:
        canvas = self.canv
        self._continued = canvas.knows(self.token)
        summary = {"Summary": text_string(self.summary)} if self.summary else {}
        attributes = {"A": table_attributes(**summary)} if summary else {}
        self._element = canvas.element(self.token, "Table", **attributes)

    def tag_start_row(self, row: int) -> None:
        self._is_header = row < self.repeatRows
        if self._is_header and self._continued:
            self._row = None
            self.canv.begin_artifact()
        else:
            self._row = self._element.add("TR")

    def tag_end_row(self) -> None:
        if self._row is None:
            self.canv.end()

    def tag_start_cell(self, row: int, column: int, value: Any) -> None:
        if self._row is None:
            return
        entries = self._spans(row, column)
        if self._is_header:
            entries["Scope"] = PDFName("Column")
        elif self.row_headers and column == 0:
            entries["Scope"] = PDFName("Row")
        role = "TH" if "Scope" in entries else "TD"
        cell = self._row.add(role)
        if entries:
            cell.attributes["A"] = table_attributes(**entries)
        if isinstance(value, str):
            self.canv.begin(cell)
        else:  # flowables, which mark themselves
            self.canv.enter(cell)
        self._entered = not isinstance(value, str)

    def tag_end_cell(self) -> None:
        if self._row is None:
            return
        if self._entered:
            self.canv.leave()
        else:
            self.canv.end()

    def _spans(self, row: int, column: int) -> dict[str, Any]:
        span = self._spanRanges.get((column, row)) if self._spanCmds else None
        if span is None:
            return {}
        left, top, right, bottom = span
        sizes = {"ColSpan": right - left + 1, "RowSpan": bottom - top + 1}
        return {name: size for name, size in sizes.items() if size > 1}


def _tag_table(table: Table, event: str, *details: Any) -> None:
    """Answer the events that ReportLab sends while it draws a table."""
    if event == "startTable":
        table.tag_start_table()
    elif event in ("startBG", "startLines"):
        table.canv.begin_artifact()
    elif event in ("endBG", "endLines"):
        table.canv.end()
    elif event == "startRow":
        table.tag_start_row(details[0])
    elif event == "endRow":
        table.tag_end_row()
    elif event == "startCell":
        table.tag_start_cell(details[0], details[1], details[2])
    elif event == "endCell":
        table.tag_end_cell()


class Figure(Flowable):
    """A drawing with an alternative text; without one it is decoration."""

    def __init__(self, drawing: Drawing, alt: str | None, align: str = "LEFT") -> None:
        super().__init__()
        self.drawing = drawing
        self.alt = plain_text(alt) if alt else None
        self.hAlign = align
        self.spaceBefore = self.spaceAfter = 6

    def wrap(self, availWidth, availHeight):
        self.width, self.height = self.drawing.wrap(availWidth, availHeight)
        return self.width, self.height

    def draw(self) -> None:
        canvas = self.canv
        if canvas.is_open:
            self.drawing.drawOn(canvas, 0, 0)
        elif self.alt is None:
            with canvas.artifact():
                self.drawing.drawOn(canvas, 0, 0)
        else:
            x, y = canvas.absolutePosition(0, 0)
            figure = canvas.container.add(
                "Figure",
                Alt=text_string(self.alt),
                A=box_attributes(x, y, self.width, self.height),
            )
            with canvas.content(figure):
                self.drawing.drawOn(canvas, 0, 0)


class _Threshold(Flowable):
    """A place in the story without extent."""

    _ZEROSIZE = 1
    _SPACETRANSFER = True

    def wrap(self, availWidth, availHeight):
        return 0, 0


class Opening(_Threshold):
    """Opens a container, such as a Sect, around the blocks that follow."""

    def __init__(self, role: str = "Sect", language: str | None = None) -> None:
        super().__init__()
        self.role = role
        self.language = language

    def draw(self) -> None:
        attributes = {"Lang": text_string(self.language)} if self.language else {}
        self.canv.enter(self.canv.container.add(self.role, **attributes))


class Closing(_Threshold):
    """Closes the container opened last."""

    def draw(self) -> None:
        self.canv.leave()
