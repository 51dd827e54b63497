"""Secrets in links, cookies and forms: changed, cut, borrowed or too old, they open
nothing, break nothing and tell nothing."""

from datetime import timedelta

import pytest
from django.core import mail, signing
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from assessment.access import QUICK_CHECK_COOKIE
from assessment.models import Answer, Assessment, Delegation, Presence
from organisations.clusters import member_import, reminders
from organisations.models import Invitation, User
from organisations.tokens import digest
from tests.attacks.rows import changes
from tests.factories import make_assessment, make_delegation, page_fields
from tests.organisations.accounts.people import proven
from tests.test_access import address

pytestmark = pytest.mark.django_db
UNKNOWN = 404


def forgeries(secret):
    """A secret as somebody sends it who does not know all of it."""
    other = "A" if secret[-1] != "A" else "B"
    first = "A" if secret[0] != "A" else "B"
    return [
        secret[:-1] + other,
        first + secret[1:],
        secret[:-1],
        secret[1:],
        secret + "A",
        secret.swapcase(),
        secret[: len(secret) // 2],
        "0",
        "A" * 2000,
    ]


def nothing_from(client, *sends):
    """How these requests are answered, of which none may change anything."""
    statuses = set()

    def send_each():
        for send in sends:
            response = send()
            statuses.add(response.status_code)
        return response

    names, _values, _response = changes(client, send_each)
    assert names == set()
    return statuses


# Links of letters


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("organisations:invitation", Invitation),
        ("assessment:delegated_link", Delegation),
    ],
)
def test_a_link_opens_whole_or_not_at_all(name, model, world):
    """And what the database stores of it, or another kind of link, is no link."""
    token = world.tokens[name]
    others = [each for key, each in world.tokens.items() if key != name]
    client = proven(world.people["stranger"])
    sends = [
        lambda send=send, wrong=wrong: send(reverse(name, args=[wrong]))
        for wrong in [*forgeries(token), digest(token), *others]
        for send in (client.get, client.post)
    ]
    assert nothing_from(client, *sends) == {UNKNOWN}
    empty = address(world, name, "").replace(token, "")
    assert client.get(empty).status_code == UNKNOWN
    over = [{"expires_at": now()}, {"withdrawn_at": now()}]
    pages = {client.get(reverse(name, args=["0"])).text}
    for fields in over:
        model.objects.filter(token_digest=digest(token)).update(
            **{"expires_at": now() + timedelta(days=1), "withdrawn_at": None} | fields
        )
        for send in (client.get, client.post):
            names, _values, response = changes(
                client, lambda send=send: send(reverse(name, args=[token]))
            )
            assert (names, response.status_code) == (set(), 410)
            assert response.cookies.keys() <= {"csrftoken", "messages"}
            pages.add(response.text)
    assert len({without_address(page) for page in pages}) == 1


def without_address(page):
    """The page without what repeats the address that was asked for."""
    return "\n".join(
        line
        for line in page.splitlines()
        if "hreflang" not in line and "csrf" not in line and "/login/" not in line
    )


def test_an_accepted_invitation_tells_others_nothing(world):
    """It reads as one that never was; to whom it was sent stands nowhere."""
    url = address(world, "organisations:invitation", "")
    accepted = proven(world.people["stranger"]).post(url)
    assert accepted.status_code == 302
    for client in (Client(), proven(world.people["other partner"])):
        for send in (client.get, client.post):
            page = send(url)
            assert page.status_code == 410
            assert "new@example.org" not in page.text
            assert "stranger" not in page.text


