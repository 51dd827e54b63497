"""What to do: actions by quarter with lines to fill in, what to find out, the rest."""

from django.utils.translation import gettext, ngettext, pgettext
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import CondPageBreak, KeepTogether
from reportlab.platypus.flowables import Flowable

from reporting.lines import ActionLine, Quarter, Report
from reporting.pdf.blocks import heading, numbered, table, text
from reporting.pdf.document import CONTENT_WIDTH
from reporting.pdf.drawings import BlankLines, Columns, muted, shares
from reporting.pdf.findings import PART
from reporting.pdf.paragraphs import Heading
from reporting.pdf.style import CELL, HEADING_2, LEAD, SMALL, joined, link
from reporting.pdf.verdict import labelled, reason_words

TOGETHER = 3  # last rows of a long table, never fewer on a page of their own

QUARTER = ParagraphStyle("quarter", HEADING_2, spaceAfter=0)
FACT = ParagraphStyle("fact_line", CELL, spaceAfter=2)
STEP = ParagraphStyle("step", CELL, leftIndent=14, spaceAfter=2)


def plan(report: Report) -> list[Flowable]:
    opening: list[Flowable] = [
        Heading(gettext("Action plan"), PART, level=1),
        text(_plan_words(report), LEAD),
        *_where_templates_are(report),
    ]
    story: list[Flowable] = []
    for quarter in report.quarters:
        story += _quarter(report, quarter, opening)
        opening = []
    return [*story, *opening, *_to_find_out(report), *_later(report)]


def _plan_words(report: Report) -> str:
    count = len(report.planned)
    if not count:
        return gettext("There is nothing to plan for the coming year.")
    return ngettext(
        "%(count)s action for the coming year, %(hours)s hours of work in all: what a "
        "firm of your size can carry.",
        "%(count)s actions for the coming year, %(hours)s hours of work in all: what a "
        "firm of your size can carry. Begin at the top.",
        count,
    ) % {"count": count, "hours": sum(quarter.hours for quarter in report.quarters)}


def _where_templates_are(report: Report) -> list[Flowable]:
    if not any(action.template for action in report.planned):
        return []
    words = gettext(
        "Where an action names a template, a text that you can adapt, you find it at "
        "%(address)s."
    )
    return [text(words % {"address": report.templates_address})]


def _quarter(
    report: Report, quarter: Quarter, opening: list[Flowable]
) -> list[Flowable]:
    count = len(quarter.actions)
    actions = ngettext("%(count)s action", "%(count)s actions", count)
    hours = ngettext(
        "%(count)s hour of work in all",
        "%(count)s hours of work in all",
        quarter.hours,
    )
    words = f"{actions % {'count': count}} · {hours % {'count': quarter.hours}}"
    opening = [*opening, Heading(quarter.name, QUARTER, level=2), text(words, SMALL)]
    first, *rest = (_action(report, action) for action in quarter.actions)
    return [KeepTogether([*opening, *first]), *map(KeepTogether, rest)]


def _action(report: Report, action: ActionLine) -> list[Flowable]:
    """One action: steps at the left, who and how much at the right, lines below."""
    widths = shares(CONTENT_WIDTH, 26, 21, gap=24)
    told = [
        (gettext("Who"), action.who),
        (gettext("Effort"), action.effort),
        (gettext("Takes"), action.weeks),
        (gettext("Cost"), action.cost),
        (gettext("Gain"), _gain(action)),
        (gettext("Done when"), action.indicator),
    ]
    if template := action.template:
        told.append((gettext("Template"), link(template.address, template.title)))
    reason = [reason_words(report, action), action.duty, action.area]
    blanks = [gettext("Responsible here"), gettext("Done on")]
    return [
        heading(action.title, 3),
        text(" · ".join(filter(None, reason)), SMALL),
        Columns(
            [
                numbered(action.steps, STEP),
                [
                    text(joined(muted(labelled(label)), " ", words), FACT)
                    for label, words in told
                    if words
                ],
            ],
            widths,
            gap=24,
        ),
        BlankLines(list(zip(blanks, widths, strict=True)), gap=24),
    ]


def _gain(action: ActionLine) -> str:
    if not action.gain:
        return ""
    return gettext("%(points)s points") % {"points": action.gain_text}


def _to_find_out(report: Report) -> list[Flowable]:
    if not report.to_find_out:
        return []
    return [
        CondPageBreak(130),
        heading(gettext("To find out"), 2),
        text(
            gettext(
                "You answered “I don't know” here. About an hour each, first of all."
            )
        ),
        table(
            [gettext("Question"), gettext("How to find out")],
            [[action.title, " ".join(action.steps)] for action in report.to_find_out],
            [220, CONTENT_WIDTH - 220],
        ),
    ]


def _later(report: Report) -> list[Flowable]:
    if not report.later:
        return []
    head = [gettext("Action"), gettext("Area"), gettext("Effort"), gettext("Gain")]
    rows = [
        [action.title, action.area, action.effort, _gain(action)]
        for action in report.later
    ]
    actions = table(head, rows, [186, 150, 66, CONTENT_WIDTH - 402], numeric=[2, 3])
    if len(rows) >= TOGETHER:
        actions.setStyle([("NOSPLIT", (0, -TOGETHER), (-1, -1))])
    return [
        CondPageBreak(130),
        heading(pgettext("actions after the year of the plan", "Later"), 2),
        text(gettext("These can wait until the plan is carried out.")),
        actions,
    ]
