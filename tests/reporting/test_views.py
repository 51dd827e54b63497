"""Result pages and downloads: the numbers of the page are those of PDF and JSON."""

import json
import re
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from assessment.profile import SIZE_CLASSES
from reporting.report import report_of
from tests.factories import (
    answer_all,
    change,
    make_assessment,
    make_submitted,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    translation.activate("en")


@pytest.fixture
def owner(client):
    owner = make_user()
    client.force_login(owner)
    return owner


def url(name, assessment):
    return reverse(f"reporting:{name}", args=[assessment.pk])


def words(html):
    """What a reader sees of a page, white space evened out."""
    text = re.sub(r"<[^>]+>", " ", html)
    for code, character in (("&amp;", "&"), ("&#x27;", "'"), ("&quot;", '"')):
        text = text.replace(code, character)
    return _even(text)


def _even(text):
    return " ".join(text.replace("\xa0", " ").replace("\u202f", " ").split())


def pdf_of(response):
    return PdfReader(BytesIO(response.content))


def pdf_words(response):
    text = " ".join(page.extract_text() for page in pdf_of(response).pages)
    return _even(text.replace("\u2011", "-").replace("\u2010", "-"))


def _joined(text):
    return "".join(text.split())


@pytest.mark.parametrize("language", ["en", "fr"])
def test_page_pdf_and_data_give_the_same_numbers(client, owner, language):
    assessment = make_submitted(owner, 2, plan_follow_up="dont_know", pay_criteria=1)
    translation.activate(language)
    page = words(client.get(url("report", assessment)).text)
    computation = words(client.get(url("computation", assessment)).text)
    pdf = pdf_words(client.get(url("pdf", assessment)))
    data = json.loads(client.get(url("json", assessment)).content)
    translation.activate(language)
    report = report_of(assessment.result)

    assert data["overall"]["score"] == report.score == assessment.result.points
    assert data["overall"]["level"] == report.level
    for text in (page, pdf):
        assert str(report.score) in text
        assert report.level_name in text
        assert report.range_text in text
    for area, entry in zip(report.areas, data["areas"], strict=True):
        assert (area.code, area.score) == (entry["code"], entry["score"])
        for text in (page, computation, pdf):
            assert _even(area.title) in text
            assert _even(area.score_text) in text
    actions = {a.code: a for a in (*report.planned, *report.later, *report.to_find_out)}
    assert actions.keys() == {entry["code"] for entry in data["actions"]}
    for action in actions.values():
        assert _even(action.title) in page
        assert _joined(action.title) in _joined(pdf)
    for line in report.lines:
        assert _even(line.answer) in page
        if line.points is not None:
            assert f"{line.points_text}" in computation


def test_the_data_is_the_frozen_result_with_profile_and_comments(client, owner):
    assessment = make_assessment(owner, name="Zimmerei Überbau")
    answer_all(assessment)
    assessment.record([change("respect_rules", 2, "seit Mai", seen=2)])
    result = assessment.submit()
    response = client.get(url("json", assessment))
    data = json.loads(response.content)
    assert response["Content-Type"] == "application/json"
    assert data["enterprise"]["name"] == "Zimmerei Überbau"
    assert data["comments"] == {"respect_rules": "seit Mai"}
    assert {key: data[key] for key in result.trace} == result.trace


@pytest.mark.parametrize(
    ("asked", "page", "spoken"),
    [("fr", "en", "fr"), ("en", "fr", "en"), ("", "fr", "fr"), ("xx", "en", "en")],
)
def test_a_pdf_speaks_the_language_asked_for_else_that_of_the_page(
    client, owner, asked, page, spoken
):
    assessment = make_submitted(owner)
    translation.activate(page)
    response = client.get(url("pdf", assessment), {"language": asked})
    assert response["Content-Type"] == "application/pdf"
    assert pdf_of(response).trailer["/Root"]["/Lang"].lower().startswith(spoken)


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Menuiserie Élan & Fils", "penelope-menuiserie-elan-fils-en.pdf"),
        ('a"; filename="evil.exe', "penelope-a-filename-evil.exe-en.pdf"),
        ("../../etc/passwd", "penelope-etc-passwd-en.pdf"),
        ("Ξυλουργείο", "penelope-en.pdf"),
        ("", "penelope-your-enterprise-en.pdf"),
        ("a\nb..", "penelope-a-b-en.pdf"),
    ],
)
def test_a_pdf_has_a_safe_file_name(client, owner, name, file):
    assessment = make_assessment(owner, name=name)
    answer_all(assessment)
    assessment.submit()
    disposition = client.get(url("pdf", assessment))["Content-Disposition"]
    assert disposition == f'attachment; filename="{file}"'


@pytest.mark.parametrize("size_class", SIZE_CLASSES)
def test_the_questions_on_paper_can_be_had_by_everybody(client, size_class):
    response = client.get(reverse("reporting:blank_form", args=[size_class]))
    assert response.status_code == 200
    assert response.content.startswith(b"%PDF-")
    assert f"penelope-{size_class}-en.pdf" in response["Content-Disposition"]


def test_a_quick_check_is_called_indicative_and_has_no_level(client, owner):
    assessment = make_submitted(owner, scope="quick")
    page = words(client.get(url("report", assessment)).text)
    assert "A quick check has no level." in page
    assert "Level 1 of 5" not in page
    assert "Go on with the full assessment" in page
    assert "Indicative" in pdf_words(client.get(url("pdf", assessment)))


def test_a_result_with_little_known_is_called_provisional(client, owner):
    codes = ["equality_commitment", "pay_criteria", "pay_comparison", "parental_leave"]
    codes += ["respect_rules", "leadership_example", "career_talks"]
    assessment = make_submitted(owner, 3, **dict.fromkeys(codes, "dont_know"))
    assert assessment.result.trace["overall"]["provisional"]
    page = words(client.get(url("report", assessment)).text)
    assert "Provisional" in page
    assert "From 80% on you get a level." in page
    assert f"You answered {len(codes)} questions with “I don't know”." in page


def test_the_page_names_what_holds_the_level_back(client, owner):
    assessment = make_submitted(owner, 4, complaints_person="no")
    report = report_of(assessment.result)
    assert [gate.code for gate in report.closed_gates] == ["complaints_person"]
    page = words(client.get(url("report", assessment)).text)
    assert _even(report.closed_gates[0].text) in page
    assert "Needed: Yes" in page


def test_old_results_never_change_when_the_draft_of_a_new_one_does(client, owner):
    assessment = make_submitted(owner, 2)
    before = client.get(url("json", assessment)).content
    make_submitted(owner, 4)
    assert client.get(url("json", assessment)).content == before
