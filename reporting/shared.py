"""What members of a cluster share with it by name: points, and the plan, nothing else.

Never an answer and never a comment: what leaves this file are the fields of the two
lines below. Consent is asked at each look, so that withdrawing it works at once.
"""

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Paginator
from django.db.models import F, OuterRef, Q, Subquery, UUIDField
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from assessment.edition import load
from assessment.models import Result
from assessment.wording import translated
from organisations.clusters.door import LOOKING, cluster_page
from organisations.clusters.members import ON_A_PAGE
from organisations.models import Consent, LogEntry
from reporting.report import report_of

Purpose = Consent.Purpose


@dataclass(frozen=True, slots=True)
class SharedScore:
    """The latest full result of a member, as points."""

    points: int | None
    level: int | None
    areas: dict[str, int | None]
    day: date


@dataclass(frozen=True, slots=True)
class SharedAction:
    title: str
    effort: str
    reason: str


def _latest(cluster, purpose):
    """For each member, its latest full result, as far as it shares it for this."""
    return (
        Result.objects.shared_with(cluster, purpose)
        .filter(assessment__enterprise=OuterRef("enterprise"))
        .order_by("-assessment__submitted_at")
        .values("pk")[:1]
    )


def sharing_members(cluster):
    """Members who share anything, with the keys of the results it is read from."""
    return (
        cluster.members.filter(enterprise__delete_after=None)
        .select_related("enterprise")
        .annotate(
            scored=Subquery(_latest(cluster, Purpose.SCORES), UUIDField()),
            planned=Subquery(_latest(cluster, Purpose.PLAN), UUIDField()),
        )
        .filter(Q(scored__isnull=False) | Q(planned__isnull=False))
        .order_by("enterprise__name", "pk")
    )


def shared_scores(keys) -> dict:
    """Points of results by key, read out of their traces in the database."""
    rows = Result.objects.filter(pk__in=keys).values_list(
        "pk", "points", "level", "trace__areas", F("assessment__submitted_at")
    )
    return {
        pk: SharedScore(
            points,
            level,
            {area["code"]: area["score"] for area in areas if area["computed"]},
            submitted_at,
        )
        for pk, points, level, areas, submitted_at in rows
    }


@cluster_page(*LOOKING)
def shared(request, cluster):
    """Who shares what, with points where they are shared."""
    page = Paginator(sharing_members(cluster), ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    scores = shared_scores([member.scored for member in page if member.scored])
    editions = Result.objects.filter(pk__in=scores).values_list("edition", flat=True)
    areas = _areas(set(editions))
    lines = []
    for member in page:
        score = scores.get(member.scored)
        points = [score.areas.get(code) for code, _title in areas] if score else []
        lines.append(
            {"member": member, "score": score, "points": points, "plan": member.planned}
        )
    if lines:
        LogEntry.objects.note(
            "viewed",
            by=request.user,
            cluster=cluster,
            what="shared_scores",
            count=len(scores),
        )
    return render(
        request,
        "reporting/shared.html",
        {"cluster": cluster, "page": page, "lines": lines, "areas": areas},
    )


def _areas(editions):
    """The areas of these editions, each once, in the order of the newest."""
    titles = {}
    for edition in sorted(editions, reverse=True):
        for area in load(edition).areas:
            titles.setdefault(area.code, translated(area.title))
    return list(titles.items())


@cluster_page(*LOOKING)
def shared_plan(request, cluster, member):
    """The plan of one member: what, when, how much work, why."""
    found = get_object_or_404(sharing_members(cluster), pk=member)
    if found.planned is None:
        raise Http404("This member does not share its plan.")
    result = get_object_or_404(
        Result.objects.select_related("assessment"), pk=found.planned
    )
    LogEntry.objects.note(
        "viewed",
        by=request.user,
        enterprise=found.enterprise,
        cluster=cluster,
        what="shared_plan",
    )
    return render(
        request,
        "reporting/shared_plan.html",
        {
            "cluster": cluster,
            "member": found,
            "day": result.assessment.submitted_at,
            "quarters": shared_quarters(result),
        },
    )


def shared_quarters(result) -> list[tuple[str, list[SharedAction]]]:
    """The plan by quarter; what is to be found out names a question and stays out."""
    report = report_of(result)
    quarters = [(quarter.name, quarter.actions) for quarter in report.quarters]
    if report.later:
        quarters.append((_("Later"), report.later))
    return [
        (
            name,
            [
                SharedAction(each.title, each.effort, each.reason_name)
                for each in actions
            ],
        )
        for name, actions in quarters
    ]
