"""The waves of a cluster: whom it asks to assess themselves, and between which days.

How far members are in a wave, and whether it may be deleted, is known where the
assessments are.
"""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from organisations.clusters.door import LOOKING, cluster_page
from organisations.clusters.forms import WaveForm
from organisations.clusters.members import ON_A_PAGE, open_invitations
from organisations.models import Wave
from organisations.roles import Right, may


@cluster_page(*LOOKING)
def waves(request, cluster):
    return render(
        request,
        "organisations/waves.html",
        {
            "cluster": cluster,
            "may_change": may(cluster.role, Right.GOVERN),
            "page": Paginator(cluster.waves.all(), ON_A_PAGE).get_page(
                request.GET.get("page")
            ),
        },
    )


@cluster_page(right=Right.GOVERN)
def new_wave(request, cluster):
    return _edit(
        request,
        cluster,
        Wave(cluster=cluster, edition=settings.QUESTIONNAIRE_EDITION),
    )


@cluster_page(right=Right.GOVERN)
def edit_wave(request, cluster, wave):
    return _edit(request, cluster, get_object_or_404(cluster.waves, pk=wave))


def _edit(request, cluster, wave):
    fields = ("title", "opens_on", "closes_on", "groups")
    form = WaveForm(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(wave, name) for name in fields},
        groups=_groups(cluster, wave),
    )
    if form.is_valid():
        for name in fields:
            if name in form.cleaned_data:
                setattr(wave, name, form.cleaned_data[name])
        wave.save()
        messages.success(request, _("The wave is saved."))
        return redirect("assessment:wave", cluster.pk, wave.pk)
    return render(
        request,
        "organisations/wave.html",
        {"cluster": cluster, "wave": wave, "form": form, "new": wave._state.adding},
        status=422 if form.errors else 200,
    )


def _groups(cluster, wave):
    """The groups there are, also of those who have not joined yet."""
    names = set(wave.groups)
    for rows in (cluster.members.order_by(), open_invitations(cluster).order_by()):
        names.update(rows.values_list("group", flat=True).distinct())
    return sorted(names - {""}, key=str.casefold)
