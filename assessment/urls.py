from django.contrib.auth.decorators import login_required
from django.urls import path

from assessment import pages, views

app_name = "assessment"
questionnaire = views.QuestionnaireView.as_view(url_name="assessment:step")
urlpatterns = [
    path("", pages.HomeView.as_view(), name="home"),
    path(
        "assessments/",
        login_required(pages.AssessmentsView.as_view()),
        name="assessments",
    ),
    path("assessments/start-quick/", pages.start_quick, name="start_quick"),
    path("assessments/start-full/", pages.start_full, name="start_full"),
    path("assessments/take-along/", pages.take_along, name="take_along"),
    path("assessments/<uuid:pk>/", questionnaire, name="resume"),
    path("assessments/<uuid:pk>/delete/", pages.delete, name="delete"),
    path("assessments/<uuid:pk>/continue/", pages.continue_from, name="continue_from"),
    path(
        "assessments/<uuid:pk>/answers/<slug:code>/",
        views.save_answer,
        name="save_answer",
    ),
    path("assessments/<uuid:pk>/<slug:step>/", questionnaire, name="step"),
]