def test_who_stops_reminders_is_signed(world):
    """Nobody stops those of somebody else, and no other signature of ours will do."""
    third, stranger = world.keys["person"], world.people["stranger"].pk
    signed = world.keys["signed"]
    key, _colon, signature = signed.rpartition(":")
    wrong = [
        f"{stranger}:{signature}",  # borrowed
        f"{key}:",
        key,
        f":{signature}",
        ":",
        f"{key}:{signature[:-1]}",
        f"{key}:{signature}A",
        f"{str(key).upper()}:{signature}",
        signing.Signer().sign(str(third)),
        signing.Signer(salt="other").sign(str(third)),
        signing.Signer(key="guessed", salt=reminders.SALT).sign(str(third)),
    ]
    client = Client()
    sends = [
        lambda name=name, each=each: client.post(
            reverse(f"organisations:{name}", args=[each])
        )
        for each in wrong
        for name in ("stop_reminders", "want_reminders")
    ]
    assert nothing_from(client, *sends) == {UNKNOWN}
    page = client.get(address(world, "organisations:stop_reminders", ""))
    assert page.status_code == 200
    assert User.objects.get(pk=third).email not in page.text
    assert "sessionid" not in page.cookies


# Rows of an import, that travel through the browser


def test_rows_are_sent_as_they_were_looked_at(world, everywhere, signed_rows):
    url = address(world, "organisations:confirm_import", "cluster")
    row = [2, "One", "one@example.org", "de", "", ""]
    signed = signed_rows([row])
    salt = f"members of {world.subjects['cluster']} by {world.people['owner'].pk}"
    wrong = [
        "",
        *forgeries(signed),
        "\0",
        "." + signed,
        signed.replace(":", ""),
        signed_rows([row], person="manager"),
        signed_rows([row], cluster=world.subjects["partner"]),
        signing.dumps([row]),
        signing.dumps([row], key="guessed", salt=salt),
    ]
    sends = [lambda rows=rows: everywhere.post(url, {"rows": rows}) for rows in wrong]
    assert nothing_from(everywhere, *sends) == {302}


def test_a_second_time_the_same_rows_send_nothing(world, everywhere, signed_rows):
    """Sent again by a double click, or kept to annoy who was invited."""
    url = address(world, "organisations:confirm_import", "cluster")
    rows = signed_rows([[2, "One", "one@example.org", "de", "", ""]])
    everywhere.post(url, {"rows": rows})
    names, _values, _response = changes(
        everywhere, lambda: everywhere.post(url, {"rows": rows})
    )
    assert names == set()


def test_rows_are_too_old_after_half_an_hour(
    world, everywhere, signed_rows, monkeypatch
):
    url = address(world, "organisations:confirm_import", "cluster")
    rows = signed_rows([[2, "One", "one@example.org", "de", "", ""]])
    monkeypatch.setattr(member_import, "PREVIEW_SECONDS", -1)
    names, _values, _response = changes(
        everywhere, lambda: everywhere.post(url, {"rows": rows})
    )
    assert names == set()


def test_rows_looked_at_before_losing_the_seat_send_nothing(
    world, everywhere, signed_rows
):
    url = address(world, "organisations:confirm_import", "cluster")
    rows = signed_rows([[2, "One", "one@example.org", "de", "", ""]])
    seat = world.people["owner"].cluster_seats.get()
    for end, status in ((lambda: seat.change("reader", by=None), 403), (None, 404)):
        end() if end else seat.delete()
        names, _values, response = changes(
            everywhere, lambda: everywhere.post(url, {"rows": rows})
        )
        assert (names, response.status_code) == (set(), status)


# The cookie of a quick check


@pytest.fixture
def quick_check():
    """A quick check and the browser that holds it."""
    client = Client()
    client.post(reverse("assessment:start_quick"))
    return Assessment.objects.get(enterprise=None), client


def opened(client, assessment):
    """Which of its addresses this browser may look at."""
    names = ("resume", "delete")
    urls = [reverse(f"assessment:{name}", args=[assessment.pk]) for name in names]
    urls += [reverse("assessment:step", args=[assessment.pk, "profile"])]
    return [url for url in urls if client.get(url).status_code != UNKNOWN]


