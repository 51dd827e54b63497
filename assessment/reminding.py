"""Reminders to members who are idle in a wave; the one letter a cluster can trigger.

Nobody gets more than one a week, by whichever cluster and for whichever enterprise, and
nobody gets one who said no. What keeps that is a lock on the people and a row for each.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from enum import StrEnum

from django.db import transaction
from django.utils import translation
from django.utils.timezone import now
from django.utils.translation import gettext as _

from assessment.progress import idle, progress
from organisations import roles
from organisations.clusters.reminders import stop_address
from organisations.dates import day
from organisations.letters import address
from organisations.mail import Letter, post
from organisations.models import Colleague, LogEntry, Reminder, User
from organisations.models.clusters import BETWEEN_REMINDERS


class LeftOut(StrEnum):
    """Why a member got no letter."""

    ACTIVE = "active"
    REMINDED = "reminded"
    UNWILLING = "unwilling"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many members were reminded, and how many were left out for what reason."""

    sent: int
    left_out: Counter


class NotOpen(Exception):
    """The wave has not opened yet or is closed: there is nothing to remind of."""


def reminder_letter(wave, enterprise, language) -> Letter:
    """Tells who asks, until when, and that nothing is lost so far."""
    with translation.override(language):
        words = {
            "place": wave.cluster.name,
            "enterprise": enterprise.name or _("your enterprise"),
            "title": wave.title,
            "day": day(wave.closes_on),
        }
        return Letter(
            subject=_("Your self-assessment: open until %(day)s") % words,
            paragraphs=(
                _(
                    "%(place)s asks its members for a gender equality "
                    "self-assessment: “%(title)s”. It is open until %(day)s."
                )
                % words,
                _(
                    "The assessment of %(enterprise)s is not submitted yet. You can "
                    "stop at any question and go on later; colleagues can help."
                )
                % words,
                _("%(place)s does not see your answers.") % words,
            ),
            button=_("Go on with the assessment"),
            address=address("assessment:assessments"),
            closing=(_("You get at most one reminder a week."),),
        )


@transaction.atomic
def remind(wave, members, *, by) -> Outcome:
    """Write to the owners of these members (keys), if they are idle and willing."""
    if not wave.open:
        raise NotOpen
    asked = {member.pk: member for member in progress(wave).filter(pk__in=members)}
    still_idle = set(idle(progress(wave)).values_list("pk", flat=True))
    owners = _owners_locked([member.enterprise_id for member in asked.values()])
    recent = set(
        Reminder.objects.recent()
        .filter(user__in=[user for each in owners.values() for user in each])
        .values_list("user_id", flat=True)
    )
    sent, left_out = 0, Counter()
    for member in asked.values():
        willing = [u for u in owners[member.enterprise_id] if u.wants_reminders]
        fresh = [user for user in willing if user.pk not in recent]
        if member.pk not in still_idle:
            left_out[LeftOut.ACTIVE] += 1
        elif not willing:
            left_out[LeftOut.UNWILLING] += 1
        elif not fresh:
            left_out[LeftOut.REMINDED] += 1
        else:
            for user in fresh:
                _write_to(user, member, wave)
                recent.add(user.pk)
            sent += 1
    if sent:
        LogEntry.objects.note(
            "reminded", by=by, cluster=wave.cluster, wave=str(wave.pk), members=sent
        )
    return Outcome(sent, left_out)


def _owners_locked(enterprises) -> dict:
    """The owners of each enterprise; whoever else reminds them waits for us."""
    seats = list(
        Colleague.objects.filter(
            enterprise__in=enterprises, role=roles.OWNER, user__is_active=True
        ).values_list("enterprise_id", "user_id")
    )
    people = User.objects.select_for_update().filter(pk__in={u for _e, u in seats})
    by_key = {person.pk: person for person in people.order_by("pk")}
    owners = defaultdict(list)
    for enterprise, user in seats:
        if user in by_key:
            owners[enterprise].append(by_key[user])
    return owners


def _write_to(user, member, wave):
    Reminder.objects.create(
        wave=wave, enterprise=member.enterprise, user=user, sent_at=now()
    )
    letter = reminder_letter(wave, member.enterprise, user.language)
    with translation.override(user.language):
        unsubscribe = stop_address(user)
    post(replace(letter, unsubscribe=unsubscribe), user.email)


def due(members):
    """Of idle members, those whom a letter would reach today."""
    recent = Reminder.objects.filter(sent_at__gt=now() - BETWEEN_REMINDERS)
    willing = Colleague.objects.filter(
        role=roles.OWNER, user__is_active=True, user__wants_reminders=True
    ).exclude(user__in=recent.values("user"))
    return members.filter(enterprise__in=willing.values("enterprise"))
