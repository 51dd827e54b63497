"""Every text has its translation, none is stale, and none loses what it stands for."""

import re
from itertools import chain

import pytest
from babel.messages.checkers import checkers
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management import call_command
from django.utils import translation

from assessment.edition import load, load_duties
from assessment.wording import translated

LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "en"]
EDITION = settings.QUESTIONNAIRE_EDITION
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}")


def catalogue(language, domain):
    path = settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / f"{domain}.po"
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def messages(language, domain):
    return [message for message in catalogue(language, domain) if message.id]


def forms(value):
    """Singular and plural of a message, or its only form; empty ones left out."""
    return [text for text in ([value] if isinstance(value, str) else value) if text]


def wordings():
    duties = (duty.wording for duty in load_duties().values())
    return list(chain(load(EDITION).wordings(), duties))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_edition_is_translated(language):
    entries = {m.context: m for m in messages(language, f"edition_{EDITION}")}
    missing = [w.key for w in wordings() if w.key not in entries]
    assert missing == []
    stale = [w.key for w in wordings() if entries[w.key].id != w.text]
    assert stale == []
    untranslated = [w.key for w in wordings() if not entries[w.key].string]
    assert untranslated == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("domain", [f"edition_{EDITION}", "django"])
def test_no_translation_is_left_to_be_looked_at(language, domain):
    entries = messages(language, domain)
    assert entries != []
    assert [message.id for message in entries if message.fuzzy] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_pages_is_translated(language):
    untranslated = [
        message.id
        for message in messages(language, "django")
        if len(forms(message.string)) < len(forms(message.id))
    ]
    assert untranslated == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("domain", [f"edition_{EDITION}", "django"])
def test_translations_keep_every_placeholder(language, domain):
    """The singular may leave out its number; nothing else may go or come."""
    lost = []
    for message in messages(language, domain):
        english = [set(PLACEHOLDER.findall(text)) for text in forms(message.id)]
        for text in forms(message.string):
            kept = set(PLACEHOLDER.findall(text))
            if not (english[0] & english[-1] <= kept <= english[0] | english[-1]):
                lost.append((message.id, text))
    assert lost == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_of_the_pages_pass_the_checks_of_babel(language):
    whole = catalogue(language, "django")
    for message in whole:
        for check in checkers:
            check(whole, message)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("domain", [f"edition_{EDITION}", "django"])
def test_translations_begin_and_end_as_their_english_does(language, domain):
    """No space or line break at the edge, no lost full stop."""
    frayed = [
        (message.id, text)
        for message in messages(language, domain)
        for text in forms(message.string)
        if text != text.strip()
        or (
            forms(message.id)[0].endswith(".") and not text.endswith((".", ".»", ". »"))
        )
    ]
    assert frayed == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_edition_files_are_up_to_date(language):
    call_command("update_edition_messages", check=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_is_found_in_its_language_by_its_key(language):
    entries = {m.context: m.string for m in messages(language, f"edition_{EDITION}")}
    with translation.override(language):
        for wording in wordings():
            assert translated(wording) == entries[wording.key]
    with translation.override("en"):
        for wording in wordings():
            assert translated(wording) == wording.text
