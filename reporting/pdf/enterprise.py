"""The report of one enterprise as a PDF: everything it says comes from `Report`.

The order is that of a reader in a hurry: the whole message on the first page after
the cover, then what it rests on, then what to do, and the proof at the end.
"""

from django.utils.translation import gettext
from reportlab.platypus import KeepTogether
from reportlab.platypus.flowables import Flowable

from reporting.lines import Report
from reporting.pdf.blocks import facts, heading, text
from reporting.pdf.document import Cover, build
from reporting.pdf.findings import area_by_area, areas, gates
from reporting.pdf.finish import Details
from reporting.pdf.plan import plan
from reporting.pdf.proof import annex, computation
from reporting.pdf.style import SMALL
from reporting.pdf.summary import summary
from reporting.pdf.verdict import (
    AUTHOR,
    footer,
    result_words,
    small_print,
    standing,
    versions,
)


def enterprise_report(report: Report) -> bytes:
    """The report as a tagged PDF/UA-1 and PDF/A-2a file.

    Called in the language of the report, as `report_of` was.
    """
    title = gettext("Gender equality self-assessment: report and action plan")
    return build(
        [
            *summary(report),
            *areas(report),
            *gates(report),
            *area_by_area(report),
            *plan(report),
            *annex(report),
            *computation(report),
            *_imprint(report),
        ],
        details=Details(
            title=f"{report.name}: {title}",
            language=report.language,
            author=AUTHOR,
            created=report.result.created_at,
            subject=title,
        ),
        page_label=gettext("Page {page} of {pages}"),
        cover=_cover(report, title),
        header=f"{report.name}: {gettext('Gender equality self-assessment')}",
        footer=footer(report.edition, report.rules),
    )


def _cover(report: Report, title: str) -> Cover:
    return Cover(
        kicker=AUTHOR,
        title=report.name,
        subtitle=title,
        facts=[
            (gettext("Result"), result_words(report)),
            (gettext("Date"), report.submitted_on),
            (gettext("Size class"), report.size_class),
            (gettext("Sector"), report.sector),
            (gettext("Country"), report.country),
        ],
        note="\n".join(small_print()),
    )


def _imprint(report: Report) -> list[Flowable]:
    """Where the report comes from, and whose money and words stand behind it."""
    pairs = [
        (gettext("Enterprise"), report.name),
        (gettext("Reference date"), report.reference_date),
        (gettext("Submitted"), report.submitted_on),
        (gettext("Questionnaire"), versions(report.edition, report.rules)),
    ]
    notes = [standing(report), *small_print()]
    return [
        KeepTogether(
            [
                heading(gettext("About this report"), 2),
                facts(pairs),
                *(text(note, SMALL) for note in notes),
            ]
        )
    ]
