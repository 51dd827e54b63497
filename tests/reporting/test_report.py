"""What a report says: one definition of each number, wherever it is read."""

from fractions import Fraction
from io import BytesIO

import pytest
from django.utils import translation
from pypdf import PdfReader

from assessment.answers import DONT_KNOW
from assessment.edition import load
from reporting.formats import percent, quarter_name, tenth
from reporting.pdf.enterprise import enterprise_report
from reporting.report import report_of
from tests.samples import sample_answers, sample_result


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


QUESTIONNAIRE = load("2026")
UNKNOWN = {
    code: DONT_KNOW for number, code in enumerate(sample_answers("small")) if number % 2
}


@pytest.mark.parametrize(
    ("language", "number", "text"),
    [
        ("en", Fraction(43, 10), "4.3"),
        ("fr", Fraction(43, 10), "4,3"),
        ("en", Fraction(17, 4), "4.3"),  # 4.25, half-up
        ("fr", Fraction(1249, 100), "12,5"),
        ("en", Fraction(0), "0.0"),
        ("en", Fraction(100), "100.0"),
        ("fr", Fraction(1, 30), "0,0"),
    ],
)
def test_numbers_have_one_decimal_as_the_language_writes_it(language, number, text):
    with translation.override(language):
        assert tenth(number) == text


@pytest.mark.parametrize(
    ("share", "number"),
    [
        (Fraction(6, 7), "86"),
        (Fraction(1, 200), "1"),  # half-up
        (Fraction(1, 201), "0"),
        (Fraction(1), "100"),
    ],
)
def test_shares_are_whole_percents(share, number):
    assert percent(share) == f"{number}%"
    with translation.override("fr"):
        assert (
            percent(share).replace("\u202f", " ").replace("\xa0", " ") == f"{number} %"
        )


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "1st quarter 2027"), ("fr", "1er trimestre 2027")],
)
def test_quarters_have_names(language, name):
    with translation.override(language):
        words = quarter_name("2027-Q1")
        assert "2027" in words
        assert "1" in words
        if language == "en":
            assert words == name
        else:
            assert "Quarter" not in words


def test_a_report_repeats_the_numbers_of_its_result():
    result = sample_result("medium")
    report, overall = report_of(result), result.trace["overall"]
    assert (report.computed, report.provisional, report.quick) == (True, False, False)
    assert report.score == overall["score"] == result.points
    assert report.level == overall["level"] == result.level
    assert report.level_name == QUESTIONNAIRE.level(result.level).name.text
    assert [(a.code, a.weight, a.score) for a in report.areas] == [
        (a["code"], a["weight"], a["score"]) for a in result.trace["areas"]
    ]
    assert [(g.code, g.level, g.met) for g in report.gates] == [
        (g["code"], g["level"], g["met"]) for g in result.trace["gates"]
    ]
    told = {a.code for a in (*report.planned, *report.later, *report.to_find_out)}
    assert told == {a["code"] for a in result.trace["actions"]}


@pytest.mark.parametrize("size_class", ["micro", "small", "medium", "large"])
def test_the_points_of_the_questions_add_up_to_the_score(size_class):
    report = report_of(sample_result(size_class))
    assert sum(line.carried for line in report.lines) == 100
    earned = sum(line.points for line in report.lines if line.points is not None)
    assert earned == Fraction(report.exact_low)
    assert 0 <= earned - (report.score - Fraction(1, 2)) < 1


def test_a_result_with_little_known_is_provisional():
    report = report_of(sample_result("small", answers=UNKNOWN))
    assert (report.computed, report.provisional) == (True, True)
    assert (report.level, report.level_name) == (None, "")
    assert report.high > report.score
    assert report.range_text == f"{report.score} to {report.high}"
    assert report.unknown_count == len(report.unknown) == len(report.to_find_out)
    assert report.known_percent.endswith("%")


def test_a_quick_check_has_points_and_no_level():
    report = report_of(sample_result("small", quick=True))
    assert (report.quick, report.computed) == (True, True)
    assert (report.level, report.level_name, report.raw_level) == (None, "", None)
    assert {area.level for area in report.areas} == {""}
    core = [question.code for question in QUESTIONNAIRE.questions if question.core]
    assert [line.code for line in report.lines] == core


def test_a_result_not_computed_says_so_and_has_no_number():
    nothing = dict.fromkeys(sample_answers("small"))
    result = sample_result("small", answers=nothing)
    report = report_of(result)
    assert (report.computed, report.score, report.level) == (False, None, None)
    assert (report.range_text, report.exact_low, report.known_percent) == ("", "", "")
    assert {area.score_text for area in report.areas} == {"not computed"}
    assert {line.carried for line in report.lines} == {0}
    assert enterprise_report(report).startswith(b"%PDF-")


