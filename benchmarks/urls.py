"""The addresses of the product, and two views that do next to nothing."""

from django.http import HttpResponse
from django.urls import path

from config import urls


def bare(request):
    """The floor of every ratio."""
    return HttpResponse("ok")


def bare_signed_in(request):
    """What session and account cost, that every page of a signed-in person reads."""
    return HttpResponse("ok" if request.user.is_authenticated else "nobody")


urlpatterns = [
    path("bare/", bare),
    path("bare/signed-in/", bare_signed_in),
    *urls.urlpatterns,
]
