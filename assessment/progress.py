"""How far the members of a wave are: counts and days, never an answer.

Everything is computed in the database, in as many queries for a thousand members as for
one.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Least
from django.utils.timezone import make_aware, now

from assessment.models import Answer, Assessment
from organisations import roles
from organisations.models import Colleague, Invitation, Reminder

OPEN, STARTED, SUBMITTED = "open", "started", "submitted"
IDLE_AFTER = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Funnel:
    """Each number is a part of the one before."""

    invited: int
    joined: int
    started: int
    submitted: int


def counted_in(wave):
    """The assessments that count for a wave: full ones of its edition that are drafts,
    or were submitted between its opening and its closing day; none before it opens."""
    if wave.planned:
        return Assessment.objects.none()
    opens = make_aware(datetime.combine(wave.opens_on, time.min))
    closes = make_aware(datetime.combine(wave.closes_on, time.min)) + timedelta(days=1)
    return Assessment.objects.filter(
        Q(submitted_at=None) | Q(submitted_at__gte=opens, submitted_at__lt=closes),
        scope=Assessment.Scope.FULL,
        edition=wave.edition,
    )


def progress(wave):
    """The members a wave asks, each with state, percent, last_change and reminders.

    Of several assessments the submitted one counts, else the one last worked on.
    """
    counted = (
        counted_in(wave)
        .filter(enterprise=OuterRef("enterprise"))
        .order_by(F("submitted_at").desc(nulls_last=True), "-changed_at")
    )
    answers = (
        Answer.objects.filter(assessment=OuterRef("assessment"), value__isnull=False)
        .order_by()
        .values("assessment")
        .annotate(count=Count("pk"))
        .values("count")
    )
    reminders = (
        Reminder.objects.filter(wave=wave, enterprise=OuterRef("enterprise"))
        .order_by()
        .values("wave")
        .annotate(latest=Max("sent_at"))
        .values("latest")
    )
    willing = Colleague.objects.filter(
        enterprise=OuterRef("enterprise"),
        role=roles.OWNER,
        user__is_active=True,
        user__wants_reminders=True,
    )
    done = 100 * F("answered") / F("asked")  # whole numbers: rounded down
    return (
        wave.targets()
        .select_related("enterprise")
        .annotate(
            assessment=Subquery(counted.values("pk")[:1]),
            submitted_at=Subquery(counted.values("submitted_at")[:1]),
            last_change=Subquery(counted.values("changed_at")[:1]),
            asked=Subquery(counted.values("asked_count")[:1]),
        )
        .annotate(answered=Coalesce(Subquery(answers), 0))
        .annotate(
            state=Case(
                When(submitted_at__isnull=False, then=Value(SUBMITTED)),
                When(assessment__isnull=False, then=Value(STARTED)),
                default=Value(OPEN),
                output_field=CharField(),
            ),
            percent=Case(
                When(submitted_at__isnull=False, then=Value(100)),
                When(
                    asked__gt=0,
                    then=Least(
                        ExpressionWrapper(done, output_field=IntegerField()), Value(100)
                    ),
                ),
                default=Value(0),
                output_field=IntegerField(),
            ),
            reminded_at=Subquery(reminders),
            may_be_reminded=Exists(willing),
        )
    )


def idle(members):
    """Of `progress`, those who have not submitted and did nothing for a week."""
    return members.exclude(state=SUBMITTED).filter(
        Q(last_change=None) | Q(last_change__lt=now() - IDLE_AFTER)
    )


def is_idle(member) -> bool:
    """The same of one member that is at hand."""
    if member.state == SUBMITTED:
        return False
    return member.last_change is None or member.last_change < now() - IDLE_AFTER


def funnel(wave) -> Funnel:
    counts = dict(
        progress(wave).order_by().values_list("state").annotate(count=Count("pk"))
    )
    invited = wave.cluster.invitations.filter(
        kind=Invitation.Kind.MEMBER, accepted_at=None, withdrawn_at=None
    )
    if wave.groups:
        invited = invited.filter(group__in=wave.groups)
    joined = sum(counts.values())
    submitted = counts.get(SUBMITTED, 0)
    return Funnel(
        invited=joined + invited.count(),
        joined=joined,
        started=submitted + counts.get(STARTED, 0),
        submitted=submitted,
    )


def begun(wave) -> bool:
    """Whether any member works for it: then it is no longer deleted."""
    return progress(wave).exclude(state=OPEN).exists()
