"""Waves: how far members are, who is reminded, and that no answer is told."""

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localdate, now

from assessment.models import Assessment
from assessment.progress import Funnel, funnel, idle, progress
from assessment.reminding import NotOpen, remind
from organisations.models import Invitation, LogEntry, Reminder, Wave
from tests.factories import (
    answer_all,
    make_assessment,
    make_cluster,
    make_member,
    make_submitted,
    make_user,
    make_wave,
    sign_in_twice,
)

pytestmark = pytest.mark.django_db
LONG_AGO = timedelta(days=8)


@pytest.fixture(autouse=True)
def _nothing_left_of_other_tests():
    cache.clear()
    translation.activate("en")


@pytest.fixture
def manager():
    return make_user("manager@example.org")


@pytest.fixture
def cluster(manager):
    return make_cluster(manager)


@pytest.fixture
def wave(cluster):
    return make_wave(cluster)


@pytest.fixture
def own(manager, cluster):
    client = Client()
    sign_in_twice(client, manager)
    return client


def member(cluster, name="eva", **fields):
    """A member whose owner has this name."""
    person = make_user(f"{name}@example.org")
    return make_member(cluster, person, f"{name.title()} firm", **fields), person


def draft_of(person):
    name = person.email.partition("@")[0].title()
    return make_assessment(person, name=f"{name} firm")


def submitted_of(person):
    draft = draft_of(person)
    answer_all(draft)
    draft.submit()


def url(name, wave, **query):
    pks = [wave.cluster.pk, wave.pk]
    return reverse(f"assessment:{name}", args=pks, query=query)


def state(wave):
    return [(m.state, m.percent) for m in progress(wave).order_by("enterprise__name")]


def quiet(assessment, *, since=LONG_AGO):
    """Nothing has happened to it for some time."""
    Assessment.objects.filter(pk=assessment.pk).update(changed_at=now() - since)


# What counts


