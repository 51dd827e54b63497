"""Invitations: the secret is in the letter alone, and good once."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from organisations.models import (
    Cluster,
    Enterprise,
    Invitation,
    LogEntry,
    NoLongerOpen,
    Partner,
)
from tests.factories import make_user

pytestmark = pytest.mark.django_db
Kind = Invitation.Kind


@pytest.fixture
def eva():
    return make_user("eva@example.org")


@pytest.fixture
def ben():
    return make_user("ben@example.org")


@pytest.fixture
def workshop(eva):
    return Enterprise.objects.found(eva, "Workshop (invented)")


@pytest.fixture
def cluster():
    return Cluster.objects.create(code="wood", name="Wood (invented)", country="FR")


def invite(kind, by, **fields):
    return Invitation.objects.invite(
        kind, "ben@example.org", by=by, language="en", **fields
    )


def test_the_secret_is_not_stored(eva, workshop):
    invitation, token = invite(
        Kind.COLLEAGUE, eva, enterprise=workshop, role="contributor"
    )
    stored = Invitation.objects.values().get()
    assert token not in str(stored)
    assert Invitation.objects.of(token).get() == invitation
    assert not Invitation.objects.of(token[:-1]).exists()


def test_a_colleague_takes_the_seat_once(eva, ben, workshop):
    invitation, _ = invite(
        Kind.COLLEAGUE, eva, enterprise=workshop, role="contributor", areas=["pay"]
    )
    invitation.accept(ben)
    seat = workshop.colleagues.get(user=ben)
    assert (seat.role, seat.areas) == ("contributor", ["pay"])
    with pytest.raises(NoLongerOpen):
        invitation.accept(make_user("third@example.org"))
    assert workshop.colleagues.count() == 2


def test_an_enterprise_becomes_a_member_under_its_own_name(eva, ben, cluster):
    invitation, _ = invite(
        Kind.MEMBER, eva, cluster=cluster, name="Ben's (invented)", group="2026"
    )
    firm = Enterprise.objects.found(ben)
    invitation.accept(ben, firm)
    assert firm.name == "Ben's (invented)"
    assert [(m.enterprise, m.group) for m in cluster.members.all()] == [(firm, "2026")]


def test_seats_in_clusters_and_partners(eva, ben, cluster):
    partner = Partner.objects.create(name="Partner (invented)")
    invite(Kind.SEAT, eva, cluster=cluster, role="manager")[0].accept(ben)
    invite(Kind.PARTNER, eva, partner=partner)[0].accept(ben)
    assert [c.role for c in Cluster.objects.visible_to(ben)] == ["manager"]
    assert list(Partner.objects.visible_to(ben)) == [partner]
    assert not Cluster.objects.visible_to(eva).exists()
    assert not Partner.objects.visible_to(eva).exists()


def test_too_old_or_withdrawn_ones_open_nothing(eva, ben, workshop):
    old, _ = invite(Kind.COLLEAGUE, eva, enterprise=workshop, role="reader")
    Invitation.objects.filter(pk=old.pk).update(expires_at=now() - timedelta(seconds=1))
    withdrawn, _ = invite(Kind.COLLEAGUE, eva, enterprise=workshop, role="reader")
    withdrawn.withdraw(eva)
    for invitation in (old, withdrawn):
        with pytest.raises(NoLongerOpen):
            invitation.accept(ben)
    assert workshop.colleagues.count() == 1


def test_a_new_invitation_replaces_the_open_one(eva, workshop):
    _, first = invite(Kind.COLLEAGUE, eva, enterprise=workshop, role="reader")
    _, second = invite(Kind.COLLEAGUE, eva, enterprise=workshop, role="reader")
    assert not Invitation.objects.of(first).open().exists()
    assert Invitation.objects.of(second).open().exists()


def test_the_log_names_the_place_and_no_address(eva, workshop):
    invite(Kind.COLLEAGUE, eva, enterprise=workshop, role="reader")
    entry = LogEntry.objects.get(kind="invited")
    assert entry.enterprise == workshop.pk
    assert "ben@" not in str(entry.details)
