"""What the PDF report costs, against a bare ReportLab document of the same pages.

The bare document has the same words, fonts, tables and drawings on the same pages. It
has no tags, no outline, no archive metadata, and nothing that keeps blocks together.
"""

import time
from collections import defaultdict
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from statistics import median
from unittest.mock import patch
from xml.sax.saxutils import escape

import pikepdf
from django.utils import translation
from reportlab import platypus
from reportlab.graphics.shapes import Drawing
from reportlab.platypus import PageBreak
from reportlab.platypus.flowables import Flowable

from benchmarks.table import Line
from reporting.pdf.enterprise import enterprise_report
from reporting.report import report_of
from tests.samples import sample_result

ROUNDS = 9
MARGIN = 30  # little, so that what stood side by side finds room one after the other


def lines(_folder: Path) -> list[Line]:
    """Draw the report of a small firm, in English."""
    result = sample_result("small")

    def drawn() -> bytes:
        return enterprise_report(report_of(result))

    with translation.override("en"):
        pages = _pages(drawn)

        def bare() -> bytes:
            return _bare(pages)

        count = _page_count(drawn())
        same_pages = count / _page_count(bare())  # 1, unless a page overflows
        spent, floor = [], []
        for _ in range(ROUNDS):  # in turn, so that a busy moment meets both
            spent.append(_milliseconds(drawn))
            floor.append(_milliseconds(bare) * same_pages)
    what = f"PDF report, small firm, {count} pages"
    return [
        Line(
            what=f"{what}: CPU, median",
            measured=median(spent),
            unit="ms",
            floor=median(floor),
            most=400,
            most_ratio=3,
        ),
        Line(
            what=f"{what}: CPU, best", measured=min(spent), unit="ms", floor=min(floor)
        ),
    ]


def _milliseconds(draw: Callable[[], bytes]) -> float:
    start = time.process_time()
    draw()
    return 1000 * (time.process_time() - start)


def _page_count(pdf: bytes) -> int:
    with pikepdf.open(BytesIO(pdf)) as document:
        return len(document.pages)


def _pages(draw: Callable[[], bytes]) -> list[list]:
    """What the report draws on each page: texts with their style, tables, drawings."""
    pages = defaultdict(list)
    within_table = False
    draw_on = Flowable.drawOn

    def record(flowable, canvas, *arguments, **options):
        nonlocal within_table
        if within_table:
            return draw_on(flowable, canvas, *arguments, **options)
        page = pages[canvas.getPageNumber()]
        if isinstance(flowable, platypus.Table):
            rows = [[_cell(cell) for cell in row] for row in flowable._cellvalues]
            page.append((rows, flowable._colWidths))
            within_table = True
            try:
                return draw_on(flowable, canvas, *arguments, **options)
            finally:
                within_table = False
        if isinstance(flowable, Drawing):
            page.append(flowable)
        elif isinstance(flowable, platypus.Paragraph):
            page.append(_words(flowable))
        return draw_on(flowable, canvas, *arguments, **options)

    with patch.object(Flowable, "drawOn", record):
        draw()
    return [pages[number] for number in sorted(pages)]


def _words(paragraph):
    label = getattr(paragraph, "label", "")
    return f"{label} {paragraph.getPlainText()}".strip(), paragraph.style


def _cell(cell):
    """One cell: a text with its style, or what else stands in it."""
    parts = cell if isinstance(cell, (list, tuple)) else [cell]
    texts = [_words(part) for part in parts if isinstance(part, platypus.Paragraph)]
    if texts:
        return " ".join(text for text, _ in texts), texts[0][1]
    return parts[0] if parts and isinstance(parts[0], (str, Drawing)) else ""


def _bare(pages: list[list]) -> bytes:
    """The same pages with nothing but ReportLab's own paragraphs and tables."""
    story = []
    for page in pages:
        story += [_block(block) for block in page]
        story.append(PageBreak())
    buffer = BytesIO()
    platypus.SimpleDocTemplate(
        buffer,
        leftMargin=64,
        rightMargin=64,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
    ).build(story)
    return buffer.getvalue()


def _block(block) -> Flowable:
    if isinstance(block, Drawing):
        return block
    if isinstance(block[0], str):
        return _paragraph(*block)
    rows, widths = block
    return platypus.Table(
        [
            [_paragraph(*cell) if isinstance(cell, tuple) else cell for cell in row]
            for row in rows
        ],
        colWidths=widths,
        hAlign="LEFT",
    )


def _paragraph(text: str, style) -> platypus.Paragraph:
    return platypus.Paragraph(escape(text), style)
