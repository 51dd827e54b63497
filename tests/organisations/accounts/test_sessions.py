"""Where somebody is signed in, and signing out everywhere else."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from config.templatetags.accounts import device
from tests.organisations.accounts.people import PASSWORD, make_person, sign_in

pytestmark = pytest.mark.django_db
FIREFOX = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
)
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
)


@pytest.fixture
def person():
    return make_person()


def browser(person, name=FIREFOX):
    client = Client(headers={"user-agent": name})
    sign_in(client, person)
    return client


def signed_in(client):
    return client.get(reverse("account_email")).status_code == 200


def test_every_sign_in_is_listed_in_words(person):
    here, _there = browser(person), browser(person, SAFARI)
    page = here.get(reverse("usersessions_list")).text
    assert page.count('<li class="card">') == 2
    for told in ("Firefox, Windows", "Safari, iPhone", "127.0.0.1"):
        assert told in page
    assert page.count("This browser") == 1


def test_signing_out_of_the_others_ends_their_sessions(person):
    stranger = browser(make_person("other@example.org"))
    here, there = browser(person), browser(person, SAFARI)
    assert here.post(reverse("usersessions_list")).status_code == 302
    assert signed_in(here)
    assert not signed_in(there)
    assert signed_in(stranger)
    assert not Session.objects.filter(pk=there.session.session_key).exists()
    page = here.get(reverse("usersessions_list")).text
    assert page.count('<li class="card">') == 1
    assert "Sign out of the others" not in page


def test_a_new_password_ends_the_other_sessions(person):
    here, there = browser(person), browser(person)
    new = "vier kalte Brote im Korb"
    sent = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post(reverse("account_change_password"), sent).status_code == 302
    assert signed_in(here)
    assert not signed_in(there)


def test_looking_at_pages_writes_no_sign_in(person):
    here = browser(person)
    before = list(person.usersession_set.values())
    here.get(reverse("assessment:assessments"))
    assert list(person.usersession_set.values()) == before


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (FIREFOX, "Firefox, Windows"),
        (SAFARI, "Safari, iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36", "Chrome, Linux"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/1 Safari/5 Edg/140.0", "Edge, Linux"),
        ("curl/8.0", "Unknown browser"),
        ("", "Unknown browser"),
    ],
)
def test_a_browser_is_known_by_its_name_and_system(name, told):
    assert device(name) == told
