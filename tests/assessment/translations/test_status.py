"""What pages say of their language: in the menu, in the footer, on their own page."""

import pytest
from django.urls import reverse
from django.utils import translation

from assessment.translations import status
from assessment.translations.catalogues import (
    Change,
    languages,
    po_path,
    source,
    with_changes,
)
from assessment.translations.catalogues import texts as texts_of
from assessment.translations.texts import TextState
from tests.config.test_pages import check_page

pytestmark = pytest.mark.django_db
DRAFT = "This translation is a draft until a native reviewer has approved it."


def translate(state, only=lambda text: True):
    """Write the English as the translation of these texts."""
    for domain in ("django", "edition_2026"):
        changes = [
            Change(text, tuple(map(text.english_of, range(len(text.forms)))), state)
            for text in texts_of("ro")
            if text.domain == domain and only(text)
        ]
        content = with_changes(source("ro", domain), changes, "ro")
        po_path("ro", domain).write_bytes(content)
    status.status.cache_clear()


def said(language="ro"):
    with translation.override(language):
        return status.notes()


def test_a_language_with_missing_texts_is_partial_and_says_where(locale):
    translate(TextState.REVIEWED, lambda t: t.part not in ("pay", "glossary"))
    with translation.override("ro"):
        assert status.notes() == [
            DRAFT,
            "This language is partial: some texts are still in English in: "
            "Pay and value of work; glossary.",
        ]
    assert status.status("ro").partial
    assert status.status_word("ro") == "partial"


def test_a_stale_text_makes_a_language_partial(locale):
    translate(TextState.APPROVED)
    assert said() == []
    path = po_path("ro", "edition_2026")
    changed = path.read_bytes().replace(b'msgid "Starting"', b'msgid "Beginning"')
    path.write_bytes(changed)
    status.status.cache_clear()
    assert status.status("ro").english_parts == ("profile_answers_levels",)
    assert said()[0] == DRAFT


def test_a_language_begun_nowhere_says_so_in_one_sentence(locale):
    assert said("fr")[1] == (
        "This language is partial: texts in every part are still in English."
    )


@pytest.mark.parametrize(
    ("state", "notes"), [("drafted", [DRAFT]), ("reviewed", [DRAFT]), ("approved", [])]
)
def test_a_complete_language_is_a_draft_until_all_is_approved(locale, state, notes):
    translate(TextState(state))
    assert said() == notes
    assert status.status_word("ro") == ""
    assert said("en") == []


def test_percents_never_round_to_none_or_all():
    counts = {TextState.APPROVED: 999, TextState.MISSING: 1}
    found = status.Status(counts, ("pages",), False).percents
    assert list(found.values()) == [1, 0, 0, 0, 99]
    assert list(status.Status({}, (), False).percents.values()) == [0] * 5


def test_a_page_says_discreetly_what_its_language_is(locale, client):
    home = client.get("/ro/").text
    assert home.count(DRAFT) == 1
    assert "This language is partial" in home[home.index("<footer") :]
    assert ">Română (partial)</a>" in home
    assert ">English</a>" in home
    english = client.get("/en/").text
    assert DRAFT not in english
    assert ">Română (partial)</a>" in english


def test_the_page_of_the_translators(locale, client, django_assert_num_queries):
    translate(TextState.APPROVED)
    for language in ("en", "ro"):
        with translation.override(language):
            url = reverse("pages:translations")
        with django_assert_num_queries(0):
            response = client.get(url)
        page = check_page(response, language)
        assert len(page.all("tr")) == 1 + len(languages())
    assert url == "/ro/translations/"
    row = response.text[response.text.index('<span lang="ro">') :]
    cells = [cell.partition("%")[0] for cell in row.split('"number">')[1:6]]
    assert cells == ["0", "0", "0", "0", "100"]


def test_catalogues_are_read_once_in_a_process(locale, client):
    client.get("/ro/")
    for path in locale.rglob("*.po"):
        path.unlink()
    assert ">Română (partial)</a>" in client.get("/ro/").text
    assert status.status.cache_info().currsize == len(languages())
