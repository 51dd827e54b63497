"""How often somebody may do what sends letters or tries codes: settings.RATE_LIMITS."""

from functools import wraps

from allauth.core.internal import ratelimit
from allauth.core.ratelimit import respond_429
from django.conf import settings


def within_limit(request, action, *, counted=True) -> bool:
    """Count one more, or only look; False once there were too many."""
    usage = ratelimit.consume(
        request,
        app="organisations",
        action=action,
        config=settings.RATE_LIMITS,
        dry_run=not counted,
        limit_get=True,
    )
    return usage is not None


def limited(action):
    """Let a view change something only so often; looking is free."""

    def guard(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if request.method == "POST" and not within_limit(request, action):
                return respond_429(request)
            return view(request, *args, **kwargs)

        return guarded

    return guard
