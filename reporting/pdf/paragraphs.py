"""Paragraphs, headings and list items that tell a screen reader what they are."""

import re
from typing import Any

from django.utils.translation import get_language
from reportlab import platypus
from reportlab.lib.styles import ParagraphStyle

from assessment.quoted import pieces
from reporting.pdf.canvas import DECORATION
from reporting.pdf.structure import Element, list_attributes, text_string
from reporting.pdf.style import HEADINGS, Markup, paragraph_text, plain_text

WHOLE = re.compile(r"(<a .*?</a>|<[^>]*>)")  # markup that is left as it is
QUOTATION = "quotation"  # the name by which ReportLab calls back within a text


class Paragraph(platypus.Paragraph):
    """A paragraph of its own role and language.

    A plain `str` is escaped; only `style.Markup` may carry markup. Without a role
    the text belongs to its container, as in a table cell. Inside a figure or an
    artifact a paragraph is drawn as part of it. Words quoted from another language
    say so.
    """

    def __init__(
        self,
        text: str | None,
        style: ParagraphStyle | None = None,
        bulletText: str | None = None,
        frags: list | None = None,
        *,
        role: str | None = "P",
        language: str | None = None,
    ) -> None:
        if text is not None:
            text = paragraph_text(text)
            text = _quotations(text, language or get_language() or "en")
        super().__init__(text, style, bulletText, frags)
        self.role = role
        self.language = language
        self.token = object()
        self.is_empty = text is not None and not text.strip()
        self.link_words = _link_words(self.frags) if text and "<a " in text else {}
        self.quotes = text is not None and f'name="{QUOTATION}"' in text

    def split(self, availWidth, availHeight):
        parts = super().split(availWidth, availHeight)
        for part in parts:
            part.continues(self)
        return parts

    def continues(self, whole: "Paragraph") -> None:
        """Take over the identity of the paragraph that this one is a part of."""
        self.role, self.language, self.token = whole.role, whole.language, whole.token
        self.link_words, self.quotes = whole.link_words, whole.quotes

    def draw(self) -> None:
        if self.canv.is_open:
            super().draw()
        elif not self.is_empty:  # nothing to read, nothing to mark
            self.draw_text(self.text_element())

    def text_element(self) -> Element:
        canvas = self.canv
        if self.role is None:
            return canvas.container
        return canvas.element(self.token, self.role, **self.attributes())

    def attributes(self) -> dict[str, Any]:
        return {"Lang": text_string(self.language)} if self.language else {}

    def draw_text(self, element: Element) -> None:
        """Draw the text as content of the element, and its links as Link elements."""
        canvas = self.canv
        if not self.link_words:
            with canvas.content(element):
                super().draw()
            return
        # Marked content may not begin outside a text object and end within it. So
        # the marks lie inside, and what is drawn around it (the lines under the
        # links) is an artifact.
        self._linked_text = _LinkedText(self, element)
        with canvas.artifact():
            super().draw()
        del self._linked_text

    def beginText(self, x, y):
        text = super().beginText(x, y)
        linked = getattr(self, "_linked_text", None)
        if linked is not None:
            linked.follow(text)
        if self.quotes:
            _Quotations(self.canv, text)
        return text


def _quotations(markup: Markup, language: str) -> Markup:
    """Mark where words of another language begin and end; not within links."""
    parts = WHOLE.split(markup)
    parts[::2] = ["".join(map(_quotation, pieces(p, language))) for p in parts[::2]]
    return Markup("".join(parts))


def _quotation(piece: tuple[str, str | None]) -> str:
    words, language = piece
    if language is None:
        return words
    call = f'<onDraw name="{QUOTATION}"'
    return f'{call} label="{language}"/>{words}{call}/>'


class _Quotations:
    """Says the language of quoted words while a paragraph is drawn.

    A mark without a number of its own lies within that of the paragraph, so the
    structure tree need not know of it (ISO 32000-1, 14.9.2.3).
    """

    def __init__(self, canvas, text) -> None:
        self.operators = text._code
        self.is_open = False
        canvas.setNamedCB(QUOTATION, self.turn)
        finish = text.getCode

        def code() -> str:
            self.close()  # where a page ends within the words
            return finish()

        text.getCode = code

    def turn(self, canvas, kind: str, language: str | None) -> None:
        """Hear from ReportLab that the words that follow are in this language."""
        self.close()
        if language:
            self.operators.append(f"/Span <</Lang ({language})>> BDC")
            self.is_open = True

    def close(self) -> None:
        if self.is_open:
            self.operators.append("EMC")
            self.is_open = False


