"""The templates: each opens in every language and says what its page says."""

import html
import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from docx import Document
from docx.oxml.ns import qn

from assessment.edition import load
from assessment.questionnaire import BlockKind
from assessment.wording import translated
from reporting.documents import DOCX, template_document, template_text
from reporting.report import report_of
from tests.samples import sample_result

CODES = [
    "commitment_statement",
    "job_ad_checklist",
    "interview_grid",
    "pay_criteria_note",
    "pay_comparison_sheet",
    "harassment_procedure",
    "complaints_person_notice",
    "leave_interviews",
    "flexible_work_request",
    "meeting_rules",
    "equality_figures_sheet",
    "one_page_plan",
]
LANGUAGES = [code for code, _name in settings.LANGUAGES]
EDITION = load("2026")


def opened(code):
    return Document(BytesIO(template_document(EDITION.template(code))))


def paragraphs(document):
    """Every paragraph of the document with its style, those of tables included."""
    return [
        (paragraph.style.name, paragraph.text)
        for holder in (document, *_cells(document))
        for paragraph in holder.paragraphs
    ]


def _cells(document):
    return [c for table in document.tables for row in table.rows for c in row.cells]


def texts(template):
    """Every text of a template in the active language."""
    words = template_text(template)
    found = [words.title, words.purpose]
    for block in words.blocks:
        found += [block.text, *block.items, *block.head]
        found += [cell for row in block.rows for cell in row]
    return [text for text in found if text]


def page_words(response):
    text = re.sub(r"</?span[^>]*>", "", response.text)  # within a sentence
    return html.unescape(re.sub(r"<[^>]+>", "\n", text))


def test_there_is_a_template_for_each_purpose_and_an_action_for_each_template():
    assert [template.code for template in EDITION.templates] == CODES
    named = {a.template for q in EDITION.questions for a in q.actions if a.template}
    assert named == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_a_template_fits_a_page_or_two(code):
    with translation.override("en"):
        words = " ".join(texts(EDITION.template(code))).split()
    assert 80 <= len(words) <= 225


@pytest.mark.parametrize("code", CODES)
def test_translators_get_every_text_of_a_template(code):
    told = [w.text for w in EDITION.wordings() if w.key.startswith(f"template.{code}.")]
    with translation.override("en"):
        assert sorted(told) == sorted(texts(EDITION.template(code)))


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_document_and_page_say_every_text(client, language, code):
    with translation.override(language):
        page = page_words(client.get(reverse("pages:template", args=[code])))
        written = [text for _style, text in paragraphs(opened(code))]
        for text in texts(EDITION.template(code)):
            assert text in written
            assert text in page


@pytest.mark.parametrize("code", CODES)
def test_headings_lists_and_tables_are_real_ones(code):
    with translation.override("en"):
        document = opened(code)
        found = paragraphs(document)
        words = template_text(EDITION.template(code))

    def of(style):
        return [text for name, text in found if name == style]

    def items(kind):
        return [item for b in words.blocks if b.kind is kind for item in b.items]

    assert of("Heading 1") == [words.title]
    assert of("Heading 2") == [
        block.text for block in words.blocks if block.kind is BlockKind.HEADING
    ]
    assert of("List Bullet") == items(BlockKind.LIST)
    assert of("Check List") == items(BlockKind.CHECK)
    for style in ("List Bullet", "Check List"):
        numbered = document.styles[style].element.find(f".//{qn('w:numId')}")
        assert numbered is not None
    tables = [block for block in words.blocks if block.kind is BlockKind.TABLE]
    assert [
        [[cell.text for cell in row.cells] for row in table.rows]
        for table in document.tables
    ] == [[block.head, *block.rows] for block in tables]
    for table in document.tables:
        heads = [row._tr.trPr.find(qn("w:tblHeader")) for row in table.rows]
        assert [head is not None for head in heads] == [True] + [False] * (
            len(table.rows) - 1
        )


