"""The demonstration: one command, one enterprise, marked as invented."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from assessment.models import Answer, Assessment, Result
from config.demonstration import NAME, OWNER, PASSWORD, seed
from organisations.models import Enterprise, User

pytestmark = pytest.mark.django_db


def test_the_demonstration_has_a_result_and_a_draft():
    seed()
    assert Enterprise.objects.get().name == NAME
    assert "invented" in NAME
    draft, submitted = Assessment.objects.drafts().get(), Result.objects.get()
    assert submitted.level is not None
    assert submitted.points is not None
    assert 0 < len(draft.values()) < len(submitted.assessment.values())
    assert draft.open_questions() != []


def test_seeding_twice_changes_nothing():
    seed()
    before = [list(model.objects.values()) for model in (User, Assessment, Answer)]
    seed()
    assert [list(m.objects.values()) for m in (User, Assessment, Answer)] == before


def test_the_command_prepares_and_tells_how_to_sign_in(client):
    out = StringIO()
    call_command("demo", port=8123, no_serve=True, stdout=out)
    for told in ("http://127.0.0.1:8123", OWNER, PASSWORD, "invented"):
        assert told in out.getvalue()
    response = client.post(
        reverse("account_login"), {"login": OWNER, "password": PASSWORD}, follow=True
    )
    assert response.status_code == 200
    assert "My assessments" in response.text
    assert response.text.count('class="card"') == 2
