"""The whole way of one firm: a quick check, an account, the full assessment."""

from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from assessment.edition import load
from assessment.models import Assessment
from tests.browser.journey import (
    answer_area,
    change_language,
    confirm_address,
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
from tests.factories import answer_all

pytestmark = pytest.mark.browser
AREAS = load("2026").areas
LAST = AREAS[-1:]


@pytest.mark.parametrize(
    ("language", "other", "walked"),
    [("de", "ro", AREAS), ("en", "fr", LAST), ("fr", "en", LAST)],
    ids=["de, every area", "en, the last area", "fr, the last area"],
)
def test_quick_check_leads_to_an_account_and_on_to_the_level(
    page, complaints, language, other, walked
):
    """All of a quick check is walked by keyboard, and where scripts do not run."""
    start_quick_check(page, language)
    describe_enterprise(page)
    pass_by(page, LAST)
    answer_area(page)
    change_one_answer(page)
    submit(page)
    expect(page.get_by_text(said(page, "Indicative"), exact=True)).to_be_visible()
    expect(page.locator(".level-scale")).to_have_count(0)

    follow(page, "Create an account and go on")
    sign_up(page, f"{language}@firm.example")
    confirm_address(page)
    expect(heading(page)).to_have_text("Atelier Ø & Söhne")
    press(page, "Go on with the full assessment")
    pass_by(page, walked)
    assert open_questions(page) == [
        question.code
        for area in walked
        for question in area.questions
        if "small" in question.size_classes and not question.core
    ]

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
    change_language(page, "Français")
    expect(page.get_by_role("button", name="Continuer")).to_be_visible()
    expect(name).to_have_value("Atelier Ø & Söhne")
    expect(page.locator("[name=profile-women]")).to_have_value("many")

    describe_enterprise(page)
    answer_area(page)
    question = page.locator("fieldset.question").first
    words = question.locator("legend").inner_text()
    options(question).nth(3).check()
    expect_saved(question)
    change_language(page, "English")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(question.locator("legend")).not_to_have_text(words)
    expect(options(question).nth(3)).to_be_checked()
    expect(page.locator(".progress-list .is-started")).to_have_count(1)


def pass_by(page, walked):
    """Where not every area is walked: answer the others out of sight, go to the last.

    What is answered already stays: quick checks carry the core on.
    """
    if walked == AREAS:
        return
    draft = Assessment.objects.get(pk=urlsplit(page.url).path.split("/")[3])
    answer_all(draft, areas=-len(walked))
    last = page.locator(".progress-list li").last
    last.get_by_role("link").click()
    expect(last).to_have_attribute("aria-current", "step")


def change_one_answer(page):
    """Follow a link of the check page down to its question, choose anew, come back."""
    row = page.locator(".summary-row").last
    before = row.locator("dd").first.inner_text()
    row.get_by_role("link").click()
    question = page.locator("fieldset.question").last
    expect(question).to_be_in_viewport()
    options(question).nth(3).check()
    expect_saved(question)
    follow(page, "Check your answers")
    expect(row.locator("dd").first).not_to_have_text(before)


def open_questions(page):
    """Codes of the questions that had to be answered on the way to the check page."""
    codes, minutes = [], [minutes_left(page)]
    while page.locator("fieldset.question").count():
        codes += [
            question.get_attribute("id").split("-")[1]
            for question in questions(page)
            if is_open(question)
        ]
        answer_area(page)
        minutes.append(minutes_left(page))
    assert minutes == sorted(set(minutes), reverse=True)
    assert minutes[-1] == 0
    return codes


def pdf_language(page, code):
    if page.locator("html").get_attribute("lang") != code:
        page.get_by_text(said(page, "In another language"), exact=True).click()
    with page.expect_download() as download:
        page.locator(f"main a[href$='.pdf?language={code}']").click()
    content = Path(download.value.path()).read_bytes()
    assert content.startswith(b"%PDF-")
    assert download.value.suggested_filename.endswith(f"-{code}.pdf")
    return PdfReader(BytesIO(content)).trailer["/Root"]["/Lang"]
