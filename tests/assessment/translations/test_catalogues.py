"""PO files as texts, and changes that touch nothing but their own entry."""

import pytest
from django.core.management import CommandError, call_command

from assessment.translations.catalogues import (
    Change,
    brought_up_to_date,
    languages,
    plural_examples,
    po_path,
    source,
    texts,
    with_changes,
    wordings,
)
from assessment.translations.texts import TextState

TITLE = b"""\
msgctxt "questionnaire.title"
msgid "Gender equality self-assessment"
msgstr ""
"""
TITLE_DONE = b"""\
# Heard at the fair.
# state: approved
msgctxt "questionnaire.title"
msgid "Gender equality self-assessment"
msgstr "Autoevaluare"
"""


def pages(language="ro"):
    found = [text for text in texts(language) if text.domain == "django"]
    return {text.english[0]: text for text in found}


def title(language="ro"):
    return next(t for t in texts(language) if t.key == "questionnaire.title")


def test_entries_are_read_with_their_state(locale):
    found = pages()
    assert {english: text.state.value for english, text in found.items()} == {
        "Continue": "approved",
        "%(count)s question": "drafted",
        "%(points)s of 100 points": "stale",
        'Write to <a href="mailto:x">us</a>.': "missing",
    }
    assert found["%(count)s question"].forms == (
        "%(count)s întrebare",
        "%(count)s întrebări",
        "%(count)s de întrebări",
    )
    stale = found["%(points)s of 100 points"]
    assert (stale.note, stale.earlier_english) == (
        "score. Beside the score.",
        "%(points)s of 100",
    )
    assert plural_examples("ro") == [
        "1",
        "0, 2, 3, 4, 5",
        "20, 21, 22, 23, 24",
    ]


def test_a_key_is_the_same_whatever_the_language(locale):
    romanian = {text.key: text.english for text in texts("ro")}
    french = {text.key: text.english for text in texts("fr")}
    assert french == romanian
    assert len(romanian) == len(texts("ro"))


def test_a_change_touches_its_own_entry_alone(locale):
    before = po_path("ro", "django").read_text("utf-8")
    changed = {
        "Continue": (("Mai departe",), TextState.DRAFTED),
        "%(points)s of 100 points": (("%(points)s de puncte",), TextState.REVIEWED),
        "%(count)s question": (("a", "b", "c\\"), TextState.APPROVED),
    }
    changes = [Change(pages()[e], *change) for e, change in changed.items()]
    after = with_changes(before.encode(), changes, "ro").decode()
    assert after == (
        before.replace('# state: approved\nmsgid "Continue"', 'msgid "Continue"')
        .replace('"Continuați"', '"Mai departe"')
        .replace(
            "#. Beside the score.\n#, fuzzy, python-format\n"
            '#| msgid "%(points)s of 100"',
            "# state: reviewed\n#. Beside the score.\n#, python-format",
        )
        .replace('"%(points)s din 100"', '"%(points)s de puncte"')
        .replace(
            '#, python-format\nmsgid "%(count)s',
            '# state: approved\n#, python-format\nmsgid "%(count)s',
        )
        .replace('"%(count)s întrebare"', '"a"')
        .replace('"%(count)s întrebări"', '"b"')
        .replace('"%(count)s de întrebări"', '"c\\\\"')
    )


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("domain", ["django", "edition_2026"])
def test_writing_what_is_there_changes_no_byte(language, domain):
    same = [
        Change(text, text.forms, text.state)
        for text in texts(language)
        if text.domain == domain and text.state.shown
    ]
    content = source(language, domain)
    assert with_changes(content, same, language) == content


def test_an_update_keeps_states_and_comments(locale):
    path = po_path("ro", "edition_2026")
    path.write_bytes(path.read_bytes().replace(TITLE, TITLE_DONE))
    assert title().state == "approved"
    assert brought_up_to_date(path.read_bytes(), "2026", "ro") == path.read_bytes()


def test_no_text_of_the_questionnaire_is_a_format(locale):
    """A percent sign is no placeholder there: "a gap of 5% or more"."""
    texts = [wording.text for wording in wordings("2026")]
    assert [text for text in texts if "%(" in text or "{" in text] == []
    assert any("5% or" in text for text in texts)
    assert b"-format" not in source("ro", "edition_2026")


def test_an_update_makes_a_text_stale_and_a_draft_where_its_english_changed(locale):
    path = po_path("ro", "edition_2026")
    old = TITLE_DONE.replace(b"Gender equality self", b"Equality self")
    path.write_bytes(path.read_bytes().replace(TITLE, old))
    assert (title().state, title().earlier_english) == (
        "stale",
        "Equality self-assessment",
    )
    with pytest.raises(CommandError, match=r"out of date: .*ro/.*edition_2026.po"):
        call_command("update_edition_messages", check=True)
    for _twice in range(2):
        call_command("update_edition_messages")
        content = path.read_bytes()
        assert b"# state:" not in content
        assert content.count(b"# Heard at the fair.\n#, fuzzy\n#| msgid") == 1
        assert (title().state, title().forms) == ("stale", ("Autoevaluare",))
        assert title().earlier_english == "Equality self-assessment"


def test_a_language_without_files_has_every_text_missing(locale, settings):
    settings.LANGUAGES = [*settings.LANGUAGES, ("pl", "Polish")]
    polish = texts("pl")
    assert {text.state for text in polish} == {TextState.MISSING}
    assert [text.key for text in polish] == [text.key for text in texts("ro")]
    counted = next(text for text in polish if len(text.english) == 2)
    assert counted.forms == ("", "", "")
