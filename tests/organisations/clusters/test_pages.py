"""The pages of a cluster: who sees and changes what, and that lists stay quick."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.core import mail, signing
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localdate, now

from organisations.clusters import member_import
from organisations.clusters.reminders import stop_address
from organisations.models import Cluster, Consent, Invitation, LogEntry, Wave
from tests.factories import (
    make_cluster,
    make_enterprise,
    make_member,
    make_user,
    make_wave,
    sign_in_twice,
)

pytestmark = pytest.mark.django_db


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


def signed_in(user):
    client = Client()
    sign_in_twice(client, user)
    return client


@pytest.fixture
def own(cluster, manager):
    return signed_in(manager)


@pytest.fixture
def reader(cluster):
    user = make_user("reader@example.org")
    cluster.seat(user, "reader")
    return signed_in(user)


def owner(name="eva"):
    user = make_user(f"{name}@example.org")
    user.emailaddress_set.create(email=user.email, primary=True, verified=True)
    return user


def url(name, *arguments):
    return reverse(f"organisations:{name}", args=arguments)


def told(client, page):
    """What the messages on a page say."""
    text = client.get(page).text
    return re.findall(r'<li class="(?:success|error|info)">(.*?)</li>', text, re.S)


def members_made(cluster, count):
    for number in range(count):
        person = make_user(f"{cluster.code}-{number}@example.org")
        make_member(cluster, person, f"Firm {number}", group="a")


def invitations_made(cluster, count, by=None):
    for number in range(count):
        Invitation.objects.invite(
            "member",
            f"i{number}@example.org",
            by=by,
            cluster=cluster,
            name=f"Guest {number}",
            language="en",
        )


# Who may do what

READ = ["cluster", "members", "member_invitations", "join_code", "seats", "waves"]
CHANGE = ["invite_member", "import_members", "renew_join_code", "invite_person"]


@pytest.mark.parametrize("name", [*READ, "appearance"])
def test_readers_see_and_change_nothing(own, reader, cluster, name):
    page = url(name, cluster.pk)
    assert own.get(page).status_code == 200
    assert reader.get(page).status_code == 200
    assert reader.post(page).status_code in (403, 405)
    stranger = signed_in(make_user("stranger@example.org"))
    assert stranger.get(page).status_code == 404
    assert Client().get(page).status_code == 302


@pytest.mark.parametrize("name", [*CHANGE, "close_join_code", "new_wave"])
def test_what_changes_is_for_managers(own, reader, cluster, name):
    page = url(name, cluster.pk)
    assert own.get(page).status_code == 200
    assert reader.get(page).status_code == 403
    assert reader.post(page).status_code == 403
    stranger = signed_in(make_user("stranger@example.org"))
    assert (stranger.get(page).status_code, stranger.post(page).status_code) == (
        404,
        404,
    )


@pytest.mark.parametrize("name", [*READ, *CHANGE])
def test_without_the_second_factor_nothing_is_seen(cluster, manager, name):
    client = Client()
    client.force_login(manager)
    assert client.get(url(name, cluster.pk)).status_code == 302


def test_things_of_another_cluster_are_not_found(own, cluster):
    other = make_cluster(code="stone")
    member = make_member(other, owner())
    wave = make_wave(other)
    invitations_made(other, 1)
    invitation, seat = Invitation.objects.get(), other.seat(owner("ben"), "manager")
    for page in (
        url("member", cluster.pk, member.pk),
        url("remove_member", cluster.pk, member.pk),
        url("send_again", cluster.pk, invitation.pk),
        url("withdraw_invitation", cluster.pk, invitation.pk),
        url("seat", cluster.pk, seat.user_id),
        url("remove_seat", cluster.pk, seat.user_id),
        url("edit_wave", cluster.pk, wave.pk),
    ):
        assert own.post(page).status_code == 404


# Members


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("members", members_made),
        ("cluster", members_made),
        ("member_invitations", invitations_made),
        ("waves", lambda cluster, count: [make_wave(cluster) for _ in range(count)]),
    ],
)
def test_a_list_keeps_its_query_count(name, make):
    counts = []
    for count in (1, 40):
        manager = make_user(f"{count}@example.org")
        cluster = make_cluster(manager, f"c{count}")
        make(cluster, count)
        client = signed_in(manager)
        client.get(url(name, cluster.pk))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url(name, cluster.pk)).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 12


def test_members_are_found_sorted_and_paged(own, cluster):
    members_made(cluster, 55)
    first = own.get(url("members", cluster.pk))
    assert len(first.context["page"]) == 50
    second = own.get(url("members", cluster.pk), {"page": 2, "sort": "-name"})
    assert len(second.context["page"]) == 5
    assert [str(m.enterprise) for m in second.context["page"]][-1] == "Firm 0"
    found = own.get(url("members", cluster.pk), {"q": "firm 7"})
    assert [str(m.enterprise) for m in found.context["page"]] == ["Firm 7"]
    for query in ({"q": "\0"}, {"sort": "enterprise__id"}, {"page": "x"}):
        assert own.get(url("members", cluster.pk), query).status_code == 200
    assert "No member fits" in own.get(url("members", cluster.pk), {"q": "zz"}).text


def test_a_member_is_noted_about_and_removed(own, cluster):
    member = make_member(cluster, owner())
    Consent.objects.give(member.enterprise, "scores", by=None, cluster=cluster)
    own.post(
        url("member", cluster.pk, member.pk),
        {"group": " North\n2026 ", "reference": "A", "enterprise": "x"},
    )
    member.refresh_from_db()
    assert (member.group, member.reference) == ("North 2026", "A")
    remove = url("remove_member", cluster.pk, member.pk)
    assert "ends at once" in own.get(remove).text
    own.post(remove)
    assert not cluster.members.exists()
    assert not Consent.objects.in_force().filter(purpose="scores").exists()


def test_about_to_be_deleted_is_no_longer_seen(own, cluster):
    member = make_member(cluster, owner())
    member.enterprise.ask_deletion(None)
    assert "Menuiserie" not in own.get(url("members", cluster.pk)).text
    assert own.get(url("member", cluster.pk, member.pk)).status_code == 404


INVITED = {
    "name": "Guest (invented)",
    "email": "Guest@example.org",
    "language": "fr",
    "group": "North",
    "reference": "7",
}


def test_one_enterprise_is_invited(
    own, cluster, manager, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        response = own.post(url("invite_member", cluster.pk), INVITED, follow=True)
    assert "Guest@example.org" in response.text
    invitation = cluster.invitations.get()
    assert (invitation.kind, invitation.name, invitation.group) == (
        "member",
        "Guest (invented)",
        "North",
    )
    [letter] = mail.outbox
    assert letter.to == ["Guest@example.org"]
    assert "/fr/invitations/" in letter.body
    again = own.post(url("invite_member", cluster.pk), INVITED)
    assert again.status_code == 422
    assert "open invitation" in again.text
    assert 'value="Guest@example.org"' in again.text


def test_a_member_is_not_invited(own, cluster):
    make_member(cluster, make_user("guest@example.org"))
    response = own.post(url("invite_member", cluster.pk), INVITED)
    assert "The enterprise of this address is a member." in response.text


def test_a_letter_goes_again_after_a_week_and_only_then(
    own, cluster, django_capture_on_commit_callbacks
):
    own.post(url("invite_member", cluster.pk), INVITED)
    first = cluster.invitations.get()
    own.post(url("send_again", cluster.pk, first.pk))
    assert cluster.invitations.count() == 1
    assert "less than a week" in told(own, url("member_invitations", cluster.pk))[-1]
    for days in (8, 30):  # open, then too old
        Invitation.objects.update(
            invited_at=now() - timedelta(days=days),
            expires_at=now() + timedelta(days=14 - days),
        )
        last = cluster.invitations.get(withdrawn_at=None)
        with django_capture_on_commit_callbacks(execute=True):
            own.post(url("send_again", cluster.pk, last.pk))
        fresh = cluster.invitations.get(withdrawn_at=None)
        assert fresh.open
        assert (fresh.name, fresh.group) == (first.name, first.group)
        assert fresh.token_digest != last.token_digest
    assert len(mail.outbox) == 2


def test_an_invitation_is_withdrawn(own, cluster):
    own.post(url("invite_member", cluster.pk), INVITED)
    page = url("withdraw_invitation", cluster.pk, cluster.invitations.get().pk)
    assert "stops working" in own.get(page).text
    own.post(page)
    assert not cluster.invitations.open().exists()
    assert own.post(page).status_code == 404


def test_invitations_are_limited(own, cluster, settings):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"invite": "1/h/user"}
    own.post(url("invite_member", cluster.pk), INVITED)
    assert own.get(url("invite_member", cluster.pk)).status_code == 200
    other = INVITED | {"email": "b@example.org"}
    assert own.post(url("invite_member", cluster.pk), other).status_code == 429


# Import


def lines(*rows):
    text = "name,email,language,group,reference\n" + "\n".join(rows)
    return SimpleUploadedFile("list.csv", text.encode(), "text/csv")


def preview(client, cluster, *rows):
    return client.post(url("import_members", cluster.pk), {"file": lines(*rows)})


def test_fifty_members_are_imported(own, cluster, django_capture_on_commit_callbacks):
    page = preview(
        own, cluster, *(f"Firm {n},f{n}@example.org,de,North,{n}" for n in range(50))
    )
    assert page.status_code == 200
    assert "50 enterprises will get a letter" in page.text
    assert not Invitation.objects.exists()
    signed = page.context["signed"]
    with django_capture_on_commit_callbacks(execute=True):
        own.post(url("confirm_import", cluster.pk), {"rows": signed})
    assert cluster.invitations.filter(group="North", language="de").count() == 50
    assert len(mail.outbox) == 50
    assert LogEntry.objects.get(kind="imported").details == {"count": 50}
    own.post(url("confirm_import", cluster.pk), {"rows": signed})  # the same again
    assert cluster.invitations.count() == 50
    assert "Nothing was sent" in told(own, url("import_members", cluster.pk))[-1]


def test_one_wrong_row_stops_all(own, cluster):
    page = preview(own, cluster, "Eva,eva@example.org", "=1+1,ben@example.org")
    assert page.status_code == 422
    assert "begins like a formula" in page.text
    assert 'href="#row-3"' in page.text
    assert page.context["signed"] == ""
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a,b\n1,2", "none of the headings we know"),
        (b"name\nEva", "email: The heading is missing"),
        (b"", "The file is empty"),
        (b"name,email\n\xff\xfe\x00", "cannot be read safely"),
        (b"x" * 300_000, "larger than 256 KB"),
    ],
)
def test_a_file_that_cannot_be_read_is_explained(own, cluster, content, words):
    file = SimpleUploadedFile("list.csv", content)
    page = own.post(url("import_members", cluster.pk), {"file": file})
    assert page.status_code == 422
    assert words in page.text


def test_rows_are_signed_for_one_person_and_cluster_and_half_an_hour(
    own, cluster, manager, monkeypatch
):
    signed = preview(own, cluster, "Eva,eva@example.org").context["signed"]
    other = make_cluster(manager, "stone")
    colleague = make_user("colleague@example.org")
    cluster.seat(colleague, "manager")
    for client, place, rows in (
        (own, other, signed),
        (signed_in(colleague), cluster, signed),
        (own, cluster, signed[:-2]),
        (own, cluster, signing.dumps([["x"]])),
        (own, cluster, ""),
    ):
        client.post(url("confirm_import", place.pk), {"rows": rows})
        assert not Invitation.objects.exists()
    with monkeypatch.context() as later:
        later.setattr(member_import, "PREVIEW_SECONDS", -1)
        own.post(url("confirm_import", cluster.pk), {"rows": signed})
    assert not Invitation.objects.exists()
    own.post(url("confirm_import", cluster.pk), {"rows": signed})
    assert Invitation.objects.count() == 1


def test_who_joined_meanwhile_stops_the_import(own, cluster):
    signed = preview(
        own, cluster, "Eva,eva@example.org", "Ben,ben@example.org"
    ).context["signed"]
    make_member(cluster, owner("ben"))
    own.post(url("confirm_import", cluster.pk), {"rows": signed})
    assert not Invitation.objects.exists()


def test_the_template_is_a_list_that_can_be_imported(own, cluster):
    response = own.get(url("import_template", cluster.pk))
    assert "attachment" in response["Content-Disposition"]
    file = SimpleUploadedFile("members.csv", response.content)
    page = own.post(url("import_members", cluster.pk), {"file": file})
    assert page.context["problems"] == []
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[0] == ["name", "email", "language", "group", "reference"]


# Joining


def test_the_code_shows_the_cluster_and_joins(cluster):
    eva = owner()
    firm = make_enterprise(eva)
    client = Client()
    client.force_login(eva)
    typed = f" {cluster.join_code[:5].lower()}-{cluster.join_code[5:]} "
    response = client.post(url("join"), {"code": typed}, follow=True)
    assert "Wood (invented)" in response.text
    assert "your answers and your comments" in response.text
    assert not cluster.members.exists()
    client.post(url("join_with", cluster.join_code))
    assert cluster.members.get().enterprise == firm
    client.post(url("join_with", cluster.join_code))
    assert cluster.members.count() == 1


def test_an_owner_of_two_chooses_and_nobody_brings_a_foreign_one(cluster):
    eva, ben = owner("eva"), owner("ben")
    one, two = make_enterprise(eva, "One"), make_enterprise(eva, "Two")
    foreign = make_enterprise(ben)
    foreign.admit(eva, "contributor")
    client = Client()
    client.force_login(eva)
    page = url("join_with", cluster.join_code)
    for wanted in ("", "x", str(foreign.pk)):
        assert client.post(page, {"enterprise": wanted}).status_code == 422
    client.post(page, {"enterprise": str(two.pk)})
    assert [m.enterprise for m in cluster.members.all()] == [two]
    assert one.memberships.count() == 0


def test_joining_needs_an_account_with_a_confirmed_address(cluster):
    page = url("join_with", cluster.join_code)
    assert "Sign in" in Client().get(page).text
    assert Client().post(page).status_code == 302
    client = Client()
    client.force_login(make_user())
    assert client.post(page).status_code == 422
    assert not cluster.members.exists()


def test_who_has_no_enterprise_founds_one_by_joining(cluster):
    client = Client()
    client.force_login(owner())
    client.post(url("join_with", cluster.join_code))
    assert cluster.members.get().enterprise.name == ""


def test_an_enterprise_on_its_way_out_does_not_join(cluster):
    eva = owner()
    make_enterprise(eva, "Old").ask_deletion(eva)
    client = Client()
    client.force_login(eva)
    client.post(url("join_with", cluster.join_code))
    assert cluster.members.get().enterprise.name == ""


def test_wrong_and_closed_codes_read_the_same_and_are_counted(cluster, settings):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"wrong_join_code": "4/5m/ip"}
    closed = cluster.join_code
    cluster.close_join_code()
    client = Client()
    pages = [
        client.post(url("join"), {"code": code}) for code in (closed, "ABCDEFGHJK")
    ]
    texts = [re.sub(r'value="[^"]*"', "", page.text) for page in pages]
    assert texts[0] == texts[1]
    assert [page.status_code for page in pages] == [422, 422]
    cluster.renew_join_code()
    assert client.get(url("join_with", "0" * 10)).status_code == 422
    assert client.get(url("join_with", "a" * 99)).status_code == 422
    assert client.get(url("join_with", "ABCDEFGHJK")).status_code == 429
    assert client.get(url("join_with", cluster.join_code)).status_code == 429


def test_a_closed_code_is_no_empty_code(cluster):
    cluster.close_join_code()
    assert not Cluster.objects.joinable("").exists()
    assert Client().post(url("join"), {"code": "-"}).status_code == 422


def test_the_code_is_renewed_and_closed(own, cluster):
    old = cluster.join_code
    assert old in own.get(url("join_code", cluster.pk)).text
    own.post(url("renew_join_code", cluster.pk))
    cluster.refresh_from_db()
    assert cluster.join_code not in ("", old)
    own.post(url("close_join_code", cluster.pk))
    cluster.refresh_from_db()
    assert cluster.join_code == ""
    assert "The code is closed" in own.get(url("join_code", cluster.pk)).text


# People


def test_a_person_is_invited_and_gets_a_role(
    own, cluster, django_capture_on_commit_callbacks
):
    sent = {"email": "new@example.org", "role": "reader", "language": "ro"}
    with django_capture_on_commit_callbacks(execute=True):
        own.post(url("invite_person", cluster.pk), sent)
    invitation = cluster.invitations.get()
    assert (invitation.kind, invitation.role) == ("seat", "reader")
    assert "/ro/invitations/" in mail.outbox[0].body
    assert "new@example.org" in own.get(url("seats", cluster.pk)).text
    wrong = own.post(url("invite_person", cluster.pk), sent | {"role": "owner"})
    assert wrong.status_code == 422
    taken = own.post(
        url("invite_person", cluster.pk), sent | {"email": "manager@example.org"}
    )
    assert "has a seat already" in taken.text


def test_at_least_one_manager_stays(own, cluster, manager):
    seat = cluster.seats.get()
    page = own.post(url("seat", cluster.pk, seat.user_id), {"role": "reader"})
    assert page.status_code == 422
    own.post(url("remove_seat", cluster.pk, seat.user_id))
    assert "At least one manager stays" in told(own, url("seats", cluster.pk))[0]
    second = cluster.seat(owner(), "reader")
    own.post(url("seat", cluster.pk, second.user_id), {"role": "manager"})
    own.post(url("seat", cluster.pk, seat.user_id), {"role": "reader"})
    assert {(s.user.email, s.role) for s in cluster.seats.all()} == {
        ("manager@example.org", "reader"),
        ("eva@example.org", "manager"),
    }
    assert LogEntry.objects.filter(kind="role_changed").count() == 2


def test_who_gives_up_the_own_seat_is_led_out(own, cluster):
    cluster.seat(owner(), "manager")
    seat = cluster.seats.get(user__email="manager@example.org")
    response = own.post(url("remove_seat", cluster.pk, seat.user_id))
    assert response.url == reverse("assessment:assessments")
    assert own.get(url("cluster", cluster.pk)).status_code == 404


# Waves


def test_a_wave_is_planned_and_changed(own, cluster):
    make_member(cluster, owner(), group="North")
    today = localdate()
    sent = {
        "title": "Spring",
        "opens_on": today.isoformat(),
        "closes_on": (today + timedelta(days=30)).isoformat(),
        "groups": ["North"],
        "edition": "1999",
    }
    own.post(url("new_wave", cluster.pk), sent)
    wave = Wave.objects.get()
    assert (wave.title, wave.groups, wave.edition) == ("Spring", ["North"], "2026")
    assert wave.open
    edit = url("edit_wave", cluster.pk, wave.pk)
    assert f'value="{today.isoformat()}"' in own.get(edit).text
    wrong = own.post(edit, sent | {"closes_on": "2020-01-01"})
    assert wrong.status_code == 422
    assert "closes on the day it opens or later" in wrong.text
    own.post(edit, sent | {"groups": [], "title": "All"})
    wave.refresh_from_db()
    assert (wave.title, wave.groups) == ("All", [])
    assert own.post(edit, sent | {"groups": ["South"]}).status_code == 422


def test_the_home_page_says_what_to_do_next(own, cluster):
    home = url("cluster", cluster.pk)
    assert "Invite your members" in own.get(home).text
    make_member(cluster, owner())
    assert "Plan a wave" in own.get(home).text
    wave = make_wave(cluster)
    assert "The wave is open" in own.get(home).text
    wave.delete()
    make_wave(cluster, opens=5)
    assert "The next wave opens on" in own.get(home).text
    make_wave(cluster, opens=-9, closes=-5, title="Last year")
    assert "Last year" in own.get(home).text


# Appearance


@pytest.mark.parametrize(
    "accent", ["#ffcc00", "red", "#12345", "#1b6e3c;}", "#1b6e3c\n"]
)
def test_a_colour_that_cannot_be_read_is_refused(own, cluster, accent):
    page = own.post(url("appearance", cluster.pk), {"accent": accent})
    cluster.refresh_from_db()
    if accent.strip() == "#1b6e3c":
        assert cluster.accent == "#1b6e3c"
        return
    assert page.status_code == 422
    assert cluster.accent == ""
    if accent == "#ffcc00":
        assert "nearest darker colour that can be read is #" in page.text


def test_colour_and_logo_are_shown_to_members(own, cluster):
    plain = Client().get(url("accent", cluster.pk))
    assert (plain.status_code, plain.content) == (200, b"")
    assert Client().get(url("logo", cluster.pk)).status_code == 404
    own.post(url("appearance", cluster.pk), {"accent": "#1B6E3C"})
    Cluster.objects.update(logo=b"\x89PNG")
    css = Client().get(url("accent", cluster.pk))
    assert css["Content-Type"] == "text/css"
    assert css["X-Content-Type-Options"] == "nosniff"
    assert "public" in css["Cache-Control"]
    assert ":root{--accent:#1b6e3c;" in css.text
    assert css.text.count("{") == css.text.count("}")
    assert "Set-Cookie" not in css
    assert Client().get(url("logo", cluster.pk)).content == b"\x89PNG"


def test_members_get_the_look_of_the_cluster_joined_last(cluster):
    Cluster.objects.update(accent="#1b6e3c", logo=b"\x89PNG")
    stone = make_cluster(code="stone", accent="#8a4b00")
    eva = owner()
    make_enterprise(eva)
    client = Client()
    client.force_login(eva)
    home = reverse("assessment:assessments")
    assert "accent.css" not in client.get(home).text
    client.post(url("join_with", cluster.join_code))
    page = client.get(home).text
    assert f"{url('accent', cluster.pk)}?v=" in page
    assert 'alt="Wood (invented)"' in page
    client.post(url("join_with", stone.join_code))
    page = client.get(home).text
    assert url("accent", stone.pk) in page
    assert "cluster-logo" not in page
    member = stone.members.get()
    client.post(url("leave_cluster", member.enterprise.pk, member.pk))
    assert url("accent", cluster.pk) in client.get(home).text


def test_the_look_is_there_after_signing_in(client, cluster):
    Cluster.objects.update(accent="#1b6e3c")
    eva = make_user("eva@example.org", "drei warme Brote im Ofen")
    eva.emailaddress_set.create(email=eva.email, primary=True, verified=True)
    make_member(cluster, eva)
    client.post(
        reverse("account_login"),
        {"login": eva.email, "password": "drei warme Brote im Ofen"},
    )
    assert "accent.css" in client.get(reverse("assessment:assessments")).text


# No more reminders


def test_reminders_stop_by_the_link_alone(cluster):
    eva = owner()
    page = stop_address(eva).removeprefix("http://127.0.0.1:8000")
    client = Client(enforce_csrf_checks=True)
    assert "Stop reminders" in client.get(page).text
    eva.refresh_from_db()
    assert eva.wants_reminders
    response = client.post(page, {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    eva.refresh_from_db()
    assert not eva.wants_reminders
    on = page.replace("/stop/", "/want/")
    assert client.post(on).status_code == 403  # only from our own page
    assert Client().post(on).status_code == 302
    eva.refresh_from_db()
    assert eva.wants_reminders
    assert client.get(page[:-3] + "x/").status_code == 404
    assert client.post(page.replace(str(eva.pk)[:4], "0000")).status_code == 404
