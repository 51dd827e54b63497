"""The structure tree of a tagged PDF: what a screen reader reads, in what order.

Elements point at pieces of page content ("marks", numbered afresh on every page)
and at link annotations. This room knows PDF objects (ISO 32000-1, section 14.7)
and refuses to know layout: who draws and when is the business of `tagging`.
"""

from dataclasses import dataclass, field
from typing import Any

from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFDocument,
    PDFName,
    PDFObjectReference,
    PDFString,
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of page content: its page, counted from 0, and its number there."""

    page: int
    number: int


@dataclass(frozen=True, slots=True)
class LinkPlace:
    """The clickable area of a link: an annotation and the page it lies on."""

    page: int
    annotation: PDFObjectReference


@dataclass(slots=True, eq=False)
class Element:
    """One node of the tree: a role such as `P` or `TD`, and its content in order."""

    role: str
    attributes: dict[str, Any] = field(default_factory=dict)
    children: list["Element | Mark | LinkPlace"] = field(default_factory=list)
    dictionary: PDFDictionary = field(default_factory=PDFDictionary)

    def add(self, role: str, **attributes: Any) -> "Element":
        """Append a child; attributes are entries of its dictionary, as PDF objects."""
        child = Element(role, attributes)
        self.children.append(child)
        return child


def text_string(text: str) -> PDFString:
    """Return text as a PDF string."""
    return PDFString(text)


def table_attributes(**entries: Any) -> PDFDictionary:
    """Return the `A` entry of a table or one of its cells (ISO 32000-1, 14.8.5.7)."""
    return PDFDictionary({"O": PDFName("Table"), **entries})


def list_attributes(numbering: str) -> PDFDictionary:
    """Return the `A` entry of a list: its ListNumbering, such as Disc or Decimal."""
    return PDFDictionary(
        {"O": PDFName("List"), "ListNumbering": PDFName(numbering)},
    )


def box_attributes(x: float, y: float, width: float, height: float) -> PDFDictionary:
    """Return the `A` entry of a figure: its place on the page, in points."""
    box = [round(value, 2) for value in (x, y, x + width, y + height)]
    return PDFDictionary({"O": PDFName("Layout"), "BBox": PDFArray(box)})


def write_structure(
    document: PDFDocument,
    root: Element,
    pages: list[list[Element]],
    links: list[tuple[Any, Element]],
) -> None:
    """Add the tree, and the way back from content to element, to the document.

    `pages` holds, page by page, the element of each mark; `links` the annotations
    with their Link elements. The keys of the parent tree are the page numbers,
    followed by one key for every annotation.
    """
    reference = document.Reference
    page_references = [reference(page) for page in document.Pages.pages]
    tree = PDFDictionary({"Type": PDFName("StructTreeRoot")})
    reference(tree)
    _write_element(root, tree, reference, page_references)

    numbers = []
    for key, elements in enumerate(pages):
        page = document.Pages.pages[key]
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
        page.StructParents = key
        page.Tabs = PDFName("S")
        owners = PDFArray([reference(element.dictionary) for element in elements])
        numbers += [key, reference(owners)]
    for key, (annotation, element) in enumerate(links, start=len(pages)):
        annotation["StructParent"] = key
        numbers += [key, reference(element.dictionary)]
    tree["K"] = reference(root.dictionary)
    tree["ParentTree"] = reference(PDFDictionary({"Nums": PDFArray(numbers)}))
    tree["ParentTreeNextKey"] = len(pages) + len(links)

    catalog = document.Catalog
    catalog.StructTreeRoot = tree
    catalog.MarkInfo = PDFDictionary({"Marked": "true"})


def _write_element(element, parent, reference, pages) -> None:
    entries = element.dictionary
    entries["Type"] = PDFName("StructElem")
    entries["S"] = PDFName(element.role)
    entries["P"] = reference(parent)
    for name, value in element.attributes.items():
        entries[name] = value
    home = None  # the page that plain numbers refer to
    content = []
    for child in element.children:
        if isinstance(child, Element):
            _write_element(child, entries, reference, pages)
            content.append(reference(child.dictionary))
        elif isinstance(child, LinkPlace):
            content.append(
                PDFDictionary(
                    {
                        "Type": PDFName("OBJR"),
                        "Obj": child.annotation,
                        "Pg": pages[child.page],
                    }
                )
            )
        else:
            if home is None:
                home = child.page
                entries["Pg"] = pages[home]
            if child.page == home:
                content.append(child.number)
            else:
                content.append(
                    PDFDictionary(
                        {
                            "Type": PDFName("MCR"),
                            "Pg": pages[child.page],
                            "MCID": child.number,
                        }
                    )
                )
    if len(content) == 1:
        entries["K"] = content[0]
    elif content:
        entries["K"] = PDFArray(content)
