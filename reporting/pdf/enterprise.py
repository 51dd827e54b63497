"""The report of one enterprise as a PDF: everything it says comes from `Report`.

The order is that of a reader in a hurry: the whole message on the first page after
the cover, then what it rests on, then what to do, and the proof at the end.
"""

from django.utils.translation import gettext

from reporting.lines import Report
from reporting.pdf.document import Cover, build
from reporting.pdf.findings import area_by_area, areas, gates
from reporting.pdf.finish import Details
from reporting.pdf.plan import plan
from reporting.pdf.proof import annex, computation
from reporting.pdf.summary import summary
from reporting.pdf.verdict import (
    AUTHOR,
    footer,
    labelled,
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
            *computation(report, [standing(report), *small_print()]),
        ],
        details=Details(
            title=f"{labelled(report.name)} {title}",
            language=report.language,
            author=AUTHOR,
            created=report.result.created_at,
            subject=title,
        ),
        page_label=gettext("Page {page} of {pages}"),
        cover=_cover(report, title),
        header=f"{labelled(report.name)} {gettext('Gender equality self-assessment')}",
        footer=footer(report.edition, report.rules),
    )


def _cover(report: Report, title: str) -> Cover:
    return Cover(
        kicker=AUTHOR,
        title=report.name,
        subtitle=title,
        facts=[
            (gettext("Result"), result_words(report)),
            *_dates(report),
            (gettext("Size class"), report.size_class),
            (gettext("Sector"), report.sector),
            (gettext("Country"), report.country),
            (gettext("Questionnaire"), versions(report.edition, report.rules)),
        ],
        note="\n".join(small_print()),
    )


def _dates(report: Report) -> list[tuple[str, str]]:
    """When it was submitted, and the day the figures are of where that is another."""
    dates = [(gettext("Date"), report.submitted_on)]
    if report.reference_date != report.submitted_on:
        dates.append((gettext("Reference date"), report.reference_date))
    return dates
