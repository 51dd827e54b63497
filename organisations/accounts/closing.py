"""A person's own account: what it holds as a file, and closing it."""

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import Count, Q
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from organisations import letters, roles
from organisations.mail import post
from organisations.models import Cluster, Enterprise, Invitation, LastOwner, LogEntry
from organisations.record import account_record


@login_required
@reauthentication_required(allow_get=True)
def close_account(request):
    """Say what happens to each enterprise and cluster; close once it is confirmed."""
    enterprises = list(_enterprises(request.user))
    to_delete = [each for each in enterprises if each.alone]
    if request.method == "POST":
        if set(request.POST.getlist("delete")) != {str(each.pk) for each in to_delete}:
            messages.error(request, _("Something has changed: please read once more."))
            return redirect("organisations:close_account")
        try:
            _close(request.user)
        except LastOwner:
            messages.error(request, _("First hand over the enterprises named below."))
            return redirect("organisations:close_account")
        logout(request)
        messages.success(request, _("Your account is closed."))
        return redirect(settings.ACCOUNT_LOGOUT_REDIRECT_URL)
    return render(
        request,
        "organisations/close_account.html",
        {
            "to_hand_over": [e for e in enterprises if e.only_owner and not e.alone],
            "to_delete": to_delete,
            "to_leave": [e for e in enterprises if not e.only_owner and not e.alone],
            "clusters": list(_managed_alone(request.user)),
        },
    )


@transaction.atomic
def _close(user):
    for cluster in _managed_alone(user):
        post(letters.no_manager_letter(cluster), settings.CONTACT_ADDRESS)
    Invitation.objects.accepted_by(user).delete()
    user.close()


def _enterprises(user):
    """Each with its seats and owners counted."""
    counted = Enterprise.objects.annotate(
        seats=Count("colleagues", distinct=True),
        owners=Count(
            "colleagues", filter=Q(colleagues__role=roles.OWNER), distinct=True
        ),
    )
    seats = user.colleagues.values_list("enterprise", "role")
    own_roles = dict(seats)
    for enterprise in counted.filter(pk__in=own_roles).order_by("name", "pk"):
        enterprise.alone = enterprise.seats == 1
        enterprise.only_owner = (
            own_roles[enterprise.pk] == roles.OWNER and enterprise.owners == 1
        )
        yield enterprise


def _managed_alone(user):
    """The clusters that would be left without a manager."""
    managed = Q(seats__role=roles.MANAGER)
    return Cluster.objects.annotate(
        managers=Count("seats", filter=managed),
        own=Count("seats", filter=managed & Q(seats__user=user)),
    ).filter(managers=1, own=1)


@login_required
@require_POST
def account_data(request):
    """What the account itself holds, as a file."""
    LogEntry.objects.note("exported", by=request.user, what="account")
    response = JsonResponse(
        account_record(request.user),
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )
    response["Content-Disposition"] = 'attachment; filename="penelope-account.json"'
    return response
