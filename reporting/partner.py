"""What a project partner reports: how many enterprises took part, nobody's name.

A number below five is not told. There is no row of totals, from which one could
subtract; and countries have no numbers here, because clusters lie in countries.
"""

from dataclasses import dataclass

from django.db.models import Count
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessment.models import Assessment
from organisations import dates
from organisations.access import partner_or_404
from organisations.accounts.second_factor import second_factor_required
from organisations.models import LogEntry, Member
from organisations.sheets import csv_download

SMALLEST_NUMBER = 5


@dataclass(frozen=True, slots=True)
class Participation:
    """Numbers of enterprises in one cluster; none where fewer than five."""

    cluster: str
    invented: bool
    members: int | None
    started: int | None
    submitted: int | None


@second_factor_required
@require_safe
def partner(request, pk):
    partner = partner_or_404(request, pk)
    names = dates.locale().territories
    return render(
        request,
        "reporting/partner.html",
        {
            "partner": partner,
            "rows": participation(partner),
            "countries": sorted(names.get(code, code) for code in partner.countries),
            "smallest": SMALLEST_NUMBER,
        },
    )


@second_factor_required
@require_safe
def participation_sheet(request, pk):
    """The same table to download, withheld numbers in words."""
    partner = partner_or_404(request, pk)
    heads = [_("Cluster"), _("Enterprises"), _("Started"), _("Submitted")]
    rows = [
        [_name(row), *map(_in_words, (row.members, row.started, row.submitted))]
        for row in participation(partner)
    ]
    LogEntry.objects.note(
        "exported", by=request.user, partner=partner, what="participation"
    )
    return csv_download("penelope-participation.csv", [heads, *rows])


def _name(row):
    return f"{row.cluster} ({_('invented members')})" if row.invented else row.cluster


def _in_words(number):
    if number is not None:
        return number
    return _("fewer than %(smallest)s") % {"smallest": SMALLEST_NUMBER}


def participation(partner) -> list[Participation]:
    """One row for each cluster in the partner's scope; quick checks do not count.

    Invented enterprises count where there are no others: in a demonstration.
    """
    clusters = list(partner.clusters.order_by("name"))
    members = Member.objects.filter(
        cluster__in=clusters,
        enterprise__delete_after=None,
    )
    full = Assessment.objects.filter(scope=Assessment.Scope.FULL)
    counts = [
        _by_cluster(members),
        _by_cluster(members.filter(enterprise__assessments__in=full)),
        _by_cluster(members.filter(enterprise__assessments__in=full.submitted())),
    ]
    rows = []
    for cluster in clusters:
        real, invented = (cluster.pk, False), (cluster.pk, True)
        shown = invented if invented in counts[0] and real not in counts[0] else real
        numbers = [_told(count.get(shown, 0)) for count in counts]
        rows.append(Participation(cluster.name, shown == invented, *numbers))
    return rows


def _by_cluster(members):
    """Numbers of enterprises by cluster and by whether they are invented."""
    rows = members.values("cluster", "enterprise__invented").order_by()
    return {
        (row["cluster"], row["enterprise__invented"]): row["count"]
        for row in rows.annotate(count=Count("enterprise", distinct=True))
    }


def _told(count):
    return count if count >= SMALLEST_NUMBER else None
