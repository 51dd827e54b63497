"""The home of a cluster: what there is, and what to do next."""

from django.shortcuts import render
from django.utils.timezone import localdate

from organisations.clusters.door import LOOKING, cluster_page
from organisations.clusters.members import open_invitations
from organisations.roles import Right, may

EARLIER_WAVES = 3


@cluster_page(*LOOKING)
def cluster(request, cluster):
    today = localdate()
    waves = list(cluster.waves.filter(closes_on__gte=today).order_by("opens_on"))
    return render(
        request,
        "organisations/cluster.html",
        {
            "cluster": cluster,
            "may_change": may(cluster.role, Right.GOVERN),
            "member_count": cluster.members.filter(
                enterprise__delete_after=None
            ).count(),
            "invited_count": open_invitations(cluster).count(),
            "waves": waves,
            "closed_waves": cluster.waves.filter(closes_on__lt=today)[:EARLIER_WAVES],
        },
    )
