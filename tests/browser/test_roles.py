"""Each role on its own way: owner, colleague, who has a link, manager, partner."""

import csv
import io
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.utils.timezone import localdate
from playwright.sync_api import expect

from assessment.models import Assessment
from organisations.models import Enterprise, Invitation, Reminder
from tests.browser.journey import (
    answer,
    confirm_address,
    describe_enterprise,
    expect_saved,
    follow,
    heading,
    press,
    questions,
    sign_up,
)
from tests.browser.test_keyboard import answer_by_keys, press_by_key
from tests.browser.test_team import mailed_link
from tests.factories import (
    answer_all,
    make_assessment,
    make_cluster,
    make_delegation,
    make_partner,
    make_submitted,
    make_user,
)
from tests.organisations.accounts.people import PASSWORD, code_of, make_person

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _nothing_counted(transactional_db):
    cache.clear()


def card(page, name):
    return page.locator(".card").filter(has_text=name)


def new_account(page, email):
    """From the form to the page that comes after it."""
    sign_up(page, email)
    confirm_address(page)


def test_an_owner_signs_up_invites_a_colleague_and_hands_an_area_over(
    page, new_context, complaints, mailoutbox
):
    page.goto("/en/accounts/signup/")
    new_account(page, "eva@firm.example")
    press(page, "Start the full assessment")
    describe_enterprise(page)
    first_area, title = page.url, heading(page).inner_text()

    follow(page, "My assessments")
    follow(page, "People")
    follow(page, "Invite somebody")
    page.get_by_label("E-mail address").fill("ben@firm.example")
    press(page, "Send the invitation")
    expect(card(page, "ben@firm.example")).to_contain_text("Contributor")

    colleague = new_context().new_page()
    colleague.goto(mailed_link(mailoutbox))
    follow(colleague, "Create an account")
    new_account(colleague, "ben@firm.example")
    press(colleague, "Accept the invitation")
    expect(colleague.locator(".messages")).to_contain_text("Atelier Ø & Söhne")
    follow(colleague, "Go on")
    expect(heading(colleague)).to_have_text(title)
    answer(questions(colleague)[0])
    expect_saved(questions(colleague)[0])

    page.goto(first_area)
    expect(page.locator(".presence")).to_have_text(
        "ben@firm.example is in this area now."
    )
    follow(page, "Check your answers")
    follow(page, "Who answered what, and when")
    expect(page.locator(".summary-row")).to_contain_text("ben@firm.example")

    page.goto(first_area)
    follow(page, "Hand this area, or one question of it, to somebody else")
    page.get_by_label("What do you hand over?").select_option("respect")
    page.get_by_label("Name of the person").fill("Zoe Zimmer")
    page.get_by_label("E-mail address").fill("zoe@elsewhere.example")
    press(page, "Send the letter")
    expect(card(page, "Zoe Zimmer").locator(".tag")).to_have_text("Sent")
    link = mailed_link(mailoutbox)

    guest = new_context().new_page()
    guest.goto(link)
    press(guest, "Open my part")
    expect(guest.locator(".progress-list")).to_have_count(0)
    for question in questions(guest):
        answer(question)
        expect_saved(question)
    press(guest, "I am done")
    expect(heading(guest)).to_have_text("Thank you, Zoe Zimmer")
    with complaints.expected("404"):
        guest.goto(first_area)

    stranger = new_context().new_page()
    with complaints.expected("410"):
        stranger.goto(link)
    expect(heading(stranger)).to_have_text("This link is no longer open")

    page.reload()
    expect(card(page, "Zoe Zimmer").locator(".tag")).to_have_text("Finished")
    authors = {each.author for each in Assessment.objects.get().answers.all()}
    assert authors == {"ben@firm.example", "Zoe Zimmer"}


def test_a_part_in_other_hands_needs_no_mouse(page, owner):
    draft = make_assessment(owner)
    _part, token = make_delegation(draft, owner)
    page.goto(f"/en/delegated/{token}/")
    press_by_key(page, "Open my part")
    expect(heading(page)).to_have_text("Safe and respectful workplace")
    first, *others = questions(page)
    answer_by_keys(page, first)
    press_by_key(page, "I am done")
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator(".error-summary a")).to_have_count(len(others))

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(others[0].locator("input").first).to_be_focused()
    for question in others:
        answer_by_keys(page, question)
    press_by_key(page, "I am done")
    expect(heading(page)).to_have_text("Thank you, Zoe Zimmer (invented)")
    assert draft.answers.count() == len(others) + 1


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_a_part_is_put_aside_taken_up_again_and_left_open_without_scripts(page, owner):
    draft = make_assessment(owner)
    _part, token = make_delegation(draft, owner)
    page.goto(f"/en/delegated/{token}/")
    press(page, "Open my part")
    first, second, *_ = questions(page)
    answer(first)
    press(page, "Save and go on later")
    expect(page.locator(".messages")).to_contain_text("Saved.")
    assert draft.answers.count() == 1

    page.goto(f"/en/delegated/{token}/")  # the browser that used it up may come back
    expect(first.locator("input:checked")).not_to_have_count(0)
    answer(second)
    press(page, "I am done")
    expect(page).to_have_title("Error: Safe and respectful workplace - PENELOPE")
    expect(second.locator("input:checked")).not_to_have_count(0)
    press(page, "Leave these open for now and continue")
    expect(heading(page)).to_have_text("Thank you, Zoe Zimmer (invented)")
    assert draft.answers.count() == 2


