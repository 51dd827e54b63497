"""Sign-ins in the audit log, and the letters of accounts as jobs."""

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from organisations.models import LogEntry
from tests.factories import make_user
from tests.organisations.accounts.people import set_up_app

pytestmark = pytest.mark.django_db
PASSWORD = "drei warme Brote im Ofen"


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()


@pytest.fixture
def eva():
    user = make_user("eva@example.org", PASSWORD)
    user.emailaddress_set.create(email=user.email, primary=True, verified=True)
    return user


def noted():
    return list(LogEntry.objects.order_by("id").values_list("kind", "by", "details"))


def type_password(client, email, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def test_ins_and_outs_and_failures(client, eva):
    type_password(client, "EVA@example.org", "wrong wrong wrong")
    type_password(client, "nobody@example.org", "wrong wrong wrong")
    type_password(client, eva.email)
    client.post(reverse("account_logout"))
    assert noted() == [
        ("sign_in_failed", None, {"person": str(eva.pk)}),
        ("sign_in_failed", None, {"person": ""}),
        ("signed_in", eva.pk, {}),
        ("signed_out", eva.pk, {}),
    ]


def test_a_wrong_second_step_is_a_failure_and_no_sign_in(client, eva):
    set_up_app(eva)
    LogEntry.objects.all().delete()
    type_password(client, eva.email)
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert noted() == [("sign_in_failed", None, {"person": str(eva.pk), "step": 2})]


def test_letters_of_accounts_are_jobs_with_both_texts(client, eva):
    client.post(reverse("account_reset_password"), {"email": eva.email})
    (letter,) = mail.outbox
    assert letter.to == [eva.email]
    (html,) = (each.content for each in letter.alternatives)
    assert "<html" in html
    assert letter.subject.startswith("PENELOPE: ")
