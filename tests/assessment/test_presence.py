"""Who is where: told to those who work on the same assessment, and to nobody else."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import now

from assessment.models import Presence
from tests.factories import (
    answer_all,
    make_assessment,
    make_colleague,
    make_delegation,
    make_user,
)

pytestmark = pytest.mark.django_db
NOTHING = '<div class="presence-now"></div>'


@pytest.fixture(autouse=True)
def _english():
    translation.activate("en")
    yield
    translation.activate("en")


@pytest.fixture
def eva():
    return make_user("eva@example.org")


@pytest.fixture
def draft(eva):
    return make_assessment(eva)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def at(client, assessment, step):
    url = reverse("assessment:presence", args=[assessment.pk])
    return client.post(url, {"step": step})


def test_a_person_alone_is_told_nothing(draft, eva):
    for _ in range(2):
        response = at(signed_in(eva), draft, "pay")
        assert (response.status_code, response.text.strip()) == (200, NOTHING)
    assert Presence.objects.count() == 1


def test_each_sees_where_the_other_is(draft, eva):
    ben = make_colleague(draft.enterprise)
    ben.first_name = "Ben <b>"
    ben.save()
    assert NOTHING in at(signed_in(ben), draft, "pay").text
    seen = at(signed_in(eva), draft, "pay").text
    assert "Ben &lt;b&gt; is in this area now." in seen
    at(signed_in(ben), draft, "leadership")
    seen = at(signed_in(eva), draft, "pay").text
    assert "Ben &lt;b&gt; is in “Leadership and governance”." in seen
    assert "in this area" not in seen


def test_who_has_gone_is_no_longer_named(draft, eva):
    at(signed_in(make_colleague(draft.enterprise)), draft, "pay")
    Presence.objects.update(seen_at=now() - timedelta(minutes=2))
    assert NOTHING in at(signed_in(eva), draft, "pay").text


def test_whoever_has_one_part_is_seen_and_sees_that_part(draft, eva):
    delegation, token = make_delegation(draft, eva)
    zoe = Client()
    zoe.post(reverse("assessment:delegated_link", args=[token]))
    url = reverse("assessment:delegated_presence", args=[delegation.pk])
    at(signed_in(eva), draft, "pay")
    assert NOTHING in zoe.post(url).text
    seen = at(signed_in(eva), draft, "respect").text
    assert "Zoe Zimmer (invented) is in this area now." in seen
    assert "eva@example.org is in this area now." in zoe.post(url).text
    assert Client().post(url).status_code == 404
    assert zoe.get(url).status_code == 405


def test_strangers_learn_nothing_and_leave_no_trace(draft):
    for client in (Client(), signed_in(make_user("stranger@example.org"))):
        assert at(client, draft, "pay").status_code == 404
    reader = make_colleague(draft.enterprise, role="reader")
    assert at(signed_in(reader), draft, "pay").status_code == 403
    assert not Presence.objects.exists()


def test_a_quick_check_in_a_browser_has_nobody_else(client):
    client.post(reverse("assessment:start_quick"))
    assessment = make_assessment(browser=None)
    assert at(client, assessment, "pay").status_code == 404


def test_pages_still_open_when_it_is_over_are_told_nothing(draft, eva):
    delegation, token = make_delegation(draft, eva)
    zoe = Client()
    zoe.post(reverse("assessment:delegated_link", args=[token]))
    delegation.withdraw(eva)
    url = reverse("assessment:delegated_presence", args=[delegation.pk])
    assert zoe.post(url).status_code == 204
    answer_all(draft)
    draft.submit()
    assert at(signed_in(eva), draft, "pay").status_code == 204
    assert not Presence.objects.exists()


@pytest.mark.parametrize("step", ["", "nowhere", "check"])
def test_only_areas_are_places(draft, eva, step):
    assert at(signed_in(eva), draft, step).status_code == 404


def test_the_page_asks_only_where_somebody_else_may_be(client, draft, eva):
    page = signed_in(eva).get(reverse("assessment:step", args=[draft.pk, "pay"])).text
    assert 'hx-post="../presence/"' in page
    assert """hx-vals='{"step": "pay"}'""" in page
