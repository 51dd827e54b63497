from django.urls import path

from reporting import views

app_name = "reporting"
urlpatterns = [
    path("form/<slug:size_class>.pdf", views.blank_form, name="blank_form"),
    path("<uuid:pk>/", views.ReportView.as_view(), name="report"),
    path("<uuid:pk>/computation/", views.ComputationView.as_view(), name="computation"),
    path("<uuid:pk>/report.pdf", views.report_pdf, name="pdf"),
    path("<uuid:pk>/result.json", views.result_json, name="json"),
]
