from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from config import views

handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
handler429 = views.too_many_requests  # asked by allauth
handler500 = views.server_error

provider_urls = []
if settings.OIDC:
    provider_urls = [
        path("accounts/other/", include("allauth.socialaccount.urls")),
        path(
            "accounts/",
            include("allauth.socialaccount.providers.openid_connect.urls"),
        ),
    ]

urlpatterns = [
    path("favicon.ico", views.favicon, name="favicon"),
    path("health/", views.health, name="health"),
    *i18n_patterns(
        path("accounts/", include("allauth.account.urls")),
        path("accounts/second-step/", include("allauth.mfa.urls")),
        path("accounts/sessions/", include("allauth.usersessions.urls")),
        *provider_urls,
        path("admin/", admin.site.urls),
        path("", include("reporting.urls")),
        path("", include("config.pages")),
        path("", include("organisations.urls")),
        path("", include("assessment.urls")),
    ),
]
