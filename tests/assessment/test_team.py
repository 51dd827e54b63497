"""The people of an enterprise: who may see, invite, change and remove whom."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import now

from organisations.models import Colleague, Enterprise, Invitation, LogEntry
from tests.factories import make_colleague, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
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
def workshop(eva):
    return Enterprise.objects.found(eva, "Workshop (invented)")


@pytest.fixture
def own(client, eva):
    client.force_login(eva)
    return client


@pytest.fixture
def sent(django_capture_on_commit_callbacks, mailoutbox):
    """A function that does something and returns the letters it sent."""

    def letters(act, *arguments):
        with django_capture_on_commit_callbacks(execute=True):
            act(*arguments)
        return mailoutbox

    return letters


def url(name, enterprise, *more):
    return reverse(f"assessment:{name}", args=[enterprise.pk, *more])


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


INVITED = {
    "email": "ben@example.org",
    "role": "contributor",
    "areas": ["pay", "respect"],
    "language": "de",
}


def test_everybody_sees_who_works_on_what(own, workshop):
    ben = make_colleague(workshop, role="reader", areas=["pay", "gone_in_2031"])
    ben.first_name, ben.last_name = "Ben", "<b>Braun</b>"
    ben.save()
    for person in (own, signed_in(ben)):
        page = person.get(url("people", workshop)).text
        assert "Ben &lt;b&gt;Braun&lt;/b&gt;" in page
        assert "Pay and value of work" in page
        assert "gone_in_2031" not in page


def test_who_only_works_here_changes_nobody(workshop, eva):
    for role in ("contributor", "reader"):
        ben = signed_in(make_colleague(workshop, f"{role}@example.org", role))
        page = ben.get(url("people", workshop)).text
        assert "Open invitations" not in page
        assert reverse("assessment:invite", args=[workshop.pk]) not in page
        for name, more in [
            ("invite", []),
            ("colleague", [eva.pk]),
            ("remove_colleague", [eva.pk]),
        ]:
            refused = ben.get(url(name, workshop, *more))
            assert refused.status_code == 403
            assert "Your role does not include this." in refused.text
            assert ben.post(url(name, workshop, *more), INVITED).status_code == 403
    assert Colleague.objects.count() == 3
    assert not Invitation.objects.exists()


def test_nobody_else_finds_the_page(workshop, eva):
    stranger = signed_in(make_user("stranger@example.org"))
    for name, more in [
        ("people", []),
        ("invite", []),
        ("leave", []),
        ("colleague", [eva.pk]),
        ("remove_colleague", [eva.pk]),
    ]:
        assert stranger.get(url(name, workshop, *more)).status_code == 404
        assert stranger.post(url(name, workshop, *more)).status_code in (404, 405)
        nobody = Client().get(url(name, workshop, *more))
        assert nobody.url.startswith(reverse("account_login"))


def test_an_invitation_is_sent_in_the_language_chosen(own, workshop, sent):
    (letter,) = sent(own.post, url("invite", workshop), INVITED)
    invitation = Invitation.objects.get()
    assert (invitation.role, invitation.areas) == ("contributor", ["pay", "respect"])
    assert letter.to == ["ben@example.org"]
    assert "Workshop (invented)" in letter.subject
    assert "Workshop (invented)" in letter.body
    link = re.search(r"http://127.0.0.1:8000(/de/\S+/)", letter.body)[1]
    html, mime = letter.alternatives[0]
    assert mime == "text/html"
    assert link in html
    assert 'lang="de"' in html
    assert Client().get(link).status_code == 200
    assert "ben@example.org" in own.get(url("people", workshop)).text


def test_who_has_not_confirmed_an_address_is_told_to(own, workshop, eva, sent):
    eva.emailaddress_set.update(verified=False)
    assert reverse("account_email") in own.get(url("invite", workshop)).text
    assert sent(own.post, url("invite", workshop), INVITED) == []
    assert own.post(url("invite", workshop), INVITED).status_code == 403
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "advice"),
    [
        ({"email": "ben"}, "Enter a valid email address."),
        ({"email": "EVA@example.org"}, "This person works here already."),
        ({"role": "manager"}, "manager"),
        ({"role": ""}, "Choose a role."),
        ({"areas": ["nowhere"]}, "nowhere"),
        ({"language": "xx"}, "xx"),
    ],
)
def test_a_wrong_invitation_is_refused_with_advice(own, workshop, wrong, advice):
    page = own.post(url("invite", workshop), INVITED | wrong).text
    assert "<title>Error:" in page
    assert advice in page
    assert not Invitation.objects.exists()


def test_there_is_an_end_to_letters(own, workshop, settings):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"invite": "2/h/user"}
    answers = [
        own.post(url("invite", workshop), INVITED | {"email": f"p{n}@example.org"})
        for n in range(3)
    ]
    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert own.get(url("invite", workshop)).status_code == 200  # looking is free


def test_an_invitation_is_sent_again_with_a_new_link(own, workshop, sent):
    first = re.search(
        r"invitations/(\S+)/",
        sent(own.post, url("invite", workshop), INVITED)[0].body,
    )[1]
    earlier = Invitation.objects.get()
    again = url("invite_again", workshop, earlier.pk)
    second = re.search(r"invitations/(\S+)/", sent(own.post, again)[1].body)[1]
    assert not Invitation.objects.of(first).open().exists()
    assert Invitation.objects.of(second).open().get().areas == ["pay", "respect"]
    assert own.post(again).status_code == 404  # replaced by the second


def test_one_too_old_can_be_sent_again_and_stands_there_once(own, workshop, sent):
    sent(own.post, url("invite", workshop), INVITED)
    Invitation.objects.update(expires_at=now() - timedelta(days=1))
    page = own.get(url("people", workshop)).text
    assert "too old since" in page
    sent(own.post, url("invite_again", workshop, Invitation.objects.get().pk))
    page = own.get(url("people", workshop)).text
    assert page.count("<h3>ben@example.org</h3>") == 1
    assert "too old since" not in page


def test_a_withdrawn_invitation_opens_nothing(own, workshop, sent):
    token = re.search(
        r"invitations/(\S+)/",
        sent(own.post, url("invite", workshop), INVITED)[0].body,
    )[1]
    invitation = Invitation.objects.get()
    assert own.get(url("withdraw_invitation", workshop, invitation.pk)).status_code == (
        405
    )
    own.post(url("withdraw_invitation", workshop, invitation.pk))
    link = reverse("organisations:invitation", args=[token])
    assert Client().get(link).status_code == 410
    assert "No invitation is open." in own.get(url("people", workshop)).text


def test_invitations_of_others_are_out_of_reach(own, workshop):
    other = Enterprise.objects.found(make_user("other@example.org"))
    foreign, _token = Invitation.objects.invite(
        "colleague",
        "x@example.org",
        by=None,
        language="en",
        enterprise=other,
        role="reader",
    )
    for name in ("invite_again", "withdraw_invitation"):
        for enterprise in (workshop, other):
            assert own.post(url(name, enterprise, foreign.pk)).status_code == 404
    assert Invitation.objects.open().get() == foreign


def test_role_and_areas_are_changed(own, workshop):
    ben = make_colleague(workshop)
    page = url("colleague", workshop, ben.pk)
    assert 'value="contributor" id="id_role_1" checked' in own.get(page).text
    assert own.post(page, {"role": "reader", "areas": ["pay"]}).status_code == 302
    seat = workshop.colleagues.get(user=ben)
    assert (seat.role, seat.areas) == ("reader", ["pay"])
    assert LogEntry.objects.get(kind="role_changed").details == {
        "person": str(ben.pk),
        "role": "reader",
    }


def test_nothing_else_of_a_seat_can_be_sent_along(own, workshop):
    """Neither the person nor the enterprise nor the day comes from the form."""
    ben, other = make_colleague(workshop), Enterprise.objects.found(make_user())
    seat = workshop.colleagues.get(user=ben)
    own.post(
        url("colleague", workshop, ben.pk),
        {"role": "reader", "enterprise": other.pk, "user": "1", "joined_at": "2001"},
    )
    changed = Colleague.objects.get(pk=seat.pk)
    assert (changed.enterprise, changed.user) == (workshop, ben)
    assert changed.joined_at == seat.joined_at


def test_somebody_is_removed_after_a_question(own, workshop):
    ben = make_colleague(workshop)
    page = url("remove_colleague", workshop, ben.pk)
    assert "Remove ben@example.org?" in own.get(page).text
    assert workshop.colleagues.count() == 2
    assert own.post(page).url == url("people", workshop)
    assert workshop.colleagues.count() == 1
    assert signed_in(ben).get(url("people", workshop)).status_code == 404


def test_anybody_may_leave(workshop):
    ben = make_colleague(workshop, role="reader")
    client = signed_in(ben)
    assert "Leave this enterprise?" in client.get(url("leave", workshop)).text
    assert client.post(url("leave", workshop)).url == reverse("assessment:assessments")
    assert not workshop.colleagues.filter(user=ben).exists()


def test_the_last_owner_is_told_why_it_does_not_work(own, workshop, eva):
    make_colleague(workshop)
    told = "Make somebody else an owner first."
    page = own.post(url("colleague", workshop, eva.pk), {"role": "reader"})
    assert page.status_code == 200
    assert told in page.text
    for name, more in (("leave", []), ("remove_colleague", [eva.pk])):
        response = own.post(url(name, workshop, *more), follow=True)
        assert told in response.text
    assert workshop.colleagues.get(user=eva).role == "owner"


def test_an_owner_may_go_when_another_one_stays(own, workshop, eva):
    make_colleague(workshop, role="owner")
    assert own.post(url("leave", workshop)).url == reverse("assessment:assessments")
    assert not workshop.colleagues.filter(user=eva).exists()


def test_the_list_costs_the_same_for_one_and_for_sixty(own, workshop):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert own.get(url("people", workshop)).status_code == 200
        return len(captured)

    queries()
    few = queries()
    for number in range(60):
        make_colleague(workshop, f"p{number}@example.org", areas=["pay"])
        Invitation.objects.invite(
            "colleague",
            f"i{number}@example.org",
            by=None,
            language="en",
            enterprise=workshop,
            role="reader",
        )
    assert queries() == few
    assert "Page 1 of 2" in own.get(url("people", workshop)).text
