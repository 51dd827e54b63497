"""EU project partners: they see aggregates of what lies in their scope, no names."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from organisations.models.clusters import Cluster


class PartnerQuerySet(models.QuerySet):
    def visible_to(self, user):
        if not user.is_authenticated:
            return self.none()
        return self.filter(seats__user=user)


class Partner(models.Model):
    """An organisation of the project, with the clusters and countries it reports on."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=200)
    clusters = models.ManyToManyField(
        Cluster, blank=True, related_name="partners", verbose_name=_("clusters")
    )
    countries = models.JSONField(_("countries"), default=list, blank=True)
    created_at = models.DateTimeField(default=now, editable=False)

    objects = PartnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["name"]

    def __str__(self):
        return self.name


class PartnerSeat(models.Model):
    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="seats")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="partner_seats"
    )
    joined_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        ordering = ["joined_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "user"], name="partner_seat_once_per_person"
            )
        ]

    def __str__(self):
        return f"{self.user}: {self.partner}"
