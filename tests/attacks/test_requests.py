"""Requests no browser of ours sends: forged, malformed, far too big, led elsewhere."""

import json
from urllib.parse import urlencode, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.attacks.rows import changes, tried
from tests.organisations.accounts.people import make_person, sign_in
from tests.test_access import OPEN, ROWS, SENT, address, answer

pytestmark = pytest.mark.django_db
OURS = ("organisations:", "assessment:", "reporting:")
HOST = "testserver"
# These take their time and read no parameter but the language.
SLOW = ("pages:", "reporting:pdf", "reporting:blank_form", "reporting:data")


def test_this_browser_is_let_in_everywhere(world, everywhere):
    """Or the tests below would prove nothing."""
    closed = {}
    for name, _answers, subject in ROWS:
        if name.startswith(SLOW):
            continue
        url = address(world, name, subject)
        got = answer(tried(everywhere, lambda url=url: everywhere.get(url)))
        if got != OPEN:
            closed[name] = got
    assert closed == {}


# Forged: another site sends a form, or links to a page


def strict(client):
    """The same browser, asked for the token that only our pages hold."""
    forged = Client(enforce_csrf_checks=True)
    forged.cookies = client.cookies.copy()
    return forged


def test_nothing_can_be_sent_from_another_site(world, everywhere):
    forged, wrong = strict(everywhere), {}

    def send_to_each():
        for name, _answers, subject in ROWS:
            if name.startswith(OURS) and name != "organisations:stop_reminders":
                response = forged.post(address(world, name, subject), SENT)
                refused = [each.name for each in response.templates]
                if response.status_code != 403 or "403_csrf.html" not in refused:
                    wrong[name] = response.status_code
        return response

    names, _values, _response = changes(forged, send_to_each)
    assert (names, wrong) == (set(), {})


def test_the_one_press_in_a_letter_only_opts_out(world):
    """Mail programs press it without a token; back in needs one."""
    mail_program = Client(enforce_csrf_checks=True)
    url = address(world, "organisations:stop_reminders", "")
    sent = {"List-Unsubscribe": "One-Click", "wants_reminders": "on", "user": "1"}
    names, _values, response = changes(
        mail_program, lambda: mail_program.post(url, sent)
    )
    assert (names, response.status_code) == (
        {"organisations.User.wants_reminders"},
        200,
    )
    assert "sessionid" not in response.cookies
    back = address(world, "organisations:want_reminders", "")
    names, _values, response = changes(mail_program, lambda: mail_program.post(back))
    assert (names, response.status_code) == (set(), 403)


def test_looking_changes_nothing(world, everywhere):
    """A picture or link on another site makes a browser look; only the log grows."""

    def look_at_each():
        for name, _answers, subject in ROWS:
            url = address(world, name, subject)
            response = everywhere.get(url)
            if not name.startswith(SLOW):
                everywhere.head(url)
        return response

    names, _values, _response = changes(everywhere, look_at_each)
    # when recovery codes were last shown stands with them
    assert names - {"mfa.Authenticator.data"} == {"+organisations.LogEntry"}


# Led elsewhere

ELSEWHERE = [
    "//evil.example/",
    "https:evil.example",
    "https:///evil.example",
    "javascript:alert(1)",
    "/\\evil.example",
    "\\\\evil.example",
    "/%09/evil.example",
    "http://testserver@evil.example/",
    "\x01https://evil.example/",
]


def elsewhere(response):
    """Where an answer leads, if that is not here."""
    led = response.headers.get("Location", "")
    parts = urlsplit(led.replace("\\", "/"))
    foreign = parts.netloc not in ("", HOST) or parts.scheme not in ("", "http")
    return led if foreign or led[1:2] in ("/", "\\") else ""


NEXT = ("next", "back", "return_to", "redirect", "url", "language", "to")


def sent_on(client, url, target):
    """What an address answers that was told where to go next in every way."""
    asked = dict.fromkeys(NEXT, target)
    loaded = f"{url}?{urlencode(asked)}"
    yield tried(client, lambda: client.get(loaded))
    yield tried(client, lambda: client.post(loaded, SENT | asked))