def test_an_area_with_unknown_answers_shows_its_range():
    report = report_of(sample_result("small", answers={"pay_criteria": DONT_KNOW}))
    pay = next(area for area in report.areas if area.code == "pay")
    assert pay.score_text == f"{pay.score} to {pay.high}"
    assert pay.known == pay.applicable - sum(
        line.state == "dont_know" for line in pay.questions
    )


def test_every_answer_asked_for_stands_in_the_report_with_its_comment():
    comments = {"respect_rules": "Since May, on the notice board."}
    result = sample_result("medium", comments=comments)
    report = report_of(result)
    asked = [q["code"] for q in result.trace["questions"] if q["applicable"]]
    assert [line.code for line in report.lines] == asked
    assert all(line.answer for line in report.lines)
    told = {line.code: line.comment for line in report.lines if line.comment}
    assert told == comments


def test_strengths_and_gaps_are_the_most_telling_answers():
    report = report_of(sample_result("medium"))
    assert 1 <= len(report.strengths) <= 5
    assert 1 <= len(report.gaps) <= 5
    assert all(line.value >= Fraction(3, 4) for line in report.strengths)
    weak = [
        line
        for line in report.lines
        if line.value is not None and line.value < Fraction(3, 4)
    ]
    assert report.gaps[0].lost == max(line.lost for line in weak)
    assert not {line.code for line in report.strengths} & {
        line.code for line in report.gaps
    }


def test_the_plan_runs_through_the_quarters_after_the_reference_date():
    report = report_of(sample_result("small"))  # of November 2026
    codes = [quarter.code for quarter in report.quarters]
    assert codes == sorted(codes)
    assert set(codes) <= {"2027-Q1", "2027-Q2", "2027-Q3", "2027-Q4"}
    for quarter in report.quarters:
        assert quarter.hours == sum(action.effort_hours for action in quarter.actions)
    assert len(report.planned) <= QUESTIONNAIRE.capacity["small"].actions_a_year
    assert len(report.first_actions) == 3


def test_a_firm_that_does_everything_has_nothing_to_plan():
    best = {
        question.code: {
            "staged": 4,
            "yes_no": question.good,
            "checklist": [item.code for item in question.items],
            "metric": {"women": 10, "men": 10},
        }[question.scale.value]
        for question in QUESTIONNAIRE.questions
    }
    report = report_of(sample_result("large", answers=best))
    assert (report.score, report.level) == (100, 5)
    assert (report.quarters, report.later, report.gaps) == ([], [], [])
    assert report.closed_gates == []


@pytest.mark.parametrize(
    ("language", "country", "day"),
    [
        ("en", "France", "23 November 2026"),
        ("fr", "France", "23 novembre 2026"),
        ("es", "Francia", "23 de noviembre de 2026"),
        ("de", "Frankreich", "23. November 2026"),
        ("ro", "Franța", "23 noiembrie 2026"),
    ],
)
def test_a_report_speaks_one_language(language, country, day):
    result = sample_result("small", comments={})
    with translation.override(language):
        report = report_of(result)
    with translation.override("fr" if language == "en" else "en"):
        other = report_of(result)
    assert (report.language, report.score) == (language, other.score)
    assert not {line.text for line in report.lines} & {
        line.text for line in other.lines
    }
    same = {a.title for a in report.planned} & {a.title for a in other.planned}
    assert same == set()
    assert report.country == country
    assert day in report.reference_date


def pdf_text(report):
    pages = PdfReader(BytesIO(enterprise_report(report))).pages
    text = " ".join(page.extract_text() for page in pages)
    return " ".join(text.replace("\xa0", " ").replace("\u202f", " ").split())


@pytest.mark.parametrize(
    ("language", "size_class", "quick"),
    [
        ("en", "small", False),
        ("fr", "medium", False),
        ("es", "micro", False),
        ("de", "large", False),
        ("ro", "small", False),
        ("en", "medium", True),
    ],
)
def test_the_pdf_says_what_the_report_says(language, size_class, quick):
    comments = {"respect_rules": "Depuis mai."}
    with translation.override(language):
        report = report_of(sample_result(size_class, quick=quick, comments=comments))
        text = pdf_text(report)
        scores = [area.score_text for area in report.areas]
    assert report.name in text
    assert str(report.score) in text
    if report.level:
        assert report.level_name in text
    for area, score in zip(report.areas, scores, strict=True):
        assert area.title in text
        assert score in text
    titles = [action.title for action in (*report.planned, *report.later)]
    told = [title for title in titles if _plain(title) in _plain(text)]
    assert told == titles
    answers = [line.answer for line in report.lines]
    told = [answer for answer in answers if _plain(answer) in _plain(text)]
    assert told == answers
    assert "Depuis mai." in text


def _plain(text):
    """Without what a line break in the PDF may change."""
    return "".join(text.replace("\u2011", "-").replace("\u2010", "-").split())
