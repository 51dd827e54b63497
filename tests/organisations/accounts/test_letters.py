"""Letters about an account: text and HTML, in the language of the reader."""

import re

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import translation

from organisations.models import User
from tests.organisations.accounts.people import (
    PASSWORD,
    make_person,
    sign_in,
    type_password_again,
)

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def reader(language):
    person = make_person()
    User.objects.filter(pk=person.pk).update(language=language)
    return person


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_is_in_the_language_of_its_reader(language):
    person = reader(language)
    with translation.override("en"):
        Client().post(reverse("account_reset_password"), {"email": person.email})
    (letter,) = mail.outbox
    ((html, kind),) = letter.alternatives
    assert kind == "text/html"
    assert f'<html lang="{language}">' in html
    (link,) = set(re.findall(r"http://testserver/\S+/reset/key/[^\s\"<]+", letter.body))
    assert link.startswith(f"http://testserver/{language}/")
    assert f'href="{link}"' in html
    for word in ("{", "None", "&#"):
        assert word not in letter.body


def test_who_signs_up_or_in_is_written_to_in_that_language(client):
    with translation.override("de"):
        url = reverse("account_signup")
        Client().post(url, {"email": "neu@example.org", "password1": PASSWORD})
    assert User.objects.get(email="neu@example.org").language == "de"
    person = reader("en")
    with translation.override("ro"):
        sign_in(client, person)
    person.refresh_from_db()
    assert person.language == "ro"


@pytest.mark.parametrize("language", LANGUAGES)
def test_changes_of_an_account_are_told(language, django_capture_on_commit_callbacks):
    person = reader(language)
    client = Client(headers={"user-agent": "Firefox on Linux"})
    with (
        translation.override(language),
        django_capture_on_commit_callbacks(execute=True),
    ):
        sign_in(client, person)
        type_password_again(client)
        new = "vier kalte Brote im Korb"
        sent = {"oldpassword": PASSWORD, "password1": new, "password2": new}
        client.post(reverse("account_change_password"), sent)
    (letter,) = mail.outbox
    assert letter.to == [person.email]
    assert "Firefox, Linux" in letter.body
    assert "127.0.0.1" in letter.body
