"""Who may open which assessment: the person signed in, or the browser it began in."""

from contextlib import contextmanager

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from assessment.models import Assessment
from organisations.access import ROLE_TOO_SMALL
from organisations.roles import Right

QUICK_CHECK_COOKIE = "quick_check"


def browser_of(request) -> str | None:
    """The secret by which this browser opens its quick checks, if it has one."""
    return request.get_signed_cookie(QUICK_CHECK_COOKIE, default=None)


def remember_browser(response, browser: str):
    """Let this browser open its quick checks for as long as they are kept."""
    response.set_signed_cookie(
        QUICK_CHECK_COOKIE,
        browser,
        max_age=settings.QUICK_CHECK_DAYS * 24 * 60 * 60,
        httponly=True,
        secure=settings.HTTPS,
        samesite="Lax",
    )


def visible_assessments(request):
    """What whoever sends this request may open."""
    return Assessment.objects.visible_to(request.user, browser_of(request))


def assessment_or_404(request, pk, right=Right.READ):
    """The assessment; 404 for whoever may not open it, 403 for whom it is read-only."""
    visible = visible_assessments(request).select_related("enterprise")
    assessment = get_object_or_404(visible, pk=pk)
    if not assessment.allows(right):
        raise PermissionDenied(ROLE_TOO_SMALL)
    if assessment.enterprise:  # its pages ask for the role, too
        assessment.enterprise.role = assessment.role
    return assessment


@contextmanager
def gone_is_404():
    """An assessment that somebody deletes while this request writes to it."""
    try:
        yield
    except Assessment.DoesNotExist:
        raise Http404("The assessment was deleted.") from None


def left_here(request):
    """Quick checks of this browser that no account has taken yet."""
    browser = browser_of(request)
    return list(Assessment.objects.left_in(browser)) if browser else []
