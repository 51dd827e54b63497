"""A report with all the building blocks, for the tests of the PDF engine."""

from datetime import UTC, datetime

from reportlab.graphics.shapes import Drawing, Line, String
from reportlab.platypus import KeepTogether, PageBreak
from reportlab.platypus.flowables import Flowable

from reporting.pdf.blocks import (
    bullets,
    facts,
    heading,
    numbered,
    score_line,
    section,
    table,
    text,
)
from reporting.pdf.document import Cover, build
from reporting.pdf.finish import Details
from reporting.pdf.panels import Chip, KeyFigure, KeyFigures, Panel, Rule
from reporting.pdf.style import FONT, INK, LINE, SMALL, bold, joined, link
from reporting.pdf.tagging import Figure

DETAILS = Details(
    title="Report: Atelier & Söhne",
    language="en",
    author="Test <authors>",
    subject="Sample",
    created=datetime(2026, 3, 1, 9, 30, tzinfo=UTC),
)
COVER = Cover(
    title="Women and men at Atelier & Söhne",
    kicker="Self-assessment",
    subtitle="Your result and your action plan",
    facts=[("Enterprise", "Atelier & Söhne"), ("Maturity level", "3, in use")],
    note="Funding line",
)
DIRECTIVE = link("https://eur-lex.europa.eu/eli/dir/2023/970/oj", "the directive")


def build_sample(story: list[Flowable], cover: Cover | None = None) -> bytes:
    return build(
        story,
        details=DETAILS,
        cover=cover,
        header="Atelier & Söhne",
        footer="Edition 2026",
        page_label="Page {page} of {pages}",
    )


def long_table(rows: int = 80):
    return table(
        ["Question", "Answer", "Points"],
        [[f"Question {i}", "In use, and looked at", str(i)] for i in range(rows)],
        [200, 200, 60],
        numeric=[2],
        summary="All answers",
    )


def chart() -> Drawing:
    drawing = Drawing(400, 60)
    drawing.add(Line(0, 20, 400, 20, strokeColor=LINE))
    drawing.add(String(0, 40, "Pay", fontName=FONT, fontSize=9, fillColor=INK))
    return drawing


def whole_story() -> list[Flowable]:
    """Return a story in which every building block occurs."""
    return [
        *section(
            [
                heading("Result"),
                KeyFigures(
                    [KeyFigure("Score", "62", "of 100"), KeyFigure("Level", "In use")]
                ),
                heading("What holds you back", 2),
                text(joined("You ", bold("can"), " read ", DIRECTIVE, " on pay.")),
                text(link("https://example.org/", "One link, the whole text. " * 12)),
                *bullets(["First", joined("Second, see ", DIRECTIVE)]),
                *numbered(["Write it down. " * 30, "Show it"]),
                Panel([heading("Next", 3), text("Name a person."), *bullets(["A"])]),
                Panel([text("Word " * 2500)], "warn"),
            ]
        ),
        PageBreak(),
        heading("Areas"),
        Figure(chart(), "Line with one point"),
        text("Caption", SMALL),
        table(
            ["Area", "Level", "Line"],
            [
                ["Pay", Chip("In use", 3), Figure(score_line(40, 52), None)],
                ["Care", Chip("Started", 5), Figure(score_line(7), "Score 7")],
                ["Comment", "A very long comment. " * 400, DIRECTIVE],
            ],
            [150, 160, 150],
        ),
        long_table(),
        Rule(),
        facts([("Edition", "2026")]),
        text("Διοίκηση και ισότητα", language="el"),
        KeepTogether([text("Равенство, ugwaljanza, înțelegere."), Rule()]),
        text(joined("A paragraph over two pages, ", DIRECTIVE, ".")),
    ]
