"""The page behind the link of an invitation.

Looking changes nothing: scanners of mail open links too. Nobody is told which address
an invitation was sent to.
"""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from organisations.clusters.appearance import remember_appearance
from organisations.letters import place_name, role_name
from organisations.models import Enterprise, Invitation, NoLongerOpen

NEW = "new"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request, token):
    """Who invites to what; one button accepts."""
    found = (
        Invitation.objects.of(token)
        .select_related("enterprise", "cluster", "partner", "invited_by")
        .first()
    )
    if found is None:
        return _closed(request, status=404)
    if not found.open:
        if found.accepted_by_id and found.accepted_by_id == request.user.pk:
            return redirect(settings.LOGIN_REDIRECT_URL)
        return _closed(request, status=410)
    if request.method != "POST":
        return _offer(request, found)
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    return _accept(request, found)


def _closed(request, *, status):
    """Used, withdrawn, too old or never sent: all read the same."""
    return render(request, "organisations/invitation_closed.html", status=status)


def _offer(request, found, *, error=""):
    joins = found.kind == Invitation.Kind.MEMBER
    return render(
        request,
        "organisations/invitation.html",
        {
            "invitation": found,
            "place": place_name(found),
            "role": role_name(found),
            "owned": _owned(request.user) if joins else [],
            "chosen": request.POST.get("enterprise", ""),
            "error": error,
        },
        status=422 if error else 200,
    )


def _owned(user):
    """The enterprises that may join a cluster for this person's saying so."""
    return list(Enterprise.objects.owned_by(user).lasting().order_by("name"))


@transaction.atomic
def _accept(request, found):
    enterprise = None
    if found.kind == Invitation.Kind.MEMBER:
        owned = {str(each.pk): each for each in _owned(request.user)}
        wanted = request.POST.get("enterprise", "") if owned else NEW
        if wanted != NEW and wanted not in owned:
            error = _("Choose which enterprise joins.")
            return _offer(request, found, error=error)
        enterprise = owned.get(wanted) or Enterprise.objects.found(
            request.user, found.name
        )
    try:
        found.accept(request.user, enterprise)
    except NoLongerOpen:
        transaction.set_rollback(True)  # no enterprise is founded for nothing
        return _closed(request, status=410)
    _prove_address(request.user, found.email)
    words = {"place": place_name(found)}
    match found.kind:
        case Invitation.Kind.COLLEAGUE:
            messages.success(request, _("You now work for %(place)s.") % words)
            return redirect(settings.LOGIN_REDIRECT_URL)
        case Invitation.Kind.MEMBER:
            remember_appearance(request)
            messages.success(
                request,
                _(
                    "Your enterprise is now a member of %(place)s. Choose what you "
                    "share with it: nothing is shared by name until you say so."
                )
                % words,
            )
            return redirect("organisations:consents", enterprise.pk)
        case Invitation.Kind.SEAT:
            messages.success(request, _("You now work for %(place)s.") % words)
            return redirect("organisations:cluster", found.cluster_id)
    messages.success(request, _("You now work for %(place)s.") % words)
    return redirect("organisations:partner", found.partner_id)


def _prove_address(user, email):
    """The letter reached this mailbox, and its secret came back from this account."""
    if own := user.emailaddress_set.filter(email__iexact=email).first():
        own.set_verified()
