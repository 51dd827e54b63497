"""The report of one enterprise as a PDF: everything it says comes from `Report`.

The order is that of a reader in a hurry: the whole message on the first page after
the cover, then what it rests on, then what to do, and the proof at the end.
"""

from fractions import Fraction

from babel import Locale
from babel.numbers import format_decimal
from django.conf import settings
from django.utils.translation import get_language, gettext, ngettext, pgettext
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import (
    CondPageBreak,
    KeepInFrame,
    KeepTogether,
    PageBreak,
    TableStyle,
)
from reportlab.platypus.flowables import Flowable

from assessment.scoring import whole_points
from reporting.charts import radar
from reporting.pdf.blocks import (
    bullets,
    facts,
    heading,
    numbered,
    score_line,
    table,
    text,
)
from reporting.pdf.document import BOTTOM, CONTENT_WIDTH, TOP, Cover, build
from reporting.pdf.drawings import (
    BlankLines,
    Columns,
    level_steps,
    line_widths,
    radar_drawing,
)
from reporting.pdf.finish import Details
from reporting.pdf.panels import Chip, Panel, Rule
from reporting.pdf.paragraphs import Paragraph
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
    MUTED,
    OK,
    SMALL,
    WARN,
    Markup,
    bold,
    joined,
    paragraph_text,
)
from reporting.pdf.tagging import Figure, Table
from reporting.report import STRONG, ActionLine, AreaLine, GateLine, Quarter, Report

AUTHOR = "PENELOPE"
SHORT_LIST = 3  # strengths, gaps and gates on the page that is handed out

HERO = ParagraphStyle(
    "hero", BODY, fontName=FONT_BOLD, fontSize=46, leading=46, textColor=ACCENT
)
TIGHT = ParagraphStyle("tight", CELL, spaceAfter=3)
TIGHT_LIST = ParagraphStyle("tight_list", CELL, leftIndent=12, spaceAfter=2)
NOTE = ParagraphStyle("note", SMALL, spaceAfter=0)
PLAIN = ParagraphStyle("plain", BODY)
SUBHEADING = ParagraphStyle("subheading", HEADING_3, spaceBefore=9)
ACTION_HEADING = ParagraphStyle("action_heading", HEADING_3, spaceBefore=0)


def enterprise_report(report: Report) -> bytes:
    """The report as a tagged PDF/UA-1 and PDF/A-2a, in the active language."""
    title = gettext("Gender equality self-assessment: report and action plan")
    return build(
        [
            *_summary(report),
            *_areas(report),
            *_gates(report),
            *_area_details(report),
            *_plan(report),
            *_annex(report),
            *_computation(report),
            *_imprint(report),
        ],
        details=Details(
            title=f"{report.name}: {title}",
            language=report.language,
            author=AUTHOR,
            created=report.result.created_at,
            subject=title,
        ),
        page_label=gettext("Page {page} of {pages}"),
        cover=_cover(report, title),
        header=f"{report.name}: {gettext('Gender equality self-assessment')}",
        footer=_footer(report),
    )


def _footer(report: Report) -> str:
    versions = _versions(report)
    return f"{versions}. {settings.FUNDING_LINE}" if settings.FUNDING_LINE else versions


def _versions(report: Report) -> str:
    return gettext("Edition %(edition)s, rules %(rules)s") % {
        "edition": report.edition,
        "rules": report.rules,
    }


def _cover(report: Report, title: str) -> Cover:
    notes = [settings.FUNDING_LINE, settings.DISCLAIMER, _draft_note()]
    return Cover(
        kicker=AUTHOR,
        title=report.name,
        subtitle=title,
        facts=[
            (gettext("Result"), _result_words(report)),
            (gettext("Date"), report.submitted_on),
            (gettext("Size class"), report.size_class),
            (gettext("Sector"), report.sector),
            (gettext("Country"), report.country),
        ],
        note="\n".join(filter(None, notes)),
    )


def _draft_note() -> str:
    if get_language().startswith("en"):
        return ""
    return gettext(
        "This translation is a draft until a native reviewer has approved it."
    )


def _result_words(report: Report) -> str:
    """The result in one line: the level, or why there is none."""
    if report.quick:
        return gettext("Indicative result of a quick check")
    if not report.computed:
        return gettext("No overall score")
    if report.provisional:
        return gettext("Provisional, no level")
    return _level_words(report)


def _level_words(report: Report) -> str:
    return gettext("Level %(level)s of %(levels)s: %(name)s") % {
        "level": report.level,
        "levels": len(report.levels),
        "name": report.level_name,
    }


