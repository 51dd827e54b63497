"""What an enterprise agreed to, for which purpose, since when and until when."""

from django.conf import settings
from django.db import models, transaction
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from organisations.models.log import LogEntry


class ConsentQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(withdrawn_at=None)

    @transaction.atomic
    def give(self, enterprise, purpose, *, by, cluster=None):
        """In force from now; a second time changes nothing.

        To a cluster it is given by members only: nothing where the membership ended.
        """
        if cluster:
            members = enterprise.memberships.select_for_update()
            if not members.filter(cluster=cluster).exists():
                return None
        consent, new = self.get_or_create(
            enterprise=enterprise,
            purpose=purpose,
            cluster=cluster,
            withdrawn_at=None,
            defaults={"given_by": by},
        )
        if new:
            LogEntry.objects.note(
                "consent_given",
                by=by,
                enterprise=enterprise,
                cluster=cluster,
                purpose=purpose,
            )
        return consent

    @transaction.atomic
    def withdraw(self, enterprise, purpose, *, by, cluster=None):
        """Named sharing ends at once, aggregates leave it out at the next release."""
        ended = (
            self.in_force()
            .filter(enterprise=enterprise, purpose=purpose, cluster=cluster)
            .update(withdrawn_at=now(), withdrawn_by=by)
        )
        if ended:
            LogEntry.objects.note(
                "consent_withdrawn",
                by=by,
                enterprise=enterprise,
                cluster=cluster,
                purpose=purpose,
            )


class Consent(models.Model):
    """One purpose agreed to. Rows are never reused: together they are the history."""

    class Purpose(models.TextChoices):
        BENCHMARK = "benchmark", _("Anonymous benchmark")
        SCORES = "scores", _("The cluster sees our scores by name")
        PLAN = "plan", _("The cluster sees our action plan")

    enterprise = models.ForeignKey(
        "Enterprise", on_delete=models.CASCADE, related_name="consents"
    )
    purpose = models.CharField(max_length=20, choices=Purpose)
    cluster = models.ForeignKey(
        "Cluster", on_delete=models.CASCADE, null=True, related_name="consents"
    )
    given_at = models.DateTimeField(default=now)
    given_by = models.ForeignKey(  # nobody: on by notice
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-given_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "purpose", "cluster"],
                condition=models.Q(withdrawn_at=None),
                name="consent_in_force_once",
            ),
            models.UniqueConstraint(
                fields=["enterprise", "purpose"],
                condition=models.Q(withdrawn_at=None, cluster=None),
                name="consent_without_cluster_in_force_once",
            ),
            models.CheckConstraint(
                condition=models.Q(purpose="benchmark", cluster=None)
                | models.Q(purpose__in=["scores", "plan"], cluster__isnull=False),
                name="consent_to_share_names_a_cluster",
            ),
        ]

    def __str__(self):
        return f"{self.purpose}, {self.given_at:%Y-%m-%d}"
