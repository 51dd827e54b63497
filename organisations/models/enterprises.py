"""Enterprises and the people who answer for them."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from organisations import roles
from organisations.models.consents import Consent
from organisations.models.log import LogEntry
from organisations.models.people import User


class LastOwner(Exception):
    """An enterprise is never left without an owner."""


class AboutToBeDeleted(PermissionDenied):
    """Nothing new begins in an enterprise whose deletion was asked for."""


class EnterpriseQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The enterprises this person works for, each with the person's `role`."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(colleagues__user=user).annotate(
            role=models.F("colleagues__role")
        )

    def owned_by(self, user):
        if not user.is_authenticated:
            return self.none()
        return self.visible_to(user).filter(role=roles.OWNER)

    def lasting(self):
        """Without those whose deletion was asked for."""
        return self.filter(delete_after=None)

    def due_for_deletion(self):
        return self.filter(delete_after__lte=now())

    @transaction.atomic
    def found(self, owner, name=""):
        """A new enterprise with its owner. The notice on benchmarks is given here."""
        enterprise = self.create(name=name)
        Colleague.objects.create(enterprise=enterprise, user=owner, role=roles.OWNER)
        Consent.objects.create(enterprise=enterprise, purpose=Consent.Purpose.BENCHMARK)
        return enterprise

    @transaction.atomic
    def of(self, user):
        """The enterprise this person owns, founded at the first need."""
        User.objects.select_for_update().get(pk=user.pk)  # two clicks found one
        owned = self.owned_by(user).order_by("created_at").first()
        return owned or self.found(user)


class Enterprise(models.Model):
    """A firm that assesses itself. What changes with time stands on the assessment."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=200, blank=True)
    invented = models.BooleanField(
        _("invented"), default=False, help_text=_("Demonstration data, never counted.")
    )
    created_at = models.DateTimeField(default=now, editable=False)
    delete_after = models.DateTimeField(null=True, editable=False)

    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = _("enterprise")
        verbose_name_plural = _("enterprises")

    def __str__(self):
        return self.name or str(self.id)

    @transaction.atomic
    def admit(self, user, role, areas=()):
        """Give a person a seat; somebody who has one keeps the stronger role."""
        colleague, new = Colleague.objects.get_or_create(
            enterprise=self, user=user, defaults={"role": role, "areas": list(areas)}
        )
        if not new and len(roles.RIGHTS[role]) > len(roles.RIGHTS[colleague.role]):
            colleague.role = role
            colleague.save(update_fields=["role"])
        return colleague

    def refuse_when_ending(self):
        if self.delete_after:
            raise AboutToBeDeleted(
                gettext(
                    "Your enterprise is about to be deleted, so nothing new can begin "
                    "in it. An owner can still decide to keep it."
                )
            )

    @transaction.atomic
    def ask_deletion(self, by):
        """Delete it in some days; until then an owner may take that back."""
        self.delete_after = now() + timedelta(days=settings.DELETION_GRACE_DAYS)
        self.save(update_fields=["delete_after"])
        LogEntry.objects.note("deletion_asked", by=by, enterprise=self)

    @transaction.atomic
    def keep(self, by):
        self.delete_after = None
        self.save(update_fields=["delete_after"])
        LogEntry.objects.note("deletion_taken_back", by=by, enterprise=self)

    @transaction.atomic
    def erase(self, by=None):
        """Gone from the live tables with all that belongs to it; no way back."""
        LogEntry.objects.note("deleted", by=by, enterprise=self)
        self.delete()


class Colleague(models.Model):
    """A person's seat in an enterprise."""

    class Role(models.TextChoices):
        OWNER = roles.OWNER, _("Owner")
        CONTRIBUTOR = roles.CONTRIBUTOR, _("Contributor")
        READER = roles.READER, _("Reader")

    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.CASCADE, related_name="colleagues"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="colleagues"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    areas = models.JSONField(_("areas"), default=list, blank=True)  # area codes
    joined_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        ordering = ["joined_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "user"], name="colleague_once_per_enterprise"
            )
        ]

    def __str__(self):
        return f"{self.user}: {self.get_role_display()}"

    @transaction.atomic
    def change(self, *, role, areas, by):
        """Another role or other areas; the last owner stays one."""
        if not (before := self._lock()):
            return
        if role != before:
            self._refuse_last_owner()
        self.role, self.areas = role, list(areas)
        self.save(update_fields=["role", "areas"])
        if before == role:
            return
        LogEntry.objects.note(
            "role_changed",
            by=by,
            enterprise=self.enterprise,
            person=str(self.user_id),
            role=role,
        )
        if before == roles.OWNER:
            self._withdraw_invitations(by)

    @transaction.atomic
    def remove(self, by):
        if not self._lock():
            return
        self._refuse_last_owner()
        LogEntry.objects.note(
            "removed", by=by, enterprise=self.enterprise, person=str(self.user_id)
        )
        self._withdraw_invitations(by)
        self.delete()

    @transaction.atomic
    def leave(self):
        """The person goes, and where nobody else is left the enterprise too."""
        Enterprise.objects.select_for_update().get(pk=self.enterprise_id)
        if self.enterprise.colleagues.exclude(pk=self.pk).exists():
            self.remove(by=self.user)
        else:
            self.enterprise.erase(by=self.user)

    def _lock(self) -> str | None:
        """Seats of one enterprise change one after the other.

        Returns the role as it is by now, nothing where the seat is gone.
        """
        Enterprise.objects.select_for_update().get(pk=self.enterprise_id)
        seat = Colleague.objects.filter(pk=self.pk)
        self.role = seat.values_list("role", flat=True).first()
        return self.role

    def _refuse_last_owner(self):
        owners = self.enterprise.colleagues.filter(role=roles.OWNER)
        if self.role == roles.OWNER and not owners.exclude(pk=self.pk).exists():
            raise LastOwner

    def _withdraw_invitations(self, by):
        """Who governs no more has no way back in by letters sent before."""
        sent = self.enterprise.invitations.open().filter(invited_by=self.user_id)
        for invitation in sent:
            invitation.withdraw(by)
