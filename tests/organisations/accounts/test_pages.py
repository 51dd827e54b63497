"""The pages of an account in every state and language: nothing inline, nothing lost."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.config.test_pages import LANGUAGES, check, check_page, check_policy
from tests.organisations.accounts.people import (
    PASSWORD,
    make_person,
    set_up_app,
    set_up_passkey,
    sign_in,
    type_password_again,
)

pytestmark = pytest.mark.django_db
CHANGES = [
    "mfa_add_webauthn",
    "mfa_generate_recovery_codes",
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "usersessions_list",
]


@pytest.fixture(params=LANGUAGES)
def language(request):
    with translation.override(request.param):
        yield request.param


@pytest.fixture
def person():
    return make_person()


@pytest.fixture
def own(client, person):
    sign_in(client, person)
    type_password_again(client)
    return client


def test_pages_for_setting_up(own, person, language):
    check(own, language, "mfa_activate_totp")
    set_up_app(person)
    for name in ("mfa_view_recovery_codes", "mfa_deactivate_totp"):
        check(own, language, name)


@pytest.mark.parametrize("name", CHANGES)
def test_pages_of_a_second_step_that_is_set_up(own, person, language, name):
    set_up_app(person)
    set_up_passkey(person)
    check(own, language, name)


def test_pages_of_a_passkey(own, person, language):
    theirs = set_up_passkey(person)
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        check(own, language, name, theirs.pk)
    url = reverse("mfa_edit_webauthn", args=[theirs.pk])
    check_page(own.post(url, {"name": ""}), language)


def test_the_page_of_the_second_step(client, person, language):
    set_up_app(person)
    set_up_passkey(person)
    sign_in(client, person)
    page = check(client, language, "mfa_authenticate")
    assert not [form for form in page.all("form") if not form.get("action")]
    response = client.post(reverse("mfa_authenticate"), {"code": "x"})
    check_page(response, language)


def test_the_page_that_asks_for_the_code_of_a_mail(client, language):
    sent = {"email": "new@example.org", "password1": PASSWORD}
    client.post(reverse("account_signup"), sent)
    check(client, language, "account_email_verification_sent")
    url = reverse("account_email_verification_sent")
    check_page(client.post(url, {"code": "0000-0000"}), language)


def test_the_page_of_somebody_without_a_password(client, language):
    person = make_person()
    person.set_unusable_password()
    person.save()
    client.force_login(person)
    check(client, language, "account_set_password")


def test_the_page_after_too_many_attempts(client, person, language):
    for _ in range(6):
        response = sign_in(client, person, "wrong")
    assert response.status_code == 429
    check_policy(response)
    check_page(response, language)


def test_the_page_of_an_account_that_is_switched_off(person):
    person.is_active = False
    person.save()
    assert sign_in(Client(), person).url == reverse("account_inactive")
