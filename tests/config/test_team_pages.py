"""The pages about people, invitations and parts in other hands, in every language."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import translation

from organisations.models import Cluster, Enterprise, Invitation, Partner
from tests.config.test_pages import LANGUAGES, check, check_page, check_policy
from tests.factories import (
    answer_all,
    make_assessment,
    make_colleague,
    make_delegation,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_left_of_other_tests():
    cache.clear()
    translation.activate("en")
    yield
    translation.activate("en")


@pytest.fixture
def eva():
    user = make_user("eva@example.org")
    user.emailaddress_set.create(email=user.email, primary=True, verified=True)
    return user


@pytest.fixture
def draft(eva):
    assessment = make_assessment(eva)
    answer_all(assessment, areas=2, by=eva)
    return assessment


def invite(kind, **fields):
    return Invitation.objects.invite(
        kind, "zoe@example.org", by=None, language="en", **fields
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_the_people_of_an_enterprise(client, language, eva, draft):
    client.force_login(eva)
    enterprise = draft.enterprise
    ben = make_colleague(enterprise, areas=["pay", "respect"])
    invite("colleague", enterprise=enterprise, role="reader", areas=["pay"])
    for name, more in [
        ("people", []),
        ("invite", []),
        ("leave", []),
        ("colleague", [ben.pk]),
        ("remove_colleague", [ben.pk]),
    ]:
        check(client, language, f"assessment:{name}", enterprise.pk, *more)
    eva.emailaddress_set.update(verified=False)
    check(client, language, "assessment:invite", enterprise.pk)
    reader = Client()
    reader.force_login(make_colleague(enterprise, "r@example.org", "reader"))
    check(reader, language, "assessment:step", draft.pk, "check")
    check(reader, language, "assessment:assessments")
    check(reader, language, "assessment:invite", enterprise.pk, status=403)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_parts_in_other_hands(client, language, eva, draft):
    client.force_login(eva)
    delegation, token = make_delegation(draft, eva, language=language)
    check(client, language, "assessment:history", draft.pk)
    check(client, language, "assessment:delegations", draft.pk)
    check(client, language, "assessment:delegate", draft.pk)
    withdraw = "assessment:withdraw_delegation"
    check(client, language, withdraw, draft.pk, delegation.pk)
    zoe = Client()
    check(zoe, language, "assessment:delegated_link", token)
    zoe.post(reverse("assessment:delegated_link", args=[token]))
    check(zoe, language, "assessment:delegated_part", delegation.pk)
    with translation.override(language):
        url = reverse("assessment:delegated_part", args=[delegation.pk])
    refused = zoe.post(url)
    check_policy(refused)
    check_page(refused, language)
    delegation.finish()
    check(zoe, language, "assessment:delegated_done", delegation.pk)
    check(Client(), language, "assessment:delegated_link", token, status=410)
    check(Client(), language, "assessment:delegated_part", delegation.pk, status=404)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_invitations(client, language, eva):
    cluster = Cluster.objects.create(code="wood", name="Wood (invented)", country="FR")
    partner = Partner.objects.create(name="Partner (invented)")
    workshop = Enterprise.objects.found(eva, "Workshop (invented)")
    own = Client()
    own.force_login(eva)
    for kind, fields in {
        "colleague": {"enterprise": workshop, "role": "reader"},
        "member": {"cluster": cluster, "name": "Ben's (invented)"},
        "seat": {"cluster": cluster, "role": "reader"},
        "partner": {"partner": partner},
    }.items():
        _invitation, token = invite(kind, **fields)
        for person in (client, own):
            check(person, language, "organisations:invitation", token)
    check(client, language, "organisations:invitation", "x" * 32, status=404)
