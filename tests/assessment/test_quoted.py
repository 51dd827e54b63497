"""Words of another language: found in every text, marked wherever they are read."""

import re
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.template import Context, Template
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from assessment.edition import load
from assessment.quoted import CURVED, pieces, quoted_terms
from assessment.translations.catalogues import wordings
from assessment.wording import marked, translated
from tests.factories import answer_all, make_assessment, make_submitted, make_user

LANGUAGES = [code for code, _name in settings.LANGUAGES]
EDITION = settings.QUESTIONNAIRE_EDITION
OPEN = [
    "pages:methodology",
    "pages:glossary",
    "pages:templates",
    "pages:sources",
    "pages:frameworks",
    "pages:accessibility",
]


def straight(text):
    return text.replace(CURVED, "'")


FORMS = [form for terms in quoted_terms().values() for term in terms for form in term]


# Finding them


def test_quoted_words_stand_alone_with_their_language():
    assert pieces("Spain asks for it (registro retributivo).", "en") == [
        ("Spain asks for it (", None),
        ("registro retributivo", "es"),
        (").", None),
    ]
    assert pieces("Cada año, el registro retributivo.", "es") == [
        ("Cada año, el registro retributivo.", None)
    ]
    assert pieces("", "en") == []


@pytest.mark.parametrize(
    ("text", "language", "quoted"),
    [
        ("Planes de igualdad", "fr", [("Planes de igualdad", "es")]),  # a plural
        ("Teil des Einkommensberichts", "fr", [("Einkommensberichts", "de")]),
        (
            f"l{CURVED}Einkommensbericht",
            "fr",
            [("Einkommensbericht", "de")],
        ),  # an article
        ("opinia CSE-ului", "ro", [("CSE", "fr")]),  # an ending
        ("BDESE\u00a0: CSE", "en", [("BDESE", "fr"), ("CSE", "fr")]),
        ("Women's Empowerment Principles", "de", [(..., "en")]),  # straight or curved
        (f"Women{CURVED}s\u00a0Empowerment Principles", "de", [(..., "en")]),
        ("CSEC, ICSE, Betriebsratswahl", "en", []),  # other words
        ("Betriebsrat", "de-at", []),
        ("Betriebsrat", "mt", [("Betriebsrat", "de")]),  # no language of ours
    ],
)
def test_whole_words_are_found_in_any_form(text, language, quoted):
    expected = [(text if words is ... else words, other) for words, other in quoted]
    assert [piece for piece in pieces(text, language) if piece[1]] == expected


@given(
    st.lists(st.sampled_from([*FORMS, " ", "-", "s", CURVED]) | st.text(max_size=5)),
    st.sampled_from([*LANGUAGES, "it"]),
)
def test_the_pieces_make_the_text_again(parts, language):
    text = "".join(parts)
    found = pieces(text, language)
    assert "".join(words for words, _other in found) == text
    assert all(words for words, _other in found)
    assert language not in {other for _words, other in found}


# What stands in the list


def catalogue_texts(language):
    return [translated(wording, language) for wording in wordings(EDITION)]


def test_every_term_of_the_list_is_quoted_in_some_text():
    texts = {
        language: "\n".join(
            [*catalogue_texts(language), *page_texts(language)]
        ).casefold()
        for language in LANGUAGES
    }
    idle = [
        term
        for own, terms in quoted_terms().items()
        for term in terms
        if not any(
            form.casefold() in texts[language]
            for form in term
            for language in LANGUAGES
            if language != own
        )
    ]
    assert idle == []


def page_texts(language):
    """Texts of a page that are not of the edition, but quote words as well."""
    with translation.override(language):
        yield translation.gettext(
            "Everybody should be able to answer and to read the result. The pages aim "
            "at the Web Content Accessibility Guidelines 2.2, level AA; the PDF "
            "documents at PDF/UA-1."
        )


def test_each_term_is_of_one_language():
    assert len(FORMS) == len({form.casefold() for form in FORMS})


