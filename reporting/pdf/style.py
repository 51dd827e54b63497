"""How the PDF looks: colours, fonts, type sizes; and text made fit for them.

The room for tokens and typography. It knows ReportLab and one font package, and
refuses to know what is said with them: no report, no language, no document.
"""

import unicodedata
from html import escape
from threading import Lock

from font_source_sans_pro import font_files_ttf
from reportlab.graphics.shapes import STATE_DEFAULTS
from reportlab.lib.colors import Color, HexColor, white
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import registerFont, registerFontFamily
from reportlab.pdfbase.ttfonts import TTFont

INK = HexColor("#1d1b26")
MUTED = HexColor("#5a5668")
ACCENT = HexColor("#4b2e83")
ACCENT_DARK = HexColor("#35205f")
LINE = HexColor("#8a8697")
HAIRLINE = HexColor("#d8d4e2")  # rules that only separate, so no 3:1 is asked
PAGE = HexColor("#faf9fc")
WHITE = white
OK = HexColor("#1b6e3c")
WARN = HexColor("#8a4b00")
ERROR = HexColor("#b3261e")
WOMEN = HexColor("#6a3d9a")
MEN = HexColor("#0b6e63")
OTHER = HexColor("#6b6b6b")
LEVELS = tuple(
    HexColor(value) for value in ("#ece7f5", "#cbbde3", "#a58fcd", "#7c5cb0", "#4b2e83")
)


def level_colors(level: int) -> tuple[Color, Color]:
    """Return the fill and the text colour of a maturity level, 1 to 5."""
    if not 1 <= level <= len(LEVELS):
        raise ValueError(f"A maturity level is 1 to {len(LEVELS)}, not {level}.")
    return LEVELS[level - 1], INK if level <= 3 else WHITE


# The TrueType files: ReportLab cannot embed the CFF outlines of the .otf ones.
# Semibold serves as bold, which is calmer at these sizes. The italics have no
# Greek and no Cyrillic letters, so emphasis is never italic.
FONT = "SourceSans"
FONT_BOLD = "SourceSans-Semibold"


class _SharedFont(TTFont):
    """A font for several threads: subsetting moves one reading position in the file.

    Without the lock two reports built at once damage each other's letters.
    """

    def __init__(self, name: str, path: str) -> None:
        super().__init__(name, path)
        self._lock = Lock()

    def addObjects(self, doc):
        with self._lock:
            super().addObjects(doc)


registerFont(_SharedFont(FONT, font_files_ttf["SourceSansPro"]))
registerFont(_bold := _SharedFont(FONT_BOLD, font_files_ttf["SourceSansProSemibold"]))
registerFontFamily(FONT, FONT, FONT_BOLD, FONT, FONT_BOLD)
# A drawing would begin in Helvetica, which is not embedded.
STATE_DEFAULTS["fontName"] = FONT

# Points. Each step is 1.2 times the one before; leading is in multiples of 3.
SMALL_SIZE, BODY_SIZE, SIZE_2, SIZE_3, SIZE_4, SIZE_5, SIZE_6 = (
    round(10.5 * 1.2**step, 2) for step in range(-1, 6)
)

