"""Consents: one in force at most, the rest is history."""

import pytest
from django.db import IntegrityError, transaction

from organisations.models import Cluster, Consent, Enterprise, LogEntry
from tests.factories import make_user

pytestmark = pytest.mark.django_db
SCORES, PLAN = Consent.Purpose.SCORES, Consent.Purpose.PLAN


@pytest.fixture
def eva():
    return make_user("eva@example.org")


@pytest.fixture
def workshop(eva):
    return Enterprise.objects.found(eva, "Workshop (invented)")


@pytest.fixture
def cluster():
    return Cluster.objects.create(code="wood", name="Wood (invented)", country="FR")


def test_a_consent_is_given_once_and_leaves_a_history(eva, workshop, cluster):
    cluster.admit(workshop, by=eva)
    for _ in range(2):
        Consent.objects.give(workshop, SCORES, by=eva, cluster=cluster)
    Consent.objects.withdraw(workshop, SCORES, by=eva, cluster=cluster)
    Consent.objects.withdraw(workshop, SCORES, by=eva, cluster=cluster)
    Consent.objects.give(workshop, SCORES, by=eva, cluster=cluster)
    rows = workshop.consents.filter(purpose=SCORES)
    assert [bool(row.withdrawn_at) for row in rows] == [False, True]
    assert [entry.kind for entry in LogEntry.objects.exclude(kind="joined")] == [
        "consent_given",
        "consent_withdrawn",
        "consent_given",
    ]


def test_purposes_and_clusters_are_apart(eva, workshop, cluster):
    other = Cluster.objects.create(code="iron", name="Iron (invented)", country="RO")
    for place in (cluster, other):
        place.admit(workshop, by=eva)
    Consent.objects.give(workshop, SCORES, by=eva, cluster=cluster)
    Consent.objects.give(workshop, PLAN, by=eva, cluster=other)
    Consent.objects.withdraw(workshop, SCORES, by=eva, cluster=other)
    in_force = workshop.consents.in_force().exclude(cluster=None)
    assert set(in_force.values_list("purpose", "cluster__code")) == {
        ("scores", "wood"),
        ("plan", "iron"),
    }


@pytest.mark.parametrize("purpose", [SCORES, PLAN])
def test_named_sharing_names_a_cluster(workshop, purpose):
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(enterprise=workshop, purpose=purpose)


def test_two_of_the_same_are_never_in_force(workshop, cluster):
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(enterprise=workshop, purpose="benchmark")
    Consent.objects.create(enterprise=workshop, purpose=SCORES, cluster=cluster)
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(enterprise=workshop, purpose=SCORES, cluster=cluster)


def test_nothing_is_shared_with_a_cluster_one_is_no_member_of(eva, workshop, cluster):
    assert Consent.objects.give(workshop, SCORES, by=eva, cluster=cluster) is None
    assert not workshop.consents.filter(cluster=cluster).exists()


def test_leaving_a_cluster_ends_what_was_shared_with_it(eva, workshop, cluster):
    member = cluster.admit(workshop, by=eva)
    Consent.objects.give(workshop, SCORES, by=eva, cluster=cluster)
    Consent.objects.give(workshop, PLAN, by=eva, cluster=cluster)
    member.leave(eva)
    assert [c.purpose for c in workshop.consents.in_force()] == ["benchmark"]
    assert not cluster.members.exists()
