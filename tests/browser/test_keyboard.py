"""The whole quick check by keyboard alone."""

import pytest
from playwright.sync_api import expect

from tests.browser.journey import (
    expect_saved,
    heading,
    questions,
    start_quick_check,
)

pytestmark = pytest.mark.browser


def reach(page, target, presses=60):
    """Press Tab until the target has the focus."""
    for _ in range(presses):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{presses} times Tab did not reach {target}.")


def press_by_key(page, name):
    reach(page, page.get_by_role("button", name=name, exact=True))
    page.keyboard.press("Enter")


def test_the_quick_check_needs_no_mouse(page):
    page.goto("/en/")
    press_by_key(page, "Start the quick check")
    expect(heading(page)).to_have_text("About your enterprise")
    describe_by_keys(page)

    while page.locator("fieldset.question").count():
        title = heading(page).inner_text()
        for question in questions(page):
            answer_by_keys(page, question)
        press_by_key(page, "Continue")
        expect(heading(page)).not_to_have_text(title)

    press_by_key(page, "Submit and see the result")
    expect(page.get_by_text("Indicative", exact=True)).to_be_visible()


def describe_by_keys(page):
    for label, keys in (
        ("Name of the enterprise", "Atelier"),
        ("Country of the main site", "France"),
        ("Sector", "Manufacturing"),
        ("Women", "5"),
        ("Men", "9"),
    ):
        reach(page, page.get_by_label(label, exact=True))
        page.keyboard.type(keys)
    for yes in page.get_by_label("Yes", exact=True).all():
        reach(page, yes)
        page.keyboard.press("Space")
    press_by_key(page, "Continue")
    expect(page.locator("fieldset.question").first).to_be_visible()


def answer_by_keys(page, question):
    """Space takes the first answer, an arrow key the one below."""
    options = question.locator(".options input")
    reach(page, options.first)
    page.keyboard.press("Space")
    if options.first.get_attribute("type") == "radio":
        page.keyboard.press("ArrowDown")
        expect(options.nth(1)).to_be_checked()
    else:
        expect(options.first).to_be_checked()
    expect_saved(question)


def test_the_skip_link_leads_past_the_header(page):
    page.goto("/en/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()

    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("main :focus")).to_have_count(1)


def test_after_an_error_the_focus_is_on_the_summary_and_its_links_lead_on(page):
    start_quick_check(page)
    press_by_key(page, "Continue")
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page).to_have_title("Error: About your enterprise - PENELOPE")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Country of the main site")).to_be_focused()
    describe_by_keys(page)

    press_by_key(page, "Continue")
    expect(page.locator(".error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    second = questions(page)[1]
    expect(second.locator("input").first).to_be_focused()
    expect(second).to_be_in_viewport()
