"""Deleting an enterprise: asked for, taken back, done."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils.timezone import now

from assessment.models import Assessment, Result
from organisations.models import Cluster, Enterprise, LogEntry
from tests.factories import (
    make_cluster,
    make_colleague,
    make_enterprise,
    make_submitted,
    make_user,
)

pytestmark = pytest.mark.django_db
PASSWORD = "drei warme Brote im Ofen"


@pytest.fixture
def owner():
    return make_user()


@pytest.fixture
def workshop(owner):
    return make_enterprise(owner)


@pytest.fixture
def own(client, owner):
    client.force_login(owner)
    return client


def url(name, workshop):
    return reverse(f"organisations:{name}", args=[workshop.pk])


def test_the_page_says_what_goes_and_what_stays(own, workshop):
    text = own.get(url("delete_enterprise", workshop)).text
    assert "All assessments with answers" in text
    assert "Medians that were released before" in text
    assert "In 7 days." in text
    workshop.refresh_from_db()
    assert workshop.delete_after is None


def test_all_owners_get_a_letter_and_may_take_it_back(
    own, owner, workshop, django_capture_on_commit_callbacks
):
    clara = make_colleague(workshop, "clara@example.org", "owner")
    clara.keep_language("de")
    make_colleague(workshop, "ben@example.org", "reader")
    with django_capture_on_commit_callbacks(execute=True):
        own.post(url("delete_enterprise", workshop))
    workshop.refresh_from_db()
    assert workshop.delete_after > now() + timedelta(days=6)
    assert {letter.to[0] for letter in mail.outbox} == {owner.email, clara.email}
    (german,) = (letter for letter in mail.outbox if letter.to == [clara.email])
    assert "/de/enterprises/" in german.body
    again = own.post(url("delete_enterprise", workshop))
    assert again.url == url("consents", workshop)
    assert LogEntry.objects.filter(kind="deletion_asked").count() == 1

    page = own.get(url("consents", workshop)).text
    assert "is about to be deleted" in page
    own.post(url("keep_enterprise", workshop))
    workshop.refresh_from_db()
    assert workshop.delete_after is None
    assert "is about to be deleted" not in own.get(url("consents", workshop)).text


def test_who_has_a_password_types_it_before_anything_is_marked(client, workshop):
    eva = make_user("eva@example.org", PASSWORD)
    eva.emailaddress_set.create(email=eva.email, primary=True, verified=True)
    workshop.admit(eva, "owner")
    client.force_login(eva)
    asked = client.post(url("delete_enterprise", workshop))
    assert asked.url.startswith(reverse("account_reauthenticate"))
    workshop.refresh_from_db()
    assert workshop.delete_after is None
    client.post(asked.url, {"password": "wrong wrong wrong"})
    workshop.refresh_from_db()
    assert workshop.delete_after is None
    client.post(asked.url, {"password": PASSWORD})
    workshop.refresh_from_db()
    assert workshop.delete_after is not None


@pytest.mark.parametrize("role", ["contributor", "reader"])
def test_only_owners_delete_and_keep(client, workshop, role):
    client.force_login(make_colleague(workshop, role=role))
    for name in ("delete_enterprise", "keep_enterprise"):
        assert client.post(url(name, workshop)).status_code == 403


def test_foreign_enterprises_do_not_exist(client, workshop):
    client.force_login(make_user("eva@example.org"))
    for name in ("delete_enterprise", "keep_enterprise"):
        assert client.post(url(name, workshop)).status_code == 404


def test_nothing_new_begins_meanwhile(own, owner, workshop):
    workshop.ask_deletion(owner)
    for name in ("start_full", "start_quick"):
        refused = own.post(reverse(f"assessment:{name}"))
        assert refused.status_code == 403
        assert "about to be deleted" in refused.text
    assert Assessment.objects.count() == 0


def test_clusters_do_not_see_it_meanwhile(owner, workshop):
    submitted = make_submitted(owner)
    cluster = make_cluster()
    cluster.admit(workshop, by=owner)
    workshop.consents.give(workshop, "scores", by=owner, cluster=cluster)
    assert list(Result.objects.shared_with(cluster, "scores")) == [submitted.result]
    workshop.ask_deletion(owner)
    assert list(Result.objects.shared_with(cluster, "scores")) == []


def test_after_the_days_it_is_gone_with_all_that_belongs_to_it(owner, workshop):
    make_submitted(owner)
    make_cluster().admit(workshop, by=owner)
    workshop.ask_deletion(owner)
    call_command("retention", verbosity=0)
    assert Enterprise.objects.count() == 1
    Enterprise.objects.update(delete_after=now() - timedelta(minutes=1))
    call_command("retention", verbosity=0)
    for model in (Enterprise, Assessment, Result):
        assert model.objects.count() == 0
    assert Cluster.objects.count() == 1
    assert LogEntry.objects.filter(kind="deleted", enterprise=workshop.pk).exists()
