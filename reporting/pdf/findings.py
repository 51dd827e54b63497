"""What the result rests on: the areas as a chart and a table, the gates, each answer.

Strengths and gaps are said in words; colour only repeats them.
"""

from fractions import Fraction

from django.utils.translation import gettext
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import CondPageBreak, KeepTogether
from reportlab.platypus.flowables import Flowable

from reporting.charts import radar
from reporting.formats import tenth
from reporting.lines import STRONG, AreaLine, GateLine, QuestionLine, Report
from reporting.pdf.blocks import heading, table, text
from reporting.pdf.document import CONTENT_WIDTH
from reporting.pdf.drawings import (
    BREAK,
    Columns,
    area_line,
    colored,
    muted,
    radar_drawing,
)
from reporting.pdf.paragraphs import Heading
from reporting.pdf.style import (
    HEADING_1,
    HEADING_2,
    LEAD,
    OK,
    SMALL,
    WARN,
    Markup,
    bold,
    joined,
)
from reporting.pdf.tagging import Figure
from reporting.pdf.verdict import known_of_asked, labelled

# A part that begins within a page keeps its distance; at the top it has none.
PART = ParagraphStyle("part_1", HEADING_1, spaceBefore=30)
# Its table may break after a row, so it must not be kept whole with the heading.
AREA = ParagraphStyle("area", HEADING_2, keepWithNext=0, spaceAfter=3)
NOTE = ParagraphStyle("area_note", SMALL, spaceAfter=0)


def areas(report: Report) -> list[Flowable]:
    chart = radar(
        [area.score for area in report.areas],
        [area.high for area in report.areas],
        size=270,
        margin=34,
    )
    labels = [(f"{area.number} {area.title}", area.score_text) for area in report.areas]
    told = "; ".join(
        f"{labelled(area.title)} {area.score_text}" for area in report.areas
    )
    story = [
        heading(gettext("The areas")),
        text(
            gettext(
                "Each area has a score from 0 to 100. The full shape is the score; the "
                "dashed line is how far it could reach with what you do not know yet."
            ),
            LEAD,
        ),
        Figure(
            radar_drawing(chart, labels, CONTENT_WIDTH),
            gettext("Radar chart of the areas. %(areas)s.") % {"areas": told},
        ),
        _area_table(report),
    ]
    if report.uneven:
        titles = "; ".join(area.title for area in report.lowest_areas)
        words = gettext("Your profile is uneven. The lowest areas are: %(areas)s.")
        story.append(text(words % {"areas": titles}))
    return story


def _area_table(report: Report) -> Flowable:
    """The numbers of the radar; the level of an area only where there is a level."""
    head = [gettext("Area"), gettext("0 to 100"), gettext("Score")]
    rows: list[list] = [
        [
            f"{area.number} {area.title}",
            Figure(area_line(area.score, area.high, 64), None),
            area.score_text,
        ]
        for area in report.areas
    ]
    widths = [168, 76, 66]
    if report.level is not None:
        head.append(gettext("Level"))
        for row, area in zip(rows, report.areas, strict=True):
            row.append(area.level)
        widths.append(90)
    head.append(gettext("Known answers"))
    for row, area in zip(rows, report.areas, strict=True):
        row.append(known_of_asked(area))
    widths.append(CONTENT_WIDTH - sum(widths))
    return table(head, rows, widths, numeric=[2, len(head) - 1])


def gates(report: Report) -> list[Flowable]:
    if report.quick or not report.gates:
        return []
    head = [
        gettext("Question and answer needed"),
        gettext("For level"),
        gettext("Met?"),
    ]
    rows = [
        [_gate_cell(gate), f"{gate.level} {gate.level_name}", _met(gate)]
        for gate in report.gates
    ]
    return [
        CondPageBreak(240),
        Heading(gettext("What each level asks for"), PART, level=1),
        text(
            gettext(
                "Some practices are so basic that a level needs them, whatever the "
                "points. “I don't know” does not count as met."
            ),
            LEAD,
        ),
        table(head, rows, [310, 92, CONTENT_WIDTH - 402]),
    ]


def _gate_cell(gate: GateLine) -> Markup:
    parts = [bold(gate.text), BREAK, gate.needed]
    if gate.duty:
        words = gettext("Asked for by law: %(duty)s") % {"duty": gate.duty}
        parts += [BREAK, muted(words)]
    return joined(*parts)


def _met(gate: GateLine) -> Markup:
    if gate.met:
        return colored(OK, gettext("Met"))
    return colored(WARN, gettext("Not met"))


def area_by_area(report: Report) -> list[Flowable]:
    gaps = {line.code for line in report.gaps}
    story: list[Flowable] = []
    opening = [Heading(gettext("Area by area"), PART, level=1)]
    for area in report.areas:
        story += _area(report, area, gaps, opening)
        opening = []
    return story


def _area(
    report: Report, area: AreaLine, gaps: set[str], opening: list[Flowable]
) -> list[Flowable]:
    rows = [
        [numbered_question(area, number), _answer_cell(line), _points_cell(line, gaps)]
        for number, line in enumerate(area.questions, 1)
    ]
    answers = table(
        [gettext("Question"), gettext("Your answer"), gettext("Points")],
        rows,
        [190, 197, CONTENT_WIDTH - 387],
        numeric=[2],
    )
    block = [
        *opening,
        Heading(f"{area.number} {area.title}", AREA, level=2),
        Columns(
            [
                [Figure(area_line(area.score, area.high, 150), None)],
                [text(_area_words(report, area), NOTE)],
            ],
            [150, CONTENT_WIDTH - 168],
            space_after=0,
        ),
        answers,
    ]
    # A comment may be very long, and then the table must break anywhere.
    commented = any(line.comment for line in area.questions)
    if len(rows) <= 3 and not commented:
        return [KeepTogether(block)]
    if not commented:
        answers.setStyle([("NOSPLIT", (0, -2), (-1, -1))])  # no last row alone
    return [CondPageBreak(240 if opening else 170), *block]


def _area_words(report: Report, area: AreaLine) -> str:
    score = area.score_text
    if area.computed:
        score = gettext("%(score)s of 100 points") % {"score": area.score_text}
    level = "" if report.level is None else area.level
    known = gettext("answers known: %(known)s") % {"known": known_of_asked(area)}
    return " · ".join(filter(None, [score, level, known]))


def numbered_question(area: AreaLine, number: int) -> Markup:
    """The text of a question with its number, the same wherever it stands."""
    line = area.questions[number - 1]
    return joined(bold(f"{area.number}.{number}"), " ", line.text)


def _answer_cell(line: QuestionLine) -> Markup:
    answer = line.answer or line.state_name
    if not line.comment:
        return joined(answer)
    return joined(answer, BREAK, comment_words(line))


def comment_words(line: QuestionLine) -> Markup:
    return muted(gettext("Comment: %(comment)s") % {"comment": line.comment})


def _points_cell(line: QuestionLine, gaps: set[str]) -> str:
    """Points earned of points carried, and in words what that means."""
    if line.state not in ("answered", "dont_know"):
        return line.state_name
    if not line.carried:
        return gettext("not computed")
    points = gettext("%(points)s of %(carried)s") % {
        "points": line.points_text or tenth(Fraction(0)),
        "carried": line.carried_text,
    }
    if line.state == "dont_know":
        return joined(points, BREAK, bold(gettext("To find out")))
    if line.value >= STRONG:
        return joined(points, BREAK, colored(OK, gettext("Strength")))
    if line.code in gaps:
        return joined(points, BREAK, colored(WARN, gettext("Large gap")))
    return points
