"""The building blocks of a report, dressed in the house style.

Texts are plain `str`, escaped here, or `style.Markup`. Blocks know how they look
and how they are read aloud; what they say comes in from outside.
"""

from collections.abc import Collection, Sequence

from reportlab.graphics.shapes import Drawing, Rect
from reportlab.lib.colors import Color
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import TableStyle
from reportlab.platypus.flowables import Flowable

from reporting.pdf.paragraphs import Heading, ListItem, Paragraph
from reporting.pdf.style import (
    ACCENT,
    ACCENT_DARK,
    BODY_SIZE,
    CELL,
    CELL_HEAD,
    CELL_HEAD_NUMBER,
    CELL_NUMBER,
    HAIRLINE,
    LEVELS,
    LINE,
    LIST,
    MUTED,
    READING,
)
from reporting.pdf.tagging import Closing, Opening, Table


def text(
    content: str, style: ParagraphStyle = READING, language: str | None = None
) -> Paragraph:
    """Return a paragraph; `language` only where it differs from the document's."""
    return Paragraph(content, style, language=language)


def heading(content: str, level: int = 1) -> Heading:
    """Return a heading of level 1 to 3, which also enters the outline."""
    return Heading(content, level=level)


def bullets(items: Sequence[str], style: ParagraphStyle = LIST) -> list[ListItem]:
    """Return a bulleted list as a run of flowables."""
    return _list_items(items, ["•"] * len(items), "Disc", style)


def numbered(items: Sequence[str], style: ParagraphStyle = LIST) -> list[ListItem]:
    """Return a list numbered from 1 as a run of flowables."""
    labels = [f"{number}." for number in range(1, len(items) + 1)]
    return _list_items(items, labels, "Decimal", style)


def _list_items(items, labels, numbering, style) -> list[ListItem]:
    token = object()
    return [
        ListItem(item, style, label=label, numbering=numbering, list_token=token)
        for item, label in zip(items, labels, strict=True)
    ]


def section(story: Sequence[Flowable], language: str | None = None) -> list[Flowable]:
    """Return the story within a Sect element of its own."""
    return [Opening("Sect", language), *story, Closing()]


def table(
    head: Sequence[str],
    rows: Sequence[Sequence[str | Flowable]],
    widths: Sequence[float],
    *,
    numeric: Collection[int] = (),
    row_headers: bool = True,
    summary: str | None = None,
) -> Table:
    """Return a table with thin rules whose head is repeated on every page.

    `widths` are points; `numeric` are the columns, counted from 0, set flush
    right. Cells are texts or flowables. The first column names the rows unless
    `row_headers` is false.
    """
    for row in rows:
        if len(row) != len(head):
            raise ValueError(
                f"A row has {len(row)} cells, but the head has {len(head)}: {row!r}"
            )
    columns = range(len(head))
    head_styles = [CELL_HEAD_NUMBER if i in numeric else CELL_HEAD for i in columns]
    styles = [CELL_NUMBER if i in numeric else CELL for i in columns]
    cells = [_cells(head, head_styles), *(_cells(row, styles) for row in rows)]
    return Table(
        cells,
        colWidths=list(widths),
        style=_table_style(cells),
        repeatRows=1,
        hAlign="LEFT",
        spaceBefore=6,
        spaceAfter=12,
        row_headers=row_headers,
        summary=summary,
    )


def _cells(values, styles) -> list[list[Flowable]]:
    return [
        [value if isinstance(value, Flowable) else Paragraph(value, style, role=None)]
        for value, style in zip(values, styles, strict=True)
    ]


def _table_style(cells: Sequence[Sequence[list[Flowable]]]) -> TableStyle:
    # Texts hang from one line; a chip or a drawing stands level with its row.
    mixed = [
        number
        for number, row in enumerate(cells)
        if not all(isinstance(cell[0], Paragraph) for cell in row)
    ]
    last = len(cells[0]) - 1
    return TableStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            *(("VALIGN", (0, row), (-1, row), "MIDDLE") for row in mixed),
            ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
            ("LEFTPADDING", (0, 0), (0, -1), 0),
            ("LEFTPADDING", (1, 0), (-1, -1), 6),
            ("RIGHTPADDING", (0, 0), (-1, -1), 6),
            ("RIGHTPADDING", (last, 0), (last, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 4),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
            ("LINEBELOW", (0, 0), (-1, 0), 0.9, ACCENT_DARK),
            ("LINEBELOW", (0, 1), (-1, -1), 0.4, HAIRLINE),
        ]
    )


def facts(pairs: Sequence[tuple[str, str]], *, large: bool = False) -> Table:
    """Return label and value pairs, one a row, the labels as row headers."""
    value = ParagraphStyle("fact", CELL)
    label = ParagraphStyle("fact_label", CELL, textColor=MUTED)
    if large:
        value.fontSize = label.fontSize = BODY_SIZE * 1.2
        value.leading = label.leading = 18
    padding = 7 if large else 4
    return Table(
        [_cells(pair, (label, value)) for pair in pairs],
        colWidths=[150, 317],
        style=TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (0, 0), (-1, -1), 6),
                ("TOPPADDING", (0, 0), (-1, -1), padding),
                ("BOTTOMPADDING", (0, 0), (-1, -1), padding + 1),
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, HAIRLINE),
            ]
        ),
        hAlign="LEFT",
        spaceAfter=12,
        row_headers=True,
    )


def score_line(
    low: float,
    high: float | None = None,
    *,
    width: float = 140,
    peers: tuple[float, float] | None = None,
) -> Drawing:
    """Return a line from 0 to 100 with a dot at the score, ready for a Figure.

    With `high` above `low` the score is a range, and the dot a bar as long as it.
    `peers` are the quartiles of a peer group, drawn as a pale band behind.
    """
    high = low if high is None else high
    for value in (low, high, *(peers or ())):
        if not 0 <= value <= 100:
            raise ValueError(f"A score lies between 0 and 100, not at {value}.")
    height, radius = 12, 4
    scale = (width - 2 * radius) / 100
    drawing = Drawing(width, height)

    def bar(start: float, end: float, thickness: float, color: Color, reach=0.0):
        drawing.add(
            Rect(
                radius + start * scale - reach,
                (height - thickness) / 2,
                (end - start) * scale + 2 * reach,
                thickness,
                rx=reach,
                ry=reach,
                fillColor=color,
                strokeColor=None,
            )
        )

    bar(0, 100, 1, LINE)
    if peers is not None:
        bar(*peers, 10, LEVELS[1])
    bar(low, high, 2 * radius, ACCENT, reach=radius)
    return drawing
