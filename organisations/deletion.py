"""Deleting an enterprise: an owner asks for it, and has some days to take it back."""

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from organisations import letters, roles
from organisations.access import enterprise_or_404
from organisations.mail import post
from organisations.roles import Right


@login_required
def delete_enterprise(request, pk):
    """Say what goes and what stays; mark it for deletion once the owner is known."""
    return _delete(request, enterprise_or_404(request, pk, Right.GOVERN))


@reauthentication_required(allow_get=True)
def _delete(request, enterprise):
    if request.method == "POST" and not enterprise.delete_after:
        with transaction.atomic():
            enterprise.ask_deletion(request.user)
            owners = enterprise.colleagues.filter(role=roles.OWNER)
            for owner in owners.select_related("user"):
                post(letters.deletion_letter(enterprise, owner.user), owner.user.email)
        messages.success(request, _("The enterprise will be deleted."))
    if enterprise.delete_after:
        return redirect("organisations:consents", enterprise.pk)
    return render(
        request,
        "organisations/delete_enterprise.html",
        {"enterprise": enterprise, "days": settings.DELETION_GRACE_DAYS},
    )


@login_required
@require_POST
def keep_enterprise(request, pk):
    enterprise = enterprise_or_404(request, pk, Right.GOVERN)
    if enterprise.delete_after:
        enterprise.keep(request.user)
        messages.success(request, _("The enterprise stays."))
    return redirect("organisations:consents", enterprise.pk)
