"""Everything stored about an enterprise, as one file to take along.

The data as JSON, as docs/data.md explains, and the latest reports as PDF. The file is
made in memory: an enterprise has a handful of assessments, and reports are limited.
"""

import json
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, now
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods

from assessment.models import Assessment
from assessment.record import assessment_records
from organisations.access import enterprise_or_404
from organisations.limits import limited
from organisations.models import Enterprise, LogEntry
from organisations.record import enterprise_record
from organisations.roles import Right
from reporting.pdf.enterprise import enterprise_report
from reporting.report import report_of

MOST_REPORTS = 5


@login_required
@limited("export")
@require_http_methods(["GET", "HEAD", "POST"])
def enterprise_data(request, pk):
    """The page that offers the file, and the file."""
    enterprise = enterprise_or_404(request, pk, Right.GOVERN)
    if request.method != "POST":
        return render(
            request,
            "reporting/data.html",
            {"enterprise": enterprise, "most_reports": MOST_REPORTS},
        )
    content = take_along(enterprise)
    LogEntry.objects.note(
        "exported", by=request.user, enterprise=enterprise, what="data"
    )
    response = HttpResponse(content, content_type="application/zip")
    name = f"penelope-{localdate().isoformat()}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def take_along(enterprise: Enterprise) -> bytes:
    """The ZIP file, its reports in the active language."""
    record = {
        "written_at": now().isoformat(),
        "enterprise": enterprise_record(enterprise),
        "assessments": assessment_records(enterprise),
    }
    submitted = Assessment.objects.submitted().filter(enterprise=enterprise)
    latest = list(
        submitted.select_related("result").order_by("-submitted_at")[:MOST_REPORTS]
    )
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as file:
        file.writestr(
            "enterprise.json", json.dumps(record, ensure_ascii=False, indent=2)
        )
        for assessment in latest:
            day = assessment.submitted_at.date().isoformat()
            file.writestr(
                f"report-{day}-{str(assessment.pk)[:8]}-{get_language()}.pdf",
                enterprise_report(report_of(assessment.result)),
            )
        file.writestr("README.txt", _explanation(submitted.count()))
    return buffer.getvalue()


def _explanation(submitted: int) -> str:
    lines = [
        gettext("enterprise.json: all data, in a form that programs can read."),
        gettext("report-....pdf: the report of each submitted assessment."),
    ]
    if submitted > MOST_REPORTS:
        lines.append(
            gettext(
                "Only the latest %(most)s of %(all)s reports are here; the others can "
                "be downloaded one by one from their results."
            )
            % {"most": MOST_REPORTS, "all": submitted}
        )
    return "\r\n".join([*lines, ""])
