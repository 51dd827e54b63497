"""The audit log: who did what to whom. Written once, kept for a while, never changed.

Rows point to nothing: they outlive the accounts and enterprises they speak of, and
say no more about them than a number.
"""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _


class LogQuerySet(models.QuerySet):
    def note(self, kind, *, by=None, enterprise=None, cluster=None, partner=None, **on):
        """Write down that something happened; `on` holds codes and numbers only."""
        return self.create(
            kind=LogEntry.Kind(kind),
            by=by.pk if by and by.is_authenticated else None,
            enterprise=enterprise.pk if enterprise else None,
            cluster=cluster.pk if cluster else None,
            partner=partner.pk if partner else None,
            details=on,
        )

    def expired(self):
        return self.filter(at__lt=now() - timedelta(days=settings.LOG_DAYS))

    def update(self, **fields):
        raise TypeError("The audit log is never changed.")

    def bulk_update(self, objs, fields, batch_size=None):
        raise TypeError("The audit log is never changed.")


class LogEntry(models.Model):
    class Kind(models.TextChoices):
        SIGNED_IN = "signed_in", _("Signed in")
        SIGN_IN_FAILED = "sign_in_failed", _("Sign-in failed")
        SIGNED_OUT = "signed_out", _("Signed out")
        INVITED = "invited", _("Invited")
        INVITATION_WITHDRAWN = "invitation_withdrawn", _("Invitation withdrawn")
        JOINED = "joined", _("Joined")
        ROLE_CHANGED = "role_changed", _("Role changed")
        REMOVED = "removed", _("Removed")
        DELEGATED = "delegated", _("Part handed to somebody")
        DELEGATION_ENDED = "delegation_ended", _("Handing-over ended")
        CONSENT_GIVEN = "consent_given", _("Consent given")
        CONSENT_WITHDRAWN = "consent_withdrawn", _("Consent withdrawn")
        SUBMITTED = "submitted", _("Assessment submitted")
        EXPORTED = "exported", _("Downloaded")
        VIEWED = "viewed", _("Looked at")
        REMINDED = "reminded", _("Reminded")
        IMPORTED = "imported", _("Members imported")
        DELETION_ASKED = "deletion_asked", _("Deletion asked for")
        DELETION_TAKEN_BACK = "deletion_taken_back", _("Deletion taken back")
        DELETED = "deleted", _("Deleted")

    at = models.DateTimeField(default=now, db_index=True)
    kind = models.CharField(max_length=30, choices=Kind)
    by = models.UUIDField(null=True)
    enterprise = models.UUIDField(null=True, db_index=True)
    cluster = models.UUIDField(null=True, db_index=True)
    partner = models.UUIDField(null=True)
    details = models.JSONField(default=dict)

    objects = LogQuerySet.as_manager()

    class Meta:
        verbose_name = _("log entry")
        verbose_name_plural = _("audit log")
        ordering = ["-at", "-id"]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.kind}"
