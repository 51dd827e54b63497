"""The addresses of the product, and a view that does nothing: the floor."""

from django.http import HttpResponse
from django.urls import path

from config import urls


def bare(request):
    return HttpResponse("ok")


urlpatterns = [path("bare/", bare), *urls.urlpatterns]
