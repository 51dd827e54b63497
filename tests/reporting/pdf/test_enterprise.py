import re
from io import BytesIO

import pytest
from django.conf import settings
from django.utils import translation
from pypdf import PdfReader

from assessment.answers import DONT_KNOW
from assessment.edition import load
from reporting.pdf.enterprise import enterprise_report
from reporting.report import report_of
from tests.factories import plain_answer
from tests.samples import EDITION, sample_result

HOSTILE = '<img src="x"> <b>Söhne</b> &amp; & {page} %s'
CONTROLS = "one\x00two\x0bthree\ud800four"
LEVEL = re.compile(r"\blevels? [1-5]\b", re.IGNORECASE)


def drawn(language="en", first=None, **sample):
    """A report, and the text of the (first) pages of its PDF."""
    with translation.override(language):
        report = report_of(sample_result(**sample))
        reader = PdfReader(BytesIO(enterprise_report(report)))
    pages = reader.pages[:first]  # reading takes longer than drawing
    return report, [" ".join(page.extract_text().split()) for page in pages]


def squeezed(*texts):
    """Without blanks: where a line breaks does not matter, what it says does."""
    return "".join("".join(texts).split())


def questions():
    return load(EDITION).questions


@pytest.fixture(scope="module")
def small():
    return drawn("en", size_class="small")


def test_score_and_level_stand_on_cover_and_summary(small):
    report, pages = small
    level = f"Level {report.level} of 5: {report.level_name}"

    assert level in pages[0]
    assert level in pages[1]
    assert report.level_meaning in pages[1]
    assert f"{report.score} of 100 points" in pages[1]
    assert f"Range: {report.range_text}." in pages[1]


def test_cover_names_the_firm_its_size_and_sector(small):
    report, pages = small

    for words in (report.name, report.size_class, report.sector, report.submitted_on):
        assert words in pages[0]


def test_summary_names_first_steps_strengths_gaps_and_areas(small):
    report, pages = small
    summary = squeezed(pages[1])

    for words in (
        *(action.title for action in report.first_actions),
        *(line.text for line in report.strengths[:3]),
        *(line.text for line in report.gaps[:3]),
        *(area.title for area in report.areas),
        "The answers have not been audited, and this is not a certificate.",
    ):
        assert squeezed(words) in summary


@pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])
@pytest.mark.parametrize("size_class", ["micro", "large"])
def test_summary_takes_one_page(size_class, language):
    _, pages = drawn(language, first=3, size_class=size_class, country="IT")
    with translation.override(language):
        overview = translation.gettext("At a glance")
        areas = translation.gettext("The areas")

    assert overview in pages[1]
    assert areas in pages[2]


@pytest.mark.parametrize(
    ("size_class", "language", "most"),
    [
        ("micro", "en", 13),
        ("small", "en", 17),
        ("medium", "fr", 23),
        ("large", "de", 24),
    ],
)
def test_every_answer_and_action_is_there(size_class, language, most):
    report, pages = drawn(language, size_class=size_class)
    whole = squeezed(*pages)

    assert len(pages) <= most
    for line in report.lines:
        assert whole.count(squeezed(line.answer)) >= 2  # in its area and in the annex
        assert whole.count(squeezed(line.text)) >= 2
    for action in (*report.planned, *report.later, *report.to_find_out):
        assert squeezed(action.title) in whole
    for action in report.planned:
        for words in (*action.steps, action.indicator, action.who, action.effort):
            assert squeezed(words) in whole
    for gate in report.gates:
        assert squeezed(gate.text, gate.needed) in whole


def test_pages_are_counted(small):
    _, pages = small

    for number, page in enumerate(pages[1:], 2):
        assert f"Page {number} of {len(pages)}" in page


def test_gate_by_law_names_its_duty():
    report, pages = drawn(size_class="medium", country="IT")
    duties = {gate.duty for gate in report.gates if gate.duty}

    assert duties
    for duty in duties:
        assert squeezed(f"Asked for by law: {duty}") in squeezed(*pages)


