"""Blocks with a ground of their own: panels, key figures, level chips; and a rule.

The grounds are artifacts. Colour never says anything alone: the words do.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.colors import Color
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus.flowables import Flowable

from reporting.pdf.paragraphs import Paragraph
from reporting.pdf.style import (
    ACCENT,
    CELL,
    CELL_HEAD,
    ERROR,
    FIGURE_LABEL,
    FIGURE_VALUES,
    HAIRLINE,
    LINE,
    OK,
    PAGE,
    WARN,
    level_colors,
    plain_text,
)

TONES: dict[str, Color] = {
    "accent": ACCENT,
    "ok": OK,
    "warn": WARN,
    "error": ERROR,
    "quiet": LINE,
}


class Rule(Flowable):
    """A thin line across the column, which is decoration."""

    def __init__(self, color: Color = HAIRLINE, space: float = 12) -> None:
        super().__init__()
        self.color = color
        self.spaceBefore = self.spaceAfter = space

    def wrap(self, availWidth, availHeight):
        self.width, self.height = availWidth, 0.5
        return self.width, self.height

    def draw(self) -> None:
        with self.canv.artifact():
            self.canv.setStrokeColor(self.color)
            self.canv.setLineWidth(0.5)
            self.canv.line(0, 0, self.width, 0)


class Chip(Flowable):
    """A maturity level in words on the colour of its level."""

    def __init__(self, words: str, level: int) -> None:
        super().__init__()
        self.fill, color = level_colors(level)
        style = ParagraphStyle(
            "chip", CELL, textColor=color, fontName=CELL_HEAD.fontName
        )
        self.label = Paragraph(words, style)

    def wrap(self, availWidth, availHeight):
        _, self.height = self.label.wrap(availWidth - 12, availHeight)
        longest = max(self.label.getActualLineWidths0(), default=0)
        self.width = min(longest + 12, availWidth)
        self.height += 4
        return self.width, self.height

    def draw(self) -> None:
        with self.canv.artifact():
            self.canv.saveState()
            self.canv.setFillColor(self.fill)
            self.canv.roundRect(
                0, 0, self.width, self.height, radius=4, stroke=0, fill=1
            )
            self.canv.restoreState()
        self.label.drawOn(self.canv, 6, 2)


class Panel(Flowable):
    """A story set apart on the page colour, with a bar at its left.

    Longer than the page it is split, as any story. The tone only colours the bar:
    say in words what it means.
    """

    def __init__(self, story: Sequence[Flowable], tone: str = "accent") -> None:
        super().__init__()
        self.story = list(story)
        self.tone = tone
        self.padding = 12
        self.spaceBefore, self.spaceAfter = 12, 12
        self.token = object()

    def wrap(self, availWidth, availHeight):
        self.width = availWidth
        self.height = 2 * self.padding + self._place(availWidth - 2 * self.padding)
        return self.width, self.height

    def _place(self, width: float) -> float:
        """Find how far below the top each block ends; return the height of all."""
        self.ends: list[float] = []
        end = space = 0.0
        for block in self.story:
            before = max(space, block.getSpaceBefore()) if self.ends else 0
            _, height = block.wrapOn(self.canv, width, 0xFFFFFF)
            end += before + height
            self.ends.append(end)
            space = block.getSpaceAfter()
        return end

    def split(self, availWidth, availHeight):
        width = availWidth - 2 * self.padding
        room = availHeight - 2 * self.padding
        self._place(width)
        count = sum(end <= room for end in self.ends)
        first, rest = self.story[:count], self.story[count:]
        if rest:
            used = 0.0
            if first:
                gap = max(first[-1].getSpaceAfter(), rest[0].getSpaceBefore())
                used = self.ends[count - 1] + gap
            parts = rest[0].split(width, room - used)
            if len(parts) > 1:
                first, rest = [*first, parts[0]], [*parts[1:], *rest[1:]]
        while rest and first and first[-1].getKeepWithNext():
            rest.insert(0, first.pop())  # a heading stays with what it announces
        if not first or not rest:
            return []
        panels = [Panel(first, self.tone), Panel(rest, self.tone)]
        for panel in panels:
            panel.token = self.token
        return panels

    def draw(self) -> None:
        canvas = self.canv
        with canvas.artifact():
            canvas.saveState()
            canvas.setFillColor(PAGE)
            canvas.rect(0, 0, self.width, self.height, stroke=0, fill=1)
            canvas.setFillColor(TONES[self.tone])
            canvas.rect(0, 0, 3, self.height, stroke=0, fill=1)
            canvas.restoreState()
        canvas.enter(canvas.element(self.token, "Div"))
        top = self.height - self.padding
        for block, end in zip(self.story, self.ends, strict=True):
            block.drawOn(canvas, self.padding, top - end)
        canvas.leave()


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One figure of a summary: what it is, its value, and a line about it."""

    label: str
    value: str
    note: str = ""


class KeyFigures(Flowable):
    """Key figures side by side, each read as label, value, note."""

    def __init__(self, figures: Sequence[KeyFigure], gap: float = 12) -> None:
        super().__init__()
        if not figures:
            raise ValueError("A row of key figures needs at least one.")
        self.figures = list(figures)
        self.gap = gap
        self.padding = 12
        self.spaceBefore, self.spaceAfter = 12, 18

    def wrap(self, availWidth, availHeight):
        count = len(self.figures)
        self.width = availWidth
        self.card_width = (availWidth - self.gap * (count - 1)) / count
        inner = self.card_width - 2 * self.padding
        style = self._value_style(inner)
        self.cards = [
            [
                Paragraph(figure.label, FIGURE_LABEL),
                Paragraph(figure.value, style),
                Paragraph(figure.note, FIGURE_LABEL),
            ]
            for figure in self.figures
        ]
        heights = [
            [part.wrap(inner, availHeight)[1] for part in card] for card in self.cards
        ]
        # Each part starts at the same height on all cards.
        self.rows = [max(column) for column in zip(*heights, strict=True)]
        self.height = sum(self.rows) + 2 * self.padding
        return self.width, self.height

    def _value_style(self, width: float) -> ParagraphStyle:
        """Return the largest style in which each value keeps to one line."""
        for style in FIGURE_VALUES:
            values = (plain_text(figure.value) for figure in self.figures)
            widths = (stringWidth(x, style.fontName, style.fontSize) for x in values)
            if max(widths) <= width:
                break
        return style

    def draw(self) -> None:
        canvas = self.canv
        for number, card in enumerate(self.cards):
            x = number * (self.card_width + self.gap)
            with canvas.artifact():
                canvas.saveState()
                canvas.setFillColor(PAGE)
                canvas.rect(x, 0, self.card_width, self.height, stroke=0, fill=1)
                canvas.setFillColor(ACCENT)
                canvas.rect(x, self.height - 2, self.card_width, 2, stroke=0, fill=1)
                canvas.restoreState()
            canvas.enter(canvas.container.add("Div"))
            y = self.height - self.padding
            for part, height in zip(card, self.rows, strict=True):
                part.drawOn(canvas, x + self.padding, y - part.height)
                y -= height
            canvas.leave()
