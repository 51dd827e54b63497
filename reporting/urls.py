from django.urls import include, path

from reporting import data, partner, shared, views

app_name = "reporting"
reports = [
    path("form/<slug:size_class>.pdf", views.blank_form, name="blank_form"),
    path("<uuid:pk>/", views.ReportView.as_view(), name="report"),
    path("<uuid:pk>/computation/", views.ComputationView.as_view(), name="computation"),
    path("<uuid:pk>/report.pdf", views.report_pdf, name="pdf"),
    path("<uuid:pk>/result.json", views.result_json, name="json"),
]
urlpatterns = [
    path("reports/", include(reports)),
    path("enterprises/<uuid:pk>/data/", data.enterprise_data, name="data"),
    path("partners/<uuid:pk>/figures/", partner.partner, name="partner"),
    path(
        "partners/<uuid:pk>/figures/participation.csv",
        partner.participation_sheet,
        name="participation_sheet",
    ),
    path("clusters/<uuid:pk>/results/", shared.shared, name="shared"),
    path(
        "clusters/<uuid:pk>/results/<uuid:member>/plan/",
        shared.shared_plan,
        name="shared_plan",
    ),
]
