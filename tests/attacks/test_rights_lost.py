"""Whoever loses a right has lost it at the next request, whatever browser is open."""

import pytest
from django.test import Client
from django.urls import reverse

from assessment.models import Delegation
from organisations.models import (
    Cluster,
    ClusterSeat,
    Colleague,
    Enterprise,
    Invitation,
    LastManager,
    LastOwner,
    User,
)
from tests.attacks.rows import changes, tried
from tests.factories import make_delegation, make_enterprise, make_user
from tests.organisations.accounts.people import PASSWORD, proven
from tests.test_access import (
    LIST_OF_MEMBERS,
    MANAGERS,
    OWNERS,
    ROWS,
    RUNS,
    SIGN_IN,
    address,
    answer,
)

pytestmark = pytest.mark.django_db
INSIDE = ("draft", "submitted", "enterprise")


def walk(world, client, subjects, method="get"):
    """What each address of these places answers."""
    got = {}
    for name, _answers, subject in ROWS:
        if subject in subjects:
            url = address(world, name, subject)
            send = getattr(client, method)
            response = tried(client, lambda url=url, send=send: send(url))
            if response.status_code != 405:
                got[name] = answer(response)
    return got


@pytest.fixture
def inside(world):
    """An open browser of each person."""
    return {name: proven(person) for name, person in world.people.items()}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("person", ["reader", "contributor"])
def test_a_removed_colleague_is_outside_at_once(method, person, world, inside):
    people = address(world, "assessment:people", "enterprise")
    assert inside[person].get(people).status_code == 200
    url = address(
        world,
        "assessment:remove_colleague",
        "enterprise",
        person=world.people[person].pk,
    )
    inside["owner"].post(url)
    assert set(walk(world, inside[person], INSIDE, method).values()) == {404}


def test_who_leaves_is_outside_at_once(world, inside):
    inside["reader"].post(address(world, "assessment:leave", "enterprise"))
    assert set(walk(world, inside["reader"], INSIDE).values()) == {404}


def test_an_owner_made_reader_owns_nothing_at_once(world, inside):
    seat = Colleague.objects.get(user=world.keys["person"])  # the other owner
    seat.enterprise.colleagues.get(user=world.people["owner"]).change(
        role="reader", areas=[], by=seat.user
    )
    owns = {name for name, answers, _s in ROWS if answers in (OWNERS, RUNS)}
    for method in ("get", "post"):
        got = walk(world, inside["owner"], INSIDE, method)
        assert {got[name] for name in owns & got.keys()} == {403}


@pytest.mark.parametrize("end", ["removed", "reader"])
def test_a_former_owner_does_not_come_back_by_an_own_invitation(end, world, inside):
    """Sent to a second mailbox while there was still a right to."""
    owner = world.people["owner"]
    enterprise = Enterprise.objects.get(pk=world.subjects["enterprise"])
    _own, token = Invitation.objects.invite(
        Invitation.Kind.COLLEAGUE,
        "second@example.org",
        by=owner,
        enterprise=enterprise,
        role="owner",
        language="en",
    )
    other = User.objects.get(pk=world.keys["person"])
    kept, _ = Invitation.objects.invite(
        Invitation.Kind.COLLEAGUE,
        "kept@example.org",
        by=other,
        enterprise=enterprise,
        role="reader",
        language="en",
    )
    seat = enterprise.colleagues.get(user=owner)
    if end == "removed":
        seat.remove(by=other)
    else:
        seat.change(role="reader", areas=[], by=other)
    url = reverse("organisations:invitation", args=[token])
    assert inside["stranger"].post(url).status_code == 410
    assert not enterprise.colleagues.filter(user=world.people["stranger"]).exists()
    kept.refresh_from_db()
    assert kept.open  # what others sent stays


def test_a_former_manager_does_not_come_back_by_an_own_invitation(world, inside):
    manager = world.people["manager"]
    cluster = Cluster.objects.get(pk=world.subjects["cluster"])
    cluster.seat(world.people["other manager"], "manager")
    _own, token = Invitation.objects.invite(
        Invitation.Kind.SEAT,
        "second@example.org",
        by=manager,
        cluster=cluster,
        role="manager",
        language="en",
    )
    cluster.seats.get(user=manager).remove(by=world.people["other manager"])
    url = reverse("organisations:invitation", args=[token])
    assert inside["stranger"].post(url).status_code == 410
    members = cluster.invitations.filter(kind=Invitation.Kind.MEMBER)
    assert members.open().count() == 1  # enterprises may still join


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_manager_without_seat_is_outside_at_once(method, world, inside):
    world.people["manager"].cluster_seats.all().delete()
    got = walk(world, inside["manager"], ["cluster"], method)
    private = {n for n, who, _s in ROWS if who in (LIST_OF_MEMBERS, MANAGERS)}
    assert {got[name] for name in private & got.keys()} == {404}