def test_a_quick_check_opens_in_its_browser_alone(quick_check):
    assessment, client = quick_check
    cookie = client.cookies[QUICK_CHECK_COOKIE].value
    assert len(opened(client, assessment)) == 3
    key = str(assessment.browser)
    sign = signing.get_cookie_signer
    wrong = [
        *forgeries(cookie),
        key,
        sign(salt=f"part_{assessment.pk.hex}").sign(key),
        sign(salt="sessionid").sign(key),
        sign().sign(key),
        signing.Signer().sign(key),
        sign(salt=QUICK_CHECK_COOKIE).sign(str(assessment.pk)),
    ]
    for each in wrong:
        other = Client()
        other.cookies[QUICK_CHECK_COOKIE] = each
        assert opened(other, assessment) == [], each
        assert not other.get(reverse("assessment:home")).context["left_here"]


def test_a_forged_cookie_takes_nothing_along(quick_check, world):
    """Nor does the key of a part count as that of a browser."""
    assessment, client = quick_check
    cookie = client.cookies[QUICK_CHECK_COOKIE].value
    thief = proven(world.people["stranger"])
    for each in forgeries(cookie):
        thief.cookies[QUICK_CHECK_COOKIE] = each
        thief.post(reverse("assessment:take_along"))
    assessment.refresh_from_db()
    assert assessment.enterprise is None


def test_what_was_taken_along_leaves_the_browser(quick_check, world):
    assessment, client = quick_check
    copied = Client()
    copied.cookies = client.cookies.copy()
    client.force_login(world.people["stranger"])
    client.post(reverse("assessment:take_along"))
    assert opened(copied, assessment) == []


# The cookie of a part


def part_urls(delegation, assessment):
    """Every address of a part, and those of its owner for the same questions."""
    part = [
        reverse(f"assessment:delegated_{name}", args=[delegation.pk, *more])
        for name, more in (
            ("part", ()),
            ("answer", ("respect_rules",)),
            ("presence", ()),
        )
    ]
    save = reverse("assessment:save_answer", args=[assessment.pk, "respect_rules"])
    step = reverse("assessment:step", args=[assessment.pk, "respect"])
    return part, [save, step, reverse("assessment:presence", args=[assessment.pk])]


@pytest.fixture
def part(world):
    """A part that was opened, and its browser."""
    draft = Assessment.objects.get(pk=world.subjects["draft"])
    delegation = Delegation.objects.get(pk=world.subjects["delegation"])
    client = Client()
    client.post(address(world, "assessment:delegated_link", ""))
    fields = page_fields(draft, "respect", respect_rules=3) | {"step": "respect"}
    return draft, delegation, client, fields


def kept(client, urls, fields):
    """What is kept of what is sent to these addresses."""
    for url in urls:
        assert client.post(url, fields).status_code < 500
    return Answer.objects.filter(question="respect_rules").exists() or (
        Presence.objects.exists()
    )


def test_a_part_opens_no_address_of_its_owner(part):
    draft, delegation, client, fields = part
    own, owners = part_urls(delegation, draft)
    Answer.objects.filter(question="respect_rules").delete()
    assert not kept(client, owners, fields)
    assert kept(client, own, fields)


@pytest.mark.parametrize(
    "end",
    [
        lambda d: d.withdraw(None),
        lambda d: d.renew(),
        lambda d: Delegation.objects.filter(pk=d.pk).update(expires_at=now()),
        lambda d: Assessment.objects.update(submitted_at=now()),
        lambda d: Delegation.objects.filter(pk=d.pk).delete(),
    ],
    ids=["withdrawn", "renewed", "expired", "submitted", "deleted"],
)
def test_a_part_that_is_over_takes_nothing_and_tells_of_nobody(end, part):
    draft, delegation, client, fields = part
    Answer.objects.filter(question="respect_rules").delete()
    owner = draft.enterprise.colleagues.filter(role="owner").first().user
    Presence.objects.note(draft, owner, "respect")
    before = Presence.objects.count()
    end(delegation)
    own, owners = part_urls(Delegation(pk=delegation.pk), draft)
    for url in own:
        page = client.post(url, fields)
        assert page.status_code in (204, 404, 409, 410), url
        assert owner.email not in page.text
        assert draft.enterprise.name not in page.text
    for url in owners:
        assert client.post(url, fields).status_code == 404
    assert not Answer.objects.filter(question="respect_rules").exists()
    assert Presence.objects.count() == before


