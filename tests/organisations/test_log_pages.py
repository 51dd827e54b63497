"""The log as owners and managers read it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from organisations.models import Consent, LogEntry
from tests.factories import (
    make_cluster,
    make_colleague,
    make_enterprise,
    make_user,
    sign_in_twice,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return make_user()


@pytest.fixture
def workshop(owner):
    return make_enterprise(owner)


@pytest.fixture
def manager():
    return make_user("manager@example.org")


@pytest.fixture
def cluster(manager):
    return make_cluster(manager)


def lines(response):
    return [(line.kind, line.on, line.who) for line in response.context["lines"]]


def log_of(client, workshop, **query):
    return client.get(reverse("organisations:log", args=[workshop.pk]), query)


def test_an_owner_reads_who_did_what_in_words(client, owner, workshop):
    ben = make_colleague(workshop, "ben@example.org")
    workshop.colleagues.get(user=ben).change(role="reader", areas=[], by=owner)
    LogEntry.objects.note("exported", by=ben, enterprise=workshop, what="report")
    client.force_login(owner)
    assert lines(log_of(client, workshop)) == [
        ("Downloaded", ["Report (PDF)"], "ben@example.org"),
        ("Role changed", ["Reader", "ben@example.org"], "owner@example.org"),
    ]


def test_who_is_gone_has_no_name(client, owner, workshop, cluster, manager):
    ben = make_colleague(workshop, "ben@example.org")
    eva = make_colleague(workshop, "eva@example.org")
    operator = make_user("operator@example.org")
    operator.is_staff = True
    operator.save()
    for kind, by in (("exported", ben), ("submitted", eva), ("viewed", operator)):
        LogEntry.objects.note(kind, by=by, enterprise=workshop)
    LogEntry.objects.note("reminded", enterprise=workshop)
    LogEntry.objects.note("reminded", by=manager, enterprise=workshop, cluster=cluster)
    ben.close()
    workshop.colleagues.get(user=eva).remove(owner)
    client.force_login(owner)
    assert lines(log_of(client, workshop)) == [
        ("Removed", ["No longer a colleague"], "owner@example.org"),
        ("Removed", ["Account closed"], "Account closed"),
        ("Reminded", ["Wood (invented)"], "Somebody of the cluster"),
        ("Reminded", [], "The service itself"),
        ("Looked at", [], "Operator"),
        ("Assessment submitted", [], "No longer a colleague"),
        ("Downloaded", [], "Account closed"),
    ]


def test_a_kind_is_chosen_and_pages_are_turned(client, owner, workshop):
    for _ in range(51):
        LogEntry.objects.note("submitted", by=owner, enterprise=workshop)
    LogEntry.objects.note("exported", by=owner, enterprise=workshop)
    client.force_login(owner)
    chosen = log_of(client, workshop, kind="submitted")
    assert len(lines(chosen)) == 50
    assert "?page=2&amp;kind=submitted" in chosen.text
    assert len(lines(log_of(client, workshop, kind="submitted", page=2))) == 1
    assert len(lines(log_of(client, workshop, kind="nonsense", page="x"))) == 50


def test_only_owners_read_the_log_of_their_own(client, workshop):
    client.force_login(make_colleague(workshop, role="contributor"))
    assert log_of(client, workshop).status_code == 403
    client.force_login(make_user("eva@example.org"))
    assert log_of(client, workshop).status_code == 404


def test_a_manager_reads_of_the_cluster_and_nothing_from_inside(
    client, owner, workshop, cluster, manager
):
    cluster.admit(workshop, by=owner)
    Consent.objects.give(workshop, "scores", by=owner, cluster=cluster)
    LogEntry.objects.note("submitted", by=owner, enterprise=workshop)
    LogEntry.objects.note("submitted", by=owner, enterprise=workshop, cluster=cluster)
    LogEntry.objects.note("imported", by=manager, cluster=cluster, members=3)
    sign_in_twice(client, manager)
    url = reverse("organisations:cluster_log", args=[cluster.pk])
    name, who = workshop.name, "Somebody of the enterprise"
    page = client.get(url)
    assert lines(page) == [
        ("Members imported", [], "manager@example.org"),
        ("Consent given", ["The cluster sees our scores by name", name], who),
        ("Joined", [name], who),
    ]
    assert "owner@example.org" not in page.text
    cluster.members.get().leave(owner)
    assert workshop.name not in client.get(url).text


def test_the_log_of_a_cluster_needs_a_second_factor_and_a_manager(
    client, cluster, manager
):
    url = reverse("organisations:cluster_log", args=[cluster.pk])
    client.force_login(manager)
    assert client.get(url).status_code == 302
    reader = make_user("reader@example.org")
    cluster.seat(reader, "reader")
    sign_in_twice(client, reader)
    assert client.get(url).status_code == 403
    sign_in_twice(client, make_user("eva@example.org"))
    assert client.get(url).status_code == 404


def test_a_page_asks_as_often_with_one_line_as_with_many(client, owner, workshop):
    client.force_login(owner)

    def queries():
        with CaptureQueriesContext(connection) as counted:
            log_of(client, workshop)
        return len(counted)

    def happen(number):
        colleague = make_colleague(workshop, f"ben{number}@example.org")
        cluster = make_cluster(code=f"cluster-{number}")
        LogEntry.objects.note(
            "joined", by=colleague, enterprise=workshop, cluster=cluster
        )

    happen(0)
    one = queries()
    for number in range(1, 30):
        happen(number)
    assert queries() == one
