"""What is deleted when its time is over. A daily job; running it twice does no harm.

Everything goes in portions, so that nobody waits long for the database. Who owns a
draft hears of it before the draft goes.
"""

from collections.abc import Callable
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import translation
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django_tasks import task

from assessment.models import Answer, Assessment, Delegation, Presence, Revision
from organisations import roles
from organisations.dates import day
from organisations.letters import address
from organisations.mail import Letter, post
from organisations.models import Enterprise, Invitation, LogEntry, Reminder

PORTION = 50


def overdue() -> dict[str, QuerySet]:
    """The rows to delete by what they are called."""
    return {
        "quick checks without an account": Assessment.objects.expired(),
        "idle drafts": Assessment.objects.idle(),
        "old results": Assessment.objects.outlived(),
        "invitations": Invitation.objects.outlived(),
        "hand-overs": _left_no_trace(Delegation.objects.outlived()),
        "presences": Presence.objects.filter(seen_at__lt=now() - timedelta(days=1)),
        "reminders": Reminder.objects.filter(
            sent_at__lt=now() - timedelta(days=settings.LOG_DAYS)
        ),
        "log entries": LogEntry.objects.expired(),
        "sessions": Session.objects.filter(expire_date__lt=now()),
        "lists of sessions": UserSession.objects.filter(
            ~Exists(Session.objects.filter(session_key=OuterRef("session_key")))
        ),
    }


def count_overdue() -> dict[str, int]:
    """What `retain` would do now."""
    return {
        "enterprises": Enterprise.objects.due_for_deletion().count(),
        **{name: rows.count() for name, rows in overdue().items()},
        "addresses of hand-overs": _with_address().count(),
        "letters about idle drafts": sum(1 for _draft in _drafts_to_warn_of()),
    }


def retain() -> dict[str, int]:
    """Delete what is over and warn of what soon will be; returns the counts."""
    return {
        "enterprises": _each(Enterprise.objects.due_for_deletion(), Enterprise.erase),
        **{name: _delete(rows) for name, rows in overdue().items()},
        "addresses of hand-overs": _with_address().update(email=""),
        "letters about idle drafts": sum(map(_warn_owners, _drafts_to_warn_of())),
    }


@task()
def daily_retention():
    """For a scheduler that enqueues tasks; `manage.py retention` does the same."""
    return retain()


def _delete(rows: QuerySet) -> int:
    deleted = 0
    while portion := list(rows.values_list("pk", flat=True)[:PORTION]):
        with transaction.atomic():  # what was touched meanwhile stays
            _all, by_model = rows.filter(pk__in=portion).delete()
        deleted += by_model.get(rows.model._meta.label, 0)
    return deleted


def _each(rows: QuerySet, verb: Callable) -> int:
    done = 0
    for number in list(rows.values_list("pk", flat=True)):
        with transaction.atomic():
            if row := rows.select_for_update().filter(pk=number).first():
                verb(row)
                done += 1
    return done


def _left_no_trace(delegations):
    """An answer keeps the name of who gave it; who gave none is forgotten."""
    given = [
        Exists(rows.objects.filter(delegation=OuterRef("pk")))
        for rows in (Answer, Revision)
    ]
    return delegations.exclude(given[0] | given[1])


def _with_address():
    return Delegation.objects.outlived().exclude(email="")


def _drafts_to_warn_of():
    """Drafts near their end, in enterprises that go on, not warned of before."""
    near = Assessment.objects.nearly_idle().filter(enterprise__delete_after=None)
    told = LogEntry.objects.filter(kind="reminded", details__has_key="draft")
    warned_at = dict(told.order_by("at").values_list("details__draft", "at"))
    for draft in near.select_related("enterprise"):
        if warned_at.get(str(draft.pk), draft.changed_at) <= draft.changed_at:
            yield draft


@transaction.atomic
def _warn_owners(draft) -> int:
    owners = draft.enterprise.colleagues.filter(role=roles.OWNER)
    seats = list(owners.select_related("user"))
    for seat in seats:
        post(idle_draft_letter(draft, seat.user), seat.user.email)
    LogEntry.objects.note("reminded", enterprise=draft.enterprise, draft=str(draft.pk))
    return len(seats)


def idle_draft_letter(draft: Assessment, owner) -> Letter:
    """An owner hears when a draft nobody works on will go."""
    with translation.override(owner.language):
        words = {
            "name": draft.enterprise.name or _("your enterprise"),
            "day": day(draft.changed_at + timedelta(days=settings.DRAFT_DAYS)),
        }
        return Letter(
            subject=_("A draft of %(name)s will be deleted on %(day)s") % words,
            paragraphs=(
                _("Nobody has worked on this self-assessment for a long time.") % words,
                _("On %(day)s it is deleted with its answers, unless it goes on.")
                % words,
            ),
            button=_("Go on with it"),
            address=address("assessment:resume", draft.pk),
        )
