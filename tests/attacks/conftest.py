"""The world of the table of addresses, and somebody who comes in everywhere."""

from types import SimpleNamespace

import pytest
from django.core import signing
from django.urls import reverse
from django.utils import translation

from assessment.models import Delegation
from organisations.models import Cluster, Enterprise, Partner
from tests.organisations.accounts.people import proven
from tests.test_access import world as world


@pytest.fixture(autouse=True)
def _in_english():
    translation.activate("en")


@pytest.fixture
def everywhere(world):
    """A browser that every address lets in: owner, manager, partner, and one part."""
    owner = world.people["owner"]
    Cluster.objects.get(pk=world.subjects["cluster"]).seat(owner, "manager")
    Partner.objects.get(pk=world.subjects["partner"]).seats.create(user=owner)
    client = proven(owner)
    session = client.session
    session["account_authentication_methods"][-1]["reauthenticated"] = True
    session.save()
    token = Delegation.objects.get(pk=world.subjects["delegation"]).renew()
    client.post(reverse("assessment:delegated_link", args=[token]))
    world.tokens["assessment:delegated_link"] = token
    return client


@pytest.fixture
def theirs(world):
    """What belongs to somebody else."""
    stranger = world.people["stranger"]
    enterprise = Enterprise.objects.owned_by(stranger).get()
    return SimpleNamespace(person=stranger, enterprise=enterprise)


@pytest.fixture
def signed_rows(world):
    """The rows of an import that was looked at, signed for the owner."""

    def sign(rows, *, person="owner", cluster=None):
        place = cluster or world.subjects["cluster"]
        salt = f"members of {place} by {world.people[person].pk}"
        return signing.dumps(rows, salt=salt, compress=True)

    return sign
