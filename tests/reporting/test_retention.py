"""What is deleted when its time is over, and what stays."""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import call_command
from django.utils.timezone import now

from assessment.models import Answer, Assessment, Delegation
from organisations.models import Invitation, LogEntry
from reporting import retention
from tests.factories import (
    answer_all,
    change,
    make_assessment,
    make_colleague,
    make_enterprise,
    make_submitted,
    make_user,
    plain_answer,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return make_user()


@pytest.fixture
def workshop(owner):
    return make_enterprise(owner)


def days_ago(days):
    return now() - timedelta(days=days)


def left_alone(assessment, days):
    Assessment.objects.filter(pk=assessment.pk).update(changed_at=days_ago(days))
    return assessment


def kept(*assessments):
    there = set(Assessment.objects.values_list("pk", flat=True))
    return [assessment.pk in there for assessment in assessments]


def test_idle_drafts_go_and_results_stay_as_long_as_the_settings_say(owner, workshop):
    fresh = left_alone(make_assessment(owner), 364)
    idle = left_alone(make_assessment(owner), 366)
    result = left_alone(make_submitted(owner), 366)
    old, older = make_submitted(owner), make_submitted(owner)
    Assessment.objects.filter(pk=old.pk).update(submitted_at=days_ago(6 * 365 - 1))
    Assessment.objects.filter(pk=older.pk).update(submitted_at=days_ago(6 * 365 + 1))
    counts = retention.retain()
    assert (counts["idle drafts"], counts["old results"]) == (1, 1)
    assert kept(fresh, idle, result, old, older) == [True, False, True, True, False]
    assert not any(retention.retain().values())


def test_quick_checks_without_an_account_go_here_too(owner):
    with_account = left_alone(make_assessment(owner, scope="quick"), 31)
    without = left_alone(make_assessment(scope="quick"), 31)
    retention.retain()
    assert kept(with_account, without) == [True, False]


def test_owners_hear_once_of_a_draft_that_will_go(
    owner, workshop, django_capture_on_commit_callbacks
):
    owner.keep_language("de")
    make_colleague(workshop, role="reader")
    draft = left_alone(make_assessment(owner), 340)
    left_alone(make_assessment(owner), 300)
    for _day in range(3):
        with django_capture_on_commit_callbacks(execute=True):
            retention.retain()
    (letter,) = mail.outbox
    assert letter.to == [owner.email]
    assert f"/de/assessments/{draft.pk}/" in letter.body
    answer_all(draft, areas=1, by=owner)  # somebody goes on, and stops again
    Assessment.objects.filter(pk=draft.pk).update(
        changed_at=now() + timedelta(minutes=1)
    )
    with django_capture_on_commit_callbacks(execute=True):
        retention.retain()
    assert len(mail.outbox) == 1


def test_drafts_of_an_enterprise_that_goes_need_no_letter(owner, workshop):
    left_alone(make_assessment(owner), 340)
    workshop.refresh_from_db()
    workshop.ask_deletion(owner)
    assert retention.retain()["letters about idle drafts"] == 0


def test_the_log_is_kept_for_its_days(owner):
    for days in (364, 366):
        LogEntry.objects.create(kind="signed_in", by=owner.pk, at=days_ago(days))
    assert retention.retain()["log entries"] == 1
    assert LogEntry.objects.get().at > days_ago(365)


def test_links_that_expired_long_ago_go_and_answers_keep_their_author(owner, workshop):
    draft = make_assessment(owner)
    Invitation.objects.invite(
        "colleague", "new@example.org", by=owner, enterprise=workshop, role="reader"
    )
    given, _unused = (
        Delegation.objects.delegate(
            draft, by=owner, area="pay", name=name, email="a@example.org", language="en"
        )[0]
        for name in ("Ada", "Bo")
    )
    question = draft.asked()["pay"][0]
    draft.record([change(question.code, plain_answer(question))], delegation=given)
    retention.retain()
    assert (Invitation.objects.count(), Delegation.objects.count()) == (1, 2)
    Invitation.objects.update(expires_at=days_ago(91))
    Delegation.objects.update(expires_at=days_ago(91))
    counts = retention.retain()
    assert (counts["invitations"], counts["hand-overs"]) == (1, 1)
    left = Delegation.objects.get()
    assert (left.name, left.email) == ("Ada", "")
    assert {answer.author for answer in Answer.objects.all()} == {"Ada"}


def test_sessions_that_are_over_go(client, owner):
    client.force_login(owner)
    retention.retain()
    assert Session.objects.count() == 1
    Session.objects.update(expire_date=days_ago(1))
    assert retention.retain()["sessions"] == 1


def test_a_dry_run_counts_and_changes_nothing(owner, workshop):
    left_alone(make_assessment(owner), 366)
    left_alone(make_assessment(owner), 340)
    out = StringIO()
    call_command("retention", dry_run=True, stdout=out)
    assert "idle drafts: 1\n" in out.getvalue()
    assert "Nothing was changed." in out.getvalue()
    assert Assessment.objects.count() == 2
    assert not LogEntry.objects.filter(kind="reminded").exists()


def test_it_goes_in_portions(owner, monkeypatch):
    monkeypatch.setattr(retention, "PORTION", 2)
    for _ in range(5):
        left_alone(make_assessment(owner), 400)
    assert retention.retain()["idle drafts"] == 5


def test_a_scheduler_enqueues_it(owner):
    left_alone(make_assessment(owner), 400)
    done = retention.daily_retention.enqueue()
    assert done.return_value["idle drafts"] == 1
