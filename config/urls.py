from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from config import views

handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
handler500 = views.server_error

urlpatterns = [
    path("favicon.ico", views.favicon, name="favicon"),
    path("health/", views.health, name="health"),
    *i18n_patterns(
        path("accounts/", include("allauth.account.urls")),
        path("admin/", admin.site.urls),
        path("reports/", include("reporting.urls")),
        path("", include("config.pages")),
        path("", include("assessment.urls")),
    ),
]
