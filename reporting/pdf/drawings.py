"""What only our documents draw: charts, columns, lines to write on, boxes to tick.

Words come in as arguments; the geometry of the radar comes from `reporting.charts`.
"""

from collections.abc import Callable, Sequence

from reportlab.graphics.shapes import Circle, Drawing, Line, Polygon, Rect, String
from reportlab.lib.colors import Color
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus.flowables import Flowable

from reporting.charts import Point, Radar
from reporting.pdf.paragraphs import ListItem, Paragraph
from reporting.pdf.style import (
    ACCENT,
    ACCENT_DARK,
    BODY,
    FONT,
    FONT_BOLD,
    HAIRLINE,
    INK,
    LEVELS,
    LINE,
    MUTED,
    SMALL,
    SMALL_SIZE,
    WHITE,
    Markup,
    bold,
    paragraph_text,
    plain_text,
)

LABEL_WIDTH = 112
LABEL_LEADING = 11


def radar_drawing(
    radar: Radar, labels: Sequence[tuple[str, str]], width: float
) -> Drawing:
    """Draw a radar with (title, value) at each spoke; titles break over lines."""
    drawing = Drawing(width, radar.size)
    left = (width - radar.size) / 2

    def flat(points: Sequence[Point]) -> list[float]:
        return [part for x, y in points for part in (left + x, radar.size - y)]

    drawing.add(Polygon(flat(radar.high), fillColor=LEVELS[0], strokeColor=None))
    drawing.add(Polygon(flat(radar.low), fillColor=LEVELS[1], strokeColor=None))
    for value, ring in radar.rings:
        color = LINE if value == 100 else HAIRLINE
        drawing.add(
            Polygon(flat(ring), fillColor=None, strokeColor=color, strokeWidth=0.5)
        )
    centre = flat([radar.centre])
    for spoke in radar.spokes:
        drawing.add(
            Line(*centre, *flat([spoke.end]), strokeColor=HAIRLINE, strokeWidth=0.5)
        )
    drawing.add(
        Polygon(
            flat(radar.high),
            fillColor=None,
            strokeColor=ACCENT,
            strokeWidth=0.7,
            strokeDashArray=[2, 2],
        )
    )
    drawing.add(
        Polygon(
            flat(radar.low),
            fillColor=None,
            strokeColor=ACCENT,
            strokeWidth=1.5,
            strokeLineJoin=1,
        )
    )
    for point in radar.low:
        x, y = flat([point])
        drawing.add(
            Circle(x, y, 2.6, fillColor=ACCENT, strokeColor=WHITE, strokeWidth=0.7)
        )
    for value, ring in radar.rings:
        x, y = flat([ring[0]])
        drawing.add(_string(x + 3, y - 2.5, str(value), FONT, 7, MUTED))
    for spoke, (title, value) in zip(radar.spokes, labels, strict=True):
        x, y = flat([spoke.label])
        _add_label(drawing, x, y, spoke.anchor, title, value)
    return drawing


def _add_label(drawing: Drawing, x, y, anchor: str, title: str, value: str) -> None:
    """Hang a label on its point: beside it in the middle, above or below at poles."""
    lines = simpleSplit(plain_text(title), FONT, SMALL_SIZE, LABEL_WIDTH)
    rows = [*((line, FONT, INK) for line in lines), (value, FONT_BOLD, ACCENT_DARK)]
    height = LABEL_LEADING * len(rows)
    top = y + height / 2
    if anchor == "middle":  # the two poles, where the label must not meet the chart
        top = y + height - 8 if y > drawing.height / 2 else y + 8
    for number, (line, font, color) in enumerate(rows, 1):
        baseline = top - LABEL_LEADING * number + 3
        label = _string(x, baseline, line, font, SMALL_SIZE, color)
        label.textAnchor = anchor
        drawing.add(label)


def area_line(score: int | None, high: int | None, width: float) -> Drawing:
    """Draw a line from 0 to 100: a dot at the score, a pale bar on to its upper end.

    Without a score there is only the line.
    """
    height, radius = 8, 3.6
    middle, scale = height / 2, (width - 2 * radius) / 100
    drawing = Drawing(width, height)
    drawing.add(Line(0, middle, width, middle, strokeColor=LINE, strokeWidth=0.7))
    if score is None:
        return drawing
    x = radius + score * scale
    if high is not None and high > score:
        drawing.add(
            Rect(
                x,
                middle - 2.5,
                (high - score) * scale,
                5,
                fillColor=LEVELS[1],
                strokeColor=None,
            )
        )
    drawing.add(Circle(x, middle, radius, fillColor=ACCENT, strokeColor=None))
    return drawing


def level_steps(
    levels: Sequence[tuple[int, int, str]], current: int, width: float
) -> Drawing:
    """Draw the levels as steps of one hue, the current one tall and in bold."""
    height, gap = 34, 4
    step = (width - gap * (len(levels) - 1)) / len(levels)
    drawing = Drawing(width, height)
    for index, (level, _, name) in enumerate(levels):
        x = index * (step + gap)
        here = level == current
        drawing.add(
            Rect(
                x,
                18,
                step,
                14 if here else 6,
                fillColor=LEVELS[level - 1],
                strokeColor=ACCENT_DARK if here else None,
                strokeWidth=1,
            )
        )
        font, color = (FONT_BOLD, INK) if here else (FONT, MUTED)
        words = plain_text(f"{level} {name}")
        size = min(SMALL_SIZE, SMALL_SIZE * step / stringWidth(words, font, SMALL_SIZE))
        drawing.add(_string(x, 6, words, font, size, color))
    return drawing


