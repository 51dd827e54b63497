"""The whole message on one page, which an owner can hand to a bank or a client.

Where the firm stands, what holds it back, what to do first, where it is strong. The
page is one page in every language: a long text shrinks rather than runs over.
"""

from functools import partial

from django.utils.translation import gettext, ngettext, pgettext
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import PageBreak, TableStyle
from reportlab.platypus.flowables import Flowable

from assessment.translations.status import draft_note
from reporting.lines import GateLine, QuestionLine, Report
from reporting.pdf.blocks import bullets, heading, table, text
from reporting.pdf.document import BOTTOM, CONTENT_WIDTH, TOP
from reporting.pdf.drawings import Columns, OnePage, area_line, level_steps, shares
from reporting.pdf.panels import Chip, Panel, Rule
from reporting.pdf.paragraphs import Heading, Paragraph
from reporting.pdf.style import (
    ACCENT,
    ACCENT_DARK,
    BODY,
    CELL,
    CELL_HEAD,
    CELL_HEAD_NUMBER,
    CELL_NUMBER,
    FONT_BOLD,
    HEADING_3,
    LEAD,
    SMALL,
    Markup,
    bold,
    joined,
)
from reporting.pdf.tagging import Figure, Table
from reporting.pdf.verdict import (
    level_words,
    reason_words,
    result_words,
    standing,
    why_no_level,
    why_not_computed,
)

NAMED = 3  # strengths, gaps and obstacles: what a page can hold and a reader keep

HERO = ParagraphStyle(
    "hero", BODY, fontName=FONT_BOLD, fontSize=46, leading=42, textColor=ACCENT
)
UNDER_CHIP = ParagraphStyle("under_chip", BODY, spaceBefore=6, spaceAfter=3)
PLAIN = ParagraphStyle("plain", BODY, spaceAfter=3)
NOTE = ParagraphStyle("note", SMALL, spaceAfter=0)
PART = ParagraphStyle("part", HEADING_3, spaceBefore=9)
AREA = ParagraphStyle("area_name", CELL, leading=11)  # its line belongs close to it
SHORT = ParagraphStyle("short", CELL, leftIndent=12, spaceAfter=2)


def summary(report: Report) -> list[Flowable]:
    return [OnePage(partial(_story, report), CONTENT_WIDTH, TOP - BOTTOM), PageBreak()]


def _story(report: Report, width: float) -> list[Flowable]:
    left, right = shares(width, 23, 24, gap=24)
    return [
        heading(gettext("At a glance")),
        *_hero(report, width),
        Panel(_obstacles(report)),
        *_first_steps(report, width),
        Columns(
            [_area_lines(report, left), _strengths_and_gaps(report)],
            [left, right],
            gap=24,
        ),
        Rule(space=6),
        *(text(note, NOTE) for note in (standing(report), draft_note()) if note),
    ]


def _hero(report: Report, width: float) -> list[Flowable]:
    """The score in figures, and what it means in words."""
    if not report.computed:
        return [text(why_not_computed(report), LEAD)]
    unit = (
        gettext("of 100 points, indicative")
        if report.quick
        else gettext("of 100 points")
    )
    figure = [text(str(report.score), HERO), text(unit, PLAIN)]
    widths = shares(width, 14, 32)
    known = text(_known_words(report), NOTE)
    if report.level is None:
        words = [
            text(bold(result_words(report)), PLAIN),
            text(why_no_level(report), PLAIN),
            known,
        ]
        return [Columns([figure, words], widths)]
    words = [
        Chip(level_words(report), report.level),
        text(report.level_meaning, UNDER_CHIP),
        known,
    ]
    steps = level_steps(report.levels, report.level, width)
    return [Columns([figure, words], widths, space_after=3), Figure(steps, None)]


def _known_words(report: Report) -> str:
    asked = report.asked_count - report.not_applicable_count
    known = gettext("%(known)s of %(asked)s answers are known.") % {
        "known": asked - report.unknown_count,
        "asked": asked,
    }
    if not report.range_text:
        return known
    span = gettext(
        "Range: %(range)s. What you do not know counts as nothing at its lower end, "
        "which is the score, and in full at its upper end."
    ) % {"range": report.range_text}
    return f"{span} {known}"