def _link_words(fragments: list) -> dict[tuple[int, str], str]:
    """Return the words of each link: ReportLab keys links by number and target."""
    words: dict[tuple[int, str], str] = {}
    for fragment in fragments:
        for key in fragment.link:
            words[key] = words.get(key, "") + fragment.text
    return {key: " ".join(text.split()) or key[1] for key, text in words.items()}


class _LinkedText:
    """Puts the words of links into Link elements while a paragraph is drawn."""

    def __init__(self, paragraph: Paragraph, element: Element) -> None:
        self.canvas = paragraph.canv
        self.paragraph = paragraph
        self.element = element
        self.words = paragraph.link_words

    def follow(self, text) -> None:
        """Take over the text object: write the marks into its operators."""
        canvas = self.canvas
        self.operators = text._code
        owner = self.element
        lines = self.paragraph.blPara
        if lines.kind == 1:
            text._linkRecord = self.record
        else:  # one single fragment: ReportLab keeps no records of its link
            for key in lines.link:
                owner = self._link_element(key)
                for _ in lines.lines:
                    canvas.expect_link(key[1], owner, self.words[key])
        self.operators.append(canvas.mark(owner))
        finish = text.getCode

        def code() -> str:
            self.operators.append("EMC")
            # The text object closes the artifact around it and opens it again.
            return f"EMC {finish()} {DECORATION}"

        text.getCode = code

    def record(self, key: tuple[int, str], what: str) -> None:
        """Hear from ReportLab that a link has started or ended on this line."""
        if what == "start":  # said when its first word is already written
            link = self._link_element(key)
            self.canvas.expect_link(key[1], link, self.words[key])
            self.operators.insert(-1, f"EMC {self.canvas.mark(link)}")
        else:
            self.operators.append(f"EMC {self.canvas.mark(self.element)}")

    def _link_element(self, key: tuple[int, str]) -> Element:
        return self.canvas.element((self.paragraph.token, key), "Link", self.element)


class Heading(Paragraph):
    """A heading of level 1 to 3, with an entry in the outline."""

    def __init__(
        self, text, style=None, bulletText=None, frags=None, *, level=1, language=None
    ):
        if not 1 <= level <= len(HEADINGS):
            raise ValueError(f"Heading levels are 1 to {len(HEADINGS)}, not {level}.")
        super().__init__(
            text,
            style or HEADINGS[level - 1],
            bulletText,
            frags,
            role=f"H{level}",
            language=language,
        )
        self.level = level

    def continues(self, whole: "Heading") -> None:
        super().continues(whole)
        self.level = whole.level

    def draw(self) -> None:
        canvas = self.canv
        if not canvas.is_open and not canvas.knows(self.token):
            canvas.saveState()
            canvas.translate(0, self.height)
            canvas.add_heading(self.getPlainText(), self.level)
            canvas.restoreState()
        super().draw()


class ListItem(Paragraph):
    """One item of a list, with its label: a bullet or a number.

    The items of a list share `list_token`; the first one drawn opens the list.
    """

    def __init__(
        self,
        text,
        style=None,
        bulletText=None,
        frags=None,
        *,
        label="",
        numbering="Disc",
        list_token=None,
        **options,
    ):
        super().__init__(text, style, bulletText, frags, **options)
        self.label = plain_text(label)
        self.numbering = numbering
        self.list_token = list_token if list_token is not None else object()

    def continues(self, whole: "ListItem") -> None:
        super().continues(whole)
        self.label, self.numbering = whole.label, whole.numbering
        self.list_token = whole.list_token

    def draw(self) -> None:
        canvas = self.canv
        if canvas.is_open:
            self._draw_label()
            platypus.Paragraph.draw(self)
            return
        items = canvas.element(self.list_token, "L", A=list_attributes(self.numbering))
        item = canvas.element(self.token, "LI", items, **self.attributes())
        if not canvas.knows((self.token, "LBody")):
            with canvas.content(item.add("Lbl")):
                self._draw_label()
        self.draw_text(canvas.element((self.token, "LBody"), "LBody", item))

    def _draw_label(self) -> None:
        style = self.style
        self.canv.saveState()
        self.canv.setFont(style.bulletFontName, style.fontSize)
        self.canv.setFillColor(style.textColor)
        self.canv.drawString(
            style.bulletIndent, self.height - style.fontSize, self.label
        )
        self.canv.restoreState()
