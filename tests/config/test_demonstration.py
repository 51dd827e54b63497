"""The demonstration: one command, every role, all of it marked as invented."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from assessment.models import Answer, Assessment, Result
from config import demonstration
from config.demonstration import FIRMS, MANAGER, OWNER, PASSWORD, seed
from organisations.models import Cluster, Consent, Enterprise, Partner, User

pytestmark = pytest.mark.django_db


def test_two_clusters_a_partner_and_twelve_enterprises():
    seed()
    assert Cluster.objects.count() == 2
    assert [partner.clusters.count() for partner in Partner.objects.all()] == [2]
    assert Enterprise.objects.count() == len(FIRMS) == 12
    assert all("invented" in e.name and e.invented for e in Enterprise.objects.all())
    assert all(cluster.members.count() >= 5 for cluster in Cluster.objects.all())


def test_enterprises_are_at_different_stages():
    seed()
    assert Result.objects.filter(level__isnull=False).exists()
    percents = {
        round(100 * draft.answers.count() / draft.asked_count)
        for draft in Assessment.objects.drafts()
    }
    assert len(percents) >= 3
    assert all(0 < percent < 100 for percent in percents)
    assert Enterprise.objects.filter(assessments=None).count() == 2
    assert Consent.objects.filter(purpose="plan").exists()


def test_seeding_twice_changes_nothing():
    seed()
    before = [list(model.objects.values()) for model in (User, Assessment, Answer)]
    seed()
    assert [list(m.objects.values()) for m in (User, Assessment, Answer)] == before


def test_the_command_prepares_and_tells_how_each_role_signs_in(client):
    out = StringIO()
    call_command("demo", port=8123, no_serve=True, stdout=out)
    people = User.objects.exclude(password__startswith="!")
    for told in ("http://127.0.0.1:8123", PASSWORD, "invented", *map(str, people)):
        assert told in out.getvalue()
    response = client.post(
        reverse("account_login"), {"login": OWNER, "password": PASSWORD}, follow=True
    )
    assert response.status_code == 200
    assert "My assessments" in response.text
    assert response.text.count('class="card"') == 2


def test_a_role_with_a_second_step_is_asked_for_it(client):
    call_command("demo", no_serve=True, stdout=(out := StringIO()))
    response = client.post(
        reverse("account_login"), {"login": MANAGER, "password": PASSWORD}
    )
    assert response.url == reverse("mfa_authenticate")
    code = demonstration.recovery_codes(MANAGER)[0]
    assert code in out.getvalue()
    response = client.post(response.url, {"code": code}, follow=True)
    assert response.context["user"].email == MANAGER
    assert code not in demonstration.recovery_codes(MANAGER)
