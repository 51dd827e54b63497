"""Invented data for the demonstration, marked as such. Never run on a live service."""

from itertools import cycle

from django.db import transaction
from django.utils.timezone import localdate

from assessment.models import Assessment, Change, mark
from assessment.profile import read_profile
from assessment.questionnaire import DONT_KNOW, Scale
from organisations.models import Enterprise, User

OWNER = "owner@demo.example"
PASSWORD = "demonstration-only"
NAME = "Demo Furniture Workshop (invented)"


@transaction.atomic
def seed():
    """One enterprise with a submitted assessment and a draft; once."""
    if User.objects.filter(email=OWNER).exists():
        return
    user = User.objects.create_user(OWNER, PASSWORD)
    user.emailaddress_set.create(email=OWNER, primary=True, verified=True)
    enterprise = Enterprise.objects.of(user)
    submitted = Assessment.objects.start("full", enterprise=enterprise)
    _describe(submitted)
    _answer(submitted, stages=cycle([2, 1, 3, 2, 0, 2, 1, 4]), by=user)
    submitted.submit()
    draft = Assessment.objects.start("full", enterprise=enterprise)
    _describe(draft)
    _answer(draft, stages=cycle([3, 2]), by=user, areas=3)


def _describe(assessment):
    questionnaire = assessment.questionnaire
    assessment.describe(
        read_profile(
            {
                "name": NAME,
                "country": "FR",
                "sector": "C",
                "headcount": {"women": 5, "men": 9, "other": 0},
                "facts": {"leave_in_24_months": True, "variable_pay": True},
            },
            localdate(),
            countries=questionnaire.countries,
            sectors=questionnaire.sectors,
        )
    )


def _answer(assessment, *, stages, by, areas=None):
    unanswered = mark(None)
    changes = [
        Change(question.code, _raw(question, stage), "", unanswered, mark(""))
        for questions in list(assessment.asked().values())[:areas]
        for question, stage in zip(questions, stages, strict=False)
    ]
    assessment.record(changes, by=by)


def _raw(question, stage):
    match question.scale:
        case Scale.STAGED:
            return stage
        case Scale.YES_NO:
            return "yes" if stage > 1 else DONT_KNOW if stage == 1 else "no"
        case Scale.CHECKLIST:
            return [item.code for item in question.items[:stage]]
        case Scale.METRIC:
            return {"women": stage, "men": 9}
