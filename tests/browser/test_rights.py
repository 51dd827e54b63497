"""Sharing, data, the log, closing and a partner's figures, in the browser."""

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from organisations.models import Consent, LogEntry, User
from tests.browser.journey import follow, heading, press
from tests.browser.test_accessibility import LEVELS, Findings, axe, measured
from tests.factories import (
    make_cluster,
    make_colleague,
    make_enterprise,
    make_submitted,
)

pytestmark = pytest.mark.browser
PASSWORD = "long enough to be safe"


@pytest.fixture(autouse=True)
def _nothing_counted(transactional_db):
    cache.clear()


@pytest.fixture
def workshop(owner):
    return make_enterprise(owner, "Schreinerei (invented)")


@pytest.fixture
def member(workshop, owner):
    name = "Donau-Holzverarbeitungsverband (invented)"
    return make_cluster(name=name).admit(workshop, by=owner)


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_an_owner_shares_stops_sharing_and_leaves(
    page, context, owner, signed_in, workshop, member
):
    signed_in(context, owner)
    page.goto(f"/en/enterprises/{workshop.pk}/sharing/")
    shared = page.locator(".card")
    shared.get_by_role("button").first.click()
    expect(page.locator(".messages")).to_contain_text("Switched on.")
    expect(shared).to_contain_text("owner@example.org")
    assert workshop.consents.in_force().filter(purpose="scores").exists()
    shared.get_by_role("button").first.click()
    expect(page.locator(".messages")).to_contain_text("The cluster no longer sees it.")
    follow(page, f"Leave {member.cluster.name}")
    press(page, "Leave the cluster")
    expect(page.locator("main")).to_contain_text("Your enterprise is in no cluster.")


def test_an_owner_takes_the_data_along(page, context, owner, signed_in, workshop):
    make_submitted(owner)
    signed_in(context, owner)
    page.goto(f"/en/enterprises/{workshop.pk}/data/")
    with page.expect_download() as download:
        press(page, "Download everything (ZIP)")
    assert download.value.suggested_filename.endswith(".zip")


def test_an_owner_deletes_and_keeps(
    page, context, owner, signed_in, workshop, mailoutbox
):
    signed_in(context, owner)
    page.goto(f"/en/enterprises/{workshop.pk}/data/")
    page.get_by_role("link", name="Delete the enterprise").click()
    press(page, "Delete the enterprise")
    page.locator("input[name=password]").fill(PASSWORD)
    press(page, "Continue")
    expect(page.locator(".notice.warn")).to_contain_text("is about to be deleted")
    assert mailoutbox[0].to == [owner.email]
    press(page, "Keep the enterprise")
    expect(page.locator(".messages")).to_contain_text("The enterprise stays.")
    workshop.refresh_from_db()
    assert workshop.delete_after is None


def test_somebody_closes_the_account(page, context, owner, signed_in, workshop):
    signed_in(context, owner)
    page.goto("/en/accounts/close/")
    expect(page.locator("main")).to_contain_text("Schreinerei (invented)")
    press(page, "Close my account and delete these enterprises")
    page.locator("input[name=password]").fill(PASSWORD)
    press(page, "Continue")
    expect(page.locator(".messages")).to_contain_text("Your account is closed.")
    assert not User.objects.exists()


def test_pages_of_an_enterprise_that_ends_are_accessible_and_fit(
    page, context, owner, signed_in, workshop, member
):
    """The others are on the walk of tests/browser/test_accessibility.py."""
    language = "de"
    Consent.objects.give(workshop, "scores", by=owner, cluster=member.cluster)
    make_colleague(workshop, "a.very.long.address.of.a.colleague@example.org")
    for _ in range(51):
        LogEntry.objects.note("exported", by=owner, enterprise=workshop, what="data")
    signed_in(context, owner)
    findings = Findings()
    place = f"/{language}/enterprises/{workshop.pk}"
    workshop.ask_deletion(owner)
    for path in (
        f"{place}/sharing/",
        f"{place}/sharing/{member.pk}/leave/",
        f"{place}/data/",
        f"{place}/delete/",
        f"{place}/log/",
        f"/{language}/accounts/close/",
        f"/{language}/privacy/",
    ):
        page.goto(path)
        page.wait_for_load_state()
        expect(heading(page)).to_be_visible()
        findings.note(path, "axe", axe(page, LEVELS))
        findings.note(path, "targets", measured(page, "small"))
        page.emulate_media(color_scheme="dark")
        findings.note(path, "dark", measured(page, "faint"))
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 320, "height": 640})
        findings.note(path, "320 pixels", measured(page, "sideways"))
        page.set_viewport_size({"width": 1280, "height": 720})
    assert findings == {}