def test_no_address_leads_to_another_site(world, everywhere):
    """Those that go where they are told go to pages of ours, and are tried harder."""
    wrong, obedient, here = {}, set(), reverse("pages:glossary")
    for name, _answers, subject in ROWS:
        if name.startswith(SLOW):
            continue
        url = address(world, name, subject)
        for client in (everywhere, Client()):
            obeys = any(
                each.headers.get("Location") == here
                for each in sent_on(client, url, here)
            )
            if obeys:
                obedient.add(name)
            for target in ELSEWHERE if obeys else ():
                for each in sent_on(client, url, target):
                    if led := elsewhere(each):
                        wrong[name] = led
    assert wrong == {}
    assert obedient  # or this test asks the wrong question


@pytest.mark.parametrize("target", ELSEWHERE)
@pytest.mark.parametrize("page", ["account_login", "organisations:invitation"])
def test_signing_in_leads_back_here(page, target, world, client):
    """Also from the page of an invitation, that is named in the sign-in address."""
    person = make_person("late@example.org")
    if page != "account_login":
        invited = address(world, page, "")
        led = client.post(f"{invited}?{urlencode({'next': target})}", {"next": target})
        assert led.url.startswith(reverse("account_login"))
        assert "evil" not in led.url
        assert "alert" not in led.url
    assert not elsewhere(sign_in(client, person, next=target))


@pytest.mark.parametrize("target", ELSEWHERE)
def test_the_second_step_leads_back_here(target, world):
    """A page that wants the second step keeps where somebody was going: on our site."""
    client = Client()
    client.force_login(world.people["manager"])
    url = address(world, "organisations:cluster", "cluster")
    assert not elsewhere(client.get(f"{url}?{urlencode({'next': target})}"))
    page = client.get(client.get(f"{url}?{urlencode({'next': target})}").url)
    assert f'href="{target}' not in page.text


@pytest.mark.parametrize(
    "path",
    ["//evil.example/en/", "//evil.example", "/\\evil.example/", "/en//evil.example"],
)
def test_a_missing_slash_or_language_leads_nowhere_else(path):
    assert not elsewhere(Client().get(path))


# Malformed

NASTY = [
    "9" * 400,
    "-1",
    "\0'\"><script>alert(1)</script>\u202e\ufeff[]{}%",
]
READ = [
    "page",
    "q",
    "sort",
    "state",
    "kind",
    "area",
    "part",
    "member",
    "language",
    "next",
    "step",
    "back",
    "purpose",
    "profile-name",
    "profile-country",
    "profile-sector",
    "profile-women",
    "profile-men",
    "profile-country_1",
    "profile-heads_1",
    "strategy-equality_commitment",
    "strategy-equality_commitment-seen",
    "strategy-equality_commitment-comment",
    "strategy-gender_balance-women",
    "respect-respect_rules",
    "respect-respect_rules-comment",
    "name",
    "email",
    "role",
    "areas",
    "message",
    "title",
    "opens_on",
    "closes_on",
    "groups",
    "accent",
    "group",
    "reference",
    "rows",
    "code",
    "enterprise",
    "delete",
    "wanted",
    "password",
    "password1",
    "login",
    "action_add",
    "key",
    "credential",
]


def broken(world, client, send, spare=()):
    """The addresses that answer like something broken, each with what broke."""
    wrong = {}
    for name, _answers, subject in ROWS:
        if name.startswith(spare):
            continue
        url = address(world, name, subject)
        try:
            status = tried(client, lambda url=url: send(url)).status_code
        except Exception as error:  # whatever it is, somebody would have seen a 500
            wrong[name] = repr(error)[:300]
        else:
            if status >= 500:
                wrong[name] = status
    return wrong


