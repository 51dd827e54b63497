"""The people who work for a cluster: managers change, readers see."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from organisations.clusters.door import LOOKING, cluster_page
from organisations.clusters.forms import InvitePersonForm, SeatForm
from organisations.clusters.members import invite
from organisations.limits import limited
from organisations.models import Invitation, LastManager
from organisations.roles import Right, may


@cluster_page(*LOOKING)
def seats(request, cluster):
    return render(
        request,
        "organisations/seats.html",
        {
            "cluster": cluster,
            "may_change": may(cluster.role, Right.GOVERN),
            "seats": cluster.seats.select_related("user"),
            "invitations": cluster.invitations.filter(
                kind=Invitation.Kind.SEAT, accepted_at=None, withdrawn_at=None
            ),
        },
    )


@cluster_page(right=Right.GOVERN)
@limited("invite")
def invite_person(request, cluster):
    seated = cluster.seats.values_list("user__email", flat=True)
    form = InvitePersonForm(
        request.POST if request.method == "POST" else None,
        initial={"language": get_language()},
        seated={email.casefold() for email in seated},
    )
    if form.is_valid():
        fields = dict(form.cleaned_data)
        email = fields.pop("email")
        with transaction.atomic():
            invite(
                Invitation.Kind.SEAT, email, by=request.user, cluster=cluster, **fields
            )
        messages.success(
            request, _("The invitation to %(email)s is sent.") % {"email": email}
        )
        return redirect("organisations:seats", cluster.pk)
    return render(
        request,
        "organisations/invite_person.html",
        {"cluster": cluster, "form": form},
        status=422 if form.errors else 200,
    )


@cluster_page(right=Right.GOVERN)
def seat(request, cluster, person):
    """Change a role."""
    found = _seat_or_404(cluster, person)
    form = SeatForm(
        request.POST if request.method == "POST" else None,
        initial={"role": found.role},
    )
    if form.is_valid():
        try:
            found.change(form.cleaned_data["role"], by=request.user)
        except LastManager:
            form.add_error("role", _refusal())
        else:
            messages.success(request, _("The change is kept."))
            return redirect("organisations:seats", cluster.pk)
    return render(
        request,
        "organisations/seat.html",
        {"cluster": cluster, "seat": found, "form": form},
        status=422 if form.errors else 200,
    )


@cluster_page(right=Right.GOVERN)
def remove_seat(request, cluster, person):
    """Ask, then take a seat away, also one's own."""
    found = _seat_or_404(cluster, person)
    if request.method == "POST":
        try:
            found.remove(request.user)
        except LastManager:
            messages.error(request, _refusal())
            return redirect("organisations:seats", cluster.pk)
        messages.success(
            request,
            _("%(name)s no longer works for the cluster.")
            % {"name": found.user.display_name},
        )
        if found.user_id == request.user.pk:
            return redirect("assessment:assessments")
        return redirect("organisations:seats", cluster.pk)
    return render(
        request,
        "organisations/remove_seat.html",
        {"cluster": cluster, "seat": found, "own": found.user_id == request.user.pk},
    )


def _seat_or_404(cluster, person):
    seats = cluster.seats.select_related("user", "cluster")
    return get_object_or_404(seats, user=person)


def _refusal():
    return _("At least one manager stays. Make somebody else a manager first.")