# The whole message on one page


def _summary(report: Report) -> list[Flowable]:
    left, right = line_widths(CONTENT_WIDTH, 22, 24, gap=24)
    story = [
        heading(gettext("At a glance")),
        *_hero(report),
        Panel(_held_back(report)),
        *_first_actions(report),
        Columns(
            [_area_lines(report, left), _strengths_and_gaps(report)],
            [left, right],
            gap=24,
            space_before=9,
        ),
        Rule(space=6),
        *(text(note, NOTE) for note in _standing(report)),
    ]
    # One page in every language: a long text shrinks a little rather than run over.
    return [KeepInFrame(CONTENT_WIDTH, TOP - BOTTOM, story, mode="shrink")]


def _standing(report: Report) -> list[str]:
    """What the result is and is not, for whoever is handed this page."""
    told = gettext(
        "This is a self-assessment of %(name)s of %(date)s. The enterprise answered "
        "the questions itself. The answers have not been audited, and this is not a "
        "certificate."
    ) % {"name": report.name, "date": report.submitted_on}
    return list(filter(None, [told, _draft_note()]))


def _hero(report: Report) -> list[Flowable]:
    widths = line_widths(CONTENT_WIDTH, 15, 31)
    if not report.computed:
        return [text(_why_not_computed(report), LEAD)]
    score = [
        text(str(report.score), HERO),
        text(
            gettext("of 100 points, indicative")
            if report.quick
            else gettext("of 100 points"),
            PLAIN,
        ),
    ]
    told = _told_about_score(report)
    if report.level is None:
        words = [
            text(bold(_result_words(report)), PLAIN),
            text(_no_level(report), PLAIN),
        ]
        return [Columns([score, [*words, *told]], widths)]
    steps = level_steps(report.levels, report.level, CONTENT_WIDTH)
    return [
        Columns(
            [
                score,
                [
                    Chip(_level_words(report), report.level),
                    text(report.level_meaning, PLAIN),
                    *told,
                ],
            ],
            widths,
        ),
        Figure(steps, None),
    ]


def _told_about_score(report: Report) -> list[Flowable]:
    known = report.asked_count - report.not_applicable_count - report.unknown_count
    words = gettext("%(known)s of %(asked)s answers are known.") % {
        "known": known,
        "asked": report.asked_count - report.not_applicable_count,
    }
    if report.range_text:
        words = (
            gettext(
                "The score lies in the range of %(range)s: what you do not know "
                "counts as nothing at its lower end and in full at its upper end."
            )
            % {"range": report.range_text}
            + " "
            + words
        )
    return [text(words, SMALL)]


def _why_not_computed(report: Report) -> str:
    weight = sum(area.weight for area in report.areas if area.computed)
    return gettext(
        "There is no overall score. An area is computed where at least half of it "
        "applies to you, and a score needs areas worth 75 of 100 points. The areas "
        "computed are worth %(weight)s. Their own scores stand below."
    ) % {"weight": weight}


def _no_level(report: Report) -> str:
    if report.quick:
        return gettext(
            "A quick check asks the core questions only. It shows where to look "
            "first; the full assessment asks the rest."
        )
    return gettext(
        "The score is provisional, with no level: the answers known carry "
        "%(percent)s of the weight, and a level needs 80%%. Find out what you do not "
        "know yet, and the level follows."
    ) % {"percent": report.known_percent}


def _held_back(report: Report) -> list[Flowable]:
    """What stands between the enterprise and the next level, gates first."""
    if report.level is None:
        return _most_to_gain(report)
    if report.level == len(report.levels):
        return [
            text(bold(gettext("Nothing holds the level back")), PLAIN),
            text(
                gettext("This is the highest level. Keep what you have built."), TIGHT
            ),
        ]
    items: list[str] = [_gate_words(gate) for gate in _deciding_gates(report)]
    if report.capped:
        items.append(
            gettext(
                "The points reach level %(raw)s, but the level is at most one above "
                "that of the lowest area: %(area)s, %(score)s points."
            )
            % {
                "raw": report.raw_level,
                "area": report.lowest_areas[0].title,
                "score": report.lowest_areas[0].score,
            }
        )
    if report.raw_level == report.level:
        _, least, name = report.levels[report.level]
        items.append(
            gettext("Level %(level)s, %(name)s, begins at %(points)s points.")
            % {"level": report.level + 1, "name": name, "points": least}
        )
    left_out = len(items) - SHORT_LIST
    items = items[:SHORT_LIST]
    if left_out > 0:
        items.append(
            ngettext(
                "%(count)s more point stands under “What each level asks for”.",
                "%(count)s more points stand under “What each level asks for”.",
                left_out,
            )
            % {"count": left_out}
        )
    return [
        text(bold(gettext("What holds the level back")), PLAIN),
        *bullets(items, TIGHT_LIST),
    ]


