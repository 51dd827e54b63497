"""How a person walks through the product: by the words on the page."""

import re
from urllib.parse import urlsplit

from django.utils import translation
from playwright.sync_api import expect

from tests.organisations.accounts.people import mailed_code

PASSWORD = "a workshop with seven chairs"


def said(page, text):
    """A text of the interface in the language of the page."""
    language = urlsplit(page.url).path.split("/")[1]
    with translation.override(language):
        return translation.gettext(text)


def press(page, text):
    page.get_by_role("button", name=said(page, text), exact=True).click()


def follow(page, text):
    page.get_by_role("link", name=said(page, text), exact=True).click()


def change_language(page, name):
    """Choose a language by its own name, on a page that is being filled in."""
    page.locator(".language-menu summary").click()
    page.get_by_role("button", name=name).click()


def heading(page):
    return page.get_by_role("heading", level=1)


def start_quick_check(page, language="en"):
    page.goto(f"/{language}/")
    press(page, "Start the quick check")
    expect(heading(page)).to_have_text(said(page, "About your enterprise"))


def describe_enterprise(page, name="Atelier Ø & Söhne", women=5, men=9):
    page.get_by_label(said(page, "Name of the enterprise")).fill(name)
    page.get_by_label(said(page, "Country of the main site")).select_option("FR")
    page.get_by_label(said(page, "Sector"), exact=True).select_option("C")
    page.get_by_label(said(page, "Women"), exact=True).fill(str(women))
    page.get_by_label(said(page, "Men"), exact=True).fill(str(men))
    for yes in page.get_by_label(said(page, "Yes"), exact=True).all():
        yes.check()
    press(page, "Continue")
    expect(page.locator(".error-summary")).to_have_count(0)
    expect(page.locator("fieldset.question").first).to_be_visible()


def questions(page):
    return page.locator("fieldset.question").all()


def options(question):
    """The answers of a question, from the least to the most."""
    return question.locator(".options input")


def numbers(place):
    """The two fields of a question about a share: women, men."""
    return place.locator(".inline-fields input")


def is_open(question):
    return question.evaluate(
        """question => !question.querySelector("input:checked") &&
        ![...question.querySelectorAll(".inline-fields input")].some(i => i.value)"""
    )


def saved_mark(question):
    return question.locator(".saved-mark")


def expect_saved(question):
    expect(saved_mark(question)).to_have_text(re.compile(r"\d{1,2}:\d\d"))


def answer(question, place=2):
    """Choose an answer by its place, 0 to 4; a shorter list is taken at its end.

    A share takes this many women beside nine men.
    """
    if fields := numbers(question).all():
        for field, heads in zip(fields, (place, 9), strict=True):
            field.fill(str(heads))
        fields[-1].blur()  # as whoever goes on does
        return
    shown = options(question)
    shown.nth(min(place, shown.count() - 1)).check()


def answer_area(page, place=2, *, scripts=True):
    """Answer what is open on this page, see each answer saved, and go on."""
    title = heading(page).inner_text()
    left = [question for question in questions(page) if is_open(question)]
    for question in left:
        answer(question, place)
    if scripts:
        for question in left:
            expect_saved(question)
    press(page, "Continue")
    expect(heading(page)).not_to_have_text(title)


def answer_all(page, place=2, *, scripts=True):
    """Walk from this area to the check page."""
    while page.locator("fieldset.question").count():
        answer_area(page, place, scripts=scripts)
    expect(heading(page)).to_have_text(said(page, "Check your answers"))


def minutes_left(page):
    """As the page tells them; 0 when everything is answered."""
    number = re.search(r"\d+", page.locator(".minutes").inner_text())
    return int(number[0]) if number else 0


def submit(page):
    press(page, "Submit and see the result")
    expect(page).to_have_url(re.compile(r"/reports/[^/]+/$"))


def sign_up(page, email):
    page.locator("input[name=email]").fill(email)
    page.locator("input[name=password1]").fill(PASSWORD)
    press(page, "Create an account")


def confirm_address(page):
    page.locator("input[name=code]").fill(mailed_code())
    press(page, "Confirm")
