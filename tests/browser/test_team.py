"""Several people on one assessment: invited, side by side, or with a part in hand."""

import re

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from assessment.models import Assessment, Delegation
from tests.browser.journey import (
    answer,
    expect_saved,
    follow,
    heading,
    options,
    press,
    questions,
)
from tests.factories import make_assessment, make_user

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _nothing_counted(transactional_db):
    cache.clear()


def mailed_link(mailoutbox):
    """The path of the page the last letter leads to."""
    return re.search(r"http://127\.0\.0\.1:8000(/\S+)", mailoutbox[-1].body)[1]


def test_an_owner_invites_and_both_see_each_other_at_work(
    page, context, new_context, owner, signed_in, mailoutbox
):
    draft = make_assessment(owner)
    signed_in(context, owner)
    page.goto("/en/assessments/")
    follow(page, "People")
    follow(page, "Invite somebody")
    page.get_by_label("E-mail address").fill("ben@example.org")
    page.get_by_label("Safe and respectful workplace").check()
    press(page, "Send the invitation")
    expect(page.locator(".messages")).to_contain_text("ben@example.org")

    theirs = new_context()
    signed_in(theirs, make_user("ben@example.org"))
    other = theirs.new_page()
    other.goto(mailed_link(mailoutbox))
    press(other, "Accept the invitation")
    expect(heading(other)).to_have_text("My assessments")
    other.goto(f"/en/assessments/{draft.pk}/respect/")
    expect(other.locator(".progress-list [aria-current]")).to_contain_text(
        "ben@example.org"
    )

    page.bring_to_front()
    page.goto(f"/en/assessments/{draft.pk}/respect/")
    expect(page.locator(".presence")).to_have_text(
        "ben@example.org is in this area now."
    )
    one, two = questions(page)[0], questions(other)[1]
    answer(one, 3)
    expect_saved(one)
    other.bring_to_front()
    answer(two, 1)
    expect_saved(two)
    assert Assessment.objects.get().answers.count() == 2
    authors = {each.author for each in draft.answers.all()}
    assert authors == {"ben@example.org", owner.email}


@pytest.mark.parametrize("scripts", [True, False])
def test_a_part_goes_out_and_comes_back(
    page, context, new_context, owner, signed_in, mailoutbox, complaints, scripts
):
    draft = make_assessment(owner)
    signed_in(context, owner)
    page.goto(f"/en/assessments/{draft.pk}/respect/")
    follow(page, "Hand this area, or one question of it, to somebody else")
    page.get_by_label("Name of the person").fill("Zoe Zimmer")
    page.get_by_label("E-mail address").fill("zoe@example.org")
    press(page, "Send the letter")
    expect(page.locator(".card .tag")).to_have_text("Sent")

    theirs = new_context(java_script_enabled=scripts)
    other = theirs.new_page()
    other.goto(mailed_link(mailoutbox))
    press(other, "Open my part")
    shown = questions(other)
    for question in shown:
        answer(question, 2)
        if scripts:
            expect_saved(question)
    press(other, "I am done")
    expect(heading(other)).to_have_text("Thank you, Zoe Zimmer")
    assert mailoutbox[-1].to == [owner.email]

    page.reload()
    expect(page.locator(".card .tag")).to_have_text("Finished")
    page.goto(f"/en/assessments/{draft.pk}/history/")
    rows = page.locator(".summary-row")
    expect(rows).to_have_count(len(shown))
    expect(rows.first).to_contain_text("Zoe Zimmer (by a link)")

    delegation = Delegation.objects.get()
    page.goto(f"/en/assessments/{draft.pk}/delegations/")
    page.get_by_role("link", name="Withdraw Zoe Zimmer").click()
    press(page, "Withdraw")
    with complaints.expected("410"):
        other.goto(f"/en/delegated/part/{delegation.pk}/done/")
        expect(heading(other)).to_have_text("This link is no longer open")


def test_nobody_hears_of_it_when_who_else_is_here_cannot_be_asked(
    page, context, owner, signed_in, complaints
):
    draft = make_assessment(owner)
    signed_in(context, owner)
    page.route("**/presence/", lambda route: route.abort())
    with complaints.expected("Failed to load", "htmx:"):
        page.goto(f"/en/assessments/{draft.pk}/respect/")
        first = questions(page)[0]
        answer(first, 3)
        expect_saved(first)
        expect(page.get_by_text("Not saved yet")).to_have_count(0)
        expect(page.locator(".presence")).to_have_text("")
    expect(options(first).last).to_be_checked()