BODY = ParagraphStyle(
    "body",
    fontName=FONT,
    fontSize=BODY_SIZE,
    leading=15,
    textColor=INK,
    linkUnderline=1,
    underlineWidth=0.5,
    spaceAfter=6,
    # ReportLab's own default, Helvetica, is never embedded.
    bulletFontName=FONT,
    allowOrphans=0,
    allowWidows=0,
)
READING = ParagraphStyle("reading", BODY, rightIndent=84)  # about 75 characters a line
LEAD = ParagraphStyle(
    "lead", READING, fontSize=SIZE_2, leading=18, textColor=MUTED, spaceAfter=9
)
SMALL = ParagraphStyle(
    "small", BODY, fontSize=SMALL_SIZE, leading=12, textColor=MUTED, spaceAfter=3
)
HEADING_1 = ParagraphStyle(
    "heading_1",
    BODY,
    fontName=FONT_BOLD,
    fontSize=SIZE_5,
    leading=27,
    textColor=ACCENT_DARK,
    spaceAfter=9,
    keepWithNext=1,
)
HEADING_2 = ParagraphStyle(
    "heading_2",
    HEADING_1,
    fontSize=SIZE_3,
    leading=21,
    textColor=INK,
    spaceBefore=18,
    spaceAfter=6,
)
HEADING_3 = ParagraphStyle(
    "heading_3", HEADING_2, fontSize=SIZE_2, leading=18, spaceBefore=12, spaceAfter=3
)
HEADINGS = (HEADING_1, HEADING_2, HEADING_3)
LIST = ParagraphStyle("list", READING, leftIndent=15, spaceAfter=3)
CELL = ParagraphStyle("cell", BODY, fontSize=9.5, leading=12.5, spaceAfter=0)
CELL_NUMBER = ParagraphStyle("cell_number", CELL, alignment=TA_RIGHT)
CELL_HEAD = ParagraphStyle("cell_head", CELL, fontName=FONT_BOLD, textColor=ACCENT_DARK)
CELL_HEAD_NUMBER = ParagraphStyle("cell_head_number", CELL_HEAD, alignment=TA_RIGHT)
FIGURE_LABEL = ParagraphStyle("figure_label", SMALL, spaceAfter=0)
FIGURE_VALUES = tuple(  # the largest that fits is taken
    ParagraphStyle(
        f"figure_value_{size}",
        BODY,
        fontName=FONT_BOLD,
        fontSize=size,
        leading=27,
        textColor=ACCENT,
        spaceAfter=0,
    )
    for size in (SIZE_5, SIZE_4, SIZE_3, SIZE_2)
)
COVER_KICKER = ParagraphStyle(
    "cover_kicker", BODY, fontName=FONT_BOLD, textColor=LEVELS[1], spaceAfter=0
)
COVER_TITLE = ParagraphStyle(
    "cover_title",
    BODY,
    fontName=FONT_BOLD,
    fontSize=SIZE_6 * 1.2,
    leading=36,
    textColor=WHITE,
    spaceAfter=9,
)
COVER_SUBTITLE = ParagraphStyle(
    "cover_subtitle", BODY, fontSize=SIZE_3, leading=21, textColor=LEVELS[0]
)


class Markup(str):
    """Text in ReportLab's mini-markup, already safe.

    Every block escapes a plain `str`. Joining a `Markup` with `+` or an f-string
    gives a plain `str` again, so forgetting to mark it shows tags on the page;
    it never lets a user's text become one.
    """

    __slots__ = ()


class _Repertoire(dict):
    """Maps each code point to what the font can show in its place, on demand."""

    # Both hyphens break a line or forbid it; the font knows only the plain one.
    _hyphens = frozenset((0x2010, 0x2011))
    _no_break_spaces = frozenset((0xA0, 0x2007, 0x202F))

    def __missing__(self, code: int) -> str:
        shown = self[code] = self._shown(code)
        return shown

    def _shown(self, code: int) -> str:
        character = chr(code)
        category = unicodedata.category(character)
        if code in self._hyphens:
            return "-"
        if code in self._no_break_spaces:
            return "\xa0"
        if category in {"Zs", "Zl", "Zp"} or character in "\t\n":
            return " "
        if category in {"Cc", "Cf", "Cs"}:
            return ""  # controls, direction marks, soft hyphens, lone surrogates
        if code in _GLYPHS:
            return character
        if category in {"Mn", "Me"}:
            return ""  # the base letter alone is still readable
        simpler = unicodedata.normalize("NFKD", character)
        known = "".join(part for part in simpler if ord(part) in _GLYPHS)
        return known or _REPLACEMENT


_GLYPHS = _bold.face.charToGlyph  # Regular and Semibold cover the same characters
_REPLACEMENT = "\ufffd" if 0xFFFD in _GLYPHS else "?"
_REPERTOIRE = _Repertoire()


def plain_text(text: str) -> str:
    """Return one line of NFC text that the font can show, without markup.

    For what is not a paragraph: titles, alternative texts, labels in a drawing.
    """
    return unicodedata.normalize("NFC", text).translate(_REPERTOIRE)


def paragraph_text(text: str) -> Markup:
    """Return any text as safe markup; line breaks stay, `Markup` passes unchanged."""
    if isinstance(text, Markup):
        return text
    lines = unicodedata.normalize("NFC", text).splitlines()
    return Markup(
        "<br/>".join(escape(line.translate(_REPERTOIRE), quote=False) for line in lines)
    )


def bold(text: str) -> Markup:
    """Return the text set in the bold face."""
    return Markup(f"<b>{paragraph_text(text)}</b>")


def link(address: str, text: str) -> Markup:
    """Return a link. Only the web, mail and places in the document are allowed."""
    if not address.startswith(("https://", "http://", "mailto:", "#")):
        raise ValueError(
            f"A link must lead to the web or a mailbox, not to {address!r}."
        )
    color = ACCENT.hexval().replace("0x", "#")
    return Markup(
        f'<a href="{escape(address)}" color="{color}">{paragraph_text(text)}</a>'
    )


def joined(*parts: str) -> Markup:
    """Return the parts as one text; the plain ones are escaped."""
    return Markup("".join(paragraph_text(part) for part in parts))
