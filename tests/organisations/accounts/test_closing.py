"""Closing an account, and what it holds as a file."""

import json

import pytest
from django.core import mail
from django.urls import reverse

from assessment.models import Answer
from organisations.models import Enterprise, Invitation, LastOwner, LogEntry, User
from tests.factories import (
    answer_all,
    make_assessment,
    make_cluster,
    make_colleague,
    make_enterprise,
    make_user,
)

pytestmark = pytest.mark.django_db
CLOSE = "organisations:close_account"


@pytest.fixture
def owner():
    return make_user()


@pytest.fixture
def own(client, owner):
    client.force_login(owner)
    return client


def test_alone_the_enterprise_goes_too_and_is_named(own, owner):
    workshop = make_enterprise(owner)
    make_assessment(owner)
    text = own.get(reverse(CLOSE)).text
    assert "Menuiserie Exemple (invented)" in text
    assert "Close my account and delete these enterprises" in text
    unnamed = own.post(reverse(CLOSE))
    assert unnamed.url == reverse(CLOSE)
    assert User.objects.count() == 1
    own.post(reverse(CLOSE), {"delete": str(workshop.pk)})
    assert (User.objects.count(), Enterprise.objects.count()) == (0, 0)
    assert LogEntry.objects.filter(kind="deleted").count() == 2
    assert "_auth_user_id" not in own.session


def test_a_sole_owner_with_colleagues_hands_over_first(own, owner):
    workshop = make_enterprise(owner)
    make_colleague(workshop)
    text = own.get(reverse(CLOSE)).text
    assert "First hand over" in text
    assert 'name="delete"' not in text
    own.post(reverse(CLOSE))
    assert User.objects.filter(pk=owner.pk).exists()
    with pytest.raises(LastOwner):
        owner.close()


def test_answers_stay_without_the_name(owner):
    workshop = make_enterprise(owner)
    ben = make_colleague(workshop)
    draft = make_assessment(owner)
    answer_all(draft, areas=1, by=ben)
    ben.close()
    answers = Answer.objects.filter(assessment=draft)
    assert answers.count() > 0
    assert {answer.author for answer in answers} == {""}
    assert Enterprise.objects.get() == workshop


def test_the_operator_hears_of_a_cluster_without_manager(
    own, owner, settings, django_capture_on_commit_callbacks
):
    settings.CONTACT_ADDRESS = "operator@example.org"
    make_cluster(owner)
    shared = make_cluster(owner, code="iron")
    shared.seat(make_user("eva@example.org"), "manager")
    text = own.get(reverse(CLOSE)).text
    assert "Wood (invented)" in text
    assert "Iron (invented)" not in text
    with django_capture_on_commit_callbacks(execute=True):
        own.post(reverse(CLOSE))
    (letter,) = mail.outbox
    assert letter.to == ["operator@example.org"]
    assert "Wood (invented)" in letter.body


def test_invitations_that_led_here_go_with_the_address(own, owner):
    eva = make_user("eva@example.org")
    workshop = make_enterprise(eva)
    invitation, _token = Invitation.objects.invite(
        "colleague",
        owner.email,
        by=eva,
        enterprise=workshop,
        role="reader",
        language="en",
    )
    invitation.accept(owner)
    own.post(reverse(CLOSE))
    assert Invitation.objects.count() == 0
    assert workshop.colleagues.count() == 1


def test_the_account_as_a_file_has_no_secret(own, owner):
    owner.emailaddress_set.create(email=owner.email, primary=True, verified=True)
    workshop = make_enterprise(owner)
    workshop.consents.give(workshop, "benchmark", by=owner)
    workshop.consents.withdraw(workshop, "benchmark", by=owner)
    response = own.post(reverse("organisations:account_data"))
    assert "attachment" in response["Content-Disposition"]
    record = json.loads(response.content)
    assert record["email"] == owner.email
    assert record["addresses"] == [
        {"email": owner.email, "verified": True, "primary": True}
    ]
    assert [seat["role"] for seat in record["enterprises"]] == ["owner"]
    kinds = [entry["kind"] for entry in record["log"]]
    assert {"exported", "consent_withdrawn"} <= set(kinds)
    assert "password" not in response.text
    assert own.get(reverse("organisations:account_data")).status_code == 405


def test_a_page_for_people_who_are_signed_in(client):
    for name in ("close_account", "account_data"):
        answer = client.post(reverse(f"organisations:{name}"))
        assert answer.url.startswith(reverse("account_login"))
