"""Every page: one heading, a title, its language, and nothing a strict CSP forbids."""

import html
import re
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from assessment.edition import load
from assessment.models import Assessment
from config import views
from tests.factories import (
    answer_all,
    make_assessment,
    make_blank,
    make_submitted,
    make_user,
)

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]
OPEN = [
    "assessment:home",
    "pages:methodology",
    "pages:glossary",
    "pages:templates",
    "pages:sources",
    "pages:frameworks",
    "pages:translations",
    "pages:accessibility",
    "pages:privacy",
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_inactive",
]
OWN = [
    "assessment:assessments",
    "account_email",
    "account_change_password",
    "account_logout",
    "account_reauthenticate",
    "mfa_index",
    "mfa_list_webauthn",
    "usersessions_list",
]
STEPS = ["profile", *(area.code for area in load("2026").areas), "check"]


class Page(HTMLParser):
    """What a page is made of, as far as these tests look at it."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.ids = [], []
        self.texts: dict[str, list[str]] = {"title": [], "h1": []}
        self._open = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.ids += [value for name, value in attrs if name == "id"]
        if tag in self.texts:
            self._open.append(tag)
            self.texts[tag].append("")

    def handle_endtag(self, tag):
        if self._open and self._open[-1] == tag:
            self._open.pop()

    def handle_data(self, data):
        if self._open:
            self.texts[self._open[-1]][-1] += data

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


def check_page(response, language):
    """Whatever holds for each page of the site."""
    text = response.text
    page = Page(text)
    (document,) = page.all("html")
    assert document["lang"] == language
    (heading,) = page.texts["h1"]
    assert heading.strip()
    title = page.texts["title"][0].strip()
    assert title.endswith("- PENELOPE")
    assert title.removesuffix("- PENELOPE").strip()
    assert len(page.ids) == len(set(page.ids))
    # nothing inline, nothing from elsewhere
    assert page.all("style") == []
    for script in page.all("script"):
        assert script["src"].startswith("/static/")
    for link in page.all("link"):
        assert link["href"].startswith("/static/")
    for _tag, attributes in page.tags:
        assert not [
            name for name in attributes if name.startswith("on") or name == "style"
        ]
        assert not (attributes.get("href") or "").startswith("javascript:")
    # nothing half done
    assert not re.search(r"{[{%#]|[}%#]}", text)
    assert "None" not in re.sub(r"None of these|None fits", "", html.unescape(text))
    return page


def check_policy(response):
    policy = dict(
        directive.strip().partition(" ")[::2]
        for directive in response["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"


def check(client, language, name, *arguments, status=200):
    with translation.override(language):
        url = reverse(name, args=arguments)
    response = client.get(url)
    assert response.status_code == status
    check_policy(response)
    return check_page(response, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", OPEN)
def test_a_page_open_to_everybody(client, language, name):
    check(client, language, name)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", [each.code for each in load("2026").templates])
def test_a_page_of_a_template(client, language, code):
    check(client, language, "pages:template", code)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", OWN)
def test_a_page_of_an_account(client, language, name):
    owner = make_user(password="drei warme Brote im Ofen")
    client.login(request=None, email=owner.email, password="drei warme Brote im Ofen")
    client.force_login(owner)
    make_submitted(owner)
    check(client, language, name)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", STEPS)
def test_a_page_of_the_questionnaire_empty_and_filled_in(client, language, step):
    owner = make_user()
    client.force_login(owner)
    draft = make_assessment(owner, headcount={"women": 200, "men": 200})
    empty = check(client, language, "assessment:step", draft.pk, step)
    answer_all(draft)
    filled = check(client, language, "assessment:step", draft.pk, step)
    if step in draft.asked():
        questions = draft.asked()[step]
        assert len(filled.all("fieldset")) == len(questions)
        chosen = [field for field in filled.all("input") if "checked" in field]
        assert len(chosen) >= len([q for q in questions if q.scale != "metric"])
        assert not [field for field in empty.all("input") if "checked" in field]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_with_errors_says_so_first_in_its_title(client, language):
    owner = make_user()
    client.force_login(owner)
    blank, draft = make_blank(owner), make_assessment(owner)
    words = {"en": "Error:", "fr": "Erreur", "es": "Error", "de": "Fehler"}
    word = (words | {"ro": "Eroare"})[language]
    for assessment, step in ((blank, "profile"), (draft, "pay"), (draft, "check")):
        with translation.override(language):
            url = reverse("assessment:step", args=[assessment.pk, step])
        page = check_page(client.post(url), language)
        assert page.texts["title"][0].strip().startswith(word)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scope", ["quick", "full"])
@pytest.mark.parametrize("name", ["reporting:report", "reporting:computation"])
def test_a_page_of_a_result(client, language, scope, name):
    owner = make_user()
    client.force_login(owner)
    submitted = make_submitted(owner, scope=scope, respect_rules="dont_know")
    check(client, language, name, submitted.pk)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_between(client, language):
    owner = make_user()
    client.force_login(owner)
    draft = make_assessment(owner, headcount={"women": 0, "men": 0})
    check(client, language, "assessment:delete", draft.pk)
    check(client, language, "assessment:step", draft.pk, "check")  # no staff
    Assessment.objects.update(edition="2019")
    check(client, language, "assessment:step", draft.pk, "check", status=409)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_errors(client, language, rf):
    missing = client.get(f"/{language}/nowhere/")
    assert missing.status_code == 404
    check_policy(missing)
    check_page(missing, language)
    strict = Client(enforce_csrf_checks=True)
    forged = strict.post(f"/{language}/assessments/start-quick/")
    assert forged.status_code == 403
    check_page(forged, language)
    bad = client.generic("POST", f"/{language}/accounts/login/", b"x", "multipart/x")
    assert bad.status_code in (200, 400)
    with translation.override(language):
        check_page(views.server_error(rf.get("/")), language)
        check_page(views.forbidden(rf.get("/"), None), language)
        check_page(views.bad_request(rf.get("/"), None), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_that_only_a_button_opens_says_so(client, language):
    with translation.override(language):
        url = reverse("assessment:start_quick")
    refused = client.get(url)
    assert (refused.status_code, refused["Allow"]) == (405, "POST")
    check_policy(refused)
    check_page(refused, language)
    assert client.post(f"/{language}/glossary/").status_code == 405


def test_the_start_page_leads_to_the_language_of_the_browser(client):
    french = client.get("/", headers={"accept-language": "fr-CA,fr;q=0.9"})
    assert french.url == "/fr/"
    assert client.get("/", headers={"accept-language": "fi"}).url == "/en/"


@pytest.mark.parametrize("name", ["assessment:home", "pages:glossary", "account_login"])
def test_the_language_menu_leads_to_the_same_page(client, name):
    with translation.override("en"):
        page = Page(client.get(reverse(name)).text)
    with translation.override("fr"):
        french = reverse(name)
    assert french in [
        link["href"] for link in page.all("a") if link.get("hreflang") == "fr"
    ]


def test_every_source_is_cited_in_its_language_with_its_address(client):
    page = Page(client.get("/en/sources/").text)
    sources = load("2026").sources.values()
    links = [
        (link.get("href"), link.get("lang"), link.get("rel")) for link in page.all("a")
    ]
    for source in sources:
        assert source.code in page.ids
        if source.address:
            assert (source.address, source.language, "external") in links
    assert [each for each in ("EU", "INT", "IT") if each not in page.ids] == []


def test_every_item_of_a_framework_has_its_place(client):
    page = Page(client.get("/en/frameworks/").text)
    items = [
        f"{framework.code}-{item.code}"
        for framework in load("2026").frameworks
        for item in framework.items
    ]
    assert [item for item in items if item not in page.ids] == []


@pytest.mark.parametrize("name", ["pages:methodology", "pages:glossary"])
def test_pages_that_explain_lead_to_the_sources(client, name):
    page = Page(client.get(reverse(name)).text)
    assert [a["href"] for a in page.all("a")].count(reverse("pages:sources")) == 2


def test_the_watchman_is_answered(client):
    response = client.get("/health/")
    assert (response.status_code, response.text) == (200, "ok")
    assert "no-store" in response["Cache-Control"]


def test_the_icon_is_a_drawing(client):
    response = client.get("/favicon.ico")
    assert response["Content-Type"] == "image/svg+xml"
    assert response.content.startswith(b"<svg")


def test_pages_of_people_are_not_kept_by_others(client):
    owner = make_user()
    client.force_login(owner)
    submitted = make_submitted(owner)
    for name in ("report", "pdf", "json"):
        response = client.get(reverse(f"reporting:{name}", args=[submitted.pk]))
        assert "public" not in response.get("Cache-Control", "")
        assert "Cookie" in response.get("Vary", "")
