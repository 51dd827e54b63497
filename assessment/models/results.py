"""What was computed on the day of submission."""

from django.db import models
from django.utils.timezone import now


class ResultQuerySet(models.QuerySet):
    def shared_with(self, cluster, purpose):
        """Results of members who agreed that this cluster sees them by name."""
        return self.filter(
            quick=False,
            assessment__enterprise__delete_after=None,
            assessment__enterprise__memberships__cluster=cluster,
            assessment__enterprise__consents__in=cluster.consents.in_force().filter(
                purpose=purpose
            ),
        )


class Result(models.Model):
    """What was computed on the day of submission. Never updated."""

    assessment = models.OneToOneField(
        "Assessment", on_delete=models.CASCADE, primary_key=True, related_name="result"
    )
    edition = models.CharField(max_length=20)
    rules = models.CharField(max_length=20)
    quick = models.BooleanField()
    size_class = models.CharField(max_length=10)
    country = models.CharField(max_length=2)
    sector = models.CharField(max_length=2)
    points = models.PositiveSmallIntegerField(null=True)
    level = models.PositiveSmallIntegerField(null=True)
    reference_date = models.DateField()
    profile_data = models.JSONField()
    comments = models.JSONField(default=dict)
    trace = models.JSONField()
    created_at = models.DateTimeField(default=now, editable=False)

    objects = ResultQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(points__isnull=True)
                | models.Q(points__gte=0, points__lte=100),
                name="result_within_points",
            ),
            models.CheckConstraint(
                condition=models.Q(level__isnull=True)
                | models.Q(level__gte=1, level__lte=5, quick=False),
                name="result_level_only_of_full_assessment",
            ),
        ]

    def __str__(self):
        return f"{self.assessment_id}: {self.points}"
