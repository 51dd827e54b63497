"""One enterprise going through one edition of the questionnaire."""

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils.functional import cached_property
from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy as _

from assessment.edition import load, load_duties
from assessment.models.answers import Answer, Change, Given, Revision, mark
from assessment.models.results import Result
from assessment.profile import Profile, ProfileError, profile_data, read_profile
from assessment.questionnaire import Questionnaire
from assessment.trace import trace
from organisations.models import Enterprise, LogEntry
from organisations.roles import Right, may


class AlreadySubmitted(Exception):
    """The assessment was submitted before; its answers are frozen."""


class Incomplete(Exception):
    """Questions are still open; `questions` lists their codes."""

    def __init__(self, questions):
        self.questions = questions
        super().__init__(f"Still open: {', '.join(questions)}.")


NOTICE = timedelta(days=30)  # an owner hears of it before a draft is deleted
AUTHOR = ["answered_by", "delegation", "answered_at"]
REVISED = ["assessment", "question", "value", "comment", *AUTHOR]


class AssessmentQuerySet(models.QuerySet):
    def drafts(self):
        return self.filter(submitted_at=None)

    def submitted(self):
        return self.exclude(submitted_at=None)

    def visible_to(self, user, browser=None):
        """What this person, or this browser without an account, may open.

        A quick check leaves its browser when somebody takes it into an account.
        """
        of_browser = models.Q(enterprise=None, browser=browser)
        if not user.is_authenticated:
            return self.none() if browser is None else self.filter(of_browser)
        of_user = models.Q(enterprise__colleagues__user=user)
        visible = self.filter(of_user if browser is None else of_user | of_browser)
        return visible.annotate(role=models.F("enterprise__colleagues__role"))

    def left_in(self, browser):
        """Quick checks of a browser that no account has taken."""
        return self.filter(enterprise=None, browser=browser)

    def expired(self):
        """Quick checks nobody took into an account within the days they are kept."""
        days = timedelta(days=settings.QUICK_CHECK_DAYS)
        return self.filter(enterprise=None, changed_at__lt=now() - days)

    def start(self, scope, *, enterprise=None, browser=None):
        if enterprise:
            enterprise.refuse_when_ending()
        return self.create(
            edition=settings.QUESTIONNAIRE_EDITION,
            scope=scope,
            enterprise=enterprise,
            browser=browser,
            reference_date=localdate(),
        )

    def idle(self):
        """Drafts in which nothing happened for as long as drafts are kept."""
        days = timedelta(days=settings.DRAFT_DAYS)
        return self.drafts().filter(changed_at__lt=now() - days)

    def nearly_idle(self):
        """Drafts that will be idle for too long before their notice has run out."""
        days = timedelta(days=settings.DRAFT_DAYS)
        near = now() - days + min(NOTICE, days / 2)
        return self.drafts().exclude(enterprise=None).filter(changed_at__lt=near)

    def outlived(self):
        """Submitted ones whose results are older than results are kept."""
        days = timedelta(days=settings.RESULT_DAYS)
        return self.filter(submitted_at__lt=now() - days)

    @transaction.atomic
    def continue_from(self, earlier, *, enterprise):
        """A full assessment of today that begins with the answers of an earlier one.

        Answers the current edition cannot take are left behind.
        """
        assessment = self.start(Assessment.Scope.FULL, enterprise=enterprise)
        questionnaire = assessment.questionnaire
        if earlier.profile_data and _fits(questionnaire, earlier.profile_data):
            assessment.profile_data = earlier.profile_data
            assessment.asked_count = assessment.count_asked()
            assessment.save(update_fields=["profile_data", "asked_count"])
        Answer.objects.bulk_create(
            Answer(
                assessment=assessment,
                question=answer.question,
                value=answer.value,
                comment=answer.comment,
                answered_by_id=answer.answered_by_id,
                delegation_id=answer.delegation_id,
                answered_at=answer.answered_at,
            )
            for answer in earlier.answers.all()
            if _takes(questionnaire, answer)
        )
        return assessment


