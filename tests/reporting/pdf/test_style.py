# ruff: noqa: RUF001 (Greek and Bulgarian letters look like Latin ones)
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from reporting.pdf.blocks import bullets, facts, heading, score_line, table, text
from reporting.pdf.document import Cover
from reporting.pdf.panels import KeyFigure, KeyFigures
from reporting.pdf.style import (
    Markup,
    bold,
    joined,
    level_colors,
    paragraph_text,
    plain_text,
)
from reporting.pdf.tagging import Figure
from tests.pdf.sample import DETAILS, build_sample

# The letters of the languages of the European Union that other fonts often lack.
LETTERS = {
    "bg": "Аа Бб Вв Гг Дд Ее Жж Зз Ии Йй Кк Лл Мм Нн Оо Пп Рр Сс Тт Уу Фф Хх Цц Чч",
    "bg-end": "Шш Щщ Ъъ Ьь Юю Яя",
    "el": "Άά Έέ Ήή Ίί Όό Ύύ Ώώ ϊ ϋ ΐ ΰ ς Ξξ Ψψ Ωω",
    "mt": "Ċċ Ġġ Ħħ Żż",
    "ro": "Ăă Ââ Îî Șș Țț",
    "fr": "Œœ Çç Ÿÿ Ëë « »",
    "de": "Ää Öö Üü ß ẞ „ “",
    "hu": "Őő Űű",
    "lv": "Āā Ģģ Ķķ Ļļ Ņņ Ŗŗ",
    "pl": "Ąą Ćć Ęę Łł Ńń Śś Źź Żż",
    "ga": "Áá Éé Íí Óó Úú",
}


def read(pdf):
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def squeezed(words):
    return "".join(words.split())


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(), max_size=80))
def test_any_text_builds(words):
    """Lone surrogates and unassigned characters included."""
    build_sample(
        [
            heading(words),
            text(words),
            *bullets([words, joined("x", bold(words))]),
            table([words, "B"], [[words, words]], [200, 200]),
            KeyFigures([KeyFigure(words, words, words)]),
        ],
        Cover(title=words, kicker=words, facts=[(words, words)], note=words),
    )


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ('<img src="/etc/passwd"/>', '<img src="/etc/passwd"/>'),
        ("<b>unclosed", "<b>unclosed"),
        ("&amp; &#0; &bogus;", "&amp; &#0; &bogus;"),
        ("<para><font size=99>", "<para><font size=99>"),
        ("bell\x07 null\x00 end", "bell null end"),
        ("lone \ud800 surrogate", "lone  surrogate"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("co\u2010op non\u2011breaking", "co-op non-breaking"),
        ("soft\u00adhyphen", "softhyphen"),
        ("thin\u2009space", "thin space"),
        ("wide \uff21, dotted \u1e56", "wide A, dotted P\u0307"),
        ("漢字 \U0001f600", "?? ?"),
        ("e\u0301te\u0301", "été"),
    ],
)
def test_text_is_shown_as_typed_or_as_near_as_the_font_allows(typed, shown):
    assert plain_text(typed) == shown
    assert squeezed(shown) in squeezed(read(build_sample([text(typed)])))


@pytest.mark.parametrize("letters", LETTERS.values(), ids=LETTERS)
def test_font_has_the_letters(letters):
    assert plain_text(letters) == letters


@pytest.mark.parametrize(
    "sentence",
    [
        "Egalitatea de șanse și plata țintită: însușire, învățare, încă o dată.",
        "Égalité: où l’œuvre française naît, ça coûte déjà; garçons et Noëlle.",
        "Ίση αμοιβή για γυναίκες και άνδρες· το εργατικό δυναμικό, ΐ, ΰ, ς.",
        "Равно заплащане за жени и мъже; щастие, ъгъл, юни, яснота.",
        "Ugwaljanza bejn in-nisa u l-irġiel: ħaddiema, żgħażagħ, ċertifikat.",
    ],
    ids=["ro", "fr", "el", "bg", "mt"],
)
def test_sentence_comes_back_from_the_file(sentence):
    pdf = build_sample([text(sentence), heading(sentence)])

    found = unicodedata.normalize("NFC", read(pdf))

    assert squeezed(found).count(squeezed(sentence)) == 2


def test_line_breaks_of_a_comment_stay():
    assert paragraph_text("one\r\ntwo\n<three>") == "one<br/>two<br/>&lt;three&gt;"
    assert plain_text("one\ntwo") == "one two"


def test_markup_is_kept_and_everything_else_escaped():
    assert bold("a < b") == "<b>a &lt; b</b>"
    assert joined("a & ", bold("b")) == "a &amp; <b>b</b>"
    assert paragraph_text(Markup("<b>a</b>")) == "<b>a</b>"


def test_joining_markup_by_hand_shows_tags_but_never_runs_them():
    by_hand = "so " + bold("b")

    assert "<b>b</b>" in read(build_sample([text(by_hand)]))


def test_very_long_names_fit_the_cover():
    name = "Atelier de Menuiserie " * 40
    pdf = build_sample([text("x")], Cover(title=name, facts=[(name, name)], note=name))

    assert len(PdfReader(BytesIO(pdf)).pages) == 2


def test_one_endless_word_does_not_stop_a_report():
    build_sample([heading("x" * 500), facts([("y" * 300, "z" * 3000)])])


@pytest.mark.parametrize("level", [0, 6])
def test_level_must_exist(level):
    with pytest.raises(ValueError, match="1 to 5"):
        level_colors(level)


@pytest.mark.parametrize("scores", [(-1, 5), (20, 101)])
def test_score_must_lie_on_the_line(scores):
    with pytest.raises(ValueError, match="between 0 and 100"):
        score_line(*scores)


def test_reports_built_at_once_do_not_disturb_each_other():
    def built(_number):
        return build_sample([heading("Ισότητα"), text("Равенство, înțelegere")])

    alone = built(0)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)  # so that threads meet within the font reader
    try:
        with ThreadPoolExecutor(6) as pool:
            together = list(pool.map(built, range(30)))
    finally:
        sys.setswitchinterval(interval)

    assert together == [alone] * 30


def test_only_embedded_fonts_are_used():
    pdf = build_sample([text(bold("x")), Figure(score_line(20), "A line")])

    names = {
        str(font["/BaseFont"]).partition("+")[2]
        for page in PdfReader(BytesIO(pdf)).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert names == {"SourceSansPro-Regular", "SourceSansPro-Semibold"}


def test_file_says_what_it_is():
    reader = PdfReader(BytesIO(build_sample([text("x")])))

    assert reader.metadata.title == DETAILS.title
    assert reader.metadata.author == "Test <authors>"
    assert reader.metadata.creation_date == DETAILS.created
    assert reader.xmp_metadata.dc_title == {"x-default": DETAILS.title}
    assert reader.root_object["/ViewerPreferences"]["/DisplayDocTitle"] is not None


def test_details_ask_for_a_time_zone_and_a_title():
    with pytest.raises(ValueError, match="time zone"):
        replace(DETAILS, created=DETAILS.created.replace(tzinfo=None))
    with pytest.raises(ValueError, match="needs a title"):
        replace(DETAILS, title=" \x00")
