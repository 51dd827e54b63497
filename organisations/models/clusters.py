"""Clusters, the people who run them, their members, waves and reminders."""

import secrets
import uuid
from datetime import timedelta

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy as _

from organisations import roles
from organisations.models.consents import Consent
from organisations.models.enterprises import Enterprise
from organisations.models.log import LogEntry

READABLE = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # no letter that looks like a digit
BETWEEN_REMINDERS = timedelta(days=7)


def join_code() -> str:
    """Ten letters to read out or print, 50 bits: not to be guessed."""
    return "".join(secrets.choice(READABLE) for _ in range(10))


class LastManager(Exception):
    """A cluster is never left without a manager."""


class ClusterQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The clusters this person has a seat in, each with the person's `role`."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(seats__user=user).annotate(role=models.F("seats__role"))

    def joinable(self, code):
        """The cluster of a join code, however it was typed."""
        typed = "".join(code.upper().split()).replace("-", "")
        return self.filter(join_code=typed).exclude(join_code="")


class Cluster(models.Model):
    """An organisation that accompanies its members. It never sees their answers."""

    class Kind(models.TextChoices):
        CLUSTER = "cluster", _("Cluster")
        PTCE = "ptce", _("PTCE (local cluster for economic cooperation)")
        ASSOCIATION = "association", _("Association")
        NETWORK = "network", _("Network")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(
        _("kind"), max_length=20, choices=Kind, default=Kind.CLUSTER
    )
    country = models.CharField(_("country"), max_length=2)
    join_code = models.CharField(
        _("join code"), max_length=20, default=join_code, blank=True, editable=False
    )
    accent = models.CharField(
        _("accent colour"),
        max_length=7,
        blank=True,
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$")],
    )
    logo = models.BinaryField(null=True, editable=False)  # PNG, see `cluster_logo`
    created_at = models.DateTimeField(default=now, editable=False)

    objects = ClusterQuerySet.as_manager()

    class Meta:
        verbose_name = _("cluster")
        verbose_name_plural = _("clusters")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["join_code"],
                condition=~models.Q(join_code=""),
                name="cluster_join_code_unique",
            )
        ]

    def __str__(self):
        return self.name

    def renew_join_code(self):
        """The old code stops working."""
        self.join_code = join_code()
        self.save(update_fields=["join_code"])

    def close_join_code(self):
        self.join_code = ""
        self.save(update_fields=["join_code"])

    @transaction.atomic
    def admit(self, enterprise, *, by, group="", reference=""):
        """Make an enterprise a member; once."""
        member, new = Member.objects.get_or_create(
            cluster=self,
            enterprise=enterprise,
            defaults={"group": group, "reference": reference},
        )
        if new:
            LogEntry.objects.note("joined", by=by, enterprise=enterprise, cluster=self)
        return member

    def seat(self, user, role):
        """Give a person a seat; who has one keeps the stronger role."""
        seat, new = ClusterSeat.objects.get_or_create(
            cluster=self, user=user, defaults={"role": role}
        )
        if not new and role == roles.MANAGER != seat.role:
            seat.role = role
            seat.save(update_fields=["role"])
        return seat


class ClusterSeat(models.Model):
    """A person who works for a cluster."""

    class Role(models.TextChoices):
        MANAGER = roles.MANAGER, _("Manager")
        READER = roles.READER, _("Reader")

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="seats")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="cluster_seats"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    joined_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        ordering = ["joined_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "user"], name="cluster_seat_once_per_person"
            )
        ]

    def __str__(self):
        return f"{self.user}: {self.get_role_display()}"

    @transaction.atomic
    def change(self, role, *, by):
        before = self._lock()
        if before in (None, role):
            return
        self._refuse_last_manager()
        self.role = role
        self.save(update_fields=["role"])
        LogEntry.objects.note(
            "role_changed",
            by=by,
            cluster=self.cluster,
            person=str(self.user_id),
            role=role,
        )
        self._withdraw_invitations(by)

    @transaction.atomic
    def remove(self, by):
        if not self._lock():
            return
        self._refuse_last_manager()
        LogEntry.objects.note(
            "removed", by=by, cluster=self.cluster, person=str(self.user_id)
        )
        self._withdraw_invitations(by)
        self.delete()

    def _lock(self) -> str | None:
        """Seats of one cluster change one after the other.

        Returns the role as it is by now, nothing where the seat is gone.
        """
        Cluster.objects.select_for_update().get(pk=self.cluster_id)
        seat = ClusterSeat.objects.filter(pk=self.pk)
        self.role = seat.values_list("role", flat=True).first()
        return self.role

    def _refuse_last_manager(self):
        managers = self.cluster.seats.filter(role=roles.MANAGER)
        if self.role == roles.MANAGER and not managers.exclude(pk=self.pk).exists():
            raise LastManager

    def _withdraw_invitations(self, by):
        """Who governs no more has no way back in by letters sent before.

        Those to enterprises stay: they open nothing of the cluster.
        """
        sent = self.cluster.invitations.open().filter(invited_by=self.user_id)
        for invitation in sent.filter(kind="seat"):
            invitation.withdraw(by)


class Member(models.Model):
    """An enterprise in a cluster."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cluster = models.ForeignKey(
        Cluster, on_delete=models.CASCADE, related_name="members"
    )
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.CASCADE, related_name="memberships"
    )
    group = models.CharField(_("group"), max_length=60, blank=True)
    reference = models.CharField(_("your reference"), max_length=60, blank=True)
    joined_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        ordering = ["joined_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "enterprise"], name="member_once_per_cluster"
            )
        ]

    def __str__(self):
        return f"{self.enterprise} in {self.cluster}"

    @transaction.atomic
    def leave(self, by):
        """End the membership and with it all named sharing with this cluster."""
        Member.objects.select_for_update().filter(pk=self.pk).first()
        for consent in Consent.objects.in_force().filter(
            enterprise=self.enterprise, cluster=self.cluster
        ):
            Consent.objects.withdraw(
                self.enterprise, consent.purpose, by=by, cluster=self.cluster
            )
        LogEntry.objects.note(
            "removed", by=by, enterprise=self.enterprise, cluster=self.cluster
        )
        self.delete()


class Wave(models.Model):
    """A campaign: which members are asked to assess themselves between two days."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="waves")
    title = models.CharField(_("title"), max_length=120)
    edition = models.CharField(_("edition"), max_length=20, editable=False)
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("closes on"))
    groups = models.JSONField(_("groups"), default=list, blank=True)  # empty: everyone

    class Meta:
        ordering = ["-opens_on", "title"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes_on__gte=models.F("opens_on")),
                name="wave_closes_after_it_opens",
            )
        ]

    def __str__(self):
        return self.title

    @property
    def open(self) -> bool:
        return self.opens_on <= localdate() <= self.closes_on

    @property
    def planned(self) -> bool:
        return localdate() < self.opens_on

    def targets(self):
        """The members it asks."""
        members = self.cluster.members.filter(enterprise__delete_after=None)
        return members.filter(group__in=self.groups) if self.groups else members


class ReminderQuerySet(models.QuerySet):
    def recent(self):
        return self.filter(sent_at__gt=now() - BETWEEN_REMINDERS)


class Reminder(models.Model):
    """A person was reminded; nobody is reminded twice in a week, by whomever."""

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="reminders")
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.CASCADE, related_name="reminders"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reminders"
    )
    sent_at = models.DateTimeField(default=now)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at"]

    def __str__(self):
        return f"{self.enterprise}, {self.sent_at:%Y-%m-%d}"
