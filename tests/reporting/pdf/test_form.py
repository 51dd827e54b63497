from io import BytesIO

import pytest
from django.utils import translation
from pypdf import PdfReader

from assessment.edition import load
from assessment.wording import translated
from reporting.pdf.form import blank_form
from tests.samples import EDITION


def pages_of(size_class, language="en"):
    with translation.override(language):
        reader = PdfReader(BytesIO(blank_form(size_class)))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def squeezed(*texts):
    return "".join("".join(texts).split())


def asked(size_class):
    return [q for q in load(EDITION).questions if size_class in q.size_classes]


@pytest.fixture(scope="module")
def medium():
    return pages_of("medium")


@pytest.mark.parametrize(
    ("size_class", "language", "most"),
    [("micro", "fr", 8), ("large", "en", 15), ("large", "de", 19)],
)
def test_every_question_and_answer_is_there(size_class, language, most):
    pages = pages_of(size_class, language)
    whole = squeezed(*pages)

    assert len(pages) <= most
    for question in asked(size_class):
        phrasing = question.phrased_for(size_class)
        for wording in (
            phrasing.text,
            question.why,
            *phrasing.stages,
            *(item.text for item in (*question.items, *question.reasons)),
        ):
            assert squeezed(translated(wording, language)) in whole


def test_questions_of_other_classes_are_left_out():
    whole = squeezed(*pages_of("micro"))
    others = [q for q in load(EDITION).questions if "micro" not in q.size_classes]

    assert others
    for question in others:
        assert squeezed(question.phrased_for("large").text.text) not in whole


def test_each_question_can_be_left_unknown(medium):
    whole = squeezed(*medium)

    # each question, and the hint that tells of it
    assert whole.count(squeezed("I don't know")) == len(asked("medium")) + 1


def test_profile_is_asked_first(medium):
    assert "About your enterprise" in medium[0]
    for fact in load(EDITION).facts:
        assert squeezed(fact.text.text) in squeezed(medium[0])


def test_conditions_are_said_in_words(medium):
    whole = squeezed(*medium)
    for code in ("variable_pay", "has_managers", "has_board", "has_suppliers"):
        fact = next(f for f in load(EDITION).facts if f.code == code)
        words = squeezed(f"Only if you answered yes to: “{fact.text.text}”")
        assert whole.count(words) == 1

    assert whole.count(squeezed("Only if both women and men work")) == 3


def test_a_share_has_two_lines_to_write_on(medium):
    question = load(EDITION).question("decision_balance")
    (page,) = [
        page for page in medium if question.phrased_for("medium").text.text in page
    ]
    _, answers = page.split(question.group.text)

    assert answers.split("Notes")[0].split() == ["Women", "Men", "I", "don't", "know"]


def test_pages_are_counted(medium):
    for number, page in enumerate(medium, 1):
        assert f"Page {number} of {len(medium)}" in page


def test_translation_is_called_a_draft(medium):
    with translation.override("fr"):
        note = translation.gettext(
            "This translation is a draft until a native reviewer has approved it."
        )

    assert squeezed(note) in squeezed(pages_of("micro", "fr")[-1])
    assert squeezed("is a draft until") not in squeezed(*medium)