@pytest.mark.parametrize("value", NASTY)
def test_no_parameter_breaks_a_page(value, world, everywhere):
    query = urlencode([(name, value) for name in READ for _twice in range(2)])
    look = lambda url: everywhere.get(f"{url}?{query}")  # noqa: E731
    assert broken(world, everywhere, look, SLOW) == {}


@pytest.mark.parametrize("value", NASTY)
def test_no_field_breaks_a_page(value, world, everywhere):
    fields = {name: [value, value] for name in READ}
    send = lambda url: everywhere.post(url, fields)  # noqa: E731
    assert broken(world, everywhere, send, SLOW) == {}


def test_letters_that_are_none_break_no_page(world, everywhere):
    query = "&".join(f"{name}=%ff%fe%ed%a0%80" for name in READ)
    look = lambda url: everywhere.get(f"{url}?{query}")  # noqa: E731
    assert broken(world, everywhere, look, SLOW) == {}


FORM = "application/x-www-form-urlencoded"
BODIES = {
    "json": (b'{"role": "owner"', "application/json"),
    "nothing": (b"", ""),
    "no form": (b"\x00\xff\xfe" * 100, "application/octet-stream"),
    "no letters": (b"name=%ff%fe&role=%ed%a0%80&rows=\xff", FORM),
    "no charset": (b"name=x", f"{FORM}; charset=none-such"),
    "utf-7": (b"name=+ADw-script+AD4-", f"{FORM}; charset=utf-7"),
    "no boundary": (b"--x\r\n\r\n", "multipart/form-data"),
    "half a part": (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a',
        "multipart/form-data; boundary=x",
    ),
    "too many fields": (b"&".join([b"a=1"] * 1001), FORM),
    "far too big": (b"a=" + b"x" * 2_700_000, FORM),
}


@pytest.mark.parametrize("body", BODIES)
def test_no_body_breaks_a_page(body, world, everywhere):
    content, kind = BODIES[body]
    send = lambda url: everywhere.generic("POST", url, content, kind)  # noqa: E731
    assert broken(world, everywhere, send, SLOW) == {}


def test_no_other_method_breaks_or_changes_anything(world, everywhere):
    for method in ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):

        def send_to_each(method=method):
            for name, _answers, subject in ROWS:
                if name.startswith(OURS) and not name.startswith(SLOW):
                    url = address(world, name, subject)
                    response = everywhere.generic(method, url)
                    assert response.status_code < 500, name
            return response

        names, _values, _response = changes(everywhere, send_to_each)
        assert names - {"+organisations.LogEntry"} == set(), method


def test_a_file_too_big_to_be_a_list_is_refused(world, everywhere):
    url = address(world, "organisations:import_members", "cluster")
    for content in (b"x" * 3_000_000, b"name,email\n" + b"\0" * 1000, b"\xff\xfe"):
        file = SimpleUploadedFile('\u202e../../etc/"><b>.csv', content)
        page = everywhere.post(url, {"file": file})
        assert page.status_code == 422
        assert "><b>" not in page.text


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver:80:80", "a b", "testserver@evil.example", ""]
)
def test_another_host_gets_a_plain_refusal(host, client):
    response = client.get("/en/accounts/login/", headers={"host": host})
    assert response.status_code == 400
    assert "evil.example" not in response.text


@pytest.mark.parametrize(
    "secret",
    ["", "x" * 5000, "../../etc/passwd", "\x01", "'; DROP TABLE users", "\xff"],
)
def test_a_made_up_session_is_nobody(secret, world, client):
    client.cookies["sessionid"] = secret
    client.cookies["quick_check"] = secret
    client.cookies["django_language"] = secret
    response = client.get(reverse("assessment:assessments"))
    assert response.url.startswith(reverse("account_login"))
    assert client.get(reverse("assessment:home")).status_code in (200, 302)


def test_data_is_never_read_as_a_page(world, everywhere):
    """Downloads are saved, not shown, and browsers guess no other kind."""
    url = address(world, "reporting:json", "submitted")
    response = everywhere.get(url)
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert json.loads(response.text)
