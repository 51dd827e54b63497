"""The audit log cannot be changed, by the program or past it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils.timezone import now

from organisations.models import Enterprise, LogEntry
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry():
    user = make_user()
    enterprise = Enterprise.objects.found(user)
    return LogEntry.objects.note("exported", by=user, enterprise=enterprise, form="pdf")


def test_an_entry_says_who_did_what_to_whom(entry):
    entry.refresh_from_db()
    assert entry.kind == LogEntry.Kind.EXPORTED
    assert entry.details == {"form": "pdf"}
    assert entry.by
    assert entry.enterprise


def test_unknown_events_are_refused():
    with pytest.raises(ValueError, match="gossip"):
        LogEntry.objects.note("gossip")


def test_the_program_changes_no_entry(entry):
    with pytest.raises(TypeError):
        LogEntry.objects.update(kind="removed")
    entry.kind = "removed"
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        entry.save()


def test_the_database_changes_no_entry(entry):
    with (
        pytest.raises(DatabaseError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE organisations_logentry SET kind = 'removed'")


def test_an_entry_outlives_account_and_enterprise(entry):
    Enterprise.objects.all().delete()
    assert LogEntry.objects.get() == entry


@pytest.mark.parametrize(("days", "expired"), [(364, False), (366, True)])
def test_entries_expire(days, expired, settings):
    settings.LOG_DAYS = 365
    entry = LogEntry.objects.create(
        kind="exported", at=now() - timedelta(days=days), details={}
    )
    assert (entry in LogEntry.objects.expired()) is expired
