"""Answers that belong to no app: errors, the browser's icon, the watchman asking."""

from pathlib import Path

from django.conf import settings
from django.db import Error, connection
from django.http import HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

FAVICON = Path(settings.BASE_DIR) / "static" / "favicon.svg"


def bad_request(request, exception):
    return render(request, "400.html", status=400)


def forbidden(request, exception):
    reason = exception.args[0] if exception and exception.args else ""
    return render(request, "403.html", {"reason": reason}, status=403)


def not_found(request, exception):
    return render(request, "404.html", status=404)


def too_many_requests(request):
    return render(request, "429.html", status=429)


def server_error(request):
    """Whatever broke may be the database or a context processor: neither is asked."""
    return HttpResponseServerError(render_to_string("500.html"))


def csrf_failure(request, reason=""):
    return render(request, "403_csrf.html", status=403)


@require_safe
@cache_control(public=True, max_age=86400)
def favicon(request):
    return HttpResponse(FAVICON.read_bytes(), content_type="image/svg+xml")


@never_cache
@require_safe
def health(request):
    """Say ok while the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return HttpResponse("database", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")
