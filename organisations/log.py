"""The audit log in words: for owners of an enterprise, for managers of a cluster.

Rows hold numbers; names are looked up here, and only those the reader may know.
"""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from organisations.access import cluster_or_404, enterprise_or_404
from organisations.accounts.second_factor import second_factor_required
from organisations.models import (
    Cluster,
    ClusterSeat,
    Colleague,
    Consent,
    Enterprise,
    Invitation,
    LogEntry,
    User,
)
from organisations.roles import Right

ROWS_ON_A_PAGE = 50
Kind = LogEntry.Kind
OF_AN_ENTERPRISE = [
    Kind.INVITED,
    Kind.INVITATION_WITHDRAWN,
    Kind.JOINED,
    Kind.ROLE_CHANGED,
    Kind.REMOVED,
    Kind.DELEGATED,
    Kind.DELEGATION_ENDED,
    Kind.CONSENT_GIVEN,
    Kind.CONSENT_WITHDRAWN,
    Kind.SUBMITTED,
    Kind.EXPORTED,
    Kind.VIEWED,
    Kind.REMINDED,
    Kind.DELETION_ASKED,
    Kind.DELETION_TAKEN_BACK,
]
OF_A_CLUSTER = [
    Kind.INVITED,
    Kind.INVITATION_WITHDRAWN,
    Kind.JOINED,
    Kind.ROLE_CHANGED,
    Kind.REMOVED,
    Kind.CONSENT_GIVEN,
    Kind.CONSENT_WITHDRAWN,
    Kind.VIEWED,
    Kind.REMINDED,
    Kind.IMPORTED,
    Kind.EXPORTED,
]
WORDS = {
    "role": dict(Colleague.Role.choices) | dict(ClusterSeat.Role.choices),
    "purpose": dict(Consent.Purpose.choices),
    "kind_of_seat": dict(Invitation.Kind.choices),
    "what": {
        "report": gettext_lazy("Report (PDF)"),
        "result": gettext_lazy("Result (JSON)"),
        "data": gettext_lazy("All data of the enterprise"),
        "progress": gettext_lazy("Progress of a wave"),
        "shared_scores": gettext_lazy("Scores by name"),
        "shared_plan": gettext_lazy("Action plan"),
    },
}


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as its readers see it."""

    at: datetime
    kind: str
    on: list[str]
    who: str


@login_required
@require_safe
def enterprise_log(request, pk):
    """What happened in an enterprise, for its owners."""
    enterprise = enterprise_or_404(request, pk, Right.GOVERN)
    entries = LogEntry.objects.filter(enterprise=enterprise.pk)
    page, kind = _page(request, entries, OF_AN_ENTERPRISE)
    people = _people(page, enterprise.colleagues)
    clusters = _names(Cluster, {entry.cluster for entry in page})
    return render(
        request,
        "organisations/log.html",
        {
            "enterprise": enterprise,
            "nav": "organisations/_enterprise_nav.html",
            "page": page,
            "kind": kind,
            "kinds": OF_AN_ENTERPRISE,
            "lines": [
                _line(
                    entry,
                    people,
                    clusters.get(entry.cluster),
                    stranger=_("Somebody of the cluster")
                    if entry.cluster
                    else _("No longer a colleague"),
                )
                for entry in page
            ],
        },
    )


@second_factor_required
@require_safe
def cluster_log(request, pk):
    """What happened in a cluster, for its managers; nothing from inside a member."""
    cluster = cluster_or_404(request, pk, Right.GOVERN)
    entries = LogEntry.objects.filter(cluster=cluster.pk, kind__in=OF_A_CLUSTER)
    page, kind = _page(request, entries, OF_A_CLUSTER)
    people = _people(page, cluster.seats)
    members = _names(
        Enterprise.objects.lasting().filter(memberships__cluster=cluster),
        {entry.enterprise for entry in page},
    )
    return render(
        request,
        "organisations/log.html",
        {
            "cluster": cluster,
            "nav": "organisations/_cluster_nav.html",
            "page": page,
            "kind": kind,
            "kinds": OF_A_CLUSTER,
            "lines": [
                _line(
                    entry,
                    people,
                    members.get(entry.enterprise, _("No longer a member"))
                    if entry.enterprise
                    else None,
                    stranger=_("Somebody of the enterprise")
                    if entry.enterprise
                    else _("No longer in the cluster"),
                )
                for entry in page
            ],
        },
    )


def _page(request, entries, kinds):
    kind = request.GET.get("kind", "")
    if kind in kinds:
        entries = entries.filter(kind=kind)
    else:
        kind = ""
    pages = Paginator(entries, ROWS_ON_A_PAGE)
    return pages.get_page(request.GET.get("page")), kind


def _people(page, seats):
    """Names by number: of who has a seat here, and none of whoever has not."""
    numbers = {str(entry.by) for entry in page if entry.by}
    numbers |= {entry.details["person"] for entry in page if "person" in entry.details}
    seated = set(seats.values_list("user", flat=True))
    names = {}
    for user in User.objects.filter(pk__in=numbers):
        if user.pk in seated:
            names[str(user.pk)] = user.display_name
        else:
            names[str(user.pk)] = _("Operator") if user.is_staff else None
    return names


def _names(things, numbers):
    things = things.objects.all() if isinstance(things, type) else things
    return {
        thing.pk: thing.name or _("Enterprise without a name")
        for thing in things.filter(pk__in=numbers - {None})
    }


def _line(entry, people, place, *, stranger):
    def name(number):
        if number not in people:
            return _("Account closed")
        return people[number] or stranger

    on = [
        str(WORDS[key].get(value, value))
        for key, value in entry.details.items()
        if key in WORDS
    ]
    if "person" in entry.details:
        on.append(name(entry.details["person"]))
    if place:
        on.append(place)
    return Line(
        at=entry.at,
        kind=entry.get_kind_display(),
        on=on,
        who=name(str(entry.by)) if entry.by else _("The service itself"),
    )
