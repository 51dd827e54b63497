"""The proof: every answer with what it counts, and how the score came of it.

Whoever has these pages can compute the score again with pencil and paper. The words
follow assessment/scoring.py; the numbers come from the frozen trace.
"""

from collections.abc import Sequence
from fractions import Fraction

from babel.numbers import format_decimal
from django.utils.translation import gettext
from reportlab.platypus import CondPageBreak, KeepTogether
from reportlab.platypus.flowables import Flowable

from assessment.answers import PARITY_FROM, SCORED_FROM
from assessment.scoring import COMPUTED_ENOUGH, KNOWN_ENOUGH, whole_points
from organisations.dates import locale
from reporting.formats import percent
from reporting.lines import QuestionLine, Report
from reporting.pdf.blocks import heading, table, text
from reporting.pdf.document import CONTENT_WIDTH
from reporting.pdf.drawings import BREAK
from reporting.pdf.findings import PART, comment_words, numbered_question
from reporting.pdf.panels import Rule
from reporting.pdf.paragraphs import Heading
from reporting.pdf.style import BODY, SMALL, bold, joined
from reporting.pdf.verdict import level_words, why_no_level, why_not_computed


def annex(report: Report) -> list[Flowable]:
    head = [
        gettext("Question"),
        gettext("Answer"),
        gettext("Weight"),
        gettext("Value"),
    ]
    rows = [
        [
            numbered_question(area, number),
            _answer_and_comment(line),
            str(line.weight),
            _value(line),
        ]
        for area in report.areas
        for number, line in enumerate(area.questions, 1)
    ]
    return [
        CondPageBreak(240),
        Heading(gettext("Annex: all answers"), PART, level=1),
        text(
            gettext(
                "The weight says how much a question counts within its area, the value "
                "how much of it the answer earns, from 0 to 1."
            )
        ),
        table(head, rows, [184, 186, 50, CONTENT_WIDTH - 420], numeric=[2, 3]),
    ]


def _answer_and_comment(line: QuestionLine) -> str:
    answer = line.answer or line.state_name
    return joined(answer, BREAK, comment_words(line)) if line.comment else answer


def _value(line: QuestionLine) -> str:
    if line.value is not None:
        return str(line.value)
    if line.state == "dont_know":
        return gettext("%(low)s to %(high)s") % {"low": 0, "high": 1}
    return gettext("left out")


def computation(report: Report, closing: Sequence[str]) -> list[Flowable]:
    """How the score came of the answers; its numbers end the report with `closing`."""
    return [
        CondPageBreak(140),
        Heading(gettext("How the score was computed"), PART, level=1),
        *(text(paragraph, BODY) for paragraph in _method()),
        *_levels(report),
        KeepTogether(
            [
                heading(gettext("The numbers"), 2),
                _number_table(report),
                text(_outcome(report), BODY),
                Rule(space=6),
                *(text(words, SMALL) for words in closing),
            ]
        ),
    ]


def _method() -> list[str]:
    return [
        gettext(
            "Each answer has a value from 0 to 1. The five stages are worth 0, 1/4, "
            "1/2, 3/4 and 1. Of yes and no, the good answer is worth 1. A checklist is "
            "worth the share of ticked items among those that exist. A share of women "
            "and men is worth 1 from %(from)s to %(to)s of either, less outside; below "
            "%(people)s people it is not scored."
        )
        % {
            "from": percent(PARITY_FROM),
            "to": percent(1 - PARITY_FROM),
            "people": SCORED_FROM,
        },
        gettext(
            "The score of an area is the mean of these values by the weight of the "
            "questions (1, 2 or 3), times 100. A question that does not apply is left "
            "out of the points and of the maximum. “I don't know” counts 0 for the "
            "score, which is the lower end of the range, and 1 for the upper end."
        ),
        gettext(
            "An area is computed where at least half of the weight of its questions "
            "applies. The overall score is the mean of the computed areas by their "
            "weight. It is computed where these areas are worth %(enough)s of 100 or "
            "more."
        )
        % {"enough": COMPUTED_ENOUGH},
        gettext(
            "All this is done in exact fractions. Scores are rounded once, half-up, to "
            "whole points."
        ),
    ]


def _levels(report: Report) -> list[Flowable]:
    if report.quick:
        return []
    words = gettext(
        "The level is read from the whole points. It is at most one above the level of "
        "the lowest area, and stays below a level that asks for a practice not met. It "
        "needs known answers for %(percent)s of the weight."
    ) % {"percent": percent(KNOWN_ENOUGH)}
    edges = "; ".join(
        gettext("%(level)s %(name)s from %(points)s points")
        % {"level": level, "name": name, "points": points}
        for level, points, name in report.levels
    )
    levels = gettext("Levels: %(edges)s.") % {"edges": edges}
    return [text(joined(words, " ", levels), BODY)]


def _number_table(report: Report) -> Flowable:
    trace = report.result.trace
    rows = [
        [
            f"{area.number} {area.title}",
            str(area.weight),
            *(_exact(entry[end], 100) for end in ("low", "high")),
        ]
        for area, entry in zip(report.areas, trace["areas"], strict=True)
    ]
    if report.computed:
        weight = sum(area.weight for area in report.areas if area.computed)
        overall = trace["overall"]
        rows.append(
            [
                bold(gettext("Overall")),
                str(weight),
                *(_exact(overall[end], 1) for end in ("low", "high")),
            ]
        )
    head = [
        gettext("Area"),
        gettext("Weight"),
        gettext("Score, exactly"),
        gettext("Upper end, exactly"),
    ]
    return table(head, rows, [192, 50, 112, CONTENT_WIDTH - 354], numeric=[1, 2, 3])


def _exact(number: str | None, factor: int) -> str:
    """Points with two decimals and, unless whole, as the exact fraction."""
    if number is None:
        return gettext("not computed")
    points = factor * Fraction(number)
    if points.denominator == 1:
        return _hundredths(points)
    return f"{_hundredths(points)} ({points})"


def _hundredths(points: Fraction) -> str:
    return format_decimal(whole_points(100 * points) / 100, "0.00", locale=locale())


def _outcome(report: Report) -> str:
    """From the exact overall score to the result, in words."""
    if not report.computed:
        return why_not_computed(report)
    exact = Fraction(report.result.trace["overall"]["low"])
    told = [
        gettext("Overall score: %(fraction)s = %(decimal)s, rounded %(points)s.")
        % {"fraction": exact, "decimal": _hundredths(exact), "points": report.score}
    ]
    if report.level is None:
        return " ".join([*told, why_no_level(report)])
    told.append(
        gettext("The points reach level %(raw)s; the lowest area allows level %(cap)s.")
        % {"raw": report.raw_level, "cap": min(report.cap, len(report.levels))}
    )
    if report.closed_gates:
        told.append(
            gettext("The practices not met allow level %(level)s.")
            % {"level": report.closed_gates[0].level - 1}
        )
    told.append(gettext("Result: %(level)s.") % {"level": level_words(report)})
    return " ".join(told)
