"""What a translation may be, fault by fault."""

import pytest
from django.conf import settings

from assessment.translations.catalogues import languages, texts
from assessment.translations.checks import faults
from assessment.translations.texts import Text, TextState, kind


def text(*english, domain="django", key="page.0", forms=1, formatted=False):
    missing = ("",) * forms
    return Text(
        domain, key, english, missing, TextState.MISSING, "pages", "", None, formatted
    )


COUNTED = text("%(count)s text", "%(count)s texts", forms=3, formatted=True)


@pytest.mark.parametrize(
    ("english", "form"),
    [
        ("Continue", "Continuați"),
        ("Hello %(name)s, {code} %%.", "%(name)s {code}: salut %%."),
        ('Write to <a href="x">us</a>', 'Scrieți-<a href="x">ne</a>'),
        ("Yes.", "« Oui. »"),
        ("Read it.", "Citiți „asta.”"),
        ("= 5", "= 5"),
        ("Fast & good", "Rapid & bun"),
    ],
)
def test_a_translation_that_keeps_all_is_taken(english, form):
    assert faults(text(english), [form]) == []


@pytest.mark.parametrize(
    ("english", "form", "fault"),
    [
        ("Go", "x" * 35, "35 characters: shorten it to 34."),
        ("%(a)s of %(b)s", "%(a)s", "lost %(b)s: keep each as it is in English."),
        ("All", "{all}", "has {all}, which the English has not: take it out."),
        ("Sum", "=SUM(A1)", "begins with '=' as a formula does: begin with a word."),
        ("Sum", "@x", "begins with '@' as a formula does: begin with a word."),
        ("Go", "<b>Mergi</b>", "has the HTML </b>, <b>: take it out."),
        ("Go", "<img src=x", "has HTML: write plain words."),
        ("Go", "&lt;b", "has HTML: write plain words."),
        (
            "Go",
            'a" b="',
            'has a straight ": write the quotation marks of the language.',
        ),
        (
            "<em>Go</em>",
            "Mergi",
            "lost the HTML </em>, <em>: keep it around the same words.",
        ),
        (
            "Go",
            "Mergi ",
            "begins or ends with another space or line break than the English: mend.",
        ),
        ("Go", "a\nb", "has a line break: write it on one line."),
        ("Go.", "Mergi", "lost the full stop at its end: write it."),
        ("Go", "a\u202eb", "has the invisible character U+202E: take it out."),
        ("Go", "a\x07b", "has the invisible character U+0007: take it out."),
        ("Go", "_x000D_", "has _x000D_, left over by a spreadsheet: take it out."),
        ("Go", "", "the text is empty: write the translation, or leave the row out."),
    ],
)
def test_a_fault_is_told_with_its_cure(english, form, fault):
    assert faults(text(english), [form]) == [fault]


@pytest.mark.parametrize(
    ("forms", "fault"),
    [
        (["o", "două", ""], "2 of 3 plural forms: write each form of the language"),
        (["%(count)s", "%(count)s"], "2 of 3 plural forms"),
        (["%(count)s", "%(count)s", "multe"], r"lost %\(count\)s"),
        (["%(count)s %", "%(count)s", "%(count)s"], "has a lone %: write %%"),
    ],
)
def test_plural_forms_are_complete_and_each_is_checked(forms, fault):
    with pytest.raises(AssertionError, match=fault):
        assert not faults(COUNTED, forms), faults(COUNTED, forms)


def test_a_singular_may_leave_out_its_number():
    english = text("One text", "%(count)s texts", forms=3, formatted=True)
    assert faults(english, ["Un text", "%(count)s texte", "%(count)s de texte"]) == []


@pytest.mark.parametrize(
    ("key", "named", "longest"),
    [
        ("action.pay_review.title", "action.title", 100),
        ("action.pay_review.step.2", "action.step", 300),
        ("pay_criteria.micro.stage.2", "stage", 260),
        ("pay_criteria.text", "text", 220),
        ("pay_criteria.help", "help", 900),
        ("safe_equipment.item.gloves", "item", 260),
        ("term.pay_gap.term", "term", 80),
        ("term.pay_gap.meaning", "term.meaning", 900),
        ("template.note.block.3.item.1", "template.block", 900),
        ("level.3.name", "level.name", 40),
        ("questionnaire.title", "questionnaire", 900),
    ],
)
def test_the_longest_text_follows_from_its_kind(key, named, longest):
    assert kind(key) == named
    assert text("Go", domain="edition_2026", key=key).longest == longest


@pytest.mark.parametrize("language", languages())
def test_every_translation_in_the_repository_would_be_accepted(language):
    assert settings.LOCALE_PATHS[0].name == "locale"
    found = {t.key: faults(t, t.forms) for t in texts(language) if t.state.shown}
    assert {key: wrong for key, wrong in found.items() if wrong} == {}