def test_percent_is_what_is_answered_of_what_is_asked(cluster, wave):
    _, eva = member(cluster)
    assert state(wave) == [("open", 0)]
    draft = make_assessment(eva)
    assert state(wave) == [("started", 0)]
    answer_all(draft, areas=3)
    draft.refresh_from_db()
    answered = draft.answers.count()
    assert state(wave) == [("started", 100 * answered // draft.asked_count)]
    answer_all(draft)
    assert state(wave) == [("started", 100)]
    draft.submit()
    assert state(wave) == [("submitted", 100)]


def test_a_withdrawn_answer_does_not_count(cluster, wave):
    _, eva = member(cluster)
    draft = make_assessment(eva)
    answer_all(draft)
    draft.answers.update(value=None)
    assert state(wave) == [("started", 0)]


def test_answers_to_what_is_no_longer_asked_make_no_more_than_all(cluster, wave):
    _, eva = member(cluster)
    draft = make_assessment(eva)
    answer_all(draft)
    Assessment.objects.update(asked_count=3)
    assert state(wave) == [("started", 100)]


@pytest.mark.parametrize(
    ("submitted", "counts"),
    [(-11, False), (-10, True), (0, True), (10, True), (11, False)],
)
def test_submitted_between_the_two_days_counts(cluster, wave, submitted, counts):
    _, eva = member(cluster)
    make_submitted(eva)
    day = now().replace(hour=12) + timedelta(days=submitted)
    Assessment.objects.update(submitted_at=day)
    assert state(wave) == [("submitted", 100) if counts else ("open", 0)]


def test_quick_checks_and_other_editions_do_not_count(cluster, wave):
    _, eva = member(cluster)
    make_assessment(eva, scope="quick")
    other = make_assessment(eva)
    Assessment.objects.filter(pk=other.pk).update(edition="2019")
    assert state(wave) == [("open", 0)]


def test_the_submitted_one_goes_before_a_later_draft(cluster, wave):
    _, eva = member(cluster)
    make_submitted(eva)
    make_assessment(eva)
    assert state(wave) == [("submitted", 100)]


def test_the_funnel_counts_the_groups_of_the_wave(cluster, manager):
    for name, group in (("a", "x"), ("b", "x"), ("c", "x"), ("d", "y")):
        _, person = member(cluster, name, group=group)
        if name == "a":
            make_submitted(person)
        if name in ("b", "d"):
            make_assessment(person)
    for group in ("x", "y"):
        Invitation.objects.invite(
            "member",
            f"{group}@example.org",
            by=manager,
            cluster=cluster,
            language="en",
            group=group,
        )
    assert funnel(make_wave(cluster, groups=["x"])) == Funnel(4, 3, 2, 1)
    assert funnel(make_wave(cluster)) == Funnel(6, 4, 3, 1)


def test_who_asked_for_deletion_is_not_seen(cluster, wave):
    found, _ = member(cluster)
    found.enterprise.ask_deletion(None)
    assert state(wave) == []


# The page


def test_the_page_tells_progress_and_no_answer(own, cluster, wave):
    _, eva = member(cluster)
    draft = draft_of(eva)
    answer_all(draft, areas=2)
    draft.answers.update(comment="Between ourselves")
    page = own.get(url("wave", wave)).text
    assert "Eva firm" in page
    assert "answered" in page
    assert "Between ourselves" not in page
    assert eva.email not in page


@pytest.mark.parametrize("count", [40])
def test_the_page_keeps_its_query_count(own, cluster, wave, count):
    counts = []
    for number in range(count):
        _, person = member(cluster, f"o{number}")
        if number % 2:
            answer_all(make_assessment(person), areas=1)
        if number in (0, count - 1):
            own.get(url("wave", wave))
            with CaptureQueriesContext(connection) as captured:
                page = own.get(url("wave", wave))
            assert len(page.context["page"].object_list) == number + 1
            counts.append(len(captured))
    assert counts[0] == counts[1] <= 14


def test_members_are_filtered_and_sorted(own, cluster, wave):
    _, eva = member(cluster)
    _, ben = member(cluster, "ben")
    member(cluster, "zoe")
    submitted_of(eva)
    quiet(draft_of(ben))

    def names(**query):
        page = own.get(url("wave", wave, **query)).context["page"]
        return [m.enterprise.name.split()[0] for m in page]

    assert names() == ["Ben", "Eva", "Zoe"]
    assert names(state="started") == ["Ben"]
    assert names(state="submitted") == ["Eva"]
    assert names(state="open") == ["Zoe"]
    assert names(state="idle") == ["Ben", "Zoe"]
    assert names(state="x", sort="x", page="x") == ["Ben", "Eva", "Zoe"]
    assert names(sort="-percent")[0] == "Eva"


def test_the_sheet_holds_the_table_and_guards_formulas(own, cluster, wave):
    found, eva = member(cluster, group="=1+1", reference="-A")
    found.enterprise.name = "@Eva"
    found.enterprise.save()
    submitted_of(eva)
    found.enterprise.name = "@Eva"
    found.enterprise.save()
    response = own.get(url("wave_sheet", wave))
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    today = localdate().isoformat()
    assert rows[1] == ["'@Eva", "'=1+1", "'-A", "Submitted", "100", today]
    assert LogEntry.objects.get(kind="exported").details["count"] == 1


def test_readers_look_and_strangers_find_nothing(cluster, wave):
    reader, stranger = make_user("r@example.org"), make_user("s@example.org")
    cluster.seat(reader, "reader")
    expected = {"wave": (200, 404), "wave_sheet": (200, 404)}
    expected |= {"remind": (403, 404), "delete_wave": (403, 404)}
    for name, statuses in expected.items():
        for user, status in zip((reader, stranger), statuses, strict=True):
            client = Client()
            sign_in_twice(client, user)
            assert client.get(url(name, wave)).status_code == status
            if name in ("remind", "delete_wave"):
                assert client.post(url(name, wave)).status_code == status
        assert Client().get(url(name, wave)).status_code == 302


def test_a_wave_of_another_cluster_is_not_found(own, cluster):
    foreign = make_wave(make_cluster(code="stone"))
    for name in ("wave", "wave_sheet", "remind", "delete_wave"):
        page = reverse(f"assessment:{name}", args=[cluster.pk, foreign.pk])
        assert own.get(page).status_code == 404


def test_a_wave_is_deleted_while_nobody_has_begun(own, cluster, wave):
    _, eva = member(cluster)
    page = url("delete_wave", wave)
    assert "Nobody has begun" in own.get(page).text
    draft_of(eva)
    own.post(page)
    assert "can no longer be deleted" in own.get(url("wave", wave)).text
    Assessment.objects.all().delete()
    own.post(page)
    assert not Wave.objects.exists()


# Reminders


def sent_to(wave, manager, *members):
    with translation.override("en"):
        return remind(wave, [m.pk for m in members], by=manager)


def test_idle_owners_get_a_letter_in_their_language(
    own, cluster, wave, django_capture_on_commit_callbacks
):
    _, eva = member(cluster)
    _, ben = member(cluster, "ben")
    _, zoe = member(cluster, "zoe")
    eva.keep_language("fr")
    quiet(draft_of(eva))
    submitted_of(ben)
    draft_of(zoe)  # at work
    page = own.get(url("remind", wave)).text
    assert "1 member gets a letter now." in page
    assert "asks its members" in page
    with django_capture_on_commit_callbacks(execute=True):
        response = own.post(url("remind", wave), follow=True)
    assert "1 member is reminded." in response.text
    [letter] = mail.outbox
    assert letter.to == [eva.email]
    assert "/fr/assessments/" in letter.body
    assert "/fr/reminders/stop/" in letter.extra_headers["List-Unsubscribe"]
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    html = letter.alternatives[0].content
    assert 'lang="fr"' in html
    assert "/fr/reminders/stop/" in html
    assert LogEntry.objects.get(kind="reminded").details["members"] == 1
    again = own.post(url("remind", wave), follow=True).text
    assert "reminded less than a week ago" in again
    assert Reminder.objects.count() == 1
    assert "No letter can go now" in own.get(url("remind", wave)).text


def test_one_member_is_reminded(own, cluster, wave):
    first, eva = member(cluster)
    member(cluster, "ben")
    page = url("remind", wave, member=str(first.pk))
    assert "Eva firm" in own.get(page).text
    own.post(page)
    assert Reminder.objects.get().user == eva
    for wrong in ("x", str(wave.pk)):
        assert own.get(url("remind", wave, member=wrong)).status_code == 404


def test_nobody_gets_two_in_a_week_by_whatever_cluster(cluster, wave, manager):
    found, eva = member(cluster)
    other = make_cluster(manager, "stone")
    twin = other.admit(found.enterprise, by=eva)
    second = make_member(cluster, eva, "Second firm")
    assert sent_to(wave, manager, found, second).sent == 1
    outcome = sent_to(make_wave(other), manager, twin)
    assert (outcome.sent, dict(outcome.left_out)) == (0, {"reminded": 1})
    Reminder.objects.update(sent_at=now() - LONG_AGO)
    assert sent_to(make_wave(other), manager, twin).sent == 1


def test_who_wants_none_and_who_is_at_work_is_left_out(cluster, wave, manager):
    first, eva = member(cluster)
    second, ben = member(cluster, "ben")
    third, zoe = member(cluster, "zoe")
    eva.wants_reminders = False
    eva.save()
    draft_of(ben)
    make_submitted(zoe)
    outcome = sent_to(wave, manager, first, second, third)
    assert outcome.sent == 0
    assert dict(outcome.left_out) == {"unwilling": 1, "active": 2}
    assert not LogEntry.objects.filter(kind="reminded").exists()


def test_only_owners_are_reminded(cluster, wave, manager):
    found, eva = member(cluster)
    found.enterprise.admit(make_user("ben@example.org"), "contributor")
    sent_to(wave, manager, found)
    assert [reminder.user for reminder in Reminder.objects.all()] == [eva]


def test_members_of_others_are_never_reminded(cluster, wave, manager):
    foreign, _ = member(make_cluster(code="stone"))
    outcome = sent_to(wave, manager, foreign)
    assert (outcome.sent, dict(outcome.left_out)) == (0, {})


@pytest.mark.parametrize(("opens", "closes"), [(1, 5), (-5, -1)])
def test_reminders_go_while_the_wave_is_open(own, cluster, manager, opens, closes):
    found, _ = member(cluster)
    wave = make_wave(cluster, opens=opens, closes=closes)
    with pytest.raises(NotOpen):
        sent_to(wave, manager, found)
    own.post(url("remind", wave))
    assert not Reminder.objects.exists()
    assert "while a wave is open" in own.get(url("wave", wave)).text


def test_idle_means_a_week_without_a_change(cluster, wave):
    _, eva = member(cluster)
    draft = draft_of(eva)
    for days, expected in ((6.9, 0), (7.1, 1)):
        quiet(draft, since=timedelta(days=days))
        assert idle(progress(wave)).count() == expected


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_send_one_letter(manager):
    cluster = make_cluster(manager)
    found, _ = member(cluster)
    wave = make_wave(cluster)

    def click(_number):
        try:
            return remind(wave, [found.pk], by=manager).sent
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(click, range(4))) == 1
    assert len(mail.outbox) == 1
    assert Reminder.objects.count() == 1
