"""Everything works where scripts do not run; only the comforts are missing."""

import pytest
from playwright.sync_api import expect

from tests.browser.journey import (
    answer_all,
    answer_area,
    change_language,
    describe_enterprise,
    follow,
    heading,
    options,
    press,
    questions,
    said,
    start_quick_check,
    submit,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.browser_context_args(java_script_enabled=False),
]


def test_the_quick_check_leads_to_its_result(page):
    start_quick_check(page)
    press(page, "Continue")
    expect(page.locator(".error-summary a").first).to_have_attribute(
        "href", "#id_profile-country"
    )
    describe_enterprise(page)

    first, second, *_ = questions(page)
    title = heading(page).inner_text()
    options(first).nth(1).check()
    press(page, "Continue")
    expect(page).to_have_title(f"Error: {title} - PENELOPE")
    expect(options(first).nth(1)).to_be_checked()
    expect(first).not_to_have_class("question has-error")
    expect(second).to_have_class("question has-error")

    options(first).nth(3).check()
    press(page, "Leave these open for now and continue")
    expect(heading(page)).not_to_have_text(title)
    answer_all(page, scripts=False)
    press(page, "Submit and see the result")
    page.locator(".error-summary a").first.click()
    expect(heading(page)).to_have_text(title)
    expect(options(first).nth(3)).to_be_checked()
    answer_area(page, scripts=False)
    follow(page, "Check your answers")
    submit(page)
    expect(page.get_by_text("Indicative", exact=True)).to_be_visible()


def test_the_language_changes_and_what_was_not_sent_yet_is_kept(page):
    start_quick_check(page)
    page.get_by_label("Name of the enterprise").fill("Atelier Ø & Söhne")
    page.get_by_label("Country of the main site").select_option("BE")
    page.get_by_label("Women", exact=True).fill("4")
    page.get_by_label("Yes", exact=True).nth(1).check()
    change_language(page, "Français")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.locator("[name=profile-name]")).to_have_value("Atelier Ø & Söhne")
    expect(page.locator("[name=profile-country]")).to_have_value("BE")
    expect(page.locator("[name=profile-women]")).to_have_value("4")
    assert page.locator("input:checked").count() == 1
    expect(page.locator(".error-summary")).to_have_count(0)

    describe_enterprise(page)
    question = page.locator("fieldset.question").first
    options(question).nth(2).check()
    question.get_by_text(said(page, "Add a comment")).click()
    question.locator("textarea").fill("Depuis 2024")
    change_language(page, "English")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(options(question).nth(2)).to_be_checked()
    expect(question.locator("textarea")).to_have_value("Depuis 2024")
    answer_area(page, scripts=False)
