"""The questions of one size class on paper, to gather answers away from the screen.

Questions, answers and their order are those of the questionnaire's pages; nothing is
known here about an enterprise.
"""

from django.conf import settings
from django.utils.timezone import now
from django.utils.translation import get_language, gettext, ngettext
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import KeepTogether, Spacer
from reportlab.platypus.flowables import Flowable

from assessment.edition import load
from assessment.fields import QuestionField
from assessment.questionnaire import Area, Questionnaire
from assessment.questions import Question
from assessment.wording import SIZE_CLASS_NAMES, translated
from reporting.pdf.blocks import heading, numbered, text
from reporting.pdf.document import Sheet, build
from reporting.pdf.drawings import BlankLines, Columns, shares, tick_items
from reporting.pdf.finish import Details
from reporting.pdf.panels import Panel
from reporting.pdf.paragraphs import Heading
from reporting.pdf.style import (
    BODY,
    BODY_SIZE,
    CELL,
    HEADING_1,
    HEADING_3,
    LEAD,
    SIZE_4,
    SMALL,
    bold,
    joined,
)
from reporting.pdf.verdict import AUTHOR, footer, labelled, small_print

# A long questionnaire is printed: more room on each sheet, fewer sheets.
SHEET = Sheet(margin=42, above=60, below=56)
WIDTH = SHEET.width
LINE_HEIGHT = 18  # of a line to write on

AREA = ParagraphStyle(
    "form_area", HEADING_1, fontSize=SIZE_4, leading=24, spaceBefore=18, spaceAfter=3
)
INTRO = ParagraphStyle("form_intro", BODY, leading=14, spaceAfter=3)
QUESTION = ParagraphStyle(
    "form_question",
    HEADING_3,
    fontSize=BODY_SIZE,
    leading=13,
    spaceBefore=10,
    spaceAfter=1,
)
WHY = ParagraphStyle("form_why", SMALL, leading=11)
FACT = ParagraphStyle("form_fact", QUESTION, spaceAfter=0)
ONLY_IF = ParagraphStyle("form_only_if", CELL, spaceAfter=3)
HEADCOUNT = ParagraphStyle("form_headcount", ONLY_IF, spaceBefore=9, spaceAfter=0)
STEP = ParagraphStyle("form_step", BODY, leftIndent=15, spaceAfter=3)


def blank_form(size_class: str) -> bytes:
    """The questions of a size class as a tagged PDF, in the active language."""
    questionnaire = load(settings.QUESTIONNAIRE_EDITION)
    title = gettext("Questions on paper")
    name = f"{labelled(translated(questionnaire.title))} {SIZE_CLASS_NAMES[size_class]}"
    return build(
        [
            *_opening(questionnaire, size_class, title),
            *_profile(questionnaire),
            *_questions(questionnaire, size_class),
        ],
        details=Details(
            title=name,
            language=get_language() or settings.LANGUAGE_CODE,
            author=AUTHOR,
            created=now(),
            subject=title,
        ),
        page_label=gettext("Page {page} of {pages}"),
        header=name,
        footer=footer(questionnaire.edition, questionnaire.rules),
        sheet=SHEET,
    )


def _asked(area: Area, size_class: str) -> list[Question]:
    return [q for q in area.questions if size_class in q.size_classes]


