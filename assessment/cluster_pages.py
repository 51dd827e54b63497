"""Waves as a cluster sees them: how far its members are, and who is reminded.

Names, states, counts and days. No answer and no score passes through here.
"""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from assessment.progress import (
    OPEN,
    STARTED,
    SUBMITTED,
    begun,
    funnel,
    idle,
    is_idle,
    progress,
)
from assessment.reminding import LeftOut, NotOpen, due, remind, reminder_letter
from organisations.clusters.door import LOOKING, cluster_page
from organisations.clusters.members import ON_A_PAGE, ordered, query_of
from organisations.models import LogEntry
from organisations.roles import Right, may
from organisations.sheets import csv_download

STATES = {
    OPEN: pgettext_lazy("members of a wave", "Not started"),
    STARTED: pgettext_lazy("members of a wave", "Started"),
    SUBMITTED: pgettext_lazy("members of a wave", "Submitted"),
}
IDLE = "idle"
FILTERS = {**STATES, IDLE: pgettext_lazy("members of a wave", "Idle for a week")}
ORDERS = {
    "name": "enterprise__name",
    "group": "group",
    "percent": "percent",
    "activity": "last_change",
}


def _wave_or_404(cluster, pk):
    wave = get_object_or_404(cluster.waves, pk=pk)
    wave.cluster = cluster
    return wave


@cluster_page(*LOOKING)
def wave(request, cluster, wave):
    wave = _wave_or_404(cluster, wave)
    rows = all_members = progress(wave)
    state = request.GET.get("state", "")
    if state == IDLE:
        rows = idle(rows)
    elif state in STATES:
        rows = rows.filter(state=state)
    else:
        state = ""
    rows, order = ordered(request, rows, ORDERS, "name")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    for member in page:
        member.state_name = STATES[member.state]
        member.idle = is_idle(member)
    governs = may(cluster.role, Right.GOVERN)
    return render(
        request,
        "assessment/wave.html",
        {
            "cluster": cluster,
            "wave": wave,
            "funnel": funnel(wave),
            "page": page,
            "order": order,
            "state": state,
            "filters": FILTERS.items(),
            "query": query_of(request, "state", "sort"),
            "state_query": query_of(request, "state"),
            "may_change": governs,
            "idle_count": idle(all_members).count() if governs and wave.open else 0,
        },
    )


@cluster_page(*LOOKING)
def wave_sheet(request, cluster, wave):
    """The table of a wave, to download."""
    wave = _wave_or_404(cluster, wave)
    heads = [
        _("Enterprise"),
        _("Group"),
        _("Your reference"),
        _("State"),
        _("Percent answered"),
        _("Last activity"),
    ]
    rows = [
        [
            member.enterprise.name,
            member.group,
            member.reference,
            STATES[member.state],
            member.percent,
            member.last_change and localtime(member.last_change).date().isoformat(),
        ]
        for member in progress(wave).order_by("enterprise__name", "pk")
    ]
    LogEntry.objects.note(
        "exported",
        by=request.user,
        cluster=cluster,
        wave=str(wave.pk),
        what="progress",
        count=len(rows),
    )
    return csv_download("progress.csv", [heads, *rows])


@cluster_page(right=Right.GOVERN)
def delete_wave(request, cluster, wave):
    """Ask, then delete a wave nobody works for; else say why it stays."""
    wave = _wave_or_404(cluster, wave)
    if begun(wave):
        messages.error(
            request,
            _(
                "Members have begun: the wave can no longer be deleted. "
                "You can let it close earlier."
            ),
        )
        return redirect("assessment:wave", cluster.pk, wave.pk)
    if request.method == "POST":
        title = wave.title
        wave.delete()
        messages.success(request, _("“%(title)s” is deleted.") % {"title": title})
        return redirect("organisations:waves", cluster.pk)
    return render(
        request, "assessment/delete_wave.html", {"cluster": cluster, "wave": wave}
    )


@cluster_page(right=Right.GOVERN)
def remind_members(request, cluster, wave):
    """Say how many letters will go and what they say; then send them.

    `member` in the address is one of them; without it all who are idle.
    """
    wave = _wave_or_404(cluster, wave)
    members = idle(progress(wave))
    one = _member_asked(request, wave)
    if one is not None:
        members = members.filter(pk=one.pk)
    if not wave.open:
        return _not_open(request, wave)
    if request.method == "POST":
        keys = list(members.values_list("pk", flat=True))
        try:
            outcome = remind(wave, keys, by=request.user)
        except NotOpen:
            return _not_open(request, wave)
        _tell(request, outcome)
        return redirect("assessment:wave", cluster.pk, wave.pk)
    first = members.order_by("enterprise__name", "pk").first()
    letter = None
    if first is not None:
        letter = reminder_letter(wave, first.enterprise, get_language())
    return render(
        request,
        "assessment/remind.html",
        {
            "cluster": cluster,
            "wave": wave,
            "one": one,
            "idle_count": members.count(),
            "due_count": due(members).count(),
            "letter": letter,
        },
    )


def _member_asked(request, wave):
    key = request.GET.get("member")
    if key is None:
        return None
    try:
        member = wave.targets().select_related("enterprise").filter(pk=key).first()
    except ValidationError:  # no key at all
        member = None
    if member is None:
        raise Http404("No such member in this wave.")
    return member


def _not_open(request, wave):
    messages.error(request, _("Reminders are sent while a wave is open."))
    return redirect("assessment:wave", wave.cluster_id, wave.pk)


def _tell(request, outcome):
    """What was sent and what was not, each with its reason."""
    if outcome.sent:
        messages.success(
            request,
            ngettext(
                "%(count)s member is reminded.",
                "%(count)s members are reminded.",
                outcome.sent,
            )
            % {"count": outcome.sent},
        )
    reasons = {
        LeftOut.REMINDED: lambda count: ngettext(
            "%(count)s member was left out: reminded less than a week ago.",
            "%(count)s members were left out: reminded less than a week ago.",
            count,
        ),
        LeftOut.UNWILLING: lambda count: ngettext(
            "%(count)s member was left out: no reminders wanted.",
            "%(count)s members were left out: no reminders wanted.",
            count,
        ),
        LeftOut.ACTIVE: lambda count: ngettext(
            "%(count)s member was left out: active in the meantime.",
            "%(count)s members were left out: active in the meantime.",
            count,
        ),
    }
    for reason, words in reasons.items():
        if count := outcome.left_out[reason]:
            messages.info(request, words(count) % {"count": count})
    if not outcome.sent and not outcome.left_out:
        messages.info(request, _("Nobody is idle: no letter was sent."))
