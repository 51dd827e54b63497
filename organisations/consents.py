"""What an enterprise shares, with whom and since when; owners switch it on and off."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Min
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from organisations.access import enterprise_or_404
from organisations.clusters.appearance import remember_appearance
from organisations.models import Consent
from organisations.roles import Right, may

Purpose = Consent.Purpose
SHARED_WITH_A_CLUSTER = (Purpose.SCORES, Purpose.PLAN)
ROWS_ON_A_PAGE = 50


@login_required
@require_safe
def consents(request, pk):
    enterprise = enterprise_or_404(request, pk)
    in_force = {
        (row.purpose, row.cluster_id): row
        for row in enterprise.consents.in_force().select_related("given_by")
    }
    members = enterprise.memberships.select_related("cluster").order_by("cluster__name")
    history = enterprise.consents.select_related("cluster", "given_by", "withdrawn_by")
    benchmarks = enterprise.consents.filter(purpose=Purpose.BENCHMARK)
    return render(
        request,
        "organisations/consents.html",
        {
            "enterprise": enterprise,
            "may_change": may(enterprise.role, Right.GOVERN),
            "benchmark": in_force.get((Purpose.BENCHMARK, None)),
            "clusters": [
                {
                    "member": member,
                    "purposes": [
                        (purpose, in_force.get((purpose, member.cluster_id)))
                        for purpose in SHARED_WITH_A_CLUSTER
                    ],
                }
                for member in members
            ],
            # the first was in force by notice; nobody gave it
            "by_notice": benchmarks.aggregate(first=Min("pk"))["first"],
            "page": Paginator(history, ROWS_ON_A_PAGE).get_page(
                request.GET.get("page")
            ),
        },
    )


@login_required
@require_POST
def switch_consent(request, pk, purpose, member=None):
    """Give or withdraw one consent, as the pressed button says."""
    enterprise = enterprise_or_404(request, pk, Right.GOVERN)
    cluster = None
    if member:
        if purpose not in SHARED_WITH_A_CLUSTER:
            raise Http404(f"No purpose {purpose!r}.")
        cluster = _member_or_404(enterprise, member).cluster
    match request.POST.get("wanted"):
        case "on":
            Consent.objects.give(enterprise, purpose, by=request.user, cluster=cluster)
            messages.success(request, _("Switched on."))
        case "off":
            Consent.objects.withdraw(
                enterprise, purpose, by=request.user, cluster=cluster
            )
            messages.success(
                request,
                _("Switched off. The cluster no longer sees it.")
                if cluster
                else _("Switched off. The next release will be without you."),
            )
        case other:
            raise Http404(f"No wish {other!r}.")
    return redirect("organisations:consents", enterprise.pk)


@login_required
def leave_cluster(request, pk, member):
    """Ask, then end a membership."""
    enterprise = enterprise_or_404(request, pk, Right.GOVERN)
    found = _member_or_404(enterprise, member)
    if request.method == "POST":
        found.leave(request.user)
        remember_appearance(request)
        messages.success(
            request,
            _("You have left %(cluster)s.") % {"cluster": found.cluster.name},
        )
        return redirect("organisations:consents", enterprise.pk)
    return render(
        request,
        "organisations/leave_cluster.html",
        {"enterprise": enterprise, "member": found},
    )


def _member_or_404(enterprise, pk):
    memberships = enterprise.memberships.select_related("cluster", "enterprise")
    return get_object_or_404(memberships, pk=pk)
