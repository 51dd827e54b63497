"""The members of a cluster and those invited to become one.

Of a member the cluster sees what it noted itself and the day it joined: never a person,
never an answer.
"""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from organisations import roles
from organisations.clusters.door import LOOKING, cluster_page
from organisations.clusters.forms import InviteMemberForm, MemberForm
from organisations.letters import invitation_letter
from organisations.limits import limited
from organisations.mail import post
from organisations.models import Colleague, Invitation
from organisations.models.clusters import BETWEEN_REMINDERS
from organisations.roles import Right, may

ON_A_PAGE = 50
MEMBER_ORDERS = {
    "name": "enterprise__name",
    "group": "group",
    "reference": "reference",
    "joined": "joined_at",
}
INVITATION_ORDERS = {
    "name": "name",
    "email": "email",
    "group": "group",
    "invited": "invited_at",
}


def ordered(request, rows, orders, default):
    """Rows as the address asks, and what the heads of the table need to know."""
    asked = request.GET.get("sort", default)
    name, downwards = asked.removeprefix("-"), asked.startswith("-")
    if name not in orders:
        name, downwards = default.removeprefix("-"), default.startswith("-")
    field = f"-{orders[name]}" if downwards else orders[name]
    return rows.order_by(field, "pk"), {"by": name, "downwards": downwards}


def query_of(request, *names):
    """What else stands in the address of a list, to be kept on its other pages."""
    kept = {name: request.GET[name] for name in names if request.GET.get(name)}
    return f"&{urlencode(kept)}" if kept else ""


def open_invitations(cluster):
    """Enterprises that were invited and have not joined; old ones are among them."""
    return cluster.invitations.filter(
        kind=Invitation.Kind.MEMBER, accepted_at=None, withdrawn_at=None
    )


def member_addresses(cluster) -> set[str]:
    """The addresses of the members' owners, case folded, to compare and not to show."""
    owners = Colleague.objects.filter(
        enterprise__memberships__cluster=cluster, role=roles.OWNER
    )
    return {email.casefold() for email in owners.values_list("user__email", flat=True)}


def invited_addresses(cluster) -> set[str]:
    invited = cluster.invitations.open().filter(kind=Invitation.Kind.MEMBER)
    return {email.casefold() for email in invited.values_list("email", flat=True)}


def invite(kind, email, *, by, **fields):
    """Invite somebody and post the letter."""
    invitation, token = Invitation.objects.invite(kind, email, by=by, **fields)
    post(invitation_letter(invitation, token), email)


@cluster_page(*LOOKING)
def members(request, cluster):
    rows = cluster.members.filter(enterprise__delete_after=None).select_related(
        "enterprise"
    )
    if search := request.GET.get("q", "").replace("\0", "").strip():
        rows = rows.filter(
            Q(enterprise__name__icontains=search)
            | Q(group__icontains=search)
            | Q(reference__icontains=search)
        )
    rows, order = ordered(request, rows, MEMBER_ORDERS, "name")
    return render(
        request,
        "organisations/members.html",
        {
            "cluster": cluster,
            "may_change": may(cluster.role, Right.GOVERN),
            "page": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page")),
            "search": search,
            "order": order,
            "query": query_of(request, "q", "sort"),
            "search_query": query_of(request, "q"),
            "invited_count": open_invitations(cluster).count(),
        },
    )


@cluster_page(right=Right.GOVERN)
def member(request, cluster, member):
    """What the cluster notes about a member."""
    found = _member_or_404(cluster, member)
    form = MemberForm(
        request.POST if request.method == "POST" else None,
        initial={"group": found.group, "reference": found.reference},
    )
    if form.is_valid():
        found.group = form.cleaned_data["group"]
        found.reference = form.cleaned_data["reference"]
        found.save(update_fields=["group", "reference"])
        messages.success(request, _("The change is kept."))
        return redirect("organisations:members", cluster.pk)
    return render(
        request,
        "organisations/member.html",
        {"cluster": cluster, "member": found, "form": form},
        status=422 if form.errors else 200,
    )


