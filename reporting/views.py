"""Results as pages and downloads. Who may open one, `visible_to` decides."""

import re
import unicodedata

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import translation
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from assessment.access import visible_assessments
from assessment.edition import editions, load
from assessment.profile import SIZE_CLASSES
from organisations.models import LogEntry
from reporting import documents
from reporting.charts import radar
from reporting.methodology import methodology
from reporting.pdf.enterprise import enterprise_report
from reporting.pdf.form import blank_form as blank_form_pdf
from reporting.report import report_of


def _assessment(request, pk):
    submitted = visible_assessments(request).submitted()
    return get_object_or_404(submitted.select_related("result", "enterprise"), pk=pk)


class ReportView(TemplateView):
    """Where the firm stands, what holds it back, what to do first."""

    template_name = "reporting/report.html"

    def get_context_data(self, pk, **kwargs):
        assessment = _assessment(self.request, pk)
        report = report_of(assessment.result)
        return super().get_context_data(
            assessment=assessment,
            report=report,
            radar=radar(
                [area.score for area in report.areas],
                [area.high for area in report.areas],
            ),
            **kwargs,
        )


class ComputationView(TemplateView):
    """How this very score came about, every number of it."""

    template_name = "reporting/computation.html"

    def get_context_data(self, pk, **kwargs):
        assessment = _assessment(self.request, pk)
        return super().get_context_data(
            assessment=assessment, report=report_of(assessment.result), **kwargs
        )


class MethodologyView(TemplateView):
    """How scores are computed, for everybody."""

    template_name = "reporting/methodology.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            methodology=methodology(translation.get_language()), **kwargs
        )


class TemplatesView(TemplateView):
    """The texts that a firm can adapt."""

    template_name = "reporting/templates.html"

    def get_context_data(self, **kwargs):
        templates = load(settings.QUESTIONNAIRE_EDITION).templates
        return super().get_context_data(
            templates=[documents.template_text(each) for each in templates], **kwargs
        )


class TemplateTextView(TemplateView):
    """One of them, to read before it is downloaded."""

    template_name = "reporting/template.html"

    def get_context_data(self, code, **kwargs):
        return super().get_context_data(
            template=documents.template_text(_template_or_404(code)), **kwargs
        )


@require_safe
def template_document(request, code):
    """The template as an editable document, in the language chosen at download."""
    template = _template_or_404(code)
    language = _language_asked(request)
    with translation.override(language):
        content = documents.template_document(template)
    return _attachment(content, f"{code} {language}.docx", documents.DOCX)


def _template_or_404(code):
    """The template of today's edition, else of the last one that had it."""
    for edition in (settings.QUESTIONNAIRE_EDITION, *reversed(editions())):
        if template := load(edition).template(code):
            return template
    raise Http404(f"No template {code!r}.")


@require_safe
def report_pdf(request, pk):
    """The report as a tagged PDF, in the language chosen at download."""
    assessment = _assessment(request, pk)
    result = assessment.result
    _note_export(request, assessment, "report")
    language = _language_asked(request)
    with translation.override(language):
        report = report_of(result)
        content = enterprise_report(report)
    return _attachment(content, f"penelope {report.name} {language}.pdf")


@require_safe
def result_json(request, pk):
    """The frozen result as data: everything the score was computed from."""
    assessment = _assessment(request, pk)
    result = assessment.result
    _note_export(request, assessment, "result")
    response = JsonResponse(
        {
            "enterprise": result.profile_data,
            "reference_date": result.reference_date.isoformat(),
            "comments": result.comments,
            **result.trace,
        },
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )
    response["Content-Disposition"] = 'attachment; filename="penelope-result.json"'
    return response


def _note_export(request, assessment, what):
    """A quick check that stays in its browser belongs to nobody: it leaves no trace."""
    if assessment.enterprise:
        LogEntry.objects.note(
            "exported", by=request.user, enterprise=assessment.enterprise, what=what
        )


@require_safe
def blank_form(request, size_class):
    """The questions of one size class on paper, to gather answers offline."""
    if size_class not in SIZE_CLASSES:
        raise Http404(f"No size class {size_class!r}.")
    language = _language_asked(request)
    with translation.override(language):
        content = blank_form_pdf(size_class)
    return _attachment(content, f"penelope {size_class} {language}.pdf")


def _language_asked(request):
    language = request.GET.get("language", "")
    known = dict(settings.LANGUAGES)
    return language if language in known else translation.get_language()


def _attachment(content, name, content_type="application/pdf"):
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    safe = (
        re.sub(r"(?:[^A-Za-z0-9.]|\.(?![A-Za-z0-9]))+", "-", plain).strip("-").lower()
    )
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{safe}"'
    return response
