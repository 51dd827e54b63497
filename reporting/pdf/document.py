"""A story becomes a file: cover, pages, running header and footer.

Every word comes in from outside, already in the reader's language.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    FrameBreak,
    KeepInFrame,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
)
from reportlab.platypus.flowables import Flowable

from reporting.pdf.blocks import facts, text
from reporting.pdf.canvas import FURNITURE, TaggedCanvas
from reporting.pdf.finish import Details, finish
from reporting.pdf.style import (
    ACCENT_DARK,
    COVER_KICKER,
    COVER_SUBTITLE,
    COVER_TITLE,
    FONT,
    HAIRLINE,
    LEVELS,
    MUTED,
    SMALL,
    SMALL_SIZE,
    plain_text,
)

WIDTH, HEIGHT = A4
MARGIN = 64
CONTENT_WIDTH = WIDTH - 2 * MARGIN
TOP, BOTTOM = HEIGHT - 84, 72  # of what is between header and footer
FOOTER_LEADING = 11
BAND_HEIGHT = 432
STRIP_HEIGHT = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The room between header and footer, by its distances from the paper's edges."""

    margin: float = MARGIN
    above: float = HEIGHT - TOP
    below: float = BOTTOM

    @property
    def width(self) -> float:
        return WIDTH - 2 * self.margin


REPORT_SHEET = Sheet()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """The first page: a dark band with the title, and below it a few facts.

    `facts` are pairs of label and value; `note` is the small print at the foot.
    """

    title: str
    kicker: str = ""
    subtitle: str = ""
    facts: Sequence[tuple[str, str]] = ()
    note: str = ""


def build(
    story: Sequence[Flowable],
    *,
    details: Details,
    page_label: str,
    cover: Cover | None = None,
    header: str = "",
    footer: str = "",
    sheet: Sheet = REPORT_SHEET,
) -> bytes:
    """Return the story as a PDF/UA-1 and PDF/A-2a file.

    `page_label` is a format string with the fields `page` and `pages`, such as
    "Page {page} of {pages}". A story is used up by building it. The same story,
    built anew, gives the same bytes.
    """
    page_label.format(page=1, pages=1)  # a wrong field fails before any work
    buffer = BytesIO()
    label = plain_text(page_label)
    cover_page, inner_page = _page_templates(
        plain_text(header), plain_text(footer), label, sheet
    )
    template = BaseDocTemplate(
        buffer,
        pagesize=A4,
        invariant=1,
        initialFontName=FONT,
        title=plain_text(details.title),
        pageTemplates=[cover_page, inner_page] if cover else [inner_page],
    )
    template.build(
        [*_cover_story(cover), *story] if cover else list(story),
        canvasmaker=partial(_ReportCanvas, page_label=label, sheet=sheet),
    )
    return finish(buffer.getvalue(), details)


