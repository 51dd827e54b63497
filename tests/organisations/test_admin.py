"""What operators find under /admin/, and what they do not."""

import pytest
from django.contrib import admin
from django.core import mail
from django.urls import reverse

from organisations.models import Cluster, Invitation, LogEntry, Partner
from tests.factories import (
    change,
    make_assessment,
    make_cluster,
    make_enterprise,
    make_partner,
    make_user,
    sign_in_twice,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator():
    user = make_user("operator@example.org")
    user.is_staff = True
    user.save()
    return user


@pytest.fixture
def operating(client, operator):
    sign_in_twice(client, operator)
    return client


def url(model, action="changelist", *arguments):
    return reverse(f"admin:organisations_{model}_{action}", args=arguments)


def test_operators_find_what_they_need_and_nothing_else(operating):
    names = {model.__name__ for model in admin.site._registry}
    assert names == {
        "User",
        "Enterprise",
        "Cluster",
        "Partner",
        "Invitation",
        "LogEntry",
    }
    for name in names:
        assert operating.get(url(name.lower())).status_code == 200
    assert operating.get(reverse("admin:index")).status_code == 200


@pytest.mark.parametrize("name", ["user", "enterprise", "logentry", "invitation"])
def test_the_same_limits_hold_for_everybody(client, operator, name):
    operator.is_superuser = True
    operator.save()
    sign_in_twice(client, operator)
    owner = make_user()
    workshop = make_enterprise(owner)
    entry = LogEntry.objects.note("submitted", by=owner, enterprise=workshop)
    invitation, _token = Invitation.objects.invite(
        "seat", "new@example.org", by=owner, cluster=make_cluster(), role="reader"
    )
    things = {"enterprise": workshop, "logentry": entry, "invitation": invitation}
    thing = things.get(name, owner)
    assert (
        client.post(url(name, "delete", thing.pk), {"post": "yes"}).status_code == 403
    )
    if name != "invitation":
        assert client.get(url(name, "add")).status_code == 403
    if name != "user":
        saved = client.post(url(name, "change", thing.pk), {"name": "x", "kind": "x"})
        assert saved.status_code == 403


def test_people_and_others_stay_outside(client, operator):
    client.force_login(operator)
    assert client.get(url("user")).status_code == 302
    sign_in_twice(client, make_user("eva@example.org"))
    assert client.get(url("user")).status_code != 200


def test_no_password_and_no_permission_is_shown_or_taken(operating, operator):
    eva = make_user("eva@example.org", "drei warme Brote im Ofen")
    page = operating.get(url("user", "change", eva.pk)).text
    assert eva.password not in page
    for name in ("password", "is_superuser", "groups", "user_permissions"):
        assert f'name="{name}"' not in page
    operating.post(
        url("user", "change", eva.pk),
        {"language": "de", "is_staff": "on", "is_superuser": "on", "email": "x@y.z"},
    )
    eva.refresh_from_db()
    assert (eva.email, eva.language) == ("eva@example.org", "de")
    assert (eva.is_active, eva.is_staff, eva.is_superuser) == (False, True, False)
    noted = LogEntry.objects.get(kind="role_changed")
    assert (noted.by, noted.details["person"]) == (operator.pk, str(eva.pk))


def test_people_are_found_by_their_address(operating):
    make_user("eva@example.org")
    text = operating.get(url("user"), {"q": "eva"}).text
    assert "eva@example.org" in text


def test_each_look_at_an_enterprise_is_noted_and_shows_no_answer(operating, operator):
    owner = make_user()
    workshop = make_enterprise(owner)
    draft = make_assessment(owner)
    [question, *_] = draft.asked()["strategy"]
    draft.record([change(question.code, 2, "Between us")], by=owner)
    operating.get(url("enterprise"))
    page = operating.get(url("enterprise", "change", workshop.pk))
    assert page.status_code == 200
    assert "Between us" not in page.text
    viewed = LogEntry.objects.filter(kind="viewed", enterprise=workshop.pk)
    assert [entry.by for entry in viewed] == [operator.pk, operator.pk]
    other = make_enterprise(make_user("eva@example.org"), "Other (invented)")
    operating.get(url("enterprise"), {"q": "Other"})
    assert LogEntry.objects.filter(kind="viewed", enterprise=other.pk).count() == 1
    assert viewed.count() == 2


def test_clusters_and_partners_are_made_and_changed(operating):
    operating.post(
        url("cluster", "add"),
        {"name": "Wood", "code": "wood", "kind": "ptce", "country": "FR"},
    )
    cluster = Cluster.objects.get()
    assert (cluster.code, cluster.kind, cluster.country) == ("wood", "ptce", "FR")
    operating.post(
        url("partner", "add"),
        {"name": "Project", "clusters": [cluster.pk], "countries": ["FR", "RO"]},
    )
    partner = Partner.objects.get()
    assert list(partner.clusters.all()) == [cluster]
    assert partner.countries == ["FR", "RO"]
    assert operating.get(url("partner", "change", partner.pk)).status_code == 200


def test_an_invitation_is_posted_with_its_link(
    operating, django_capture_on_commit_callbacks
):
    cluster = make_cluster()
    with django_capture_on_commit_callbacks(execute=True):
        done = operating.post(
            url("invitation", "add"),
            {
                "kind": "seat",
                "email": "new@example.org",
                "language": "de",
                "cluster": cluster.pk,
                "role": "manager",
            },
        )
    assert done.url == url("invitation")
    invitation = Invitation.objects.get()
    assert (invitation.cluster, invitation.role) == (cluster, "manager")
    (letter,) = mail.outbox
    assert letter.to == ["new@example.org"]
    assert "/de/invitations/" in letter.body
    page = operating.get(url("invitation")).text
    assert "new@example.org" in page
    assert invitation.token_digest not in page
    operating.post(
        url("invitation"), {"action": "withdraw", "_selected_action": invitation.pk}
    )
    invitation.refresh_from_db()
    assert not invitation.open
    assert operating.get(url("invitation", "change", invitation.pk)).status_code == 200


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"kind": "seat"}, {"cluster", "role"}),
        ({"kind": "partner"}, {"partner"}),
        ({"kind": "colleague"}, {"kind", "partner"}),
    ],
)
def test_an_invitation_must_lead_somewhere(operating, given, wrong):
    data = {"email": "new@example.org", "language": "en"} | given
    page = operating.post(url("invitation", "add"), data)
    assert set(page.context["adminform"].form.errors) == wrong
    assert Invitation.objects.count() == 0


def test_a_partner_is_invited_without_a_cluster(operating):
    partner = make_partner()
    data = {"kind": "partner", "email": "new@example.org", "language": "en"}
    operating.post(url("invitation", "add"), data | {"partner": partner.pk})
    assert Invitation.objects.get().partner == partner


def test_invitations_of_enterprises_are_not_for_operators(operating):
    owner = make_user()
    workshop = make_enterprise(owner)
    invitation, _token = Invitation.objects.invite(
        "colleague", "new@example.org", by=owner, enterprise=workshop, role="reader"
    )
    assert "new@example.org" not in operating.get(url("invitation")).text
    found = operating.get(url("invitation", "change", invitation.pk))
    assert found.status_code == 302


def test_a_list_asks_as_often_with_one_row_as_with_many(
    operating, django_assert_max_num_queries
):
    cluster = make_cluster()
    for number in range(20):
        Invitation.objects.invite(
            "seat", f"a{number}@example.org", by=None, cluster=cluster, role="reader"
        )
    with django_assert_max_num_queries(12):
        operating.get(url("invitation"))
