"""Two window, the back button, a lost connection: no work is undone unasked."""

import pytest
from playwright.sync_api import expect

from assessment.models import Assessment
from tests.browser.journey import (
    answer,
    expect_saved,
    heading,
    options,
    press,
    questions,
    saved_mark,
    submit,
)
from tests.factories import answer_all, make_assessment

pytestmark = pytest.mark.browser
FIRST = "equality_commitment"


@pytest.fixture
def window(context, owner, signed_in):
    """A function that opens a page of an assessment in a new window, in front."""
    signed_in(context, owner)

    def open_window(assessment, step="strategy"):
        page = context.new_page()
        page.goto(f"/en/assessments/{assessment.pk}/{step}/")
        return page

    return open_window


def stored(assessment):
    return Assessment.objects.get(pk=assessment.pk).values()


def test_the_later_window_does_not_undo_the_answers_of_the_other(window, owner):
    draft = make_assessment(owner)
    other, one = window(draft), window(draft)
    answer(questions(one)[0], 3)
    expect_saved(questions(one)[0])

    other.bring_to_front()
    answer(questions(other)[1], 1)
    expect_saved(questions(other)[1])
    press(other, "Continue")  # its first question still shows no answer

    expect(options(questions(other)[0]).nth(3)).to_be_checked()
    assert stored(draft) == {FIRST: 3, "equality_figures": 1}


def test_contradicting_answers_are_both_shown_and_the_person_decides(window, owner):
    draft = make_assessment(owner)
    other, one = window(draft), window(draft)
    answer(questions(one)[0], 3)
    expect_saved(questions(one)[0])

    other.bring_to_front()
    question = questions(other)[0]
    answer(question, 1)
    expect(saved_mark(question)).to_contain_text("changed in another window")
    assert stored(draft) == {FIRST: 3}

    press(other, "Continue")
    expect(other.locator(".error-summary")).to_contain_text("another window meanwhile")
    third = options(question).nth(3).locator("xpath=..").inner_text()
    words = " ".join(third.split("\n", 1)[0].split())
    expect(question.locator(".error-message").first).to_contain_text(words)
    expect(options(question).nth(1)).to_be_checked()

    press(other, "Continue")
    expect(question.locator(".error-message")).to_have_count(0)
    assert stored(draft) == {FIRST: 1}


def test_the_back_button_shows_the_kept_answers_and_lets_them_change(window, owner):
    draft = make_assessment(owner)
    page = window(draft)
    title = heading(page).inner_text()
    for question in questions(page):
        answer(question, 2)
        expect_saved(question)
    press(page, "Continue")
    expect(heading(page)).not_to_have_text(title)

    page.go_back()
    expect(heading(page)).to_have_text(title)
    for question in questions(page):
        expect(options(question).nth(2)).to_be_checked()
    answer(questions(page)[0], 4)
    expect_saved(questions(page)[0])
    press(page, "Continue")
    expect(heading(page)).not_to_have_text(title)
    assert stored(draft)[FIRST] == 4


def test_submitting_in_two_windows_leads_to_one_result(window, owner):
    draft = make_assessment(owner)
    answer_all(draft)
    other, one = window(draft, "check"), window(draft, "check")
    submit(one)
    other.bring_to_front()
    submit(other)

    assert one.url == other.url
    expect(other.locator(".messages")).to_contain_text("has been submitted")


def test_an_answer_after_submission_is_refused_with_a_reason(window, owner, complaints):
    draft = make_assessment(owner)
    answer_all(draft)
    page = window(draft)
    kept = stored(draft)
    draft.submit()
    question = questions(page)[0]
    with complaints.expected("409"):
        answer(question, 4)
        expect(saved_mark(question)).to_contain_text("has been submitted")
    assert stored(draft) == kept


def test_a_lost_connection_is_told_and_made_good(window, owner, context, complaints):
    draft = make_assessment(owner)
    page = window(draft)
    question = questions(page)[0]
    with complaints.expected("ERR_INTERNET_DISCONNECTED", "error: htmx:"):
        context.set_offline(True)
        answer(question, 2)
        expect(saved_mark(question)).to_contain_text("Not saved yet")
        assert stored(draft) == {}
        context.set_offline(False)
        expect_saved(question)
    expect(saved_mark(question)).not_to_contain_text("Not saved")
    assert stored(draft) == {FIRST: 2}


def test_an_answer_on_its_way_is_kept_when_the_person_leaves_by_a_link(window, owner):
    draft = make_assessment(owner)
    page = window(draft)
    lost = []
    page.route("**/answers/**", lambda route: lost.append(route), times=1)
    with page.expect_request("**/answers/**"):
        answer(questions(page)[0], 2)

    page.get_by_role("link", name="Glossary").click()
    expect(heading(page)).to_have_text("Glossary")
    page.go_back()

    expect(options(questions(page)[0]).nth(2)).to_be_checked()
    assert len(lost) == 1
    assert stored(draft) == {FIRST: 2}


def test_an_answer_changed_at_once_is_no_quarrel_with_oneself(window, owner):
    draft = make_assessment(owner)
    page = window(draft)
    page.context.new_cdp_session(page).send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 400, "downloadThroughput": -1}
        | {"uploadThroughput": -1},
    )
    answer(questions(page)[0], 1)
    answer(questions(page)[0], 3)
    press(page, "Continue")

    expect(page.get_by_role("heading", name="Almost there")).to_be_visible()
    expect(page.get_by_text("another window")).to_have_count(0)
    assert stored(draft)[FIRST] == 3
