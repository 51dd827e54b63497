"""What a cluster sees by name: points and plan of who shares them, nothing else."""

import html

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from assessment.models import Answer, Result
from organisations.models import Consent, LogEntry
from reporting.report import report_of
from tests.factories import (
    answer_all,
    make_assessment,
    make_cluster,
    make_member,
    make_submitted,
    make_user,
    sign_in_twice,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    translation.activate("en")


@pytest.fixture
def cluster():
    return make_cluster(make_user("manager@example.org"))


@pytest.fixture
def own(cluster):
    client = Client()
    sign_in_twice(client, cluster.seats.get().user)
    return client


def sharing(cluster, *purposes, name="eva", submitted=True):
    """A member that shares for these purposes."""
    person = make_user(f"{name}@example.org")
    member = make_member(cluster, person)
    if submitted:
        draft = make_assessment(person, name=f"{name.title()} firm")
        answer_all(draft, 1, respect_rules="dont_know")
        draft.answers.update(comment="Between ourselves")
        draft.submit()
    for purpose in purposes:
        Consent.objects.give(member.enterprise, purpose, by=person, cluster=cluster)
    return member


def url(cluster):
    return reverse("reporting:shared", args=[cluster.pk])


def plan_url(cluster, member):
    return reverse("reporting:shared_plan", args=[cluster.pk, member.pk])


def told(response):
    """The words of a page as they are read."""
    assert response.status_code == 200
    return html.unescape(response.text)


def private_words(result):
    """All that only the enterprise may read: answers, comments, questions."""
    report = report_of(result)
    actions = {action.title for action in [*report.planned, *report.later]}
    for line in report.lines:
        yield from {line.text, line.comment} - actions
        if len(line.answer) > 12:  # short ones are words of any page
            yield line.answer
    yield "Between ourselves"


def test_without_sharing_the_page_says_how_it_is_switched_on(own, cluster):
    sharing(cluster)
    page = told(own.get(url(cluster)))
    assert "No member shares results with you." in page
    assert "An owner switches it on" in page
    assert not LogEntry.objects.filter(kind="viewed").exists()


def test_points_of_who_shares_them(own, cluster):
    sharing(cluster, "scores")
    sharing(cluster, name="ben")
    page = told(own.get(url(cluster)))
    result = Result.objects.get(assessment__enterprise__name="Eva firm")
    assert "Eva firm" in page
    assert "Ben firm" not in page
    assert f'<td class="number">{result.points}</td>' in page
    for area in report_of(result).areas:
        assert area.title in page
    assert "See the plan" not in page
    entry = LogEntry.objects.get(kind="viewed")
    assert entry.details == {"what": "shared_scores", "count": 1}


def test_no_answer_and_no_comment_is_told(own, cluster):
    member = sharing(cluster, "scores", "plan")
    result = Result.objects.get()
    private = {word for word in private_words(result) if word}
    assert len(private) > 30
    for page in (told(own.get(url(cluster))), told(own.get(plan_url(cluster, member)))):
        assert [word for word in private if word in page] == []


def test_the_plan_of_who_shares_it(own, cluster):
    member = sharing(cluster, "plan")
    page = told(own.get(url(cluster)))
    result = Result.objects.get()
    assert "not shared" in page
    assert f'<td class="number">{result.points}</td>' not in page
    plan = told(own.get(plan_url(cluster, member)))
    assert report_of(result).planned[0].title in plan
    assert str(result.points) + " of" not in plan
    assert LogEntry.objects.filter(
        kind="viewed", enterprise=member.enterprise.pk
    ).exists()


def test_scores_alone_open_no_plan(own, cluster):
    member = sharing(cluster, "scores")
    assert own.get(plan_url(cluster, member)).status_code == 404


def test_withdrawn_left_or_deleted_ends_at_once(own, cluster):
    member = sharing(cluster, "scores", "plan")
    enterprise = member.enterprise
    enterprise.refresh_from_db()
    enterprise.ask_deletion(None)
    assert "Eva firm" not in told(own.get(url(cluster)))
    enterprise.keep(None)
    assert "Eva firm" in told(own.get(url(cluster)))
    for purpose in ("scores", "plan"):
        Consent.objects.withdraw(enterprise, purpose, by=None, cluster=cluster)
    assert "Eva firm" not in told(own.get(url(cluster)))
    assert own.get(plan_url(cluster, member)).status_code == 404


def test_sharing_with_another_cluster_is_not_sharing_with_this(own, cluster):
    member = sharing(cluster)
    other = make_cluster(code="stone")
    other.admit(member.enterprise, by=None)
    Consent.objects.give(member.enterprise, "scores", by=None, cluster=other)
    assert "Eva firm" not in told(own.get(url(cluster)))


def test_drafts_and_quick_checks_are_not_told(own, cluster):
    sharing(cluster, "scores", submitted=False)
    eva = cluster.members.get().enterprise.colleagues.get().user
    make_submitted(eva, scope="quick")
    answer_all(make_assessment(eva))
    assert "No member shares" in told(own.get(url(cluster)))


def test_the_latest_result_counts(own, cluster):
    sharing(cluster, "scores")
    eva = cluster.members.get().enterprise.colleagues.get().user
    latest = make_submitted(eva, 4)
    [line] = own.get(url(cluster)).context["lines"]
    assert line["score"].points == latest.result.points


def test_readers_see_it_and_strangers_do_not(cluster):
    member = sharing(cluster, "scores", "plan")
    reader, stranger = make_user("r@example.org"), make_user("s@example.org")
    cluster.seat(reader, "reader")
    for user, status in ((reader, 200), (stranger, 404)):
        client = Client()
        sign_in_twice(client, user)
        assert client.get(url(cluster)).status_code == status
        assert client.get(plan_url(cluster, member)).status_code == status
    assert Client().get(url(cluster)).status_code == 302


def test_the_list_keeps_its_query_count(own, cluster):
    counts = []
    for count in (1, 20):
        for number in range(cluster.members.count(), count):
            sharing(cluster, "scores", name=f"n{number}")
        own.get(url(cluster))
        with CaptureQueriesContext(connection) as captured:
            page = own.get(url(cluster))
        assert len(page.context["lines"]) == count
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 14
    assert Answer.objects.exists()