@pytest.mark.parametrize(
    ("language", "tag"),
    [("en", "en-GB"), ("fr", "fr-FR"), ("de", "de-DE"), ("ro", "ro-RO")],
)
def test_a_document_says_its_title_and_language_and_nobody_s_name(language, tag):
    with translation.override(language):
        document = opened("meeting_rules")
        title = translated(EDITION.template("meeting_rules").title)
    told = document.core_properties
    assert (told.title, told.language) == (title, language)
    assert (told.author, told.last_modified_by, told.comments) == ("", "", "")
    assert (told.created, told.modified) == (None, None)
    languages = document.styles.element.findall(f".//{qn('w:lang')}")
    assert {each.get(qn("w:val")) for each in languages} == {tag}
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_no_line_is_empty_but_the_gap_after_a_table(code, language):
    with translation.override(language):
        document = opened(code)
    empty = {line.style.name for line in document.paragraphs if not line.text.strip()}
    assert empty <= {"Table Gap"}


def test_fonts_have_fallbacks_and_no_picture_comes_along():
    with ZipFile(BytesIO(template_document(EDITION.template("one_page_plan")))) as file:
        fonts = file.read("word/fontTable.xml").decode()
        names = file.namelist()
        dates = {part.date_time for part in file.infolist()}
    assert re.findall(r'name="([^"]+)"><w:altName w:val="([^"]+)"', fonts) == [
        ("Calibri", "Carlito"),
        ("Segoe UI Symbol", "DejaVu Sans"),
    ]
    assert not [name for name in names if "thumbnail" in name or "custom" in name]
    assert dates == {(1980, 1, 1, 0, 0, 0)}


def test_the_same_template_gives_the_same_bytes():
    template = EDITION.template("pay_comparison_sheet")
    assert template_document(template) == template_document(template)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("page", "asked", "name"),
    [
        ("en", "", "interview-grid-en.docx"),
        ("en", "fr", "interview-grid-fr.docx"),
        ("fr", "", "interview-grid-fr.docx"),
        ("fr", "xx", "interview-grid-fr.docx"),
    ],
)
def test_a_download_has_a_plain_name_and_the_language_asked_for(
    client, page, asked, name
):
    with translation.override(page):
        url = reverse("pages:template_document", args=["interview_grid"])
    response = client.get(url, {"language": asked})
    assert response["Content-Type"] == DOCX
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    with translation.override(name[-7:-5]):
        expected = template_document(EDITION.template("interview_grid"))
    assert response.content == expected


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["template", "template_document"])
def test_an_unknown_template_is_not_found(client, name):
    with translation.override("en"):
        url = reverse(f"pages:{name}", args=["poster"])
    assert client.get(url).status_code == 404


@pytest.mark.django_db
def test_the_list_leads_to_every_template_and_its_document(client):
    with translation.override("en"):
        page = client.get(reverse("pages:templates"))
        for code in CODES:
            for name in ("template", "template_document"):
                assert f'href="{reverse(f"pages:{name}", args=[code])}"' in page.text
            assert translated(EDITION.template(code).purpose) in page_words(page)


def test_an_action_names_its_template_and_where_it_is():
    with translation.override("fr"):
        report = report_of(sample_result("small"))
        lines = {a.code: a.template for a in (*report.planned, *report.later)}
        expected = {
            code: EDITION.action(code).template
            for code in lines
            if EDITION.action(code)
        }
        assert {c: t and t.code for c, t in lines.items() if c in expected} == expected
        for line in filter(None, lines.values()):
            assert line.title == translated(EDITION.template(line.code).title)
            assert (
                line.address == f"{settings.PUBLIC_ADDRESS}/fr/templates/{line.code}/"
            )
    assert report.templates_address == f"{settings.PUBLIC_ADDRESS}/fr/templates/"
    assert any(lines.values())


@pytest.mark.parametrize("language", ["de", "es"])
def test_words_of_another_language_say_so(language):
    with translation.override(language):
        document = opened("pay_comparison_sheet")
    told = {
        run.text: run._element.rPr.find(qn("w:lang"))
        for paragraph in document.paragraphs
        for run in paragraph.runs
        if run._element.rPr is not None
    }
    languages = {
        words: element.get(qn("w:val"))
        for words, element in told.items()
        if element is not None
    }
    assert languages == ({} if language == "es" else {"registro retributivo": "es-ES"})
