"""Words quoted from another language say so in the PDF, within their paragraph."""

from io import BytesIO

import pikepdf
import pytest
from django.utils import translation
from reportlab.platypus import Spacer

from reporting.pdf.blocks import bullets, heading, table, text
from reporting.pdf.style import bold, joined, link
from tests.pdf.sample import build_sample

REGISTER = "registro retributivo"


def spans(pdf):
    """Language and words of each mark within a mark; marks must be balanced."""
    found = []
    for page in pdf.pages:
        marks = []
        for operands, operator in pikepdf.parse_content_stream(page):
            match str(operator):
                case "BT":
                    outside = len(marks)
                case "ET":
                    assert len(marks) == outside, "a mark crosses a text object"
                case "BMC":
                    marks.append(str(operands[0]))
                case "BDC":
                    role, entries = operands
                    marks.append(str(role))
                    if "/Lang" in entries:
                        assert role == "/Span"
                        assert len(marks) > 1, "no paragraph around the words"
                        found.append([str(entries.Lang), 0])
                case "EMC":
                    marks.pop()
                case "Tj" | "TJ" if marks and marks[-1] == "/Span":
                    found[-1][1] += 1
        assert marks == []
    return [language for language, pieces in found if pieces]


def opened(*story):
    with translation.override("en"):
        return pikepdf.open(BytesIO(build_sample(list(story))))


@pytest.mark.parametrize(
    "block",
    [
        text(f"A register ({REGISTER})."),
        text(REGISTER),
        text(f"{'words ' * 15}{REGISTER} {'words ' * 30}"),  # over two lines
        text(bold(f"Owed: {REGISTER}")),
        text(joined("First ", link("https://example.org/", "a link"), f", {REGISTER}")),
        text(joined(f"First {REGISTER}, ", link("https://example.org/", "a link"))),
        heading(f"The {REGISTER}"),
        table(["What"], [[REGISTER]], [200]),
    ],
    ids=range(8),
)
def test_quoted_words_have_their_language(block):
    assert spans(opened(block)) == ["es"]


def test_each_of_several_languages_is_told():
    assert spans(opened(*bullets([f"The CSE, {REGISTER}", "Betriebsrat"]))) == [
        "fr",
        "es",
        "de",
    ]


def test_words_in_the_language_of_the_text_are_not_marked():
    with translation.override("es"):
        own = text(REGISTER)
    assert spans(opened(own, text(REGISTER, language="es"))) == []


def test_a_link_keeps_its_own_mark():
    pdf = opened(text(link("https://example.org/", f"See {REGISTER}")))
    assert spans(pdf) == []


@pytest.mark.parametrize("room", range(0, 64, 4))
def test_words_at_the_end_of_a_page_leave_no_mark_open(room):
    # lines break within the words, and pages between the lines
    words = f"{'words and ' * 9}Index de l'égalité professionnelle " * 12
    pdf = opened(Spacer(1, 560 + room), text(words))
    assert len(pdf.pages) > 1
    assert 11 <= len(spans(pdf)) <= 12
