"""Passkeys with an authenticator that Chromium plays."""

import pytest
from playwright.sync_api import expect

from tests.browser.journey import press
from tests.organisations.accounts.people import PASSWORD, make_person

pytestmark = pytest.mark.browser


@pytest.fixture
def authenticator(page):
    """A device that answers every question of the browser at once."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    answer = device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return device, answer["authenticatorId"]


def sign_in(page):
    page.goto("/en/accounts/login/")
    page.locator("input[name=login]").fill("owner@example.org")
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_passkey_is_added_and_opens_the_account(
    page, complaints, transactional_db, authenticator
):
    make_person()
    sign_in(page)
    page.goto("/en/accounts/second-step/webauthn/add/")
    page.locator("input[name=password]").fill(PASSWORD)
    press(page, "Continue")
    page.locator("input[name=name]").fill("Office computer")
    press(page, "Add it")
    expect(page.locator("h1")).to_have_text("Recovery codes")
    page.goto("/en/accounts/second-step/webauthn/")
    expect(page.locator(".card h2")).to_have_text("Office computer")
    expect(page.locator(".card .tag")).to_have_text("Signs in without the password")

    page.locator("header").get_by_role("button", name="Sign out").click()
    page.goto("/en/accounts/login/?next=/en/accounts/email/")
    press(page, "Sign in with a passkey")
    expect(page.locator("h1")).to_have_text("Your e-mail address")

    # after the password it is the second step
    page.locator("header").get_by_role("button", name="Sign out").click()
    sign_in(page)
    expect(page.locator("h1")).to_have_text("Second step")
    press(page, "Use a passkey")
    expect(page.locator("h1")).to_have_text("My assessments")


def test_where_no_passkey_answers_the_page_says_so(
    page, complaints, transactional_db, authenticator
):
    device, number = authenticator
    page.goto("/en/accounts/login/")
    device.send(
        "WebAuthn.setUserVerified",
        {"authenticatorId": number, "isUserVerified": False},
    )
    press(page, "Sign in with a passkey")
    expect(page.locator("#passkey-sorry")).to_be_visible()
