"""No more reminders: one press in the letter, without signing in.

The address holds who it is, signed. It opens nothing else, so it never expires.
"""

from django.core import signing
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from organisations.letters import address
from organisations.models import User

SALT = "no more reminders"


def stop_address(user) -> str:
    """Where a letter leads whoever wants no more of them."""
    signed = signing.Signer(salt=SALT).sign(str(user.pk))
    return address("organisations:stop_reminders", signed)


def _person_or_404(signed):
    try:
        pk = signing.Signer(salt=SALT).unsign(signed)
    except signing.BadSignature:
        raise Http404("The link is not whole.") from None
    return get_object_or_404(User, pk=pk)


@csrf_exempt  # mail programs press it for their reader (RFC 8058); it only opts out
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_reminders(request, signed):
    person = _person_or_404(signed)
    if request.method == "POST":
        person.wants_reminders = False
        person.save(update_fields=["wants_reminders"])
    return render(
        request,
        "organisations/stop_reminders.html",
        {"person": person, "signed": signed},
    )


@require_POST
def want_reminders(request, signed):
    """On again, by the button on the same page."""
    person = _person_or_404(signed)
    person.wants_reminders = True
    person.save(update_fields=["wants_reminders"])
    return redirect("organisations:stop_reminders", signed)
