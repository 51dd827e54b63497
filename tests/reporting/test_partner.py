"""What a project partner sees: its scope, in numbers that betray nobody."""

import pytest
from django.urls import reverse

from assessment.models import Assessment
from organisations.models import Enterprise, LogEntry
from reporting.partner import Participation, participation
from tests.factories import (
    make_cluster,
    make_enterprise,
    make_partner,
    make_user,
    sign_in_twice,
)

pytestmark = pytest.mark.django_db
PROFILE = {"name": "x"}


@pytest.fixture
def reader():
    return make_user("partner@example.org")


def fill(cluster, count, *, started=0, submitted=0):
    """Members, of whom some started and some of these submitted."""
    for number in range(count):
        owner = make_user(f"{cluster.code}{number}@example.org")
        enterprise = make_enterprise(owner, f"Firm {cluster.code} {number}")
        cluster.admit(enterprise, by=owner)
        if number < started:
            for _ in range(2):  # a second one does not count twice
                Assessment.objects.start("full", enterprise=enterprise)
        else:
            Assessment.objects.start("quick", enterprise=enterprise)
        if number < submitted:
            enterprise.assessments.update(
                submitted_at=enterprise.created_at, profile_data=PROFILE
            )


def test_numbers_below_five_are_not_told():
    wood, iron, glass = (make_cluster(code=code) for code in ("wood", "iron", "glass"))
    fill(wood, 7, started=6, submitted=5)
    fill(iron, 5, started=4, submitted=4)
    assert participation(make_partner(wood, iron, glass)) == [
        Participation("Glass (invented)", False, None, None, None),
        Participation("Iron (invented)", False, 5, None, None),
        Participation("Wood (invented)", False, 7, 6, 5),
    ]


def test_a_cluster_of_invented_enterprises_is_told_apart():
    wood = make_cluster()
    fill(wood, 6, started=5)
    Enterprise.objects.update(invented=True)
    assert participation(make_partner(wood)) == [
        Participation("Wood (invented)", True, 6, 5, None)
    ]


def test_invented_and_leaving_enterprises_do_not_count():
    wood = make_cluster()
    fill(wood, 7)
    first, second = Enterprise.objects.all()[:2]
    Enterprise.objects.filter(pk=first.pk).update(invented=True)
    second.ask_deletion(None)
    assert participation(make_partner(wood))[0].members == 5


def test_the_page_shows_the_scope_and_no_name(client, reader):
    wood, iron = make_cluster(), make_cluster(code="iron")
    fill(wood, 6, started=6)
    partner = make_partner(wood, user=reader, countries=["FR", "RO"])
    sign_in_twice(client, reader)
    door = client.get(reverse("organisations:partner", args=[partner.pk]))
    assert door.url == reverse("reporting:partner", args=[partner.pk])
    text = client.get(door.url).text
    assert "Wood (invented)" in text
    assert "fewer than 5" in text
    assert "France, Romania" in text
    assert "No figures have been released yet" in text
    assert iron.name not in text
    assert "Firm wood" not in text


def test_without_a_cluster_the_page_says_what_to_do(client, reader):
    partner = make_partner(user=reader)
    sign_in_twice(client, reader)
    text = client.get(reverse("reporting:partner", args=[partner.pk])).text
    assert "No cluster is in your scope yet" in text


@pytest.mark.parametrize("name", ["organisations:partner", "reporting:partner"])
def test_who_has_no_seat_or_no_second_factor_sees_nothing(client, reader, name):
    partner = make_partner(user=reader)
    url = reverse(name, args=[partner.pk])
    assert client.get(url).url.startswith(reverse("account_login"))
    client.force_login(reader)
    assert client.get(url).url == reverse("mfa_index")
    sign_in_twice(client, make_user("eva@example.org"))
    assert client.get(url).status_code == 404


def test_the_table_is_downloaded_as_it_is_shown(client, reader):
    wood = make_cluster(name="=Wood (invented)")
    fill(wood, 6, started=5)
    partner = make_partner(wood)
    partner.seats.create(user=reader)
    sign_in_twice(client, reader)
    url = reverse("reporting:participation_sheet", args=[partner.pk])
    assert client.get(url).content.decode("utf-8-sig").splitlines() == [
        "Cluster,Enterprises,Started,Submitted",
        "'=Wood (invented),6,5,fewer than 5",
    ]
    assert LogEntry.objects.get(kind="exported").partner == partner.pk
