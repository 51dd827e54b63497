"""People, assessments and results for tests that need a database."""

import uuid
from datetime import date, timedelta
from time import time

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils.timezone import localdate

from assessment.answers import Scale
from assessment.models import Assessment, Change, Delegation, mark
from assessment.profile import read_profile
from organisations.models import Cluster, Enterprise, Partner, PartnerSeat, User

DAY = date(2026, 11, 23)
PROFILE = {
    "name": "Menuiserie Exemple (invented)",
    "country": "FR",
    "sector": "C",
    "headcount": {"women": 5, "men": 9, "other": 0},
}


def make_user(email="owner@example.org", password=None):
    """A person; without a password no time goes into hashing one."""
    return User.objects.create_user(email, password)


def make_enterprise(owner, name="Menuiserie Exemple (invented)"):
    """An enterprise with its first owner."""
    return Enterprise.objects.found(owner, name)


def make_cluster(manager=None, code="wood", **fields):
    """A cluster, with a manager where one is given."""
    fields = {"name": f"{code.title()} (invented)", "country": "FR"} | fields
    cluster = Cluster.objects.create(code=code, **fields)
    if manager:
        cluster.seat(manager, "manager")
    return cluster


def make_partner(*clusters, user=None, countries=("FR",)):
    """A partner with clusters in its scope, and a seat for a person."""
    partner = Partner.objects.create(
        name="Equality Project (invented)", countries=list(countries)
    )
    partner.clusters.set(clusters)
    if user:
        PartnerSeat.objects.create(partner=partner, user=user)
    return partner


def sign_in_twice(client, user):
    """Signed in with a second factor that was just shown."""
    Authenticator.objects.get_or_create(
        user=user, type=Authenticator.Type.TOTP, defaults={"data": {}}
    )
    client.force_login(user)
    session = client.session
    session["account_authentication_methods_user"] = str(user.pk)
    session["account_authentication_methods"] = [
        {"method": "mfa", "type": "totp", "at": time(), "reauthenticated": True}
    ]
    session.save()


def make_assessment(owner=None, *, browser=None, scope="full", **profile):
    """An assessment with a profile and no answer: of an owner, else of a browser."""
    assessment = make_blank(owner, browser=browser, scope=scope)
    describe(assessment, **profile)
    return assessment


def make_blank(owner=None, *, browser=None, scope="full"):
    """An assessment on its first page, nothing known yet."""
    if owner is None:
        return Assessment.objects.start(scope, browser=browser or uuid.uuid4())
    return Assessment.objects.start(scope, enterprise=Enterprise.objects.of(owner))


def describe(assessment, **profile):
    """Keep `PROFILE` with these changes, every fact being yes."""
    questionnaire = assessment.questionnaire
    facts = {fact.code: True for fact in questionnaire.facts}
    assessment.describe(
        read_profile(
            PROFILE | {"facts": facts} | profile,
            DAY,
            countries=questionnaire.countries,
            sectors=questionnaire.sectors,
            ecosystems=questionnaire.ecosystems,
        )
    )


def change(question, value, comment="", *, seen=None, seen_comment=""):
    """What a page sends that had shown `seen` and `seen_comment`."""
    return Change(question, value, comment, mark(seen), mark(seen_comment))


def plain_answer(question, stage=2):
    """An answer any question takes, better with each stage from 0 to 4."""
    match question.scale:
        case Scale.STAGED:
            return stage
        case Scale.YES_NO:
            bad = "no" if question.good == "yes" else "yes"
            return question.good if stage > 1 else bad
        case Scale.CHECKLIST:
            return [item.code for item in question.items[:stage]]
        case Scale.METRIC:
            return {"women": 2 * stage, "men": 20 - 2 * stage}


def answer_all(assessment, stage=2, *, areas=None, by=None, **answers):
    """Answer what is asked, or its first `areas`; `answers` by code come first."""
    assessment.record(
        [
            change(
                question.code, answers.get(question.code, plain_answer(question, stage))
            )
            for questions in list(assessment.asked().values())[:areas]
            for question in questions
        ],
        by=by,
    )


def make_submitted(owner=None, stage=2, *, browser=None, scope="full", **answers):
    """An assessment of `PROFILE` with its frozen result."""
    assessment = make_assessment(owner, browser=browser, scope=scope)
    answer_all(assessment, stage, **answers)
    assessment.submit()
    return assessment


def page_fields(assessment, step, **answers):
    """The fields a page of questions sends, as a browser would fill them in.

    Give values by question code; what is not given is sent as the page shows it.
    """
    given = {answer.question: answer for answer in assessment.answers.all()}
    fields = {}
    for question in assessment.asked()[step]:
        name = f"{step}-{question.code}"
        stored = given.get(question.code)
        value, comment = (stored.value, stored.comment) if stored else (None, "")
        fields |= {
            f"{name}-seen": mark(value),
            f"{name}-seen-comment": mark(comment),
            f"{name}-comment": comment,
        }
        sent = answers.get(question.code, value)
        if question.scale is Scale.METRIC and isinstance(sent, dict):
            fields |= {f"{name}-{sex}": str(sent[sex]) for sex in ("women", "men")}
        elif sent is not None:
            fields[name] = sent
    return fields


def make_colleague(enterprise, email="ben@example.org", role="contributor", areas=()):
    """Another person who works for an enterprise."""
    user = make_user(email)
    enterprise.admit(user, role, areas)
    return user


def make_delegation(assessment, by=None, **fields):
    """A part in other hands, and the token of its link; an area unless said."""
    given = {
        "area": "respect",
        "name": "Zoe Zimmer (invented)",
        "email": "zoe@example.org",
        "language": "en",
    }
    return Delegation.objects.delegate(assessment, by=by, **given | fields)


def make_member(cluster, owner, name="Menuiserie Exemple (invented)", **fields):
    """An enterprise of an owner, in a cluster."""
    return cluster.admit(make_enterprise(owner, name), by=owner, **fields)


def make_wave(cluster, *, opens=-10, closes=10, **fields):
    """A wave that opens and closes so many days from today."""
    today = localdate()
    given = {"title": "Wave (invented)", "edition": settings.QUESTIONNAIRE_EDITION}
    return cluster.waves.create(
        opens_on=today + timedelta(days=opens),
        closes_on=today + timedelta(days=closes),
        **given | fields,
    )