@cluster_page(right=Right.GOVERN)
def remove_member(request, cluster, member):
    """Ask, then end a membership."""
    found = _member_or_404(cluster, member)
    if request.method == "POST":
        name = found.enterprise.name
        found.leave(request.user)
        messages.success(request, _("%(name)s is no longer a member.") % {"name": name})
        return redirect("organisations:members", cluster.pk)
    return render(
        request,
        "organisations/remove_member.html",
        {"cluster": cluster, "member": found},
    )


def _member_or_404(cluster, pk):
    rows = cluster.members.select_related("enterprise", "cluster")
    return get_object_or_404(rows, pk=pk, enterprise__delete_after=None)


@cluster_page(right=Right.GOVERN)
@limited("invite")
def invite_member(request, cluster):
    sent = request.method == "POST"
    form = InviteMemberForm(
        request.POST if sent else None,
        initial={"language": get_language()},
        members=member_addresses(cluster) if sent else (),
        invited=invited_addresses(cluster) if sent else (),
    )
    if form.is_valid():
        fields = dict(form.cleaned_data)
        email = fields.pop("email")
        with transaction.atomic():
            invite(
                Invitation.Kind.MEMBER,
                email,
                by=request.user,
                cluster=cluster,
                **fields,
            )
        messages.success(
            request, _("The invitation to %(email)s is sent.") % {"email": email}
        )
        return redirect("organisations:member_invitations", cluster.pk)
    return render(
        request,
        "organisations/invite_member.html",
        {"cluster": cluster, "form": form},
        status=422 if form.errors else 200,
    )


@cluster_page(*LOOKING)
def member_invitations(request, cluster):
    rows, order = ordered(
        request, open_invitations(cluster), INVITATION_ORDERS, "-invited"
    )
    return render(
        request,
        "organisations/member_invitations.html",
        {
            "cluster": cluster,
            "may_change": may(cluster.role, Right.GOVERN),
            "page": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page")),
            "order": order,
            "query": query_of(request, "sort"),
        },
    )


@cluster_page("POST")
@limited("invite")
@transaction.atomic
def send_again(request, cluster, invitation):
    """A new letter with a new secret, once a week at most; the old one is void."""
    found = _invitation_or_404(cluster.invitations.select_for_update(), invitation)
    if found.invited_at > now() - BETWEEN_REMINDERS:
        messages.error(
            request,
            _(
                "%(email)s had a letter less than a week ago. "
                "Nobody gets more than one a week."
            )
            % {"email": found.email},
        )
        return _back_to_list(cluster, found)
    if not found.open:  # an old one is not replaced by itself
        cluster.invitations.filter(pk=found.pk).update(withdrawn_at=now())
    invite(
        found.kind,
        found.email,
        by=request.user,
        cluster=cluster,
        name=found.name,
        language=found.language,
        role=found.role,
        group=found.group,
        reference=found.reference,
    )
    messages.success(
        request, _("The invitation to %(email)s is sent.") % {"email": found.email}
    )
    return _back_to_list(cluster, found)


@cluster_page(right=Right.GOVERN)
def withdraw_invitation(request, cluster, invitation):
    """Ask, then make the link in the letter void."""
    found = _invitation_or_404(cluster.invitations, invitation)
    if request.method == "POST":
        found.withdraw(request.user)
        messages.success(
            request,
            _("The invitation to %(email)s is withdrawn.") % {"email": found.email},
        )
        return _back_to_list(cluster, found)
    return render(
        request,
        "organisations/withdraw_invitation.html",
        {"cluster": cluster, "invitation": found},
    )


def _invitation_or_404(invitations, pk):
    return get_object_or_404(invitations, pk=pk, accepted_at=None, withdrawn_at=None)


def _back_to_list(cluster, invitation):
    if invitation.kind == Invitation.Kind.SEAT:
        return redirect("organisations:seats", cluster.pk)
    return redirect("organisations:member_invitations", cluster.pk)
