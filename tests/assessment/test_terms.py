"""Translations use the words of the term base, locale/terms.csv."""

import csv
import re
from functools import cache

import pytest
from babel.messages.pofile import read_po
from django.conf import settings

from assessment.edition import load
from assessment.wording import translated

LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "en"]
EDITION = settings.QUESTIONNAIRE_EDITION
with (settings.LOCALE_PATHS[0] / "terms.csv").open(encoding="utf-8") as file:
    ROWS = list(csv.DictReader(file))
TERMS = {
    row["concept"]: {code: row[code].split("|") for code in ("en", *LANGUAGES)}
    for row in ROWS
}

# English words that mean one thing wherever they stand
DISTINCT = [
    "cluster",
    "collective_agreement",
    "domestic_violence",
    "equality_plan",
    "harassment",
    "job_advert",
    "joint_pay_assessment",
    "maturity_level",
    "parental_leave",
    "paternity_leave",
    "pay_gap",
    "pay_range",
    "pay_transparency",
    "peer_group",
    "positive_action",
    "protective_equipment",
    "quick_check",
    "reference_date",
    "reporting_channel",
    "retaliation",
    "self_assessment",
    "sexual_harassment",
    "size_class",
    "staff_representatives",
    "stereotype",
    "unconscious_bias",
    "variable_pay",
    "work_of_equal_value",
]


def test_the_term_base_names_each_concept_once_in_every_language():
    concepts = [row["concept"] for row in ROWS]
    assert len(concepts) >= 40
    assert sorted(concepts) == sorted(set(concepts))
    empty = [
        (concept, code)
        for concept, forms in TERMS.items()
        for code, words in forms.items()
        if not all(word and word == word.strip() for word in words)
    ]
    assert empty == []


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
def test_the_glossary_has_the_words_of_the_term_base(language):
    strange = [
        (term.code, word)
        for term in load(EDITION).terms
        if (word := translated(term.term, language)).casefold()
        != TERMS[term.code][language][0].casefold()
    ]
    assert strange == []


@cache
def texts(language):
    """English and translation of every text that readers see translated."""
    return list(_texts(language))


def _texts(language):
    for domain in (f"edition_{EDITION}", "django"):
        path = settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / f"{domain}.po"
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id and message.string and not message.fuzzy:
                    yield _one(message.id), _one(message.string)


def _one(value):
    text = value if isinstance(value, str) else " ".join(value)
    typeset = str.maketrans(
        {"\N{NO-BREAK SPACE}": " ", "'": "\N{RIGHT SINGLE QUOTATION MARK}"}
    )
    return text.translate(typeset)


def names(text, words):
    """Whether one of the words, or a longer form of it, stands in the text."""
    beginnings = "|".join(re.escape(word) for word in words)
    return bool(re.search(rf"(?<!\w)({beginnings})", text, re.IGNORECASE))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("concept", DISTINCT)
def test_a_distinct_term_is_translated_by_the_term_base(concept, language):
    forms = TERMS[concept]
    strange = [
        (english, text)
        for english, text in texts(language)
        if names(english, forms["en"]) and not names(text, forms[language])
    ]
    assert strange == []
