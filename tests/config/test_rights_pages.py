"""The pages about sharing, data, closing, the log and partners, in every language."""

import pytest
from django.urls import reverse
from django.utils import translation

from organisations.models import Consent, LogEntry
from tests.config.test_pages import LANGUAGES, check, check_page, check_policy
from tests.factories import (
    make_cluster,
    make_colleague,
    make_enterprise,
    make_partner,
    make_user,
    sign_in_twice,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def eva():
    return make_user("eva@example.org")


@pytest.fixture
def workshop(eva):
    """With something of everything."""
    workshop = make_enterprise(eva)
    cluster = make_cluster(eva)
    cluster.admit(workshop, by=eva)
    Consent.objects.give(workshop, "scores", by=eva, cluster=cluster)
    Consent.objects.give(workshop, "plan", by=eva, cluster=cluster)
    Consent.objects.withdraw(workshop, "plan", by=eva, cluster=cluster)
    for kind in LogEntry.Kind.values:
        LogEntry.objects.note(kind, by=eva, enterprise=workshop, cluster=cluster)
    for _ in range(50):
        LogEntry.objects.note("exported", by=eva, enterprise=workshop, what="data")
    return workshop


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_an_enterprise(client, language, eva, workshop):
    client.force_login(eva)
    for ending in (False, True):
        if ending:
            workshop.ask_deletion(eva)
        names = ["organisations:consents", "organisations:log", "reporting:data"]
        if not ending:
            names.append("organisations:delete_enterprise")
        for name in names:
            check(client, language, name, workshop.pk)
        member = workshop.memberships.get()
        check(client, language, "organisations:leave_cluster", workshop.pk, member.pk)
    client.force_login(make_colleague(workshop, role="reader"))
    check(client, language, "organisations:consents", workshop.pk)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_clusters_and_partners(client, language, eva, workshop):
    cluster = workshop.memberships.get().cluster
    sign_in_twice(client, eva)
    check(client, language, "organisations:cluster_log", cluster.pk)
    check(client, language, "reporting:partner", make_partner(cluster, user=eva).pk)
    check(client, language, "reporting:partner", make_partner(user=eva).pk)


@pytest.mark.parametrize("language", LANGUAGES)
def test_closing_an_account(client, language, eva, workshop):
    client.force_login(eva)
    check(client, language, "organisations:close_account")
    make_colleague(workshop)
    check(client, language, "organisations:close_account")
    make_colleague(workshop, "clara@example.org", "owner")
    check(client, language, "organisations:close_account")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_refused_while_an_enterprise_ends(client, language, eva, workshop):
    workshop.ask_deletion(eva)
    client.force_login(eva)
    with translation.override(language):
        url = reverse("assessment:start_full")
    refused = client.post(url)
    assert refused.status_code == 403
    check_policy(refused)
    check_page(refused, language)
