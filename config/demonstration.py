"""Invented data for the demonstration, marked as such. Never run on a live service."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import cycle, islice
from pathlib import Path

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.timezone import localdate

from assessment.answers import DONT_KNOW, Scale
from assessment.models import Assessment, Change, mark
from assessment.profile import read_profile
from organisations import roles
from organisations.models import (
    Cluster,
    Consent,
    Enterprise,
    Invitation,
    Partner,
    User,
    Wave,
)

PASSWORD = "demonstration-only"
OWNER = "owner@demo.example"
CONTRIBUTOR = "contributor@demo.example"
READER = "reader@demo.example"
MANAGER = "cluster@demo.example"
CLUSTER_READER = "cluster-reader@demo.example"
SECOND_MANAGER = "network@demo.example"
PARTNER = "partner@demo.example"
OPERATOR = "operator@demo.example"
WITH_SECOND_STEP = (MANAGER, CLUSTER_READER, SECOND_MANAGER, PARTNER, OPERATOR)
DATA = Path(__file__).with_name("demonstration.toml")


@dataclass(frozen=True)
class Firm:
    """An invented member: its people, and how far it came in each wave."""

    name: str
    country: str
    sector: str
    women: int
    men: int
    cluster: str
    stages: Sequence[int] = ()  # of the answers, in turn; none: not begun
    areas: int | None = None  # how many it answered; None: all, and submitted
    earlier: Sequence[int] = ()  # of the wave before
    shares: Sequence[str] = ()


FIRMS = [Firm(**row) for row in tomllib.loads(DATA.read_text("utf-8"))["enterprises"]]


@transaction.atomic
def seed():
    """Two clusters, a partner, twelve enterprises at different stages; once."""
    if User.objects.filter(email=OWNER).exists():
        return
    clusters = _clusters()
    owners = [_person(OWNER), *(_owner(number) for number in range(2, len(FIRMS) + 1))]
    for firm, owner in zip(FIRMS, owners, strict=True):
        _seed_firm(firm, owner, clusters[firm.cluster])
    workshop = Enterprise.objects.of(owners[0])
    workshop.admit(_person(CONTRIBUTOR), roles.CONTRIBUTOR, ["pay"])
    workshop.admit(_person(READER), roles.READER)
    clusters["demo-wood"].seat(_person(CLUSTER_READER), roles.READER)
    partner = Partner.objects.create(
        name="Demo Project Partner (invented)", countries=["FR", "ES", "AT", "RO"]
    )
    partner.clusters.set(clusters.values())
    partner.seats.create(user=_person(PARTNER))
    operator = _person(OPERATOR)
    operator.is_staff = operator.is_superuser = True
    operator.save(update_fields=["is_staff", "is_superuser"])
    for email in WITH_SECOND_STEP:
        user = User.objects.get(email=email)
        TOTP.activate(user, generate_totp_secret())
        RecoveryCodes.activate(user)


def recovery_codes(email) -> list[str]:
    """Codes for the second step that were not used yet."""
    person = User.objects.get(email=email)
    return RecoveryCodes.activate(person).get_unused_codes()


def _clusters() -> dict[str, Cluster]:
    today = localdate()
    wood = Cluster.objects.create(
        code="demo-wood",
        name="Demo Wood and Furniture Cluster (invented)",
        country="FR",
        accent="#0f5c66",
    )
    network = Cluster.objects.create(
        code="demo-network",
        name="Demo Innovation Network (invented)",
        country="AT",
        kind=Cluster.Kind.NETWORK,
    )
    for cluster, email in ((wood, MANAGER), (network, SECOND_MANAGER)):
        manager = _person(email)
        cluster.seat(manager, roles.MANAGER)
        for title, opens, closes in (
            ("First wave (invented)", -400, -300),
            ("Second wave (invented)", -30, 60),
        ):
            Wave.objects.create(
                cluster=cluster,
                title=title,
                edition="2026",
                opens_on=today + timedelta(opens),
                closes_on=today + timedelta(closes),
            )
        Invitation.objects.invite(
            Invitation.Kind.MEMBER,
            f"invited@{cluster.code}.example",
            by=manager,
            cluster=cluster,
            name="Demo Newcomer (invented)",
            language="fr",
        )
    return {cluster.code: cluster for cluster in (wood, network)}


def _person(email) -> User:
    user = User(email=email, password=_password(), language="en")
    user.save()
    user.emailaddress_set.create(email=email, primary=True, verified=True)
    return user


def _owner(number) -> User:
    """Somebody nobody signs in as."""
    user = User.objects.create_user(f"owner{number}@demo.example")
    user.emailaddress_set.create(email=user.email, primary=True, verified=True)
    return user


@cache
def _password() -> str:
    """One slow hash for all."""
    return make_password(PASSWORD)


def _seed_firm(firm, owner, cluster):
    enterprise = Enterprise.objects.found(owner, firm.name)
    enterprise.invented = True
    enterprise.save(update_fields=["invented"])
    cluster.admit(enterprise, by=owner, group=firm.country)
    for purpose in firm.shares:
        Consent.objects.give(enterprise, purpose, by=owner, cluster=cluster)
    today = localdate()
    if firm.earlier:
        _assess(firm, enterprise, owner, firm.earlier, None, today - timedelta(350))
    if firm.stages:
        _assess(firm, enterprise, owner, firm.stages, firm.areas, today)


def _assess(firm, enterprise, owner, stages, areas, day: date):
    assessment = Assessment.objects.start("full", enterprise=enterprise)
    questionnaire = assessment.questionnaire
    facts = {"leave_in_24_months": True, "variable_pay": True}
    assessment.describe(
        read_profile(
            {
                "name": firm.name,
                "country": firm.country,
                "sector": firm.sector,
                "headcount": {"women": firm.women, "men": firm.men, "other": 0},
                "facts": facts,
            },
            day,
            countries=questionnaire.countries,
            sectors=questionnaire.sectors,
        )
    )
    _answer(assessment, stages=cycle(stages), by=owner, areas=areas)
    if areas is None:
        assessment.submit(by=owner)
    if day < localdate():  # as if it had been done then
        then = assessment.submitted_at - (localdate() - day)
        Assessment.objects.filter(pk=assessment.pk).update(
            started_at=then, changed_at=then, submitted_at=then
        )


def _answer(assessment, *, stages, by, areas=None):
    unanswered = mark(None)
    changes = [
        Change(question.code, _raw(question, stage), "", unanswered, mark(""))
        for questions in islice(assessment.asked().values(), areas)
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
