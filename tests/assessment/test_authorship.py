"""Who answered what: rights, history, and parts handed to somebody else."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from assessment.models import Assessment, Delegation, Presence, Result
from organisations.models import Cluster, Consent, LogEntry
from organisations.roles import Right
from tests.factories import change, make_assessment, make_submitted, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def eva():
    return make_user("eva@example.org")


@pytest.fixture
def ben():
    return make_user("ben@example.org")


@pytest.fixture
def assessment(eva):
    return make_assessment(eva)


def delegate(assessment, by, **fields):
    fields = {"area": "pay", "name": "Kim", "email": "kim@example.org"} | fields
    return Delegation.objects.delegate(assessment, by=by, language="en", **fields)


@pytest.mark.parametrize(
    ("role", "rights"),
    [
        ("owner", {"read", "answer", "run", "govern"}),
        ("contributor", {"read", "answer"}),
        ("reader", {"read"}),
    ],
)
def test_what_a_colleague_may_do_with_an_assessment(assessment, ben, role, rights):
    assert not Assessment.objects.visible_to(ben).exists()
    assessment.enterprise.admit(ben, role)
    visible = Assessment.objects.visible_to(ben).get()
    assert {right.value for right in Right if visible.allows(right)} == rights


def test_whoever_began_a_quick_check_may_do_everything_with_it():
    browser = make_assessment().browser
    assessment = Assessment.objects.visible_to(make_user(), browser).get()
    assert all(assessment.allows(right) for right in Right)


def test_each_change_is_in_the_history(assessment, eva, ben):
    assessment.record([change("pay_criteria", 1)], by=eva)
    assessment.record([change("pay_criteria", 1, seen=1)], by=ben)  # nothing new
    assessment.record([change("pay_criteria", 3, "As agreed.", seen=1)], by=ben)
    assert [
        (revision.value, revision.comment, revision.author)
        for revision in assessment.revisions.all()
    ] == [(3, "As agreed.", "ben@example.org"), (1, "", "eva@example.org")]


def test_a_quick_check_in_a_browser_keeps_no_history():
    assessment = make_assessment()
    assessment.record([change("pay_criteria", 1)])
    assert not assessment.revisions.exists()


def test_the_name_goes_with_the_account(assessment, ben):
    assessment.record([change("pay_criteria", 1)], by=ben)
    ben.delete()
    assert assessment.answers.get().author == ""
    assert assessment.revisions.get().value == 1


def test_a_part_is_one_area_or_one_question(assessment, eva):
    area, _ = delegate(assessment, eva)
    question, _ = delegate(assessment, eva, question="pay_criteria")
    nothing, _ = delegate(assessment, eva, area="pay", question="flexible_hours")
    assert [q.code for q in area.questions()] == [
        q.code for q in assessment.asked()["pay"]
    ]
    assert [q.code for q in question.questions()] == ["pay_criteria"]
    assert nothing.questions() == []


def test_answers_of_a_part_carry_its_author(assessment, eva):
    delegation, _ = delegate(assessment, eva)
    assessment.record([change("pay_criteria", 2)], delegation=delegation)
    assert assessment.answers.get().author == "Kim"
    assert assessment.revisions.get().author == "Kim"
    delegation.delete()
    assert assessment.answers.get().value == 2


def test_a_link_opens_once(assessment, eva):
    delegation, token = delegate(assessment, eva)
    assert token not in str(Delegation.objects.values().get())
    found = Delegation.objects.unopened(token).get()
    key = found.open()
    assert Delegation.objects.opened_by(key).get() == delegation
    assert found.open() is None
    assert not Delegation.objects.unopened(token).exists()


@pytest.mark.parametrize("end", ["expire", "withdraw"])
def test_link_and_key_end_together(assessment, eva, end):
    delegation, token = delegate(assessment, eva)
    key = delegation.open()
    if end == "withdraw":
        delegation.withdraw(eva)
    else:
        delegation.expires_at = now() - timedelta(seconds=1)
        delegation.save()
    assert not Delegation.objects.opened_by(key).exists()
    assert not Delegation.objects.unopened(token).exists()


def test_a_new_link_shuts_out_the_old_browser(assessment, eva):
    delegation, old = delegate(assessment, eva)
    key = delegation.open()
    new = delegation.renew()
    assert not Delegation.objects.opened_by(key).exists()
    assert not Delegation.objects.unopened(old).exists()
    assert Delegation.objects.unopened(new).get() == delegation


def test_nothing_is_opened_with_an_empty_key(assessment, eva):
    delegate(assessment, eva)
    assert not Delegation.objects.opened_by("").exists()


def test_handing_over_is_in_the_log(assessment, eva):
    delegation, _ = delegate(assessment, eva)
    delegation.withdraw(eva)
    entries = LogEntry.objects.filter(enterprise=assessment.enterprise_id)
    assert [entry.kind for entry in entries] == ["delegation_ended", "delegated"]


def test_who_else_is_here(assessment, eva, ben):
    kim, _ = delegate(assessment, eva)
    for person, step in ((eva, "pay"), (ben, "safe"), (kim, "pay"), (ben, "pay")):
        Presence.objects.note(assessment, person, step)
    others = Presence.objects.others(assessment, eva)
    assert [(one.name, one.step) for one in others] == [
        ("Kim", "pay"),
        ("ben@example.org", "pay"),
    ]
    Presence.objects.filter(person=ben.pk).update(seen_at=now() - timedelta(minutes=3))
    assert [one.name for one in others.all()] == ["Kim"]


def test_a_cluster_sees_results_by_name_while_that_is_agreed(eva):
    result = make_submitted(eva).result
    make_submitted(eva, scope="quick")
    firm = result.assessment.enterprise
    wood, iron = (
        Cluster.objects.create(code=code, name=f"{code} (invented)", country="FR")
        for code in ("wood", "iron")
    )
    for cluster in (wood, iron):
        cluster.admit(firm, by=eva)
    scores = Consent.Purpose.SCORES
    assert not Result.objects.shared_with(wood, scores).exists()
    Consent.objects.give(firm, scores, by=eva, cluster=wood)
    assert list(Result.objects.shared_with(wood, scores)) == [result]
    assert not Result.objects.shared_with(wood, Consent.Purpose.PLAN).exists()
    assert not Result.objects.shared_with(iron, scores).exists()
    firm.ask_deletion(eva)
    assert not Result.objects.shared_with(wood, scores).exists()
    firm.keep(eva)
    Consent.objects.withdraw(firm, scores, by=eva, cluster=wood)
    assert not Result.objects.shared_with(wood, scores).exists()


def test_submission_is_in_the_log(eva):
    make_submitted(eva)
    assert [entry.kind for entry in LogEntry.objects.all()] == ["submitted"]


def test_how_much_is_asked_is_kept_for_the_progress(eva):
    assessment = make_assessment(eva)
    assert assessment.asked_count == len(assessment.open_questions()) > 0
    assert make_assessment(eva, headcount={}).asked_count == 0
