"""Templates in the reader's language: as lines for a page, as an editable document.

The document is plain Word: headings, lists and tables are real ones, so that a firm
can change it in any word processor and a screen reader finds its way.
"""

import re
from dataclasses import dataclass
from io import BytesIO
from itertools import zip_longest
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from babel.core import get_global
from django.utils.translation import get_language, gettext
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from assessment.questionnaire import Block, BlockKind, Template
from assessment.questions import Wording
from assessment.quoted import pieces
from assessment.translations.status import notes
from assessment.wording import translated
from organisations import dates

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PLACEHOLDER = re.compile(r"(\[[^\]]*\])")
INK, MUTED = RGBColor(0x1D, 0x1B, 0x26), RGBColor(0x5A, 0x56, 0x68)
ACCENT, HEAD_FILL, RULE = RGBColor(0x4B, 0x2E, 0x83), "F1ECF9", "8A8697"
PAPER, MARGIN, MARGIN_ABOVE = (Mm(210), Mm(297)), Mm(20), Mm(16)
LINE_TO_WRITE_ON = Mm(7)
NARROWEST, WIDEST = 14, 34  # characters that a column's share of the width counts


@dataclass(frozen=True, slots=True)
class BlockLine:
    """One part of a template in one language; an empty cell is to be filled in."""

    kind: BlockKind
    text: str
    items: list[str]
    head: list[str]
    rows: list[list[str]]


@dataclass(frozen=True, slots=True)
class TemplateText:
    """A template in one language, ready to be drawn."""

    code: str
    title: str
    purpose: str
    blocks: list[BlockLine]


def template_text(template: Template) -> TemplateText:
    """The template in the active language."""
    return TemplateText(
        code=template.code,
        title=translated(template.title),
        purpose=translated(template.purpose),
        blocks=[_block_line(block) for block in template.blocks],
    )


def _block_line(block: Block) -> BlockLine:
    return BlockLine(
        kind=block.kind,
        text=_words(block.text),
        items=[translated(item) for item in block.items],
        head=[translated(cell) for cell in block.head],
        rows=[[_words(cell) for cell in row] for row in block.rows],
    )


def _words(wording: Wording | None) -> str:
    return translated(wording) if wording else ""


def template_document(template: Template) -> bytes:
    """The template as a DOCX file in the active language; always the same bytes."""
    words = template_text(template)
    document = Document()
    _drop_what_word_left(document)
    _set_fonts(document)
    _set_styles(document)
    _set_page(document)
    _describe(document, words)
    _write(document.add_heading(level=1), words.title)
    for note in (words.purpose, _how_to_use(), *notes()):
        _write(document.add_paragraph(style="Note"), note)
    for block, following in zip_longest(words.blocks, words.blocks[1:]):
        _add(document, block)
        table_next = following is None or following.kind is BlockKind.TABLE
        if block.kind is BlockKind.TABLE and table_next:
            document.add_paragraph(style="Table Gap")  # Word would join the tables
    return _file(document)


def _how_to_use() -> str:
    return gettext(
        "Replace what stands in square brackets and take out what does not fit. Laws "
        "differ between countries: check with your adviser. Then delete these lines."
    )


def _add(document, block: BlockLine) -> None:
    match block.kind:
        case BlockKind.HEADING:
            _write(document.add_heading(level=2), block.text)
        case BlockKind.PARAGRAPH:
            _write(document.add_paragraph(), block.text)
        case BlockKind.LIST | BlockKind.CHECK:
            style = "List Bullet" if block.kind is BlockKind.LIST else "Check List"
            for item in block.items:
                _write(document.add_paragraph(style=style), item)
        case BlockKind.TABLE:
            _add_table(document, block)


def _write(paragraph, text: str) -> None:
    """Add the text; what stands in square brackets is set apart by its colour."""
    for part in filter(None, PLACEHOLDER.split(text)):
        style = "Placeholder" if PLACEHOLDER.fullmatch(part) else None
        for words, language in pieces(part, get_language() or "en"):
            run = paragraph.add_run(words, style)
            if language:
                _say_language(run, language)


def _say_language(run, language: str) -> None:
    """Words quoted from another language: say which, to whoever reads them aloud."""
    properties = run._element.get_or_add_rPr()
    properties.append(
        parse_xml(f'<w:lang {nsdecls("w")} w:val="{_with_country(language)}"/>')
    )