def _fits(questionnaire, data):
    try:
        _read(questionnaire, data, localdate())
    except ProfileError:
        return False
    return True


def _read(questionnaire, data, day) -> Profile:
    return read_profile(
        data,
        day,
        countries=questionnaire.countries,
        sectors=questionnaire.sectors,
        ecosystems=questionnaire.ecosystems,
    )


def _takes(questionnaire, answer):
    question = questionnaire.question(answer.question)
    try:
        return question is not None and question.read(answer.value) is not None
    except ValueError:
        return False


class Assessment(models.Model):
    """One enterprise going through one edition of the questionnaire."""

    class Scope(models.TextChoices):
        QUICK = "quick", _("Quick check")
        FULL = "full", _("Full assessment")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.CharField(_("edition"), max_length=20)
    scope = models.CharField(_("scope"), max_length=10, choices=Scope)
    enterprise = models.ForeignKey(
        Enterprise,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="assessments",
        verbose_name=_("enterprise"),
    )
    browser = models.UUIDField(null=True, editable=False, db_index=True)
    reference_date = models.DateField(_("reference date"))
    profile_data = models.JSONField(_("profile"), null=True, editable=False)
    asked_count = models.PositiveSmallIntegerField(default=0, editable=False)
    started_at = models.DateTimeField(default=now, editable=False)
    changed_at = models.DateTimeField(default=now, editable=False)
    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["-started_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(enterprise__isnull=False)
                | models.Q(browser__isnull=False),
                name="assessment_belongs_to_enterprise_or_browser",
            ),
            models.CheckConstraint(
                condition=models.Q(submitted_at__isnull=True)
                | models.Q(profile_data__isnull=False),
                name="assessment_submitted_with_profile",
            ),
        ]

    def __str__(self):
        return f"{self.get_scope_display()} {self.edition}, {self.started_at:%Y-%m-%d}"

    def allows(self, right: Right) -> bool:
        """Whether whoever it was found for (`visible_to`) has this right on it."""
        return self.enterprise_id is None or may(self.role, right)

    @property
    def may_answer(self) -> bool:
        return self.allows(Right.ANSWER)

    @property
    def may_run(self) -> bool:
        return self.allows(Right.RUN)

    @property
    def quick(self) -> bool:
        return self.scope == self.Scope.QUICK

    @property
    def retired(self) -> bool:
        """A draft of an edition that is no longer asked."""
        return (
            self.submitted_at is None and self.edition != settings.QUESTIONNAIRE_EDITION
        )

    @property
    def asking(self) -> bool:
        """Questions are asked now: it is a described draft of today's edition."""
        return bool(
            self.submitted_at is None
            and not self.retired
            and self.profile
            and self.profile.size_class
        )

    @cached_property
    def questionnaire(self) -> Questionnaire:
        return load(self.edition)

    @cached_property
    def profile(self) -> Profile | None:
        if self.profile_data is None:
            return None
        return _read(self.questionnaire, self.profile_data, self.reference_date)

    @cached_property
    def given(self) -> dict[str, Given]:
        """The answers so far by question code, read once."""
        rows = self.answers.values_list("question", "value", "comment")
        return {question: Given(value, comment) for question, value, comment in rows}

    def values(self) -> dict[str, Any]:
        return {code: answer.value for code, answer in self.given.items()}

    def asked(self) -> dict[str, list]:
        """The questions of this enterprise, by area code."""
        return self.questionnaire.asked_of(self.profile, quick=self.quick)

    def count_asked(self) -> int:
        return sum(len(questions) for questions in self.asked().values())

    def open_questions(self) -> list:
        """Asked and not answered yet, in order."""
        values = self.values()
        return [
            question
            for questions in self.asked().values()
            for question in questions
            if values.get(question.code) is None
        ]

    @transaction.atomic
    def describe(self, profile: Profile):
        """Keep the profile; the answers stay, whatever the size class becomes."""
        self._lock()
        self.profile_data = profile_data(profile)
        self.reference_date = profile.reference_date
        self.changed_at = now()
        self.__dict__.pop("profile", None)
        self.asked_count = self.count_asked() if profile.size_class else 0
        self.save(
            update_fields=[
                "profile_data",
                "reference_date",
                "changed_at",
                "asked_count",
            ]
        )
        if self.enterprise and profile.name and self.enterprise.name != profile.name:
            self.enterprise.name = profile.name
            self.enterprise.save(update_fields=["name"])

    @transaction.atomic
    def record(
        self, changes: list[Change], *, by=None, delegation=None
    ) -> dict[str, Answer]:
        """Keep what a page sent and return the answers it would have overwritten.

        An answer is overwritten only by a page that had shown it. What a page sends
        back as it was shown changes nothing; so two windows, or two people, never
        undo each other's work unasked.
        """
        self._lock()
        asked = [change.question for change in changes]
        kept = self.answers.filter(question__in=asked)
        stored = {answer.question: answer for answer in kept}
        conflicts, rows, moment = {}, [], now()
        for change in changes:
            row = stored.get(change.question) or Answer(
                assessment=self, question=change.question
            )
            touched = {}
            for name, value, seen in (
                ("value", change.value, change.seen),
                ("comment", change.comment, change.seen_comment),
            ):
                before = getattr(row, name)
                if mark(value) == seen or value == before:
                    continue
                if mark(before) != seen:
                    conflicts[change.question] = row
                    continue
                touched[name] = value
            if touched and change.question not in conflicts:
                for name, value in touched.items():
                    setattr(row, name, value)
                row.answered_by, row.delegation = by, delegation
                row.answered_at = moment
                rows.append(row)
        if rows:
            Answer.objects.bulk_create(
                rows,
                update_conflicts=True,
                unique_fields=["assessment", "question"],
                update_fields=["value", "comment", *AUTHOR],
            )
            if self.enterprise_id:  # a quick check in a browser has one author
                Revision.objects.bulk_create(
                    Revision(**{name: getattr(row, name) for name in REVISED})
                    for row in rows
                )
            type(self).objects.filter(pk=self.pk).update(changed_at=moment)
        self.__dict__.pop("given", None)
        return conflicts

    def _lock(self):
        """Hold this row to the end of the transaction; refuse once submitted."""
        locked = type(self).objects.select_for_update().filter(pk=self.pk)
        if locked.values_list("submitted_at", flat=True).get() is not None:
            raise AlreadySubmitted

    @transaction.atomic
    def submit(self, *, by=None):
        """Freeze the result. It is computed here and never again."""
        self._lock()
        self.__dict__.pop("given", None)
        if open_questions := self.open_questions():
            raise Incomplete([question.code for question in open_questions])
        questionnaire, profile = self.questionnaire, self.profile
        computed = trace(
            questionnaire,
            profile,
            questionnaire.read(self.values()),
            duties=load_duties(),
            quick=self.quick,
        )
        result = Result.objects.create(
            assessment=self,
            edition=self.edition,
            rules=questionnaire.rules,
            quick=self.quick,
            size_class=profile.size_class,
            country=profile.country,
            sector=profile.sector,
            points=computed["overall"]["score"],
            level=computed["overall"]["level"],
            reference_date=self.reference_date,
            profile_data=self.profile_data,
            comments={
                code: answer.comment
                for code, answer in self.given.items()
                if answer.comment
            },
            trace=computed,
        )
        self.submitted_at = now()
        self.save(update_fields=["submitted_at"])
        LogEntry.objects.note("submitted", by=by, enterprise=self.enterprise)
        return result

    @transaction.atomic
    def adopt(self, enterprise):
        """Take a quick check out of its browser into an enterprise's account."""
        enterprise.refuse_when_ending()
        self.enterprise = enterprise
        self.browser = None
        self.save(update_fields=["enterprise", "browser"])
        name = (self.profile_data or {}).get("name")
        if name and not enterprise.name:
            enterprise.name = name
            enterprise.save(update_fields=["name"])