@pytest.mark.parametrize(
    ("key", "terms"),
    [
        ("pay_comparison.help", ["registro retributivo", "Einkommensbericht", "Index"]),
        ("equality_figures.help", ["BDESE", "CSE"]),
        ("plan_follow_up.help", ["plan de igualdad"]),
        ("responsible_person.help", ["expert în egalitate de șanse"]),
        ("complaints_person.help", ["CSE", "HG 970/2023"]),
        ("harassment_procedure.help", ["protocolo de acoso", "HG 970/2023"]),
        ("term.staff_representatives.meaning", ["CSE", "Betriebsrat"]),
        ("duty.pay_register.title", ["registro retributivo"]),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_national_term_is_kept_in_every_language(key, terms, language):
    (wording,) = [w for w in wordings(EDITION) if w.key == key]
    text = translated(wording, language).casefold()
    assert [term for term in terms if term.casefold() not in text] == []


# As HTML


def test_marked_text_is_escaped():
    assert marked("<b>CSE</b> & more", "en") == (
        '&lt;b&gt;<span lang="fr">CSE</span>&lt;/b&gt; &amp; more'
    )


def test_templates_mark_what_is_quoted():
    template = Template("{% load quoted %}{{ text|mark_quoted }}")
    with translation.override("de"):
        assert template.render(Context({"text": "der <CSE>"})) == (
            'der &lt;<span lang="fr">CSE</span>&gt;'
        )


class Spoken(HTMLParser):
    """The texts of a page, each with the language it is in."""

    VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"}

    def __init__(self, text):
        super().__init__()
        self.texts = []
        self._open = []  # (tag, language)
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        outside = self._open[-1][1] if self._open else None
        if tag not in self.VOID:
            self._open.append((tag, dict(attrs).get("lang", outside)))

    def handle_endtag(self, tag):
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if self._open and self._open[-1][0] != "title":  # takes no markup
            self.texts.append((data, self._open[-1][1]))


# As the beginning of a word: a form that the list forgot is found, too.
BEGINNINGS = {
    language: re.compile(
        "|".join(rf"(?<!\w){re.escape(straight(term[0]))}" for term in terms),
        re.IGNORECASE,
    )
    for language, terms in quoted_terms().items()
}


def unmarked(html):
    """What is quoted on a page without its language."""
    return [
        (words, language)
        for words, language in Spoken(html).texts
        for own, terms in BEGINNINGS.items()
        if own != language and terms.search(straight(words))
    ]


def test_an_unmarked_word_is_found_and_a_marked_one_is_not():
    html = '<p lang="en">The CSEs, the <i lang="fr">CSE</i><br>and <b>BDESE</b></p>'
    assert unmarked(html) == [("The CSEs, the ", "en"), ("BDESE", "en")]


def shown(response):
    assert response.status_code == 200
    return response.text


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_for_everybody_mark_what_they_quote(client, language):
    with translation.override(language):
        addresses = [
            *map(reverse, OPEN),
            *(
                reverse("pages:template", args=[template.code])
                for template in load(EDITION).templates
            ),
        ]
        for address in addresses:
            assert unmarked(shown(client.get(address))) == []


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_an_assessment_mark_what_they_quote(client, language):
    owner = make_user()
    client.force_login(owner)
    draft = make_assessment(owner, headcount={"women": 200, "men": 200})
    quoted = ""
    with translation.override(language):
        for area in load(EDITION).areas:
            page = shown(
                client.get(reverse("assessment:step", args=[draft.pk, area.code]))
            )
            assert unmarked(page) == []
            quoted += page
        answer_all(draft)
        check = reverse("assessment:step", args=[draft.pk, "check"])
        assert unmarked(shown(client.get(check))) == []
        result = make_submitted(owner, 1)
        for name in ("report", "computation"):
            page = shown(client.get(reverse(f"reporting:{name}", args=[result.pk])))
            assert unmarked(page) == []
    own = "registro retributivo</span>)" if language != "es" else "registro retributivo"
    assert own in quoted