def _string(x, y, words: str, font: str, size: float, color) -> String:
    return String(
        x, y, plain_text(words), fontName=font, fontSize=size, fillColor=color
    )


class Columns(Flowable):
    """Stories side by side, read one after the other. It never splits.

    Each is an element of this role; without one its blocks belong to the container.
    """

    def __init__(
        self,
        stories: Sequence[Sequence[Flowable]],
        widths: Sequence[float],
        *,
        gap: float = 18,
        space_after: float = 6,
        role: str | None = "Div",
    ) -> None:
        super().__init__()
        self.role = role
        self.stories = [list(story) for story in stories]
        self.widths = list(widths)
        self.gap = gap
        self.spaceAfter = space_after

    def wrap(self, availWidth, availHeight):
        placed = [
            self._place(story, width)
            for story, width in zip(self.stories, self.widths, strict=True)
        ]
        self.width = sum(self.widths) + self.gap * (len(self.widths) - 1)
        self.height = max(ends[-1] for ends in placed)
        self.ends = placed
        return self.width, self.height

    def _place(self, story: Sequence[Flowable], width: float) -> list[float]:
        """Find how far below the top each block ends."""
        ends: list[float] = []
        end = space = 0.0
        for block in story:
            before = max(space, block.getSpaceBefore()) if ends else 0
            _, height = block.wrapOn(self.canv, width, 0xFFFFFF)
            end += before + height
            ends.append(end)
            space = block.getSpaceAfter()
        return ends

    def draw(self) -> None:
        canvas = self.canv
        x = 0.0
        for story, ends, width in zip(
            self.stories, self.ends, self.widths, strict=True
        ):
            if self.role:
                canvas.enter(canvas.container.add(self.role))
            for block, end in zip(story, ends, strict=True):
                block.drawOn(canvas, x, self.height - end)
            if self.role:
                canvas.leave()
            x += width + self.gap


class OnePage(Columns):
    """A story on one page, set smaller where it would be too tall for it.

    `story_of` makes the story for a width: what is set smaller has more room.
    """

    def __init__(
        self, story_of: Callable[[float], list[Flowable]], width: float, height: float
    ) -> None:
        super().__init__([], [])
        self.story_of = story_of
        self.page_width, self.page_height = width, height

    def wrap(self, availWidth, availHeight):
        for percent in range(100, 50, -4):
            self.scale = percent / 100
            self.widths = [self.page_width / self.scale]
            self.stories = [self.story_of(self.widths[0])]
            _, tall = super().wrap(availWidth, availHeight)
            if tall * self.scale <= self.page_height:
                break
        return self.page_width, tall * self.scale

    def draw(self) -> None:
        self.canv.saveState()
        self.canv.scale(self.scale, self.scale)
        super().draw()
        self.canv.restoreState()


class BlankLines(Flowable):
    """Labels with a line to write on, side by side: (label, width) each."""

    def __init__(
        self,
        fields: Sequence[tuple[str, float]],
        *,
        height: float = 20,
        gap: float = 18,
        style: ParagraphStyle = SMALL,
    ) -> None:
        super().__init__()
        self.fields = [(Paragraph(label, style), width) for label, width in fields]
        self.row_height, self.gap = height, gap
        self.spaceBefore, self.spaceAfter = 0, 6

    def wrap(self, availWidth, availHeight):
        self.width = availWidth
        for label, width in self.fields:
            label.wrapOn(self.canv, width, availHeight)
        self.height = max(
            self.row_height, *(label.height + 8 for label, _ in self.fields)
        )
        return self.width, self.height

    def draw(self) -> None:
        canvas = self.canv
        x = 0.0
        for label, width in self.fields:
            longest = max(label.getActualLineWidths0(), default=0)
            single = len(label.blPara.lines) < 2
            start = x + longest + 6 if longest and single else x
            with canvas.artifact():
                canvas.setStrokeColor(LINE)
                canvas.setLineWidth(0.5)
                canvas.line(start, 2, x + width, 2)
            label.drawOn(canvas, x, 4 if not single else 1)
            x += width + self.gap


class TickItem(ListItem):
    """One answer to tick: a small square, and the words beside it."""

    def _draw_label(self) -> None:
        canvas, size = self.canv, 8.5
        canvas.saveState()
        canvas.setStrokeColor(INK)
        canvas.setLineWidth(0.7)
        canvas.rect(
            self.style.bulletIndent,
            self.height - self.style.leading + 2.2,
            size,
            size,
        )
        canvas.restoreState()


TICK = ParagraphStyle(
    "tick", BODY, fontSize=9.5, leading=12, leftIndent=16, spaceAfter=1.5
)


def tick_items(answers: Sequence[str], *, across: float = 0) -> list[Flowable]:
    """Answers to tick, as one list: below each other, or across this width."""
    token = object()
    items = [
        TickItem(answer, TICK, label="", numbering="None", list_token=token)
        for answer in answers
    ]
    if not across:
        return items
    widths = shares(across, *[1] * len(items), gap=6)
    return [Columns([[item] for item in items], widths, gap=6, role=None)]


def shares(total: float, *parts: float, gap: float = 18) -> list[float]:
    """The widths of columns of these proportions, with a gap between each two."""
    room = total - gap * (len(parts) - 1)
    return [room * part / sum(parts) for part in parts]


BREAK = Markup("<br/>")


def muted(words: str) -> Markup:
    return _font(MUTED, words)


def colored(color: Color, words: str) -> Markup:
    """Words in bold and in a colour, which only repeats what they say."""
    return _font(color, bold(words))


def _font(color: Color, words: str) -> Markup:
    code = color.hexval().replace("0x", "#")
    return Markup(f'<font color="{code}">{paragraph_text(words)}</font>')