def _most_to_gain(report: Report) -> list[Flowable]:
    """Without a level: where the points are, and what is to be found out."""
    items = []
    if report.unknown_count and not report.quick:
        items.append(
            ngettext(
                "%(count)s answer is unknown. Who could tell stands under “To find out”.",
                "%(count)s answers are unknown. Who could tell stands under “To find "
                "out”.",
                report.unknown_count,
            )
            % {"count": report.unknown_count}
        )
    if areas := report.lowest_areas:
        items.append(
            gettext("The most is to be gained in: %(areas)s.")
            % {"areas": "; ".join(area.title for area in areas)}
        )
    return [
        text(bold(gettext("Where to look first")), PLAIN),
        *bullets(items, TIGHT_LIST),
    ]


def _deciding_gates(report: Report) -> list[GateLine]:
    return [gate for gate in report.closed_gates if gate.level == report.level + 1]


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


def _first_actions(report: Report) -> list[Flowable]:
    if not report.first_actions:
        return []
    return [
        heading(gettext("The first three steps"), 2)
        if len(report.first_actions) == 3
        else heading(gettext("The first steps"), 2),
        table(
            [
                gettext("Step"),
                gettext("Reason"),
                pgettext("time of an action", "When"),
                gettext("Effort"),
            ],
            [
                [
                    _action_title(action),
                    _reason(report, action),
                    action.when_name,
                    action.effort,
                ]
                for action in report.first_actions
            ],
            [231, 96, 90, 50],
            numeric=[3],
        ),
    ]


def _action_title(action: ActionLine) -> str:
    if action.reason == "find_out":
        return gettext("Find out: %(question)s") % {"question": action.title}
    return action.title


def _reason(report: Report, action: ActionLine) -> str:
    # A quick check has no level, so nothing can open the next one.
    if report.quick and action.reason == "gate":
        return gettext("Basic practice")
    return action.reason_name


def _area_lines(report: Report, width: float) -> list[Flowable]:
    """The areas as score lines under their titles, in one narrow table."""
    rows = [
        [
            [Paragraph(gettext("Area"), CELL_HEAD, role=None)],
            [Paragraph(gettext("Score"), CELL_HEAD_NUMBER, role=None)],
        ],
        *(
            [
                [
                    Paragraph(area.title, CELL, role=None),
                    Figure(_line(area, width), None),
                ],
                [Paragraph(area.score_text, CELL_NUMBER, role=None)],
            ]
            for area in report.areas
        ),
    ]
    # The line runs through both columns, under the title and the score.
    style = TableStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
            ("LINEBELOW", (0, 0), (-1, 0), 0.9, ACCENT_DARK),
        ]
    )
    return [
        Table(
            rows,
            colWidths=[width - 62, 62],
            style=style,
            repeatRows=1,
            hAlign="LEFT",
            row_headers=True,
        )
    ]


def _line(area: AreaLine, width: float):
    if area.computed:
        return score_line(area.score, area.high, width=width)
    blank = score_line(0, width=width)
    blank.contents = blank.contents[:1]  # the line alone, without a dot
    return blank


def _strengths_and_gaps(report: Report) -> list[Flowable]:
    story: list[Flowable] = []
    for title, lines in (
        (gettext("Strengths"), report.strengths),
        (gettext("Largest gaps"), report.gaps),
    ):
        if lines:
            story += [
                text(bold(title), TIGHT),
                *bullets([line.text for line in lines[:SHORT_LIST]], TIGHT_LIST),
            ]
    return story or [text(gettext("No question was scored."), TIGHT)]


# The areas and the gates