def _obstacles(report: Report) -> list[Flowable]:
    """What stands between the enterprise and the next level, gates first."""
    if report.level is None:
        return _where_to_look(report)
    if report.level == len(report.levels):
        return [
            text(bold(gettext("Nothing holds the level back")), PLAIN),
            text(gettext("This is the highest level. Keep what you have built."), CELL),
        ]
    items: list[str] = [
        _gate_words(gate)
        for gate in report.closed_gates
        if gate.level == report.level + 1
    ]
    if report.capped:
        lowest = report.lowest_areas[0]
        items.append(
            gettext(
                "The points reach level %(raw)s, but the level is at most one above "
                "that of the lowest area: %(area)s (%(score)s of 100)."
            )
            % {"raw": report.raw_level, "area": lowest.title, "score": lowest.score}
        )
    if report.raw_level == report.level:
        level, points, name = report.levels[report.level]
        items.append(
            gettext("Level %(level)s, %(name)s, begins at %(points)s points.")
            % {"level": level, "name": name, "points": points}
        )
    if (more := len(items) - NAMED) > 0:
        items[NAMED:] = [
            ngettext(
                "%(count)s more stands under “What each level asks for”.",
                "%(count)s more stand under “What each level asks for”.",
                more,
            )
            % {"count": more}
        ]
    return [
        text(bold(gettext("What holds the level back")), PLAIN),
        *bullets(items, SHORT),
    ]


def _gate_words(gate: GateLine) -> Markup:
    return joined(
        bold(
            gettext("For level %(level)s, %(name)s:")
            % {"level": gate.level, "name": gate.level_name}
        ),
        " ",
        gate.text,
        " ",
        gettext("Needed: %(answer)s") % {"answer": gate.needed},
    )


def _where_to_look(report: Report) -> list[Flowable]:
    """Without a level: what is to be found out, and where the points are."""
    items = []
    if report.unknown_count:
        items.append(
            ngettext(
                "%(count)s answer is unknown; “To find out” says who could tell.",
                "%(count)s answers are unknown; “To find out” says who could tell.",
                report.unknown_count,
            )
            % {"count": report.unknown_count}
        )
    if report.lowest_areas:
        titles = "; ".join(area.title for area in report.lowest_areas)
        items.append(gettext("The lowest areas are: %(areas)s.") % {"areas": titles})
    return [
        text(bold(gettext("Where to look first")), PLAIN),
        *bullets(items, SHORT),
    ]


def _first_steps(report: Report, width: float) -> list[Flowable]:
    if not report.first_actions:
        return []
    rows = [
        [
            gettext("Find out: %(question)s") % {"question": action.title}
            if action.reason == "find_out"
            else action.title,
            reason_words(report, action),
            action.when_name,
            action.effort,
        ]
        for action in report.first_actions
    ]
    head = [
        gettext("Step"),
        gettext("Reason"),
        pgettext("time of an action", "When"),
        gettext("Effort"),
    ]
    return [
        Heading(gettext("The first steps"), PART, level=2),
        table(head, rows, [width - 262, 96, 112, 54], numeric=[3]),
    ]


def _area_lines(report: Report, width: float) -> list[Flowable]:
    """The areas as score lines under their titles, in one narrow table."""
    beside = 48 if all(area.computed for area in report.areas) else 66
    head = [
        [Paragraph(gettext("Area"), CELL_HEAD, role=None)],
        [Paragraph(gettext("Score"), CELL_HEAD_NUMBER, role=None)],
    ]
    rows = [
        [
            [
                Paragraph(area.title, AREA, role=None),
                # The line runs on under the score, so it is wider than its cell.
                Figure(area_line(area.score, area.high, width), None),
            ],
            [Paragraph(area.score_text, CELL_NUMBER, role=None)],
        ]
        for area in report.areas
    ]
    style = TableStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 6),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
            ("BOTTOMPADDING", (0, 0), (-1, 0), 4),
            ("LINEBELOW", (0, 0), (-1, 0), 0.9, ACCENT_DARK),
        ]
    )
    return [
        Table(
            [head, *rows],
            colWidths=[width - beside, beside],
            style=style,
            repeatRows=1,
            hAlign="LEFT",
            row_headers=True,
        )
    ]


def _strengths_and_gaps(report: Report) -> list[Flowable]:
    return [
        *_named(gettext("Strengths"), report.strengths),
        *_named(gettext("Largest gaps"), report.gaps),
    ] or [text(gettext("No question was scored."), CELL)]


def _named(title: str, lines: list[QuestionLine]) -> list[Flowable]:
    if not lines:
        return []
    return [
        Heading(title, PART, level=2),
        *bullets([line.text for line in lines[:NAMED]], SHORT),
    ]
