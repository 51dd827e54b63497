"""The pages that explain: method, words, sources, accessibility, privacy."""

from django.conf import settings
from django.urls import path
from django.views.generic import TemplateView

from assessment.pages import (
    FrameworksView,
    GlossaryView,
    SourcesView,
    TranslationsView,
)
from reporting.views import (
    MethodologyView,
    TemplatesView,
    TemplateTextView,
    template_document,
)

app_name = "pages"
urlpatterns = [
    path("methodology/", MethodologyView.as_view(), name="methodology"),
    path("glossary/", GlossaryView.as_view(), name="glossary"),
    path("sources/", SourcesView.as_view(), name="sources"),
    path("frameworks/", FrameworksView.as_view(), name="frameworks"),
    path("templates/", TemplatesView.as_view(), name="templates"),
    path("templates/<slug:code>/", TemplateTextView.as_view(), name="template"),
    path(
        "templates/<slug:code>/document.docx",
        template_document,
        name="template_document",
    ),
    path("translations/", TranslationsView.as_view(), name="translations"),
    path(
        "accessibility/",
        TemplateView.as_view(template_name="pages/accessibility.html"),
        name="accessibility",
    ),
    path(
        "privacy/",
        TemplateView.as_view(
            template_name="pages/privacy.html",
            extra_context={
                "quick_check_days": settings.QUICK_CHECK_DAYS,
                "draft_days": settings.DRAFT_DAYS,
                "result_days": settings.RESULT_DAYS,
                "result_years": None
                if settings.RESULT_DAYS % 365
                else settings.RESULT_DAYS // 365,
                "log_days": settings.LOG_DAYS,
                "grace_days": settings.DELETION_GRACE_DAYS,
            },
        ),
        name="privacy",
    ),
]
