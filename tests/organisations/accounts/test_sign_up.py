"""Sign-up, sign-in, reset: the same for an address with an account and one without."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from organisations.accounts.verification import has_verified_address
from organisations.models import User
from tests.organisations.accounts.people import (
    PASSWORD,
    CountingHasher,
    mailed_code,
    make_person,
    sign_in,
)

pytestmark = pytest.mark.django_db
KNOWN, UNKNOWN = "known@example.org", "new@example.org"
CODE_PAGE = "account_email_verification_sent"


def sign_up(client, email=UNKNOWN, **fields):
    sent = {"email": email, "password1": PASSWORD, **fields}
    return client.post(reverse("account_signup"), sent)


def test_an_address_is_confirmed_by_the_code_that_was_mailed(client):
    assert sign_up(client).url == reverse(CODE_PAGE)
    assert client.get(reverse("account_email")).status_code == 302  # not in yet
    user = User.objects.get(email=UNKNOWN)
    assert not has_verified_address(user)
    wrong = client.post(reverse(CODE_PAGE), {"code": "0000-0000"})
    assert wrong.status_code == 200
    response = client.post(reverse(CODE_PAGE), {"code": mailed_code()})
    assert response.url == reverse("assessment:assessments")
    assert client.get(reverse("account_email")).status_code == 200
    assert has_verified_address(user)


def test_a_new_code_ends_the_old_one_and_needs_no_dash(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"confirm_email": None}  # else one in ten seconds
    sign_up(client)
    old = mailed_code()
    assert client.post(reverse(CODE_PAGE), {"action": "resend"}).status_code == 302
    assert client.post(reverse(CODE_PAGE), {"code": old}).status_code == 200
    new = mailed_code().replace("-", " ")
    assert client.post(reverse(CODE_PAGE), {"code": new}).status_code == 302


def test_three_wrong_codes_end_it(client):
    sign_up(client)
    for _ in range(3):
        client.post(reverse(CODE_PAGE), {"code": "0000-0000"})
    right = client.post(reverse(CODE_PAGE), {"code": mailed_code()})
    assert right.url == reverse("account_login")


def test_who_never_confirmed_is_asked_at_sign_in(client):
    person = make_person(verified=False)
    assert sign_in(client, person).url == reverse(CODE_PAGE)
    client.post(reverse(CODE_PAGE), {"code": mailed_code()})
    assert has_verified_address(person)


def test_nobody_has_a_verified_address_without_an_account(rf):
    client = Client()
    response = client.get(reverse("account_login"))
    assert not has_verified_address(response.wsgi_request.user)


# Telling nothing


def without_tokens(text):
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text)
    return text.replace(KNOWN, "X").replace(UNKNOWN, "X")


def told(send, email):
    """What somebody sees who tries an address, and what takes the time."""
    client = Client()
    CountingHasher.count = 0
    mail.outbox.clear()
    response = send(client, email)
    hashed, mailed = CountingHasher.count, len(mail.outbox)
    pages = [(response.status_code, response.get("Location", ""), hashed, mailed)]
    if response.status_code == 302:
        response = client.get(response.url)
    pages.append((response.status_code, without_tokens(response.text)))
    return pages


def reset(client, email):
    return client.post(reverse("account_reset_password"), {"email": email})


def wrong_password(client, email):
    sent = {"login": email, "password": PASSWORD + "!"}
    return client.post(reverse("account_login"), sent)


def wrong_code(client, email):
    sign_up(client, email)
    return client.post(reverse(CODE_PAGE), {"code": "0000-0000"})


def new_code(client, email):
    sign_up(client, email)
    return client.post(reverse(CODE_PAGE), {"action": "resend"})


@pytest.mark.parametrize("verified", [True, False])
@pytest.mark.parametrize("send", [sign_up, wrong_password, reset, wrong_code])
def test_nobody_learns_whether_an_address_has_an_account(settings, send, verified):
    settings.PASSWORD_HASHERS = ["tests.organisations.accounts.people.CountingHasher"]
    settings.ACCOUNT_RATE_LIMITS = {"confirm_email": None}
    make_person(KNOWN, verified=verified)
    known, unknown = told(send, KNOWN), told(send, UNKNOWN)
    assert known == unknown
    assert known[0][2] == (0 if send is reset else 1)


def test_asking_for_a_new_code_tells_nothing_either(settings):
    """Only the mail differs: who has an account is told so once."""
    settings.ACCOUNT_RATE_LIMITS = {"confirm_email": None}
    make_person(KNOWN)
    assert told(new_code, KNOWN)[0][:2] == told(new_code, UNKNOWN)[0][:2]
    assert told(new_code, KNOWN)[1] == told(new_code, UNKNOWN)[1]


def test_who_has_an_account_is_told_so_by_mail_alone(client):
    make_person(KNOWN)
    sign_up(client, KNOWN)
    (message,) = mail.outbox
    assert message.to == [KNOWN]
    assert "It has one already" in message.body
    assert reverse("account_reset_password") in message.body
    assert User.objects.count() == 1


def test_a_mistyped_sign_up_does_not_keep_the_owner_of_the_address_out(client):
    make_person(KNOWN, "the password of a stranger", verified=False)
    reset(client, KNOWN)
    link = re.search(
        r"http://testserver(\S+/password/reset/key/\S+)", mail.outbox[0].body
    )
    page = client.get(link[1], follow=True)
    sent = {"password1": PASSWORD, "password2": PASSWORD}
    assert client.post(page.request["PATH_INFO"], sent).status_code == 302
    user = User.objects.get(email=KNOWN)
    sign_in(client, user)
    client.post(reverse(CODE_PAGE), {"code": mailed_code()})
    assert client.get(reverse("account_email")).status_code == 200
    assert has_verified_address(user)
