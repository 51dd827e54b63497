"""The page behind an invitation: who may take what, and what others learn of it."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import now

from organisations.models import (
    Cluster,
    Consent,
    Enterprise,
    Invitation,
    LogEntry,
    Member,
    Partner,
)
from tests.factories import make_user

pytestmark = pytest.mark.django_db
ADDRESS = "ben@example.org"
PASSWORD = "drei warme Brote im Ofen"


@pytest.fixture(autouse=True)
def _english():
    cache.clear()
    translation.activate("en")
    yield
    translation.activate("en")


@pytest.fixture
def eva():
    return make_user("eva@example.org")


@pytest.fixture
def ben(client):
    user = make_user(ADDRESS)
    client.force_login(user)
    return user


@pytest.fixture
def cluster():
    return Cluster.objects.create(code="wood", name="Wood (invented)", country="FR")


@pytest.fixture
def workshop(eva):
    return Enterprise.objects.found(eva, "Workshop (invented)")


def link(kind, by, **fields):
    _invitation, token = Invitation.objects.invite(
        kind, ADDRESS, by=by, language="en", **fields
    )
    return reverse("organisations:invitation", args=[token])


@pytest.fixture
def to_workshop(eva, workshop):
    return link("colleague", eva, enterprise=workshop, role="reader", areas=["pay"])


def test_looking_takes_nothing_and_names_no_address(to_workshop):
    for method in ("get", "head", "get"):
        response = getattr(Client(), method)(to_workshop)
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
    assert ADDRESS not in response.text
    assert "Workshop (invented)" in response.text
    for name in ("account_login", "account_signup"):
        assert f"{reverse(name)}?next={to_workshop}" in response.text
    assert Invitation.objects.open().count() == 1


def test_who_is_not_signed_in_is_led_to_sign_in_and_back(to_workshop):
    response = Client().post(to_workshop)
    assert response.url == f"{reverse('account_login')}?next={to_workshop}"
    assert Invitation.objects.open().count() == 1


def test_a_colleague_accepts(client, ben, workshop, to_workshop):
    assert f"You are signed in as {ADDRESS}." in client.get(to_workshop).text
    response = client.post(to_workshop)
    assert response.url == reverse("assessment:assessments")
    seat = workshop.colleagues.get(user=ben)
    assert (seat.role, seat.areas) == ("reader", ["pay"])
    assert "Workshop (invented)" in client.get(response.url).text
    assert LogEntry.objects.get(kind="joined").by == ben.pk


def test_a_token_is_good_once(client, ben, workshop, to_workshop):
    client.post(to_workshop)
    assert client.get(to_workshop).url == reverse("assessment:assessments")
    for other in (Client(), Client()):
        assert other.get(to_workshop).status_code == 410
    thief = Client()
    thief.force_login(make_user("thief@example.org"))
    assert thief.post(to_workshop).status_code == 410
    assert workshop.colleagues.count() == 2


def test_forged_expired_and_withdrawn_ones_read_the_same(client, to_workshop):
    pages = [client.get(reverse("organisations:invitation", args=["x" * 32]))]
    pages.append(client.get(to_workshop.rstrip("/")[:-1] + "/"))
    Invitation.objects.update(expires_at=now() - timedelta(seconds=1))
    pages.append(client.get(to_workshop))
    Invitation.objects.update(expires_at=now() + timedelta(days=1), withdrawn_at=now())
    pages.append(client.get(to_workshop))
    assert [page.status_code for page in pages] == [404, 404, 410, 410]
    for page in pages:
        assert "<h1>This invitation is no longer open</h1>" in page.text
        assert "Workshop" not in page.text
        assert ADDRESS not in page.text


def test_the_letter_proves_the_address_it_was_sent_to(client, ben, to_workshop):
    own = ben.emailaddress_set.create(email=ADDRESS, primary=True)
    other = ben.emailaddress_set.create(email="ben@home.example")
    client.post(to_workshop)
    own.refresh_from_db()
    other.refresh_from_db()
    assert (own.verified, other.verified) == (True, False)


def test_another_account_may_accept_and_proves_nothing(client, to_workshop, workshop):
    carl = make_user("carl@example.org")
    address = carl.emailaddress_set.create(email=carl.email, primary=True)
    client.force_login(carl)
    client.post(to_workshop)
    address.refresh_from_db()
    assert not address.verified
    assert workshop.colleagues.filter(user=carl).exists()


def test_an_address_somebody_else_has_shown_is_not_taken(client, ben, to_workshop):
    make_user("first@example.org").emailaddress_set.create(email=ADDRESS, verified=True)
    own = ben.emailaddress_set.create(email=ADDRESS, primary=True)
    assert client.post(to_workshop).status_code == 302
    own.refresh_from_db()
    assert not own.verified


# Members


def test_who_has_no_enterprise_founds_one_under_the_name_invited(
    client, ben, eva, cluster
):
    url = link("member", eva, cluster=cluster, name="Ben's (invented)", group="A")
    assert "Which enterprise joins?" not in client.get(url).text
    response = client.post(url)
    member = Member.objects.get()
    assert (member.enterprise.name, member.group) == ("Ben's (invented)", "A")
    assert Enterprise.objects.owned_by(ben).get() == member.enterprise
    assert response.url == reverse(
        "organisations:consents", args=[member.enterprise_id]
    )
    shared = Consent.objects.in_force().exclude(purpose="benchmark")
    assert not shared.exists()


def test_who_has_enterprises_chooses_which_one_joins(client, ben, eva, cluster):
    one, two = (Enterprise.objects.found(ben, name) for name in ("One", "Two"))
    foreign = Enterprise.objects.found(eva, "Foreign")
    url = link("member", eva, cluster=cluster, name="Ben's (invented)")
    page = client.get(url).text
    assert "One" in page
    assert "A new one: Ben&#x27;s (invented)" in page
    for wrong in ("", "nowhere", str(foreign.pk)):
        refused = client.post(url, {"enterprise": wrong})
        assert refused.status_code == 422
        assert "Choose which enterprise joins." in refused.text
    assert not Member.objects.exists()
    client.post(url, {"enterprise": str(two.pk)})
    assert Member.objects.get().enterprise == two
    assert Enterprise.objects.owned_by(ben).count() == 2
    assert one.memberships.count() == 0


def test_a_new_enterprise_joins_beside_an_old_one(client, ben, eva, cluster):
    Enterprise.objects.found(ben, "One")
    url = link("member", eva, cluster=cluster, name="Ben's (invented)")
    client.post(url, {"enterprise": "new"})
    assert Member.objects.get().enterprise.name == "Ben's (invented)"
    assert Enterprise.objects.owned_by(ben).count() == 2


def test_who_only_works_for_an_enterprise_cannot_let_it_join(
    client, ben, eva, cluster, workshop
):
    workshop.admit(ben, "contributor")
    url = link("member", eva, cluster=cluster, name="Ben's (invented)")
    assert "Workshop" not in client.get(url).text
    assert client.post(url, {"enterprise": str(workshop.pk)}).status_code == 302
    assert Member.objects.get().enterprise.name == "Ben's (invented)"


# Seats


def test_seats_lead_to_the_cluster_and_the_partner(client, ben, eva, cluster):
    partner = Partner.objects.create(name="Partner (invented)")
    seat = client.post(link("seat", eva, cluster=cluster, role="manager"))
    assert seat.url == reverse("organisations:cluster", args=[cluster.pk])
    assert Cluster.objects.visible_to(ben).get().role == "manager"
    seat = client.post(link("partner", eva, partner=partner))
    assert seat.url == reverse("organisations:partner", args=[partner.pk])
    assert Partner.objects.visible_to(ben).get() == partner


def test_accepting_needs_a_token_against_forgery(ben, to_workshop):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ben)
    assert strict.post(to_workshop).status_code == 403
    assert Invitation.objects.open().count() == 1


def test_signing_in_leads_back_to_the_invitation(to_workshop):
    user = make_user("carl@example.org", PASSWORD)
    user.emailaddress_set.create(email=user.email, primary=True, verified=True)
    response = Client().post(
        reverse("account_login"),
        {"login": user.email, "password": PASSWORD, "next": to_workshop},
    )
    assert response.url == to_workshop
