"""Seats in an enterprise: who may what, and that an owner always remains."""

import pytest

from organisations import roles
from organisations.models import Colleague, Consent, Enterprise, LastOwner, LogEntry
from organisations.roles import Right, may
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def eva():
    return make_user("eva@example.org")


@pytest.fixture
def ben():
    return make_user("ben@example.org")


@pytest.fixture
def workshop(eva):
    return Enterprise.objects.found(eva, "Workshop (invented)")


@pytest.mark.parametrize(
    ("role", "rights"),
    [
        ("owner", {"read", "answer", "run", "govern"}),
        ("contributor", {"read", "answer"}),
        ("reader", {"read"}),
        ("manager", {"read", "govern"}),
        (None, set()),
        ("stranger", set()),
    ],
)
def test_rights_of_a_role(role, rights):
    assert {right.value for right in Right if may(role, right)} == rights


def test_a_founder_is_owner_and_told_of_the_benchmark(eva, workshop):
    assert [(c.user, c.role) for c in workshop.colleagues.all()] == [(eva, "owner")]
    consent = workshop.consents.get()
    assert (consent.purpose, consent.given_by) == (Consent.Purpose.BENCHMARK, None)


def test_each_sees_the_own_enterprises_with_the_own_role(eva, ben, workshop):
    Enterprise.objects.found(ben)
    workshop.admit(ben, roles.READER)
    assert [e.role for e in Enterprise.objects.visible_to(eva)] == ["owner"]
    assert sorted(e.role for e in Enterprise.objects.visible_to(ben)) == [
        "owner",
        "reader",
    ]
    assert workshop not in Enterprise.objects.owned_by(ben)


def test_a_second_invitation_never_weakens_a_role(ben, workshop):
    workshop.admit(ben, roles.CONTRIBUTOR, ["pay"])
    workshop.admit(ben, roles.READER)
    assert workshop.colleagues.get(user=ben).role == roles.CONTRIBUTOR
    workshop.admit(ben, roles.OWNER)
    assert workshop.colleagues.get(user=ben).role == roles.OWNER


def test_the_last_owner_stays(eva, ben, workshop):
    workshop.admit(ben, roles.CONTRIBUTOR)
    seat = workshop.colleagues.get(user=eva)
    with pytest.raises(LastOwner):
        seat.change(role=roles.READER, areas=[], by=eva)
    with pytest.raises(LastOwner):
        seat.remove(eva)
    workshop.colleagues.get(user=ben).change(role=roles.OWNER, areas=[], by=eva)
    seat = Colleague.objects.get(enterprise=workshop, user=eva)
    seat.remove(eva)
    assert [c.user for c in workshop.colleagues.all()] == [ben]


def test_changes_of_seats_are_in_the_log(eva, ben, workshop):
    seat = workshop.admit(ben, roles.READER)
    seat.change(role=roles.CONTRIBUTOR, areas=["pay"], by=eva)
    seat.change(role=roles.CONTRIBUTOR, areas=[], by=eva)  # no change of the role
    seat.remove(eva)
    assert [
        (entry.kind, entry.by, entry.enterprise) for entry in LogEntry.objects.all()
    ] == [
        ("removed", eva.pk, workshop.pk),
        ("role_changed", eva.pk, workshop.pk),
    ]


def test_deletion_may_be_taken_back(eva, workshop):
    workshop.ask_deletion(eva)
    assert workshop not in Enterprise.objects.lasting()
    assert workshop not in Enterprise.objects.due_for_deletion()
    workshop.keep(eva)
    assert workshop in Enterprise.objects.lasting()
