"""Guessing passwords is stopped, however many processes answer."""

import os
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import make_assessment
from tests.organisations.accounts.people import (
    make_person,
    recovery_codes,
    set_up_app,
    sign_in,
)

GUESSES = 5  # in five minutes for one account
PAGE = "/en/accounts/login/"


@pytest.fixture
def served(tmp_path):
    """The port at which two processes serve a new database."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
        "CACHE_URL": "",
        "PUBLIC_ADDRESS": f"http://127.0.0.1:{port}",
    }
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    subprocess.run(command, cwd=settings.BASE_DIR, env=environment, check=True)
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--workers=2"]
    command += [f"--bind=127.0.0.1:{port}", "--threads=4", "--log-level=warning"]
    with subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment) as server:
        try:
            yield port
        finally:
            server.terminate()


def send(port, method, page, body="", cookie=""):
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    connection.request(method, page, body, headers)
    response = connection.getresponse()
    text = response.read().decode()
    connection.close()
    return response, text


def token(port):
    """The cookie of the sign-in page, once it answers."""
    until = time.monotonic() + 30
    while True:
        try:
            response, _text = send(port, "GET", PAGE)
            return response.getheader("Set-Cookie").split(";")[0].partition("=")[2]
        except OSError:
            assert time.monotonic() < until
            time.sleep(0.1)


def test_two_processes_count_guesses_together(served):
    secret = token(served)

    def guess(number):
        sent = {
            "login": "owner@example.org",
            "password": f"guess number {number}",
            "csrfmiddlewaretoken": secret,
        }
        cookie = f"csrftoken={secret}"
        return send(served, "POST", PAGE, urlencode(sent), cookie)

    with ThreadPoolExecutor(4) as guessers:  # at once, so that both processes work
        first = [response.status for response, _ in guessers.map(guess, range(12))]
    assert sorted(first) == [200] * GUESSES + [429] * (12 - GUESSES)
    response, text = guess(13)
    assert response.status == 429
    assert "<h1>Too many attempts</h1>" in text


@pytest.mark.django_db
def test_the_right_password_too_is_refused_after_too_many_wrong_ones(client):
    person = make_person()
    for _ in range(GUESSES):
        assert sign_in(client, person, "wrong").status_code == 200
    assert sign_in(client, person).status_code == 429
    assert client.get(reverse("account_email")).status_code == 302


@pytest.mark.django_db
def test_guessing_the_second_step_is_stopped(client):
    person = make_person()
    set_up_app(person)
    sign_in(client, person)
    for _ in range(GUESSES):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    right = {"code": recovery_codes(person)[0]}
    assert client.post(reverse("mfa_authenticate"), right).status_code == 200
    assert client.get(reverse("account_email")).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("email", ["owner@example.org", "nobody@example.org"])
def test_nobody_is_flooded_with_mails_about_a_new_password(client, email, mailoutbox):
    make_person("owner@example.org")
    statuses = [
        client.post(reverse("account_reset_password"), {"email": email}).status_code
        for _ in range(6)
    ]
    assert statuses == [302] * 5 + [429]
    assert len(mailoutbox) == 5


@pytest.mark.django_db
def test_people_behind_one_address_do_not_stop_one_another(client):
    people = [make_person(f"owner{number}@example.org") for number in range(15)]
    for person in people:
        assert sign_in(client, person).status_code == 302
        client.logout()


def test_what_is_counted_is_not_pushed_out_by_other_names():
    assert cache._max_entries >= 100_000


@pytest.mark.django_db
def test_ordinary_pages_ask_no_cache(client):
    person = make_person()
    draft = make_assessment(person)
    sign_in(client, person)
    pages = [reverse(name) for name in ("assessment:home", "assessment:assessments")]
    pages += [reverse("assessment:step", args=[draft.pk, "pay"])]
    pages += [reverse("account_email"), reverse("mfa_index")]
    with CaptureQueriesContext(connection) as asked:
        for page in pages:
            assert client.get(page).status_code == 200
    assert [query for query in asked if "shared_cache" in query["sql"]] == []
