"""Two at once, each on a connection of its own: one wins, and nothing is half done."""

import threading
from types import SimpleNamespace

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.urls import reverse

from assessment.models import Assessment, Delegation, Result
from organisations.models import (
    Cluster,
    Colleague,
    Enterprise,
    Invitation,
    Member,
    Reminder,
)
from tests.factories import (
    answer_all,
    make_assessment,
    make_cluster,
    make_colleague,
    make_delegation,
    make_enterprise,
    make_member,
    make_user,
    make_wave,
    sign_in_twice,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nothing_counted(settings):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    }


def at_once(*sends):
    """The answers of these requests, sent together; what breaks is raised."""
    answers, start = [None] * len(sends), threading.Barrier(len(sends))

    def run(number, send):
        try:
            start.wait(10)
            answers[number] = send()
        except Exception as error:
            answers[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(sends)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for each in answers:
        if isinstance(each, Exception):
            raise each
    return answers


def statuses(answers):
    return sorted(each.status_code for each in answers)


def browser(user):
    client = Client()
    sign_in_twice(client, user)
    return client


def url(name, *arguments):
    return reverse(name, args=arguments)


def person(name):
    user = make_user(f"{name}@example.org")
    user.emailaddress_set.create(email=user.email, primary=True, verified=True)
    return user


@pytest.fixture
def workshop():
    """An enterprise with two owners, each in a browser."""
    eva, ben = person("eva"), person("ben")
    enterprise = make_enterprise(eva)
    enterprise.admit(ben, "owner")
    return SimpleNamespace(
        enterprise=enterprise, eva=eva, ben=ben, evas=browser(eva), bens=browser(ben)
    )


def invite(kind, **fields):
    given = {"by": None, "language": "en", **fields}
    return Invitation.objects.invite(kind, "new@example.org", **given)


def test_one_of_two_takes_the_seat_of_an_invitation(workshop):
    _, token = invite("colleague", enterprise=workshop.enterprise, role="owner")
    page = url("organisations:invitation", token)
    clients = [browser(person(name)) for name in ("one", "two", "three")]
    answers = at_once(*[lambda c=client: c.post(page) for client in clients])
    assert statuses(answers) == [302, 410, 410]
    assert workshop.enterprise.colleagues.count() == 3


def test_two_clicks_found_and_bring_one_enterprise():
    cluster = make_cluster(person("manager"))
    _, token = invite("member", cluster=cluster, name="New (invented)")
    page, user = url("organisations:invitation", token), person("new")
    clients = [browser(user), browser(user)]
    at_once(*[lambda c=client: c.post(page) for client in clients])
    assert Enterprise.objects.count() == 1
    assert Member.objects.count() == 1


def test_two_clicks_join_once_by_a_code():
    cluster = make_cluster(person("manager"))
    page, user = url("organisations:join_with", cluster.join_code), person("new")
    clients = [browser(user), browser(user)]
    answers = at_once(*[lambda c=client: c.post(page) for client in clients])
    assert statuses(answers) == [302, 302]
    assert Enterprise.objects.count() == 1
    assert Member.objects.count() == 1


def test_one_of_two_browsers_gets_a_part(workshop):
    draft = make_assessment(workshop.eva)
    delegation, token = make_delegation(draft, workshop.eva)
    page, clients = url("assessment:delegated_link", token), [Client() for _ in "123"]
    answers = at_once(*[lambda c=client: c.post(page) for client in clients])
    assert statuses(answers) == [302, 410, 410]
    part = url("assessment:delegated_part", delegation.pk)
    assert sorted(c.get(part).status_code for c in clients) == [200, 404, 404]
    assert Delegation.objects.exclude(browser_digest="").count() == 1


def test_two_owners_submit_one_result(workshop):
    draft = make_assessment(workshop.eva)
    answer_all(draft)
    page = url("assessment:step", draft.pk, "check")
    answers = at_once(
        lambda: workshop.evas.post(page), lambda: workshop.bens.post(page)
    )
    report = url("reporting:report", draft.pk)
    assert [each.url for each in answers] == [report, report]
    assert Result.objects.count() == 1


def test_two_managers_remind_once(workshop):
    eva, ben = person("manager"), person("manageress")
    cluster = make_cluster(eva)
    cluster.seat(ben, "manager")
    cluster.admit(workshop.enterprise, by=workshop.eva)
    Member.objects.update(joined_at="2026-01-01T00:00:00Z")
    page = url("assessment:remind", cluster.pk, make_wave(cluster).pk)
    clients = [browser(eva), browser(ben)]
    answers = at_once(*[lambda c=client: c.post(page) for client in clients])
    assert statuses(answers) == [302, 302]
    assert Reminder.objects.count() == 2  # one to each owner


def test_two_owners_do_not_remove_one_another(workshop):
    def remove(client, other):
        where = workshop.enterprise.pk, other.pk
        return client.post(url("assessment:remove_colleague", *where))

    at_once(
        lambda: remove(workshop.evas, workshop.ben),
        lambda: remove(workshop.bens, workshop.eva),
    )
    assert [seat.role for seat in Colleague.objects.all()] == ["owner"]


def test_the_last_two_owners_do_not_both_leave(workshop):
    page = url("assessment:leave", workshop.enterprise.pk)
    at_once(lambda: workshop.evas.post(page), lambda: workshop.bens.post(page))
    assert [seat.role for seat in Colleague.objects.all()] == ["owner"]


def test_the_last_two_owners_do_not_both_close_their_accounts(workshop):
    """One goes; for the other it is a page that has changed meanwhile."""
    make_colleague(workshop.enterprise, "third@example.org", "reader")
    page = url("organisations:close_account")
    at_once(lambda: workshop.evas.post(page), lambda: workshop.bens.post(page))
    roles = Colleague.objects.values_list("role", flat=True)
    assert sorted(roles) == ["owner", "reader"]


def test_removing_and_changing_somebody_at_once_breaks_nothing(workshop):
    third = make_colleague(workshop.enterprise, "third@example.org")
    where = workshop.enterprise.pk, third.pk
    answers = at_once(
        lambda: workshop.evas.post(url("assessment:remove_colleague", *where)),
        lambda: workshop.bens.post(
            url("assessment:colleague", *where), {"role": "owner"}
        ),
    )
    assert set(statuses(answers)) <= {302, 404}
    assert not workshop.enterprise.colleagues.filter(user=third).exists()


def test_the_last_two_managers_do_not_both_go():
    eva, ben = person("eva"), person("ben")
    cluster = make_cluster(eva)
    cluster.seat(ben, "manager")

    def give_up(user, client):
        return client.post(url("organisations:remove_seat", cluster.pk, user.pk))

    pairs = [(user, browser(user)) for user in (eva, ben)]
    at_once(*[lambda pair=pair: give_up(*pair) for pair in pairs])
    assert [seat.role for seat in Cluster.objects.get().seats.all()] == ["manager"]


def test_a_quick_check_goes_into_one_account():
    client = Client()
    client.post(url("assessment:start_quick"))
    thieves = [browser(person(name)) for name in ("one", "two")]
    for each in thieves:
        each.cookies["quick_check"] = client.cookies["quick_check"].value
    page = url("assessment:take_along")
    at_once(*[lambda c=each: c.post(page) for each in thieves])
    draft = Assessment.objects.get()
    assert draft.enterprise is not None
    opened = [c.get(url("assessment:resume", draft.pk)).status_code for c in thieves]
    assert sorted(opened) == [302, 404]


def test_two_clicks_import_a_list_once(workshop):
    manager = person("manager")
    cluster = make_cluster(manager)
    make_member(cluster, person("member"))
    salt = f"members of {cluster.pk} by {manager.pk}"
    row = [2, "One", "one@example.org", "de", "", ""]
    sent = {"rows": signing.dumps([row], salt=salt, compress=True)}
    page = url("organisations:confirm_import", cluster.pk)
    clients = [browser(manager), browser(manager)]
    at_once(*[lambda c=client: c.post(page, sent) for client in clients])
    assert Invitation.objects.count() == 1