def _opening(
    questionnaire: Questionnaire, size_class: str, title: str
) -> list[Flowable]:
    asked = [q for area in questionnaire.areas for q in _asked(area, size_class)]
    minutes = -(-sum(question.seconds for question in asked) // 60)
    count = ngettext("%(count)s question", "%(count)s questions", len(asked)) % {
        "count": len(asked)
    }
    time = ngettext(
        "about %(count)s minute to answer",
        "about %(count)s minutes to answer",
        minutes,
    ) % {"count": minutes}
    steps = [
        gettext("Go through the questions with those who know: staff, pay, safety."),
        gettext(
            "Tick what holds today, not what is planned. The stages build on each "
            "other: tick the last one that holds together with all those before it."
        ),
        gettext(
            "Rather than guess, tick “I don't know”: your plan says how to find out."
        ),
        gettext("Note who told you and where it is written down."),
        gettext(
            "Enter the answers at %(address)s. Your score, your report and your plan "
            "are made there."
        )
        % {"address": settings.PUBLIC_ADDRESS},
    ]
    return [
        heading(title),
        text(f"{labelled(SIZE_CLASS_NAMES[size_class])} {count}, {time}.", LEAD),
        Panel(
            [text(bold(gettext("How to use this form")), BODY), *numbered(steps, STEP)]
        ),
    ]


# The enterprise


def _profile(questionnaire: Questionnaire) -> list[Flowable]:
    half = shares(WIDTH, 1, 1)
    third = shares(WIDTH, 1, 1, 2)
    story: list[Flowable] = [
        Heading(gettext("About your enterprise"), AREA, level=1),
        _lines([(gettext("Name of the enterprise"), WIDTH)]),
        _lines(
            [
                (gettext("Country of the main site"), half[0]),
                (gettext("Filled in on"), half[1]),
            ]
        ),
        _lines([(gettext("Sector in which most of your staff work"), WIDTH)]),
        text(bold(gettext("How many people work in the enterprise today?")), HEADCOUNT),
        _lines(
            list(
                zip(
                    [
                        gettext("Women"),
                        gettext("Men"),
                        gettext("Other or not recorded"),
                    ],
                    third,
                    strict=True,
                )
            )
        ),
        Spacer(0, 6),
    ]
    widths = shares(WIDTH, 36, 11)
    for fact in questionnaire.facts:
        asked = [Heading(translated(fact.text), FACT, level=2)]
        if fact.help:
            asked.append(text(translated(fact.help), SMALL))
        boxes = tick_items([gettext("Yes"), gettext("No")], across=widths[1])
        story.append(Columns([asked, boxes], widths, space_after=7))
    return story


def _lines(fields: list[tuple[str, float]]) -> BlankLines:
    return BlankLines(fields, height=26, style=CELL)


# The questions


def _questions(questionnaire: Questionnaire, size_class: str) -> list[Flowable]:
    story: list[list[Flowable]] = []
    for number, area in enumerate(questionnaire.areas, 1):
        opening: list[Flowable] = [
            Heading(f"{number} {translated(area.title)}", AREA, level=1),
            text(translated(area.intro), INTRO),
        ]
        for place, question in enumerate(_asked(area, size_class), 1):
            field = QuestionField(question, size_class, "paper", None, questionnaire)
            block = _question(f"{number}.{place}", field)
            story.append([*opening, *block])
            opening = []
    story[-1] += [text(note, SMALL) for note in small_print()]  # never alone on a page
    return [KeepTogether(block) for block in story]


def _question(number: str, field: QuestionField) -> list[Flowable]:
    return [
        Heading(f"{number} {field.text}", QUESTION, level=2),
        *(
            text(bold(_condition(field.questionnaire, code)), ONLY_IF)
            for code in field.question.conditions
        ),
        text(field.why, WHY),
        *_given(field),
        *_answers(field),
    ]


def _condition(questionnaire: Questionnaire, code: str) -> str:
    """A condition of the catalogue in words."""
    if code == "both_sexes":
        return gettext("Only if both women and men work in the enterprise.")
    fact = next(fact for fact in questionnaire.facts if fact.code == code)
    return gettext("Only if you answered yes to: “%(question)s”") % {
        "question": translated(fact.text)
    }


def _given(field: QuestionField) -> list[Flowable]:
    """What stands before the boxes: whose numbers, lines for them, how to tick."""
    story: list[Flowable] = []
    if field.group:
        story.append(text(field.group, CELL))
    if field.metric:
        words = [word for _, word, _ in field.heads]
        widths = shares(WIDTH, 1, 1)
        story.append(_lines(list(zip(words, widths, strict=True))))
    if field.multiple:
        story.append(text(_checklist_words(field), ONLY_IF))
    return story


def _answers(field: QuestionField) -> list[Flowable]:
    """The boxes to tick, those apart last, and a line for notes."""
    choices = [*field.choices, *field.choices_apart]
    rows = [_row(choice) for choice in choices]
    if not any(choice.text for choice in choices):
        return [*tick_items(rows, across=300), _notes(WIDTH)]
    *boxes, last = tick_items(rows)
    if choices[-1].text:
        return [*boxes, last, _notes(WIDTH)]
    # A few words leave room beside them.
    widths = shares(WIDTH, 1, 4)
    beside = Columns(
        [[Spacer(0, 4), last], [_notes(widths[1])]], widths, space_after=3, role=None
    )
    return [*boxes, beside]


def _notes(width: float) -> BlankLines:
    return BlankLines([(gettext("Notes"), width)], height=LINE_HEIGHT)


def _checklist_words(field: QuestionField) -> str:
    words = gettext("Tick all that hold.")
    if any(item.may_be_absent for item in field.question.items):
        words += " " + gettext("Strike out what does not exist in your firm.")
    return words


def _row(choice) -> str:
    if choice.word and choice.text:
        return joined(bold(labelled(str(choice.word))), " ", choice.text)
    return str(choice.word or choice.text)
