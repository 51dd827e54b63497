"""The page that says what is shared, and its switches."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from organisations.models import Consent, LogEntry
from tests.factories import make_cluster, make_colleague, make_enterprise, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return make_user()


@pytest.fixture
def workshop(owner):
    return make_enterprise(owner)


@pytest.fixture
def member(workshop, owner):
    return make_cluster().admit(workshop, by=owner)


def page(workshop):
    return reverse("organisations:consents", args=[workshop.pk])


def switch(client, member, purpose, wanted):
    url = reverse(
        "organisations:switch_sharing", args=[member.enterprise_id, member.pk, purpose]
    )
    return client.post(url, {"wanted": wanted})


def in_force(workshop):
    rows = workshop.consents.in_force()
    return set(rows.values_list("purpose", "cluster__code"))


def test_the_page_says_what_is_seen_by_whom_and_since_when(
    client, owner, workshop, member
):
    client.force_login(owner)
    Consent.objects.give(workshop, "scores", by=owner, cluster=member.cluster)
    text = client.get(page(workshop)).text
    for words in ("Always on", "by notice", "Wood (invented)", "owner@example.org"):
        assert words in text
    assert text.count('value="off"') == 2  # benchmark and scores
    assert text.count('value="on"') == 1  # plan


def test_an_owner_switches_named_sharing_on_and_off(client, owner, workshop, member):
    client.force_login(owner)
    assert switch(client, member, "plan", "on").url == page(workshop)
    assert in_force(workshop) == {("benchmark", None), ("plan", "wood")}
    assert workshop.consents.get(purpose="plan").given_by == owner
    switch(client, member, "plan", "off")
    assert in_force(workshop) == {("benchmark", None)}
    assert workshop.consents.get(purpose="plan").withdrawn_by == owner
    kinds = LogEntry.objects.filter(kind__startswith="consent").values_list("kind")
    assert [kind for (kind,) in kinds] == ["consent_withdrawn", "consent_given"]


def test_an_owner_leaves_the_benchmark_and_comes_back(client, owner, workshop):
    client.force_login(owner)
    url = reverse("organisations:switch_benchmark", args=[workshop.pk])
    client.post(url, {"wanted": "off"})
    assert in_force(workshop) == set()
    client.post(url, {"wanted": "on"})
    assert in_force(workshop) == {("benchmark", None)}
    text = client.get(page(workshop)).text
    assert text.count("by notice") == 1  # in the history alone


def test_whose_giver_is_gone_was_not_given_by_notice(client, owner, workshop):
    ben = make_colleague(workshop, role="owner")
    Consent.objects.withdraw(workshop, "benchmark", by=owner)
    Consent.objects.give(workshop, "benchmark", by=ben)
    ben.close()
    client.force_login(owner)
    text = client.get(page(workshop)).text
    assert (text.count("by notice"), text.count("Account closed")) == (1, 2)


@pytest.mark.parametrize("role", ["contributor", "reader"])
def test_colleagues_read_and_change_nothing(client, workshop, member, role):
    client.force_login(make_colleague(workshop, role=role))
    text = client.get(page(workshop)).text
    assert "Only owners change it" in text
    assert 'name="wanted"' not in text
    benchmark = reverse("organisations:switch_benchmark", args=[workshop.pk])
    leave = reverse("organisations:leave_cluster", args=[workshop.pk, member.pk])
    assert switch(client, member, "scores", "on").status_code == 403
    assert client.post(benchmark, {"wanted": "off"}).status_code == 403
    assert client.post(leave).status_code == 403
    assert in_force(workshop) == {("benchmark", None)}


def test_what_is_foreign_does_not_exist(client, workshop, member):
    eva = make_user("eva@example.org")
    own = make_enterprise(eva, "Other (invented)")
    client.force_login(eva)
    assert client.get(page(workshop)).status_code == 404
    assert switch(client, member, "scores", "on").status_code == 404
    mixed = reverse("organisations:switch_sharing", args=[own.pk, member.pk, "scores"])
    assert client.post(mixed, {"wanted": "on"}).status_code == 404
    assert Consent.objects.exclude(cluster=None).count() == 0


@pytest.mark.parametrize(
    ("purpose", "wanted"),
    [("benchmark", "on"), ("answers", "on"), ("scores", "maybe"), ("scores", "")],
)
def test_nonsense_changes_nothing(client, owner, workshop, member, purpose, wanted):
    client.force_login(owner)
    assert switch(client, member, purpose, wanted).status_code == 404
    assert in_force(workshop) == {("benchmark", None)}


def test_an_owner_leaves_a_cluster_after_being_asked(client, owner, workshop, member):
    client.force_login(owner)
    Consent.objects.give(workshop, "scores", by=owner, cluster=member.cluster)
    url = reverse("organisations:leave_cluster", args=[workshop.pk, member.pk])
    assert "Leave Wood (invented)?" in client.get(url).text
    assert workshop.memberships.count() == 1
    client.post(url)
    assert workshop.memberships.count() == 0
    assert in_force(workshop) == {("benchmark", None)}
    assert client.get(url).status_code == 404


def test_a_switch_is_only_a_button(client, owner, workshop):
    client.force_login(owner)
    url = reverse("organisations:switch_benchmark", args=[workshop.pk])
    assert client.get(url).status_code == 405
    assert in_force(workshop) == {("benchmark", None)}


def test_a_page_asks_as_often_with_one_cluster_as_with_many(
    client, owner, workshop, member
):
    client.force_login(owner)

    def queries():
        Consent.objects.give(workshop, "scores", by=owner, cluster=member.cluster)
        with CaptureQueriesContext(connection) as counted:
            assert client.get(page(workshop)).status_code == 200
        return len(counted)

    one = queries()
    for number in range(30):
        other = make_cluster(code=f"cluster-{number}").admit(workshop, by=owner)
        Consent.objects.give(workshop, "plan", by=owner, cluster=other.cluster)
    assert queries() == one