def test_a_manager_sets_up_the_app_imports_members_and_reminds_the_idle(
    page, context, signed_in
):
    manager = make_person("manager@cluster.example")
    cluster = make_cluster(manager)
    signed_in(context, manager)
    page.goto(f"/en/clusters/{cluster.pk}/")
    set_up_the_app(page)
    expect(heading(page)).to_have_text("Wood (invented)")

    mail.outbox.clear()
    follow(page, "Import a list")
    page.get_by_label("CSV file").set_input_files(sheet_of_members(50))
    press(page, "Look at the rows")
    expect(page.locator("tbody tr")).to_have_count(50)
    assert mail.outbox == []
    press(page, "Send 50 invitations")
    expect(page.locator(".messages")).to_have_text("50 invitations are sent.")
    assert len(mail.outbox) == 50
    assert {letter.to[0] for letter in mail.outbox} == {
        f"firm{number}@example.org" for number in range(50)
    }

    follow(page, "Waves")
    follow(page, "Plan a wave")
    page.get_by_label("Title").fill("Spring")
    page.get_by_label("Opens on").fill(localdate().isoformat())
    page.get_by_label("Closes on").fill((localdate() + timedelta(30)).isoformat())
    press(page, "Save the wave")
    expect(page.locator("h1 .tag")).to_have_text("Open")
    expect(page.locator(".funnel .number")).to_have_text(["50", "0", "0", "0"])

    started, submitted, idle, unwilling, reminded = map(join, range(5))
    answer_all(make_assessment(started), areas=4)
    make_submitted(submitted)
    unwilling.wants_reminders = False
    unwilling.save()
    wave, firm = cluster.waves.get(), Enterprise.objects.of(reminded)
    Reminder.objects.create(wave=wave, enterprise=firm, user=reminded)
    page.reload()
    expect(page.locator(".funnel .number")).to_have_text(["50", "5", "2", "1"])
    rows = page.locator("#members ~ .table-scroll tbody tr")
    for words, count in (("% answered", 1), ("Submitted", 1), ("Not started", 3)):
        expect(rows.filter(has_text=words)).to_have_count(count)

    mail.outbox.clear()
    follow(page, "Remind 3 idle members")
    expect(page.locator("main")).to_contain_text("1 member gets a letter now.")
    press(page, "Remind 1 member")
    expect(page.locator(".messages li")).to_have_text(
        [
            "1 member is reminded.",
            "1 member was left out: reminded less than a week ago.",
            "1 member was left out: no reminders wanted.",
        ]
    )
    (letter,) = mail.outbox
    assert letter.to == [idle.email]


def set_up_the_app(page):
    """From the page that asks for it to the page that was wanted."""
    expect(page.locator(".messages")).to_contain_text("set up a second step first")
    follow(page, "Set up the app")
    page.locator("input[name=password]").fill(PASSWORD)
    press(page, "Continue")
    key = page.locator("code").inner_text().replace(" ", "")
    page.locator("input[name=code]").fill(code_of(key))
    press(page, "Switch it on")
    expect(heading(page)).to_have_text("Recovery codes")
    page.goto("/en/accounts/second-step/")
    follow(page, "Go on to the page you wanted")
    page.locator("input[name=code]").fill(code_of(key))
    press(page, "Continue")


def sheet_of_members(count):
    file = io.StringIO()
    rows = csv.writer(file)
    rows.writerow(["name", "email", "language", "group"])
    for number in range(count):
        language = ("en", "fr", "es", "de", "ro")[number % 5]
        rows.writerow(
            [f"Firm {number}", f"firm{number}@example.org", language, "North"]
        )
    return {
        "name": "members.csv",
        "mimeType": "text/csv",
        "buffer": file.getvalue().encode(),
    }


def join(number):
    """Accept an invitation of the list; the person who did."""
    person = make_user(f"firm{number}@example.org")
    enterprise = Enterprise.objects.found(person, f"Firm {number}")
    Invitation.objects.get(email=person.email).accept(person, enterprise)
    return person


def test_a_partner_sees_its_own_scope_and_nothing_else(
    page, context, signed_in, complaints
):
    wood, stone = make_cluster(), make_cluster(code="stone")
    reader = make_person("reader@project.example")
    own = make_partner(wood, user=reader)
    other = make_partner(stone, user=make_user())
    signed_in(context, reader, twice=True)
    page.goto("/en/assessments/")
    follow(page, own.name)
    expect(heading(page)).to_have_text(own.name)
    expect(page.locator("main")).to_contain_text("Wood (invented)")
    expect(page.locator("main")).not_to_contain_text("Stone (invented)")
    for place in (
        f"/en/partners/{other.pk}/",
        f"/en/partners/{other.pk}/figures/",
        f"/en/clusters/{wood.pk}/",
        f"/en/clusters/{wood.pk}/results/",
    ):
        with complaints.expected("404"):
            assert page.goto(place).status == 404