class _ReportCanvas(TaggedCanvas):
    """Writes "page x of y" once the number of pages is known.

    Each page refers to a form XObject of its own, and the forms are drawn last.
    Saving pages and replaying them, as is often done, would lose their marks.
    """

    def __init__(
        self, *arguments: Any, page_label: str, sheet: Sheet, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.setViewerPreference("DisplayDocTitle", "true")
        self._page_label, self._sheet = page_label, sheet
        self._labelled: list[int] = []

    def draw_page_label(self) -> None:
        page = self.getPageNumber()
        self._labelled.append(page)
        self.doForm(f"page-label-{page}")

    def save(self) -> None:
        pages = self.getPageNumber() - 1  # the last page has been shown
        for page in self._labelled:
            self.beginForm(f"page-label-{page}")
            self.setFont(FONT, SMALL_SIZE)
            self.setFillColor(MUTED)
            label = self._page_label.format(page=page, pages=pages)
            right, height = WIDTH - self._sheet.margin, self._sheet.below - 36
            self.drawRightString(right, height, label)
            self.endForm()
        super().save()


def _page_templates(
    header: str, footer: str, page_label: str, sheet: Sheet
) -> tuple[PageTemplate, PageTemplate]:
    """Return the templates of the cover and of the inner pages."""
    frame = partial(
        Frame,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )
    band_top = HEIGHT - 72
    band_bottom = HEIGHT - BAND_HEIGHT
    return (
        PageTemplate(
            "cover",
            [
                frame(MARGIN, band_top - 24, CONTENT_WIDTH, 24),
                frame(MARGIN, band_bottom + 36, CONTENT_WIDTH, BAND_HEIGHT - 144),
                frame(MARGIN, 132, CONTENT_WIDTH, band_bottom - 132 - 36),
                frame(MARGIN, 36, CONTENT_WIDTH, 84),
            ],
            onPage=_draw_band,
        ),
        PageTemplate(
            "inner",
            [
                frame(
                    sheet.margin,
                    sheet.below,
                    sheet.width,
                    HEIGHT - sheet.above - sheet.below,
                )
            ],
            onPage=partial(
                _draw_furniture,
                header=_fitted(header, sheet.width),
                footer=_footer_lines(footer, page_label, sheet),
                sheet=sheet,
            ),
        ),
    )


def _cover_story(cover: Cover) -> list[Flowable]:
    title = [text(cover.title, COVER_TITLE)]
    if cover.subtitle:
        title.append(text(cover.subtitle, COVER_SUBTITLE))
    note = [text(cover.note, SMALL)] if cover.note else []
    # A name of any length shrinks to its place rather than run over the band.
    return [
        KeepInFrame(0, 0, [text(cover.kicker, COVER_KICKER)] if cover.kicker else []),
        FrameBreak(),
        _AtFoot(0, 0, title),
        FrameBreak(),
        KeepInFrame(0, 0, [facts(cover.facts, large=True)] if cover.facts else []),
        FrameBreak(),
        _AtFoot(0, 0, note),
        NextPageTemplate("inner"),
        PageBreak(),
    ]


class _AtFoot(KeepInFrame):
    """A story that stands at the foot of its frame."""

    def wrap(self, availWidth, availHeight):
        # Takes the whole frame, while `height`, from which it draws, stays its own.
        width, _ = super().wrap(availWidth, availHeight)
        return width, availHeight


def _draw_band(canvas: TaggedCanvas, _template: BaseDocTemplate) -> None:
    """Draw the dark band to the edges, and under it the five levels as a strip."""
    with canvas.artifact(FURNITURE):
        canvas.saveState()
        bottom = HEIGHT - BAND_HEIGHT
        canvas.setFillColor(ACCENT_DARK)
        canvas.rect(0, bottom, WIDTH, BAND_HEIGHT, stroke=0, fill=1)
        step = WIDTH / len(LEVELS)
        for number, color in enumerate(LEVELS):
            canvas.setFillColor(color)
            canvas.rect(number * step, bottom, step, STRIP_HEIGHT, stroke=0, fill=1)
        canvas.restoreState()


def _draw_furniture(
    canvas: _ReportCanvas,
    _template: BaseDocTemplate,
    *,
    header: str,
    footer: Sequence[str],
    sheet: Sheet,
) -> None:
    left, right = sheet.margin, WIDTH - sheet.margin
    top, bottom = HEIGHT - sheet.above, sheet.below
    with canvas.artifact(FURNITURE):
        canvas.saveState()
        canvas.setFont(FONT, SMALL_SIZE)
        canvas.setFillColor(MUTED)
        canvas.drawString(left, top + 36, header)
        for number, line in enumerate(footer):
            canvas.drawString(left, bottom - 36 - number * FOOTER_LEADING, line)
        canvas.setStrokeColor(HAIRLINE)
        canvas.setLineWidth(0.5)
        canvas.line(left, top + 28, right, top + 28)
        canvas.line(left, bottom - 20, right, bottom - 20)
        canvas.draw_page_label()
        canvas.restoreState()


def _footer_lines(footer: str, page_label: str, sheet: Sheet) -> list[str]:
    """The footer beside the page label: on two lines rather than cut."""
    label = stringWidth(page_label.format(page=999, pages=999), FONT, SMALL_SIZE)
    width = sheet.width - label - 12
    first, *rest = simpleSplit(footer, FONT, SMALL_SIZE, width) or [""]
    return [first, *([_fitted(" ".join(rest), width)] if rest else [])]


def _fitted(line: str, width: float) -> str:
    """Return the line, shortened with an ellipsis where it is too long."""
    if stringWidth(line, FONT, SMALL_SIZE) <= width:
        return line
    while line and stringWidth(f"{line}…", FONT, SMALL_SIZE) > width:
        line = line[:-1]
    return f"{line.rstrip()}…"
