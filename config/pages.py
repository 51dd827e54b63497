"""The pages that explain: method, words, accessibility, privacy."""

from django.conf import settings
from django.urls import path
from django.views.generic import TemplateView

from assessment.pages import GlossaryView
from reporting.views import MethodologyView

app_name = "pages"
urlpatterns = [
    path("methodology/", MethodologyView.as_view(), name="methodology"),
    path("glossary/", GlossaryView.as_view(), name="glossary"),
    path(
        "accessibility/",
        TemplateView.as_view(template_name="pages/accessibility.html"),
        name="accessibility",
    ),
    path(
        "privacy/",
        TemplateView.as_view(
            template_name="pages/privacy.html",
            extra_context={"quick_check_days": settings.QUICK_CHECK_DAYS},
        ),
        name="privacy",
    ),
]
