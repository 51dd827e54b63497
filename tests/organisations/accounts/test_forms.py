"""Every form of the account pages: who may open it, and no POST without its token."""

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from tests.organisations.accounts.people import (
    make_person,
    set_up_app,
    set_up_passkey,
    type_password_again,
)

pytestmark = pytest.mark.django_db
PARTS = ("account_", "mfa_", "usersessions_")
OPEN = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_email_verification_sent",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_login_code",
    "mfa_authenticate",
    "mfa_login_webauthn",
}
READ_ONLY = {
    "account_inactive",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
}


def names(patterns=None):
    for pattern in patterns or get_resolver().url_patterns:
        if hasattr(pattern, "url_patterns"):
            if pattern.namespace is None:
                yield from names(pattern.url_patterns)
        elif pattern.name and pattern.name.startswith(PARTS):
            yield pattern.name


NAMES = sorted(set(names()))


def address(name, person):
    if name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        passkey = set_up_passkey(person)
        return reverse(name, args=[passkey.pk])
    if name == "account_reset_password_from_key":
        return reverse(name, args=["1", "x-y"])
    return reverse(name)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in OPEN])
def test_nobody_opens_an_account_page_without_signing_in(client, name):
    response = client.get(address(name, make_person()))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("name", [name for name in NAMES if name not in READ_ONLY])
def test_a_post_without_token_is_refused(name):
    person = make_person()
    set_up_app(person)
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    response = client.post(address(name, person), {"email": "x@example.org"})
    assert response.status_code == 403
    assert "<h1>This page was open too long</h1>" in response.text


def test_the_password_is_asked_before_an_address_is_added(client):
    client.force_login(make_person())
    sent = {"action_add": "", "email": "second@example.org"}
    response = client.post(reverse("account_email"), sent)
    assert response.url.startswith(reverse("account_reauthenticate"))
    type_password_again(client)
    assert client.post(reverse("account_email"), sent).status_code == 302
