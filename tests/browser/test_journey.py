"""The whole way of one firm: a quick check, an account, the full assessment."""

from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from assessment.edition import load
from tests.browser.journey import (
    answer_all,
    answer_area,
    describe_enterprise,
    expect_saved,
    follow,
    heading,
    is_open,
    minutes_left,
    options,
    press,
    questions,
    said,
    sign_up,
    start_quick_check,
    submit,
)

pytestmark = pytest.mark.browser
BEYOND_THE_CORE = [
    question.code
    for question in load("2026").questions
    if "small" in question.size_classes and not question.core
]


@pytest.mark.parametrize(
    ("language", "other"), [("en", "fr"), ("fr", "en"), ("de", "ro")]
)
def test_quick_check_leads_to_an_account_and_on_to_the_level(
    page, complaints, language, other
):
    start_quick_check(page, language)
    describe_enterprise(page)
    minutes = [minutes_left(page)]
    while page.locator("fieldset.question").count():
        answer_area(page)
        minutes.append(minutes_left(page))
    assert minutes == sorted(set(minutes), reverse=True)
    assert minutes[-1] == 0
    change_one_answer(page)
    submit(page)
    expect(page.get_by_text(said(page, "Indicative"), exact=True)).to_be_visible()
    expect(page.locator(".level-scale")).to_have_count(0)

    follow(page, "Create an account and go on")
    sign_up(page, f"{language}@firm.example")
    expect(heading(page)).to_have_text("Atelier Ø & Söhne")
    press(page, "Go on with the full assessment")
    assert open_questions(page) == BEYOND_THE_CORE

    submit(page)
    expect(page.locator(".level-scale [aria-current]")).to_be_visible()
    result = page.url
    both = [language, other]
    assert [pdf_language(page, code) for code in both] == both
    follow(page, "My assessments")
    expect(page.locator(".card")).to_have_count(2)

    press(page, "Sign out")
    expect(page.get_by_role("link", name=said(page, "Sign in")).first).to_be_visible()
    with complaints.expected("404"):
        assert page.goto(result).status == 404
    expect(page.locator("html")).to_have_attribute("lang", language)


def test_a_closed_browser_resumes_at_the_first_open_area(page, context, new_context):
    start_quick_check(page)
    describe_enterprise(page)
    answer_area(page)
    left = heading(page).inner_text()
    cookies = context.storage_state()
    context.close()

    again = new_context(storage_state=cookies).new_page()
    again.goto("/en/")
    follow(again, "Go on")

    expect(heading(again)).to_have_text(left)
    expect(again.locator(".progress-list .is-done")).to_have_count(1)


def test_another_browser_does_not_see_the_quick_check(page, new_context, complaints):
    start_quick_check(page)
    stranger = new_context().new_page()

    with complaints.expected("404"):
        assert stranger.goto(page.url).status == 404


def test_the_language_changes_midway_and_nothing_is_lost(page):
    start_quick_check(page)
    name = page.locator("[name=profile-name]")
    name.fill("Atelier Ø & Söhne")
    page.get_by_label("Women", exact=True).fill("many")
    page.get_by_role("button", name="Français").click()
    expect(page.get_by_role("button", name="Continuer")).to_be_visible()
    expect(name).to_have_value("Atelier Ø & Söhne")
    expect(page.locator("[name=profile-women]")).to_have_value("many")

    describe_enterprise(page)
    answer_area(page)
    question = page.locator("fieldset.question").first
    words = question.locator("legend").inner_text()
    options(question).nth(3).check()
    expect_saved(question)
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(question.locator("legend")).not_to_have_text(words)
    expect(options(question).nth(3)).to_be_checked()
    expect(page.locator(".progress-list .is-started")).to_have_count(1)


def change_one_answer(page):
    """Follow the first link of the check page, choose anew, come back."""
    first = page.locator(".summary-row").first
    before = first.locator("dd").first.inner_text()
    first.get_by_role("link").click()
    question = page.locator("fieldset.question").first
    expect(question).to_be_in_viewport()
    question.get_by_role("radio").nth(3).check()
    answer_all(page)
    expect(first.locator("dd").first).not_to_have_text(before)


def open_questions(page):
    """Codes of the questions that had to be answered on the way to the check page."""
    codes = []
    while page.locator("fieldset.question").count():
        codes += [
            question.get_attribute("id").split("-")[1]
            for question in questions(page)
            if is_open(question)
        ]
        answer_area(page)
    return codes


def pdf_language(page, code):
    with page.expect_download() as download:
        page.locator(f"a.button[hreflang={code}]").click()
    content = Path(download.value.path()).read_bytes()
    assert content.startswith(b"%PDF-")
    assert download.value.suggested_filename.endswith(f"-{code}.pdf")
    return PdfReader(BytesIO(content)).trailer["/Root"]["/Lang"]
