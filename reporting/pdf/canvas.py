"""A canvas that keeps the structure tree while pages are drawn on it.

ReportLab draws and does not tag. Here each block opens its own element around what
it draws, and whatever is not content is marked as an artifact, so that nothing on a
page is left unexplained (PDF/UA-1, clause 7.1).

A block may be split over pages, and ReportLab then draws several flowables for
it. They share a *token*, and the canvas keeps one element for each token.
"""

from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFDictionary
from reportlab.pdfgen.canvas import Canvas

from reporting.pdf.structure import (
    Element,
    LinkPlace,
    Mark,
    text_string,
    write_structure,
)

PRINTED = 4  # annotation flag: appears on paper too, as PDF/A asks
DECORATION = "/Artifact BMC"
FURNITURE = "/Artifact <</Type /Pagination>> BDC"


class TaggedCanvas(Canvas):
    """A canvas that keeps the structure tree of what is drawn on it."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._root = Element("Document")
        self._containers = [self._root]
        self._elements: dict[Any, Element] = {}
        self._pages: list[list[Element]] = []  # the element of each mark, by page
        self._marks: list[Element] = []  # the same, of the page being drawn
        self._links: list[tuple[PDFDictionary, Element]] = []
        self._awaited: dict[str, deque] = defaultdict(deque)
        self._heading_level = 0
        self._headings = 0
        self.is_open = False  # inside marked content, which must not nest

    @property
    def container(self) -> Element:
        """The element that the next block belongs to."""
        return self._containers[-1]

    def knows(self, token: Any) -> bool:
        """Say whether a part of this block has been drawn before."""
        return token in self._elements

    def element(
        self, token: Any, role: str, parent: Element | None = None, **attributes: Any
    ) -> Element:
        """Return the element of a block, created when its first part is drawn."""
        known = self._elements.get(token)
        if known is None:
            known = (parent or self.container).add(role, **attributes)
            self._elements[token] = known
        return known

    def enter(self, element: Element) -> None:
        """Make an element the container of the blocks that follow, until `leave`."""
        self._containers.append(element)

    def leave(self) -> None:
        """Go back to the container of the one entered last."""
        self._containers.pop()

    def begin(self, element: Element) -> None:
        """Mark what is drawn next as content of the element, until `end`."""
        self._code.append(self.mark(element))
        self._open()

    def mark(self, element: Element) -> str:
        """Number a piece of content and return the operator that opens it."""
        number = len(self._marks)
        self._marks.append(element)
        element.children.append(Mark(len(self._pages), number))
        return f"/{element.role} <</MCID {number}>> BDC"

    def begin_artifact(self, operator: str = DECORATION) -> None:
        """Mark what is drawn next as meaningless to a listener, until `end`."""
        self._code.append(operator)
        self._open()

    def end(self) -> None:
        """Close the mark or the artifact begun last."""
        self._code.append("EMC")
        self.is_open = False

    @contextmanager
    def content(self, element: Element) -> Iterator[None]:
        """Mark what is drawn within as content of the element."""
        self.begin(element)
        yield
        self.end()

    @contextmanager
    def artifact(self, operator: str = DECORATION) -> Iterator[None]:
        """Mark as `begin_artifact` does; within marked content, leave it at that."""
        if self.is_open:
            yield
            return
        self.begin_artifact(operator)
        yield
        self.end()

    def _open(self) -> None:
        if self.is_open:
            raise RuntimeError("Marked content must not nest: end the other one first.")
        self.is_open = True

    def add_heading(self, text: str, level: int) -> None:
        """Add an entry to the outline. Levels start at 1 and leave none out."""
        if level > self._heading_level + 1:
            raise ValueError(
                f"Heading {text!r} of level {level} follows level "
                f"{self._heading_level}: a level is missing between them."
            )
        self._heading_level = level
        self._headings += 1
        place = f"heading-{self._headings}"
        self.bookmarkHorizontal(place, 0, 0)
        self.addOutlineEntry(text, place, level - 1)

    def expect_link(self, target: str, element: Element, words: str) -> None:
        """Announce that the next link drawn to this target belongs to the element."""
        self._awaited[target].append((element, words))

    def linkURL(self, url, rect, *arguments, **options):
        self._target = url
        super().linkURL(url, rect, *arguments, **options)

    def linkRect(self, contents, destinationname, *arguments, **options):
        self._target = f"#{destinationname}"
        super().linkRect(contents, destinationname, *arguments, **options)

    def _addAnnotation(self, annotation, name=None, addtopage=1):
        # ReportLab has no public hook between making a link and placing it.
        expected = self._awaited.get(self._target)
        if not expected:
            raise RuntimeError(f"The link to {self._target!r} has no Link element.")
        element, words = expected.popleft()
        if not isinstance(annotation, PDFDictionary):
            annotation = annotation.Dict()
        annotation["Contents"] = text_string(words)
        annotation["F"] = PRINTED
        name = f"link-{len(self._links)}"
        super()._addAnnotation(annotation, name, addtopage)
        place = LinkPlace(len(self._pages), self._doc.refAnnotation(name))
        element.children.append(place)
        self._links.append((annotation, element))

    def showPage(self) -> None:
        super().showPage()
        self._pages.append(self._marks)
        self._marks = []

    def save(self) -> None:
        if self._code:
            self.showPage()
        write_structure(self._doc, self._root, self._pages, self._links)
        super().save()
