"""Parts of an assessment in the hands of somebody without an account."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from organisations.models import LogEntry
from organisations.tokens import digest, new_token

KEPT_AFTER_EXPIRY = timedelta(days=90)


class DelegationQuerySet(models.QuerySet):
    def running(self):
        return self.filter(withdrawn_at=None, expires_at__gt=now())

    def of(self, token):
        return self.filter(token_digest=digest(token))

    def unopened(self, token):
        """The delegation a link leads to, as long as nobody has opened it."""
        return self.running().of(token).filter(opened_at=None)

    def opened_by(self, key):
        """The delegation that was opened with this key of a browser."""
        return self.running().filter(browser_digest=digest(key))

    def outlived(self):
        """Too long over for anybody to ask about."""
        return self.filter(expires_at__lt=now() - KEPT_AFTER_EXPIRY)

    @transaction.atomic
    def delegate(self, assessment, *, by, **fields):
        """Hand a part over; returns the delegation and the token for its letter."""
        token = new_token()
        delegation = self.create(
            assessment=assessment,
            created_by=by,
            token_digest=digest(token),
            expires_at=now() + timedelta(days=settings.DELEGATION_DAYS),
            **fields,
        )
        LogEntry.objects.note(
            "delegated",
            by=by,
            enterprise=assessment.enterprise,
            area=delegation.area,
            question=delegation.question,
        )
        return delegation, token


class Delegation(models.Model):
    """One area, or one question of it, for one person, until a day.

    The link in the letter works once. It gives the browser that opened it a key, and
    the key opens this part and nothing else.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(
        "Assessment", on_delete=models.CASCADE, related_name="delegations"
    )
    area = models.CharField(_("area"), max_length=60)
    question = models.CharField(_("question"), max_length=60, blank=True)
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail address"))
    language = models.CharField(_("language"), max_length=10)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=now, editable=False)
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    browser_digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self):
        return f"{self.name}: {self.question or self.area}"

    @property
    def display_name(self) -> str:
        return self.name

    @property
    def running(self) -> bool:
        return self.withdrawn_at is None and self.expires_at > now()

    def questions(self) -> list:
        """The questions handed over, of those the enterprise is asked."""
        asked = self.assessment.asked().get(self.area, [])
        return [q for q in asked if self.question in ("", q.code)]

    @transaction.atomic
    def open(self) -> str | None:
        """Use the link up; returns the key for this browser, None if it was used."""
        key = new_token()
        opened = Delegation.objects.running().filter(pk=self.pk, opened_at=None)
        changed = opened.update(opened_at=now(), browser_digest=digest(key))
        return key if changed else None

    @transaction.atomic
    def renew(self) -> str:
        """A new link; the old one and the browser that opened it lose their way in."""
        token = new_token()
        self.token_digest, self.browser_digest = digest(token), ""
        self.opened_at = self.finished_at = None
        self.expires_at = now() + timedelta(days=settings.DELEGATION_DAYS)
        self.save(  # not whether it was withdrawn, perhaps a moment ago
            update_fields=[
                "token_digest",
                "browser_digest",
                "opened_at",
                "finished_at",
                "expires_at",
            ]
        )
        return token

    @transaction.atomic
    def withdraw(self, by):
        self.withdrawn_at, self.browser_digest = now(), ""
        self.save(update_fields=["withdrawn_at", "browser_digest"])
        LogEntry.objects.note(
            "delegation_ended", by=by, enterprise=self.assessment.enterprise
        )

    def finish(self):
        """The person says that the part is done; it may still be changed."""
        self.finished_at = now()
        self.save(update_fields=["finished_at"])