def _add_table(document, block: BlockLine) -> None:
    table = document.add_table(len(block.rows) + 1, len(block.head), "Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, _widths(block), strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width
    for row, texts in zip(table.rows, [block.head, *block.rows], strict=True):
        _keep_whole(row)
        if not all(texts):
            row.height, row.height_rule = LINE_TO_WRITE_ON, WD_ROW_HEIGHT_RULE.AT_LEAST
        for cell, text in zip(row.cells, texts, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.style = "Table Text"
            _write(paragraph, text)
    head = table.rows[0]
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell in head.cells:
        cell._tc.get_or_add_tcPr().append(
            parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="{HEAD_FILL}"/>')
        )
        cell.paragraphs[0].style = "Table Head"


def _keep_whole(row) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _widths(block: BlockLine) -> list[int]:
    """The widths of the columns: wider where more is said, never too narrow."""
    longest = [max(map(len, cells)) for cells in zip(block.head, *block.rows)]  # noqa: B905 - checked at start-up
    shares = [min(max(length, NARROWEST), WIDEST) for length in longest]
    room = PAPER[0] - 2 * MARGIN
    return [room * share // sum(shares) for share in shares]


# Dress


def _drop_what_word_left(document) -> None:
    """Parts of python-docx's own blank: a picture of it, its sources, styles twice."""
    for owner in (document.part.package, document.part):
        for key, relation in list(owner.rels.items()):
            if relation.reltype.endswith(
                ("/thumbnail", "/stylesWithEffects", "/customXml")
            ):
                del owner.rels[key]


FONTS = f"""<w:fonts {nsdecls("w")}>
<w:font w:name="Calibri"><w:altName w:val="Carlito"/><w:charset w:val="00"/>
<w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font>
<w:font w:name="Segoe UI Symbol"><w:altName w:val="DejaVu Sans"/>
<w:charset w:val="00"/><w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font>
<w:font w:name="Symbol"><w:charset w:val="02"/><w:family w:val="auto"/>
<w:pitch w:val="variable"/></w:font>
</w:fonts>"""
FONT = f"""<w:rFonts {nsdecls("w")} w:ascii="Calibri" w:hAnsi="Calibri" \
w:eastAsia="Calibri" w:cs="Calibri"/>"""
# A list whose sign is an empty box: a real list in any word processor.
BOXES = f"""<w:abstractNum {nsdecls("w")} w:abstractNumId="90">
<w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>
<w:numFmt w:val="bullet"/><w:lvlText w:val="\u2610"/><w:lvlJc w:val="left"/>
<w:pPr><w:ind w:left="425" w:hanging="425"/></w:pPr>
<w:rPr><w:rFonts w:ascii="Segoe UI Symbol" w:hAnsi="Segoe UI Symbol" \
w:cs="Segoe UI Symbol"/></w:rPr></w:lvl></w:abstractNum>"""


def _set_fonts(document) -> None:
    """One font, by name and with the free one of the same widths as its fallback."""
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/fontTable"):
            relation.target_part._blob = FONTS.encode()
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}//{qn('w:rPr')}")
    defaults.replace(defaults.find(qn("w:rFonts")), parse_xml(FONT))
    language = defaults.find(qn("w:lang"))
    for kind in ("val", "eastAsia"):
        language.set(qn(f"w:{kind}"), _language_tag())
    document.settings.element.find(qn("w:themeFontLang")).set(
        qn("w:val"), _language_tag()
    )


def _language_tag() -> str:
    """The active language as word processors know it, with a country: "fr-FR"."""
    locale = dates.locale()
    if locale.territory:
        return f"{locale.language}-{locale.territory}"
    return _with_country(locale.language)


def _with_country(language: str) -> str:
    """A language with the country where it is spoken most; English is that of GB."""
    if language == "en":
        return "en-GB"
    likely = get_global("likely_subtags").get(language, "").split("_")
    return "-".join([language, *likely[2:]])


def _set_styles(document) -> None:
    styles = document.styles
    for name, size, color, before, after in (
        ("Normal", 11, INK, 3, 5),
        ("Heading 1", 20, ACCENT, 0, 6),
        ("Heading 2", 14, INK, 14, 4),
        ("Note", 10, MUTED, 0, 4),
        ("List Bullet", 11, INK, 0, 4),
        ("Check List", 11, INK, 0, 4),
        ("Table Text", 10, INK, 2, 2),
        ("Table Head", 10, INK, 2, 2),
        ("Table Gap", 6, INK, 0, 0),
    ):
        known = name in styles
        style = (
            styles[name] if known else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        )
        if not known:
            style.base_style = styles["Normal"]
            style.quick_style = True
        properties = style.element.get_or_add_rPr()
        if (fonts := properties.find(qn("w:rFonts"))) is not None:
            properties.remove(fonts)  # headings had one of their own
        style.font.size, style.font.color.rgb = Pt(size), color
        layout = style.paragraph_format
        layout.space_before, layout.space_after = Pt(before), Pt(after)
        layout.line_spacing = 1.15
    styles["Table Head"].font.bold = True
    styles["Check List"].base_style = styles["List Bullet"]
    styles.add_style("Placeholder", WD_STYLE_TYPE.CHARACTER).font.color.rgb = ACCENT
    _number_with_boxes(document, styles["Check List"])
    borders = styles["Table Grid"].element.find(f".//{qn('w:tblBorders')}")
    for border in borders:
        border.set(qn("w:color"), RULE)


def _number_with_boxes(document, style) -> None:
    numbering = document.part.numbering_part.element
    numbering.find(qn("w:num")).addprevious(parse_xml(BOXES))
    number = numbering.add_num(90).numId
    properties = style.element.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_numId().val = number


def _set_page(document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = PAPER
    section.left_margin = section.right_margin = MARGIN
    section.top_margin = section.bottom_margin = MARGIN_ABOVE


def _describe(document, words: TemplateText) -> None:
    """Title and language; no person, no program and no date."""
    properties = document.core_properties
    properties.title, properties.subject = words.title, words.purpose
    properties.language = get_language() or "en"
    properties.author = properties.comments = ""
    for element in list(properties._element):
        if element.tag.endswith(("}created", "}modified")):
            properties._element.remove(element)


def _file(document) -> bytes:
    """The file with all its parts of one date: the same words, the same bytes."""
    drawn, content = BytesIO(), BytesIO()
    document.save(drawn)
    with ZipFile(drawn) as parts, ZipFile(content, "w") as file:
        for name in parts.namelist():
            file.writestr(ZipInfo(name), parts.read(name), ZIP_DEFLATED)
    return content.getvalue()