@pytest.mark.parametrize("quick_of", ["micro", "large"])
def test_quick_check_speaks_of_no_level(quick_of):
    report, pages = drawn(size_class=quick_of, quick=True)
    whole = " ".join(pages)

    assert "Indicative result of a quick check" in pages[0]
    assert "of 100 points, indicative" in pages[1]
    assert not LEVEL.search(whole)
    for words in ("Opens the next level", "What each level asks for", "Met?"):
        assert words not in whole
    for _, _, name in report.levels[1:]:
        assert f" {name} " not in pages[0] + pages[1] + pages[2]


def test_provisional_result_has_no_level():
    unknown = {question.code: DONT_KNOW for question in questions()[:12]}
    report, pages = drawn(answers=unknown)

    assert report.provisional
    assert "Provisional, no level" in pages[0]
    assert "provisional, with no level" in pages[1]
    assert f"Level {report.raw_level} of" not in " ".join(pages)
    assert len(report.to_find_out) > 8


def test_without_overall_score_the_areas_still_stand():
    left_open = dict.fromkeys(
        (q.code for q in questions() if q.area in ("pay", "worklife")), None
    )
    report, pages = drawn(first=3, answers=left_open)

    assert not report.computed
    assert "No overall score" in pages[0]
    assert "The areas computed are worth 65" in pages[1]
    assert "not computed" in pages[2]
    assert f"{report.areas[0].title} {report.areas[0].score_text}" in pages[1]


@pytest.mark.parametrize("stage", [0, 4])
def test_extreme_results_are_drawn(stage):
    answers = {question.code: plain_answer(question, stage) for question in questions()}
    report, pages = drawn(first=2, answers=answers)

    assert f"{report.score} of 100 points" in pages[1]


def test_user_text_stays_text():
    comments = {question.code: HOSTILE for question in questions()}
    report, pages = drawn(size_class="micro", name=HOSTILE, comments=comments)
    whole = squeezed(*pages)

    assert squeezed(HOSTILE) in squeezed(pages[0])
    assert whole.count(squeezed(f"Comment: {HOSTILE}")) == 2 * len(report.lines)


def test_control_characters_and_endless_words_are_survived():
    asked = [q.code for q in questions() if "small" in q.size_classes][:3]
    comments = dict.fromkeys(asked, f"{CONTROLS} {'ξ' * 900} {'word ' * 180}")
    _, pages = drawn(name=CONTROLS + "W" * 180, comments=comments)
    whole = squeezed(*pages)

    assert "W" * 180 in squeezed(pages[0])
    assert whole.count("onetwothreefour") > 2 * len(comments)
    assert whole.count("ξ") == 2 * len(comments) * 900
    assert len(pages) < 24


def test_exact_numbers_are_those_of_the_trace(small):
    report, pages = small
    overall = report.result.trace["overall"]["low"]

    assert f"Overall score: {overall.removesuffix('/1')} = " in " ".join(pages)
    assert f"rounded {report.score}." in " ".join(pages)


def test_a_share_among_few_is_shown_and_said_not_to_be_scored():
    few = {"decision_balance": {"women": 3, "men": 4}}
    report, pages = drawn(answers=few)
    line = next(line for line in report.lines if line.code in few)
    whole = squeezed(*pages)

    assert (line.answer, line.points) == ("Women 3, Men 4", None)
    assert whole.count(squeezed(line.answer)) == 2
    assert squeezed(line.state_name) in whole
    actions = (*report.planned, *report.later, *report.to_find_out)
    assert line.text not in {action.question for action in actions}


def test_funding_and_disclaimer_are_settings(settings):
    settings.FUNDING_LINE = "Paid by <us>."
    settings.DISCLAIMER = "Views are those of the authors."
    _, pages = drawn(size_class="micro")

    assert "Paid by <us>." in pages[0]
    assert "Views are those of the authors." in pages[0]
    assert "Paid by <us>." in pages[4]
    assert pages[-1].count("Views are those of the authors.") == 1


def test_translations_are_called_drafts(small):
    note = "This translation is a draft until a native reviewer has approved it."
    _, english = small
    _, french = drawn("fr", size_class="micro")
    with translation.override("fr"):
        french_note = translation.gettext(note)

    assert note not in " ".join(english)
    for page in (french[0], french[1], french[-1]):
        assert squeezed(french_note) in squeezed(page)


def test_same_report_gives_the_same_bytes():
    with translation.override("en"):
        report = report_of(sample_result())

        assert enterprise_report(report) == enterprise_report(report)
