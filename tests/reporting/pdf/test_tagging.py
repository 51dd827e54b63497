from io import BytesIO

import pikepdf
import pytest
from pypdf import PdfReader
from reportlab.platypus import PageBreak, Spacer

from reporting.pdf.blocks import bullets, heading, numbered, section, table, text
from reporting.pdf.panels import Chip, KeyFigure, KeyFigures, Panel, Rule
from reporting.pdf.style import joined, link
from reporting.pdf.tagging import Figure
from tests.pdf.sample import COVER, build_sample, chart, long_table, whole_story

PAINTING = {"Tj", "TJ", "'", '"', "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "Do"}


def opened(story, cover=None):
    return pikepdf.open(BytesIO(build_sample(story, cover)))


def outline_of(element):
    """The structure below an element, as role names within lists."""
    return [
        [str(child.S)[1:], *outline_of(child)]
        for child in children(element)
        if isinstance(child, pikepdf.Dictionary) and "/S" in child
    ]


def children(element):
    kids = element.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def structure(pdf):
    """The structure of the whole document, without its Document element."""
    return outline_of(pdf.Root.StructTreeRoot.K)


def elements(pdf, role):
    """All elements of a role, in reading order."""
    found = []

    def visit(element):
        for child in children(element):
            if isinstance(child, pikepdf.Dictionary) and "/S" in child:
                if f"/{role}" == child.S:
                    found.append(child)
                visit(child)

    visit(pdf.Root.StructTreeRoot.K)
    return found


def marked_content(page):
    """Each painting operator of a page with its mark: a number, artifact or None."""
    mark = None
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BMC", "BDC"):
            assert mark is None, "marked content is nested"
            artifact = operands[0] == "/Artifact"
            assert not (artifact and "MCID" in str(operands)), "artifact with MCID"
            mark = "artifact" if artifact else int(operands[1].MCID)
        elif name == "EMC":
            assert mark is not None, "mark is closed twice"
            mark = None
        elif name in PAINTING:
            yield name, mark
    assert mark is None, "mark is left open"


def test_headings_form_a_tree_in_sections():
    pdf = opened(
        [
            *section([heading("Result"), heading("First", 2), heading("Detail", 3)]),
            *section([heading("Areas"), text("Words")]),
        ]
    )

    assert structure(pdf) == [
        ["Sect", ["H1"], ["H2"], ["H3"]],
        ["Sect", ["H1"], ["P"]],
    ]


def test_headings_enter_the_outline():
    pdf = build_sample([heading("Result"), heading("Pay & care", 2), heading("Areas")])

    first, below, second = PdfReader(BytesIO(pdf)).outline

    assert (first.title, second.title) == ("Result", "Areas")
    assert [entry.title for entry in below] == ["Pay & care"]


def test_heading_must_not_skip_a_level():
    with pytest.raises(ValueError, match="level 3 follows level 1"):
        build_sample([heading("Result"), heading("Detail", 3)])


def test_heading_level_must_exist():
    with pytest.raises(ValueError, match="1 to 3, not 4"):
        heading("Too deep", 4)


def test_paragraph_over_two_pages_is_one_element():
    pdf = opened([text("Words. " * 1500)])

    assert len(pdf.pages) > 1
    assert structure(pdf) == [["P"]]


def test_paragraph_in_another_language_says_so():
    pdf = opened([text("English"), text("Ισότητα", language="el")])

    assert [p.get("/Lang") for p in elements(pdf, "P")] == [None, "el"]
    assert pdf.Root.Lang == "en"


def test_list_items_have_label_and_body():
    pdf = opened([*bullets(["One", "Two"]), *numbered(["First"])])

    item = ["LI", ["Lbl"], ["LBody"]]
    assert structure(pdf) == [["L", item, item], ["L", item]]
    numbering = [str(x.A.ListNumbering) for x in elements(pdf, "L")]
    assert numbering == ["/Disc", "/Decimal"]


def test_list_item_over_two_pages_keeps_one_label():
    pdf = opened(bullets(["Words. " * 1500]))

    assert len(pdf.pages) > 1
    assert structure(pdf) == [["L", ["LI", ["Lbl"], ["LBody"]]]]


def test_split_table_is_one_table_with_all_its_rows():
    pdf = opened([long_table(rows=80)])

    assert len(pdf.pages) > 1
    head = ["TR", ["TH"], ["TH"], ["TH"]]
    row = ["TR", ["TH"], ["TD"], ["TD"]]
    assert structure(pdf) == [["Table", head, *[row] * 80]]
    assert elements(pdf, "Table")[0].A.Summary == "All answers"


def test_table_headers_have_a_scope():
    pdf = opened([table(["A", "B"], [["x", "1"], ["y", "2"]], [100, 100])])

    scopes = [str(cell.A.Scope) for cell in elements(pdf, "TH")]
    assert scopes == ["/Column", "/Column", "/Row", "/Row"]


def test_repeated_head_is_an_artifact_on_later_pages():
    pdf = opened([long_table(rows=80)])
    reader = PdfReader(BytesIO(build_sample([long_table(rows=80)])))

    assert all("Question" in page.extract_text() for page in reader.pages)
    heads = children(elements(pdf, "Table")[0])[0]
    assert {str(cell.Pg.objgen) for cell in heads.K} == {str(pdf.pages[0].obj.objgen)}


@pytest.mark.parametrize("words", [400, 440, 460, 480, 500, 520, 560, 900, 3000])
def test_row_of_any_height_finds_its_place(words):
    """Rows about as high as a page are the awkward ones: 53 lines are a page."""
    rows = [["x", "y"], ["x", "Nine char " * words], ["x", "y"]]
    pdf = build_sample([Spacer(1, 100), table(["A", "B"], rows, [100, 367])])

    shown = " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    assert shown.count("Nine") == words


def test_row_must_have_as_many_cells_as_the_head():
    with pytest.raises(ValueError, match="A row has 1 cells, but the head has 2"):
        table(["A", "B"], [["x"]], [100, 100])


def test_flowables_in_cells_keep_their_structure():
    chip, figure = Chip("In use", 3), Figure(chart(), "Line")
    pdf = opened([table(["A", "B", "C"], [["x", chip, figure]], [100, 100, 200])])

    assert structure(pdf)[0][2] == ["TR", ["TH"], ["TD", ["P"]], ["TD", ["Figure"]]]


def test_figure_has_alternative_text_and_box():
    pdf = opened([Figure(chart(), "Line with\x00 one <point>")])

    (figure,) = elements(pdf, "Figure")
    assert figure.Alt == "Line with one <point>"
    left, bottom, right, top = (float(edge) for edge in figure.A.BBox)
    assert (right - left, top - bottom) == (400, 60)


def test_figure_without_alternative_text_is_decoration():
    pdf = opened([text("Words"), Figure(chart(), None), Rule()])

    assert structure(pdf) == [["P"]]


@pytest.mark.parametrize(
    ("content", "spoken"),
    [
        (link("https://example.org/a", "the <guide>"), ["the <guide>"]),
        (
            joined("See ", link("https://example.org/a", "the guide"), " for more."),
            ["the guide"],
        ),
        (
            joined(link("https://a.eu/", "first"), " or ", link("mailto:b@c.eu", "b")),
            ["first", "b"],
        ),
    ],
)
def test_link_is_tagged_with_its_words(content, spoken):
    pdf = opened([text(content)])

    assert structure(pdf) == [["P", *[["Link"]] * len(spoken)]]
    annotations = list(pdf.pages[0].Annots)
    assert [str(annotation.Contents) for annotation in annotations] == spoken
    for annotation, element in zip(annotations, elements(pdf, "Link"), strict=True):
        words, place = children(element)
        assert isinstance(words, int)
        assert place.Obj.objgen == annotation.objgen
        assert annotation.F == 4


def test_link_over_two_lines_is_one_element_with_two_places():
    words = "a guide of many words " * 5
    pdf = opened([text(joined("See ", link("https://example.org/", words), "."))])

    assert structure(pdf) == [["P", ["Link"]]]
    places = [x for x in children(elements(pdf, "Link")[0]) if not isinstance(x, int)]
    assert len(places) == len(pdf.pages[0].Annots) > 1


@pytest.mark.parametrize(
    ("before", "words", "after"),
    [("See ", 1500, ""), ("", 1500, ""), ("", 5, " more" * 1500), ("x " * 999, 5, "")],
)
def test_paragraph_with_link_over_two_pages_stays_one_element(before, words, after):
    guide = link("https://example.org/", "guide " * words)
    pdf = opened([Spacer(1, 500), text(joined(before, guide, after))])

    assert len(pdf.pages) > 1
    assert structure(pdf) == [["P", ["Link"]]]
    places = [x for x in children(elements(pdf, "Link")[0]) if "/Obj" in repr(x)]
    annotations = [a for page in pdf.pages for a in page.get("/Annots", [])]
    assert len(places) == len(annotations)
    assert str(annotations[0].Contents) == " ".join(["guide"] * words)


def test_link_may_lead_to_a_heading():
    pdf = opened([heading("Result"), text(joined("Back: ", link("#heading-1", "up")))])

    (annotation,) = pdf.pages[0].Annots
    assert annotation.Dest[0].objgen == pdf.pages[0].obj.objgen
    assert (annotation.Contents, annotation.F) == ("up", 4)
    assert structure(pdf) == [["H1"], ["P", ["Link"]]]


def test_link_refuses_local_files():
    with pytest.raises(ValueError, match="not to 'file:///etc/passwd'"):
        link("file:///etc/passwd", "x")


def test_panels_and_key_figures_are_read_in_order():
    pdf = opened(
        [
            KeyFigures([KeyFigure("Score", "62", "of 100"), KeyFigure("Level", "3")]),
            Panel([heading("Next"), text("Name a person.")]),
        ]
    )

    assert structure(pdf) == [
        ["Div", ["P"], ["P"], ["P"]],
        ["Div", ["P"], ["P"]],
        ["Div", ["H1"], ["P"]],
    ]


def test_panel_longer_than_a_page_is_one_element():
    pdf = opened([Panel([heading("Next"), text("Words. " * 2500), *bullets(["A"])])])

    assert len(pdf.pages) > 1
    body = ["L", ["LI", ["Lbl"], ["LBody"]]]
    assert structure(pdf) == [["Div", ["H1"], ["P"], body]]


def test_everything_painted_is_content_or_artifact():
    pdf = opened(whole_story(), COVER)

    assert len(pdf.pages) > 5
    for page in pdf.pages:
        painted = list(marked_content(page))
        assert painted
        assert [name for name, mark in painted if mark is None] == []


def test_each_mark_is_known_to_the_parent_tree():
    pdf = opened(whole_story(), COVER)
    numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    owners = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))

    for page in pdf.pages:
        marks = {mark for _, mark in marked_content(page) if isinstance(mark, int)}
        assert marks <= set(range(len(owners[page.StructParents])))
        assert page.Tabs == "/S"
        for annotation in page.get("/Annots", []):
            assert owners[int(annotation.StructParent)].S == "/Link"


def test_header_footer_and_cover_band_are_artifacts():
    pdf = opened([text("Words")], COVER)

    assert ("Do", "artifact") in list(marked_content(pdf.pages[1]))
    assert ("f*", "artifact") in list(marked_content(pdf.pages[0]))
    facts = ["TR", ["TH"], ["TD"]]
    assert structure(pdf) == [
        ["P"],
        ["P"],
        ["P"],
        ["Table", facts, facts],
        ["P"],
        ["P"],
    ]


def test_pages_are_numbered_with_the_callers_words():
    pdf = build_sample([text("One"), PageBreak(), text("Two")], COVER)

    pages = [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]

    assert len(pages) == 3
    assert "Page" not in pages[0]
    assert "Page 2 of 3" in pages[1]
    assert "Page 3 of 3" in pages[2]


def test_same_story_gives_the_same_bytes():
    assert build_sample(whole_story(), COVER) == build_sample(whole_story(), COVER)
