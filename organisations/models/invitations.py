"""Invitations: a secret address sent to a mailbox, good for one seat."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from organisations.models.clusters import Cluster
from organisations.models.enterprises import Enterprise
from organisations.models.log import LogEntry
from organisations.models.partners import Partner, PartnerSeat
from organisations.tokens import digest, new_token

KEPT_AFTER_EXPIRY = timedelta(days=90)


class NoLongerOpen(Exception):
    """Accepted before, withdrawn, or too old."""


class InvitationQuerySet(models.QuerySet):
    def open(self):
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now())

    def accepted_by(self, user):
        """What led this person here; it holds an address of theirs."""
        return self.filter(accepted_by=user)

    def outlived(self):
        """Too long over for anybody to ask about."""
        return self.filter(expires_at__lt=now() - KEPT_AFTER_EXPIRY)

    def of(self, token):
        return self.filter(token_digest=digest(token))

    @transaction.atomic
    def invite(self, kind, email, *, by, **fields):
        """A new invitation and its token, which is in the letter and nowhere else.

        An open one to the same address and place is replaced.
        """
        places = ("enterprise", "cluster", "partner")
        place = {name: fields.get(name) for name in places}
        self.open().filter(kind=kind, email__iexact=email, **place).update(
            withdrawn_at=now()
        )
        token = new_token()
        invitation = self.create(
            kind=kind,
            email=email,
            invited_by=by,
            token_digest=digest(token),
            expires_at=now() + timedelta(days=settings.INVITATION_DAYS),
            **fields,
        )
        LogEntry.objects.note("invited", by=by, kind_of_seat=str(kind), **place)
        return invitation, token


class Invitation(models.Model):
    """An e-mail address is offered a seat: as colleague, member, manager or partner."""

    class Kind(models.TextChoices):
        COLLEAGUE = "colleague", _("Colleague in an enterprise")
        MEMBER = "member", _("Member of a cluster")
        SEAT = "seat", _("Seat in a cluster")
        PARTNER = "partner", _("Seat in a partner")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("enterprise"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=10)
    enterprise = models.ForeignKey(
        Enterprise, on_delete=models.CASCADE, null=True, related_name="invitations"
    )
    cluster = models.ForeignKey(
        Cluster, on_delete=models.CASCADE, null=True, related_name="invitations"
    )
    partner = models.ForeignKey(
        Partner, on_delete=models.CASCADE, null=True, related_name="invitations"
    )
    role = models.CharField(_("role"), max_length=20, blank=True)
    areas = models.JSONField(_("areas"), default=list, blank=True)
    group = models.CharField(_("group"), max_length=60, blank=True)
    reference = models.CharField(_("your reference"), max_length=60, blank=True)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    invited_at = models.DateTimeField(default=now, editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-invited_at"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    models.Q(kind="colleague", enterprise__isnull=False)
                    | models.Q(kind__in=["member", "seat"], cluster__isnull=False)
                    | models.Q(kind="partner", partner__isnull=False)
                ),
                name="invitation_leads_somewhere",
            )
        ]

    def __str__(self):
        return f"{self.email}: {self.get_kind_display()}"

    @property
    def open(self) -> bool:
        return (
            self.accepted_at is None
            and self.withdrawn_at is None
            and self.expires_at > now()
        )

    @property
    def place(self):
        """Where it leads."""
        return self.enterprise or self.cluster or self.partner

    @transaction.atomic
    def accept(self, user, enterprise=None):
        """Take the seat. A member's invitation needs the `enterprise` that joins."""
        invitation = type(self).objects.select_for_update().get(pk=self.pk)
        if not invitation.open:
            raise NoLongerOpen
        invitation.accepted_at, invitation.accepted_by = now(), user
        invitation.save(update_fields=["accepted_at", "accepted_by"])
        match self.kind:
            case self.Kind.COLLEAGUE:
                self.enterprise.admit(user, self.role, self.areas)
            case self.Kind.MEMBER:
                if self.name and not enterprise.name:
                    enterprise.name = self.name
                    enterprise.save(update_fields=["name"])
                self.cluster.admit(
                    enterprise, by=user, group=self.group, reference=self.reference
                )
                return
            case self.Kind.SEAT:
                self.cluster.seat(user, self.role)
            case self.Kind.PARTNER:
                PartnerSeat.objects.get_or_create(partner=self.partner, user=user)
        LogEntry.objects.note(
            "joined",
            by=user,
            enterprise=self.enterprise,
            cluster=self.cluster,
            partner=self.partner,
        )

    @transaction.atomic
    def withdraw(self, by):
        """Close it; whoever was quicker keeps the seat."""
        waiting = Invitation.objects.filter(pk=self.pk, accepted_at=None)
        if not waiting.filter(withdrawn_at=None).update(withdrawn_at=now()):
            return
        LogEntry.objects.note(
            "invitation_withdrawn",
            by=by,
            enterprise=self.enterprise,
            cluster=self.cluster,
            partner=self.partner,
        )
