"""What was said to each question, by whom and when, and who is about to answer."""

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db import models
from django.utils.timezone import now

from assessment.profile import LONGEST_COMMENT

PRESENT = timedelta(seconds=90)


def mark(value: Any) -> str:
    """A short fingerprint of an answer, by which a page tells what it had shown."""
    text = json.dumps(value, sort_keys=True)
    return hashlib.blake2s(text.encode(), digest_size=6).hexdigest()


@dataclass(frozen=True, slots=True)
class Change:
    """An answer or comment as sent by a page that had shown `seen` (a `mark`)."""

    question: str
    value: Any
    comment: str
    seen: str
    seen_comment: str


class Given(NamedTuple):
    """What stands in an answer row, without the row."""

    value: Any
    comment: str


class Authored(models.Model):
    """Written by a person of the enterprise, or by somebody a part was handed to."""

    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    delegation = models.ForeignKey(
        "Delegation", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(default=now)

    class Meta:
        abstract = True

    @property
    def author(self) -> str:
        """A name to show; empty where the account is gone."""
        if self.delegation:
            return self.delegation.name
        return self.answered_by.display_name if self.answered_by else ""


class Answer(Authored):
    """What stands as the answer to one question."""

    assessment = models.ForeignKey(
        "Assessment", on_delete=models.CASCADE, related_name="answers"
    )
    question = models.CharField(max_length=60)
    value = models.JSONField(null=True)  # as `Question.read` takes it
    comment = models.CharField(max_length=LONGEST_COMMENT, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "question"], name="answer_once_per_question"
            )
        ]

    def __str__(self):
        return f"{self.question}: {self.value}"


class Revision(Authored):
    """One change of an answer: the history of an assessment, never changed."""

    assessment = models.ForeignKey(
        "Assessment", on_delete=models.CASCADE, related_name="revisions"
    )
    question = models.CharField(max_length=60)
    value = models.JSONField(null=True)
    comment = models.CharField(max_length=LONGEST_COMMENT, blank=True)

    class Meta:
        ordering = ["-answered_at", "-id"]

    def __str__(self):
        return f"{self.question}, {self.answered_at:%Y-%m-%d %H:%M}"


class PresenceQuerySet(models.QuerySet):
    def note(self, assessment, person, step):
        """Somebody looks at a page now; `person` is a user or a delegation."""
        self.update_or_create(
            assessment=assessment,
            person=person.pk,
            defaults={"name": person.display_name, "step": step, "seen_at": now()},
        )

    def others(self, assessment, person):
        """Who else is at work on it."""
        return self.filter(assessment=assessment, seen_at__gt=now() - PRESENT).exclude(
            person=person.pk
        )


class Presence(models.Model):
    """Where somebody was last seen in a questionnaire."""

    assessment = models.ForeignKey(
        "Assessment", on_delete=models.CASCADE, related_name="presences"
    )
    person = models.UUIDField()
    name = models.CharField(max_length=320)
    step = models.CharField(max_length=60)
    seen_at = models.DateTimeField(default=now)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "person"], name="presence_once_per_person"
            )
        ]

    def __str__(self):
        return f"{self.name}: {self.step}"