def test_a_manager_made_reader_changes_nothing_more(world, inside):
    cluster = Cluster.objects.get(pk=world.subjects["cluster"])
    cluster.seat(world.people["other manager"], "manager")
    cluster.seats.get(user=world.people["manager"]).change("reader", by=None)
    for name, answers, subject in ROWS:
        if subject == "cluster" and isinstance(answers, tuple):
            url = address(world, name, subject)
            names, _values, response = changes(
                inside["manager"], lambda url=url: inside["manager"].post(url)
            )
            assert (names, response.status_code) in ((set(), 403), (set(), 405)), name


def test_a_partner_without_seat_is_outside_at_once(world, inside):
    world.people["partner"].partner_seats.all().delete()
    assert set(walk(world, inside["partner"], ["partner"]).values()) == {404}


def test_who_operates_no_more_is_out_of_the_admin_at_once(world, inside):
    url = reverse("admin:organisations_enterprise_changelist")
    assert inside["operator"].get(url).status_code == 200
    User.objects.filter(pk=world.people["operator"].pk).update(is_staff=False)
    assert inside["operator"].get(url).status_code != 200


@pytest.mark.parametrize("end", ["closed", "switched off"])
def test_no_session_outlives_its_account(end, world):
    """Two browsers; the account ends in one."""
    person = world.people["contributor"]
    one, other = Client(), Client()
    one.force_login(person)
    other.force_login(person)
    assert other.get(reverse("assessment:assessments")).status_code == 200
    if end == "closed":
        one.post(reverse("organisations:close_account"))
        assert not User.objects.filter(pk=person.pk).exists()
    else:
        User.objects.filter(pk=person.pk).update(is_active=False)
    for client in (one, other):
        home = client.get(reverse("assessment:assessments"))
        assert home.url.startswith(reverse("account_login"))
        got = walk(world, client, INSIDE)
        assert set(got.values()) <= {SIGN_IN, 404}


def test_who_is_switched_off_does_not_come_in_again(world, client):
    person = world.people["contributor"]
    person.set_password(PASSWORD)
    person.is_active = False
    person.save()
    sent = {"login": person.email, "password": PASSWORD}
    client.post(reverse("account_login"), sent)
    home = client.get(reverse("assessment:assessments"))
    assert home.url.startswith(reverse("account_login"))


def test_what_is_shared_by_name_ends_with_the_consent(world, inside):
    """The open page of the cluster shows nothing more when it is asked again."""
    shared = address(world, "reporting:shared", "cluster")
    plan = address(world, "reporting:shared_plan", "cluster")
    for purpose in ("scores", "plan"):
        name = Enterprise.objects.get(pk=world.subjects["enterprise"]).name
        assert name in inside["manager"].get(shared).text
        switch = address(
            world, "organisations:switch_sharing", "enterprise", purpose=purpose
        )
        inside["owner"].post(switch, {"wanted": "off"})
    assert name not in inside["manager"].get(shared).text
    assert inside["manager"].get(plan).status_code == 404


# Rows that were read before somebody else changed them


def test_the_last_owner_stays_whatever_page_was_open(world):
    """A page knew somebody as reader who has become the only owner since."""
    owner = make_user("first@example.org")
    enterprise = make_enterprise(owner)
    second = enterprise.admit(make_user("second@example.org"), "reader")
    read_before = Colleague.objects.get(pk=second.pk)
    second.change(role="owner", areas=[], by=owner)
    enterprise.colleagues.get(user=owner).remove(by=owner)
    with pytest.raises(LastOwner):
        read_before.remove(by=owner)
    with pytest.raises(LastOwner):
        read_before.change(role="contributor", areas=[], by=owner)
    assert enterprise.colleagues.get().role == "owner"


def test_the_last_manager_stays_whatever_page_was_open(world):
    cluster = Cluster.objects.get(pk=world.subjects["cluster"])
    second = cluster.seats.get(user=world.people["cluster reader"])
    read_before = ClusterSeat.objects.get(pk=second.pk)
    second.change("manager", by=None)
    cluster.seats.get(user=world.people["manager"]).remove(by=None)
    with pytest.raises(LastManager):
        read_before.remove(by=None)


def test_a_withdrawn_part_is_not_opened_again_by_an_old_page(world):
    delegation, _token = make_delegation(
        Delegation.objects.get(pk=world.subjects["delegation"]).assessment
    )
    read_before = Delegation.objects.get(pk=delegation.pk)
    delegation.withdraw(None)
    read_before.renew()
    delegation.refresh_from_db()
    assert not delegation.running
