"""The report of one enterprise as a PDF."""

from django.utils.translation import gettext

from reporting.pdf.blocks import heading
from reporting.pdf.document import build
from reporting.pdf.finish import Details
from reporting.report import Report


def enterprise_report(report: Report) -> bytes:
    """The report as a tagged PDF, in the active language."""
    title = gettext("Gender equality self-assessment: report and action plan")
    return build(
        [heading(title)],
        details=Details(
            title=title,
            language=report.language,
            author="PENELOPE",
            created=report.result.created_at,
        ),
        page_label=gettext("Page {page} of {pages}"),
    )