def _areas(report: Report) -> list[Flowable]:
    chart = radar(
        [area.score for area in report.areas],
        [area.high for area in report.areas],
        size=270,
        margin=34,
    )
    labels = [(f"{area.number} {area.title}", area.score_text) for area in report.areas]
    told = "; ".join(f"{area.title}: {area.score_text}" for area in report.areas)
    story = [
        PageBreak(),
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
        lowest = [area.title for area in report.lowest_areas]
        story.append(
            text(
                gettext("Your profile is uneven. The lowest areas are: %(areas)s.")
                % {"areas": "; ".join(lowest)}
            )
        )
    return story


def _area_table(report: Report) -> Flowable:
    head = [
        gettext("Area"),
        gettext("0 to 100"),
        gettext("Score"),
        gettext("Known answers"),
    ]
    rows: list[list] = [
        [
            f"{area.number} {area.title}",
            Figure(_line(area, 120), None),
            area.score_text,
            _known(area),
        ]
        for area in report.areas
    ]
    widths = [177, 132, 70, 88]
    if not report.quick:
        head.insert(3, gettext("Level of the area"))
        for row, area in zip(rows, report.areas, strict=True):
            row.insert(3, area.level)
        widths = [162, 98, 66, 76, 65]
        for row, area in zip(rows, report.areas, strict=True):
            row[1] = Figure(_line(area, 86), None)
    return table(head, rows, widths, numeric=[2, len(head) - 1])


def _known(area: AreaLine) -> str:
    return gettext("%(known)s of %(applicable)s") % {
        "known": area.known,
        "applicable": area.applicable,
    }


def _gates(report: Report) -> list[Flowable]:
    if report.quick or not report.gates:
        return []
    return [
        CondPageBreak(260),
        heading(gettext("What each level asks for")),
        text(
            gettext(
                "Some practices are so basic that a level needs them, whatever the "
                "points. “I don't know” does not count as met."
            ),
            LEAD,
        ),
        table(
            [
                gettext("Question and answer needed"),
                gettext("For level"),
                gettext("Met?"),
            ],
            [
                [_gate_cell(gate), f"{gate.level} {gate.level_name}", _met(gate)]
                for gate in report.gates
            ],
            [310, 87, 70],
        ),
    ]


def _gate_cell(gate: GateLine) -> Markup:
    parts = [bold(gate.text), _break(), _muted(gate.needed)]
    if gate.duty:
        duty = gettext("Asked for by law: %(duty)s") % {"duty": gate.duty}
        parts += [_break(), duty]
    return joined(*parts)


def _met(gate: GateLine) -> Markup:
    if gate.met:
        return _colored(OK, gettext("Met"))
    return _colored(WARN, gettext("Not met"))


def _break() -> Markup:
    return Markup("<br/>")


def _muted(words: str) -> Markup:
    return _font(MUTED, words)


def _colored(color, words: str) -> Markup:
    return _font(color, bold(words))


def _font(color, words: str) -> Markup:
    code = color.hexval().replace("0x", "#")
    return Markup(f'<font color="{code}">{paragraph_text(words)}</font>')


# Area by area


def _area_details(report: Report) -> list[Flowable]:
    story: list[Flowable] = [CondPageBreak(300), heading(gettext("Area by area"))]
    for area in report.areas:
        story += _area_detail(report, area)
    return story


def _area_detail(report: Report, area: AreaLine) -> list[Flowable]:
    gaps = {line.code for line in report.gaps}
    words = [area.score_text]
    if area.computed:
        words = [
            gettext("%(score)s of 100 points") % {"score": area.score_text},
            *([area.level] if area.level else []),
        ]
    words.append(gettext("answers known: %(known)s") % {"known": _known(area)})
    rows = [
        [
            _numbered(area, number, line.text),
            _answer_cell(line),
            _points_cell(line, gaps),
        ]
        for number, line in enumerate(area.questions, 1)
    ]
    opening = Columns(
        [[Figure(_line(area, 150), None)], [text(" · ".join(words), NOTE)]],
        [150, CONTENT_WIDTH - 168],
    )
    opening.keepWithNext = 1
    return [
        CondPageBreak(150),
        heading(f"{area.number} {area.title}", 2),
        opening,
        table(
            [gettext("Question"), gettext("Your answer"), gettext("Points")],
            rows,
            [190, 190, 87],
            numeric=[2],
        ),
    ]


def _numbered(area: AreaLine, number: int, words: str) -> Markup:
    return joined(bold(f"{area.number}.{number}"), " ", words)


def _answer_cell(line) -> Markup:
    parts = [line.answer or line.state_name]
    if line.comment:
        parts += [_break(), _muted(_comment(line.comment))]
    return joined(*parts)


def _comment(comment: str) -> str:
    return gettext("Comment: %(comment)s") % {"comment": comment}


def _points_cell(line, gaps: set[str]) -> str:
    """Points and, in words, what they mean."""
    if line.points is None:
        return "" if line.state == "answered" else line.state_name
    points = gettext("%(points)s of %(carried)s") % {
        "points": line.points_text,
        "carried": line.carried_text,
    }
    if line.value >= STRONG:
        return joined(points, _break(), _colored(OK, gettext("Strength")))
    if line.code in gaps:
        return joined(points, _break(), _colored(WARN, gettext("Large gap")))
    return points


# What to do


def _plan(report: Report) -> list[Flowable]:
    hours = sum(quarter.hours for quarter in report.quarters)
    count = len(report.planned)
    story: list[Flowable] = [PageBreak(), heading(gettext("Action plan"))]
    if count:
        story.append(
            text(
                ngettext(
                    "%(count)s action over the coming year, %(hours)s hours of work in "
                    "all. It fits a firm of your size.",
                    "%(count)s actions over the coming year, %(hours)s hours of work in "
                    "all. They fit a firm of your size; begin at the top.",
                    count,
                )
                % {"count": count, "hours": hours},
                LEAD,
            )
        )
    else:
        story.append(text(gettext("There is no action to plan."), LEAD))
    for quarter in report.quarters:
        story += _quarter(report, quarter)
    return [*story, *_to_find_out(report), *_later(report)]


def _quarter(report: Report, quarter: Quarter) -> list[Flowable]:
    hours = ngettext(
        "%(hours)s hour of work in all",
        "%(hours)s hours of work in all",
        quarter.hours,
    ) % {"hours": quarter.hours}
    cards = [_action(report, action) for action in quarter.actions]
    opening = [heading(quarter.name, 2), text(hours, SMALL), *cards[0]]
    return [
        KeepTogether(opening),
        *(KeepTogether(card) for card in cards[1:]),
    ]


def _action(report: Report, action: ActionLine) -> list[Flowable]:
    left, right = line_widths(CONTENT_WIDTH, 26, 20, gap=24)
    told = [
        (gettext("Who"), action.who),
        (gettext("Effort"), action.effort),
        (gettext("Takes"), action.weeks),
        (gettext("Cost"), action.cost),
        (gettext("Gain"), _gain(action)),
    ]
    reason = [_reason(report, action), action.area]
    if action.duty:
        reason.insert(1, action.duty)
    return [
        Rule(space=9),
        heading(action.title, 3),
        text(" · ".join(reason), SMALL),
        Columns(
            [
                numbered(action.steps, TIGHT_LIST),
                [
                    *(_labelled(label, words) for label, words in told if words),
                    _labelled(gettext("Done when"), action.indicator),
                ],
            ],
            [left, right],
            gap=24,
        ),
        BlankLines(
            [
                (gettext("Responsible here"), left),
                (gettext("Done on"), right),
            ],
            gap=24,
        ),
    ]


def _labelled(label: str, words: str) -> Flowable:
    return text(joined(_muted(f"{label}: "), words), TIGHT)


def _gain(action: ActionLine) -> str:
    if not action.gain:
        return ""
    return gettext("%(points)s points") % {"points": action.gain_text}


def _to_find_out(report: Report) -> list[Flowable]:
    if not report.to_find_out:
        return []
    return [
        CondPageBreak(150),
        heading(gettext("To find out"), 2),
        text(
            gettext(
                "You answered “I don't know” here. About an hour each, first of all."
            )
        ),
        table(
            [gettext("Question"), gettext("How to find out")],
            [[action.title, " ".join(action.steps)] for action in report.to_find_out],
            [220, 247],
        ),
    ]


def _later(report: Report) -> list[Flowable]:
    if not report.later:
        return []
    return [
        CondPageBreak(150),
        heading(pgettext("actions after the plan's year", "Later"), 2),
        text(gettext("These can wait until the plan is carried out.")),
        table(
            [gettext("Action"), gettext("Area"), gettext("Effort"), gettext("Gain")],
            [
                [action.title, action.area, action.effort, _gain(action)]
                for action in report.later
            ],
            [192, 150, 60, 65],
            numeric=[2, 3],
        ),
    ]


# The proof


def _annex(report: Report) -> list[Flowable]:
    story: list[Flowable] = [PageBreak(), heading(gettext("Annex: all answers"))]
    for area in report.areas:
        rows = [
            [
                _numbered(area, number, line.text),
                line.answer or line.state_name,
                line.comment,
            ]
            for number, line in enumerate(area.questions, 1)
        ]
        story += [
            CondPageBreak(110),
            heading(f"{area.number} {area.title}", 2),
            table(
                [gettext("Question"), gettext("Answer"), gettext("Comment")],
                rows,
                [175, 175, 117],
            ),
        ]
    return story


def _computation(report: Report) -> list[Flowable]:
    return [
        CondPageBreak(300),
        heading(gettext("How the score was computed")),
        *(text(paragraph) for paragraph in _method()),
        *_levels(report),
        heading(gettext("The numbers"), 2),
        _number_table(report),
        *(text(paragraph) for paragraph in _outcome(report)),
    ]


def _method() -> list[str]:
    return [
        gettext(
            "Each answer has a value from 0 to 1. The five stages are worth 0, 1/4, 1/2, "
            "3/4 and 1. Of yes and no, the good answer is worth 1. A checklist is worth "
            "the share of ticked items among those that exist. A share of women and men "
            "is worth 1 from 40 to 60%, less outside, and is not scored below 10 people."
        ),
        gettext(
            "The score of an area is the mean of its answers by the weight of the "
            "questions (1, 2 or 3), times 100. A question that does not apply is left "
            "out of the points and of the maximum. “I don't know” counts 0 for the "
            "score, which is the lower end of the range, and 1 for the upper end."
        ),
        gettext(
            "An area is computed where at least half of the weight of its questions "
            "applies. The overall score is the mean of the computed areas by their "
            "weight; it is computed where these areas are worth 75 of 100 or more."
        ),
        gettext(
            "All this is done in exact fractions. Scores are rounded once, half-up, to "
            "whole points, and levels are read from whole points."
        ),
    ]


def _levels(report: Report) -> list[Flowable]:
    if report.quick:
        return []
    rows = [[f"{level} {name}", str(points)] for level, points, name in report.levels]
    return [
        text(
            gettext(
                "The level is the one the points reach, but at most one above the level "
                "of the lowest area, and below any level that asks for a practice not "
                "met. It needs known answers for 80% of the weight."
            )
        ),
        table([gettext("Level"), gettext("From points")], rows, [160, 90], numeric=[1]),
    ]


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
    overall = trace["overall"]
    if report.computed:
        rows.append(
            [
                bold(gettext("Overall")),
                str(sum(area.weight for area in report.areas if area.computed)),
                *(_exact(overall[end], 1) for end in ("low", "high")),
            ]
        )
    return table(
        [
            gettext("Area"),
            gettext("Weight"),
            gettext("Score, exactly"),
            gettext("Upper end, exactly"),
        ],
        rows,
        [207, 50, 105, 105],
        numeric=[1, 2, 3],
    )


def _exact(number: str | None, factor: int) -> str:
    """A number with two decimals and, in brackets, as the exact fraction."""
    if number is None:
        return gettext("not computed")
    points = factor * Fraction(number)
    return f"{_hundredths(points)} ({points})"


def _hundredths(points: Fraction) -> str:
    locale = Locale.parse(get_language(), sep="-")
    return format_decimal(whole_points(100 * points) / 100, "0.00", locale=locale)


def _outcome(report: Report) -> list[str]:
    """From the exact overall score to the result, in words."""
    if not report.computed:
        return [_why_not_computed(report)]
    exact = Fraction(report.result.trace["overall"]["low"])
    told = [
        gettext("Overall score: %(fraction)s = %(decimal)s, rounded %(points)s.")
        % {"fraction": exact, "decimal": _hundredths(exact), "points": report.score}
    ]
    if report.level is None:
        return [*told, _no_level(report)]
    told.append(
        gettext("The points reach level %(raw)s; the lowest area allows %(cap)s.")
        % {"raw": report.raw_level, "cap": min(report.cap, len(report.levels))}
    )
    if report.closed_gates:
        told.append(
            gettext("The practices not met allow level %(level)s.")
            % {"level": report.closed_gates[0].level - 1}
        )
    told.append(gettext("Result: %(level)s.") % {"level": _level_words(report)})
    return [" ".join(told)]


def _imprint(report: Report) -> list[Flowable]:
    """Where the report comes from, and whose money and words stand behind it."""
    words = [settings.FUNDING_LINE, settings.DISCLAIMER, _draft_note()]
    pairs = [
        (gettext("Enterprise"), report.name),
        (gettext("Reference date"), report.reference_date),
        (gettext("Submitted"), report.submitted_on),
        (gettext("Questionnaire"), _versions(report)),
    ]
    return [
        KeepTogether(
            [
                heading(gettext("About this report"), 2),
                facts(pairs),
                *(text(note, SMALL) for note in _standing(report)[:1]),
                *(text(note, SMALL) for note in words if note),
            ]
        )
    ]