def test_questions_outside_a_part_are_not_written(part, world):
    """Fields of other areas, and areas of other parts, sent along to the own one."""
    draft, _delegation, _client, _fields = part
    one, token = make_delegation(draft, area="respect", question="respect_rules")
    client = Client()
    client.post(reverse("assessment:delegated_link", args=[token]))
    outside = next(q for q in draft.asked()["respect"] if q.code != "respect_rules")
    before = list(Answer.objects.order_by("pk").values())
    fields = {
        "strategy-equality_commitment": "0",
        f"respect-{outside.code}": "3",
        "question": outside.code,
        "area": "strategy",
    }
    client.post(reverse("assessment:delegated_part", args=[one.pk]), fields)
    for code in ("equality_commitment", outside.code, "none_such"):
        url = reverse("assessment:delegated_answer", args=[one.pk, code])
        assert client.post(url, fields).status_code == UNKNOWN
    assert list(Answer.objects.order_by("pk").values()) == before


def test_the_cookie_of_one_part_opens_no_part_of_another_enterprise(part, world):
    """Under its own name, under the other's, and signed for another purpose."""
    _draft, delegation, client, fields = part
    foreign = make_assessment(world.people["other partner"])
    other, token = make_delegation(foreign)
    Client().post(reverse("assessment:delegated_link", args=[token]))
    value = client.cookies[f"part_{delegation.pk.hex}"].value
    key = value.rsplit(":", 2)[0]
    signer = signing.get_cookie_signer
    for each in (
        value,
        key,
        signer(salt=f"part_{delegation.pk.hex}").sign(key),
        signer(salt=QUICK_CHECK_COOKIE).sign(key),
        signer(salt=f"part_{other.pk.hex}").sign(""),  # of one nobody has opened
        *forgeries(value),
    ):
        client.cookies[f"part_{other.pk.hex}"] = each
        own, owners = part_urls(other, foreign)
        for url in (*own, *owners):
            assert client.post(url, fields).status_code in (404, 410), url
            assert client.get(url).status_code in (404, 405, 410), url
    assert not foreign.answers.exists()


# A new password


def test_a_link_to_a_new_password_opens_whole_or_not_at_all(world, client):
    client.post(reverse("account_reset_password"), {"email": "owner@example.org"})
    line = next(x for x in mail.outbox[-1].body.split() if "/accounts/password/" in x)
    path = line.partition("//")[2].partition("/")[2]
    uid, key = path.rsplit("/", 2)[-2].split("-", 1)
    stranger = world.people["stranger"]
    client.post(reverse("account_reset_password"), {"email": stranger.email})
    other = mail.outbox[-1].body.split("/accounts/password/")[1].split("/")[2]
    foreign = other.split("-", 1)[0]
    wrong = [(uid, each) for each in forgeries(key)] + [(foreign, key), ("0", key)]
    for uidb36, each in wrong:
        url = reverse(
            "account_reset_password_from_key", kwargs={"uidb36": uidb36, "key": each}
        )
        thief = Client()
        page = thief.get(url)
        assert page.status_code == 200, each
        assert 'name="password1"' not in page.text
        sent = {"password1": "drei warme Brote", "password2": "drei warme Brote"}
        thief.post(url, sent)
    assert not User.objects.get(email="owner@example.org").has_usable_password()
    assert not User.objects.get(pk=stranger.pk).has_usable_password()
