"""Names that are meant to do something: in pages, letters, sheets, files and PDF."""

import csv
import io
import json
import zipfile

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from assessment.letters import delegation_letter, finished_letter
from assessment.models import Answer, Assessment, Delegation, Presence, Result
from assessment.reminding import reminder_letter
from organisations.letters import (
    deletion_letter,
    invitation_letter,
    no_manager_letter,
)
from organisations.mail import post
from organisations.models import (
    Cluster,
    Colleague,
    Enterprise,
    Invitation,
    Member,
    Partner,
    User,
    Wave,
)
from tests.attacks.pages import runnable
from tests.attacks.rows import tried
from tests.factories import page_fields
from tests.test_access import ROWS, address

pytestmark = pytest.mark.django_db
SCRIPT = "=1+1\"'><script>alert(1)</script><img src=x onerror=alert(1)>"
LINES = "Firm\r\nBcc: victim@example.org\r\n\r\nPay here: https://evil.example"
TURNED = "\u202eeliforp\u2066\u200f\u2028"
ENDLESS = "W" * 200


def name_everything(text):
    """Give every row that somebody names this name, as far as it has room."""
    for model, *fields in (
        (Enterprise, "name"),
        (User, "first_name", "last_name"),
        (Cluster, "name"),
        (Partner, "name"),
        (Member, "group", "reference"),
        (Wave, "title"),
        (Delegation, "name"),
        (Invitation, "name", "group", "reference"),
        (Presence, "name"),
        (Answer, "comment"),
    ):
        room = {name: model._meta.get_field(name).max_length for name in fields}
        model.objects.update(**{name: text[: room[name]] for name in fields})
    for each in Assessment.objects.exclude(profile_data=None):
        each.profile_data["name"] = text
        each.save()
    for result in Result.objects.all():
        result.profile_data["name"] = text
        codes = [
            question.code for question in result.assessment.questionnaire.questions
        ]
        result.comments = dict.fromkeys(codes[:30], text)
        result.save()


@pytest.mark.parametrize("text", [SCRIPT, TURNED + ENDLESS + LINES])
def test_no_name_runs_or_breaks_anything(text, world, everywhere):
    """Every page and file, each with this name wherever there is one."""
    name_everything(text[:200])
    shown, wrong = 0, {}
    for name, _answers, subject in ROWS:
        if name.startswith("pages:") or name == "reporting:blank_form":
            continue
        url = address(world, name, subject)
        response = tried(everywhere, lambda url=url: everywhere.get(url))
        if "html" not in response.get("Content-Type", ""):
            continue
        shown += "&lt;script&gt;" in response.text
        if found := runnable(response.text):
            wrong[name] = found
    assert wrong == {}
    assert text != SCRIPT or shown > 20  # it is shown, as text


@pytest.mark.parametrize("text", [SCRIPT, TURNED + LINES])
def test_no_name_breaks_a_file(text, world, everywhere):
    name_everything(text)
    found = everywhere.post(address(world, "reporting:data", "enterprise"))
    file = zipfile.ZipFile(io.BytesIO(found.content))
    for entry in file.namelist():
        assert not entry.startswith(("/", "..", "="))
        assert "/" not in entry
    told = json.loads(file.read("enterprise.json"))
    assert told["enterprise"]["name"] == text
    assert (
        file.read(next(n for n in file.namelist() if n.endswith(".pdf")))[:4] == b"%PDF"
    )
    pdf = everywhere.get(address(world, "reporting:pdf", "submitted"))
    for response in (found, pdf):
        header = response["Content-Disposition"]
        assert header.isascii()
        assert not set(header.partition("filename=")[2][1:-1]) & set("\"'<>;\\/\r\n")


WIDE = "\uff1d"  # the wide sign of East Asian letters
FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\xa0=1",
    f"{WIDE}1",
]


@pytest.mark.parametrize("text", [*FORMULAS, '"=1', 'x";=1', "x\n=1"])
def test_no_cell_of_a_sheet_is_computed(text, world, everywhere):
    name_everything(text)
    sheet = everywhere.get(address(world, "assessment:wave_sheet", "cluster"))
    _heads, *rows = csv.reader(
        io.StringIO(sheet.text.removeprefix("\ufeff"), newline="")
    )
    assert len(rows) == 1
    assert len(rows[0]) == 6
    assert [cell.removeprefix("'") for cell in rows[0][:3]] == [text] * 3
    for cell in rows[0]:
        assert not cell.lstrip().startswith(("=", "+", "-", "@", WIDE))


# Letters


def every_letter(world):
    """Each kind once, with what is in the database."""
    partner = Partner.objects.get(pk=world.subjects["partner"])
    wave = Wave.objects.get()
    delegation = Delegation.objects.get()
    enterprise = Enterprise.objects.get(pk=world.subjects["enterprise"])
    enterprise.ask_deletion(None)
    for invitation in Invitation.objects.all():
        yield invitation_letter(invitation, "token")
    for kind, place in (
        ("seat", {"cluster": wave.cluster}),
        ("partner", {"partner": partner}),
    ):
        invitation, token = Invitation.objects.invite(
            kind,
            "x@example.org",
            by=User.objects.first(),
            language="en",
            role="reader",
            **place,
        )
        yield invitation_letter(invitation, token)
    yield delegation_letter(delegation, "token", LINES)
    yield finished_letter(delegation)
    yield deletion_letter(enterprise, delegation.created_by)
    yield no_manager_letter(wave.cluster)
    yield reminder_letter(wave, enterprise, "en")


@pytest.mark.parametrize("text", [SCRIPT, LINES, TURNED])
def test_no_name_adds_to_a_letter(text, world, django_capture_on_commit_callbacks):
    name_everything(text)
    with django_capture_on_commit_callbacks(execute=True):
        for letter in every_letter(world):
            post(letter, "reader@example.org")
    assert len(mail.outbox) == 9
    for message in mail.outbox:
        sent = message.message()
        assert sent.get_all("To") == ["reader@example.org"]
        assert sent.get_all("Bcc") is None
        assert sent.get_all("Cc") is None
        assert message.recipients() == ["reader@example.org"]
        assert len(message.subject.splitlines()) == 1
        ((html, _kind),) = message.alternatives
        assert runnable(html) == []
        assert html.count("<a ") == 1  # our button; a reminder has two, with its sender


@pytest.mark.parametrize(
    ("name", "field", "model"),
    [
        ("assessment:step", "profile-name", Enterprise),
        ("assessment:delegate", "name", Delegation),
        ("organisations:invite_member", "name", Invitation),
        ("organisations:new_wave", "title", Wave),
        ("organisations:member", "group", Member),
    ],
)
def test_a_name_is_one_line_and_has_no_unseen_signs(
    name, field, model, world, everywhere
):
    """It stands in letters as text: a second line could pretend to be ours."""
    draft = Assessment.objects.get(pk=world.subjects["draft"])
    facts = {f"profile-{fact.code}": "yes" for fact in draft.questionnaire.facts}
    sent = {
        "profile-country": "FR",
        "profile-sector": "C",
        "profile-women": "3",
        "profile-men": "9",
        **facts,
        "part": "pay",
        "email": "one@example.org",
        "language": "en",
        "opens_on": "2026-01-01",
        "closes_on": "2026-01-02",
        field: "One\r\n\r\nTwo\u2028Three\0\u202eFour\x1b\t Five",
    }
    if name == "assessment:step":
        del sent["language"]
    url = address(
        world, name, "draft" if "assessment" in name else "cluster", step="profile"
    )
    response = everywhere.post(url, sent)
    assert response.status_code == 302
    column = field.removeprefix("profile-")
    kept = model.objects.filter(**{f"{column}__startswith": "One"}).get()
    assert getattr(kept, column) == "One Two ThreeFour Five"


def test_a_strange_address_is_shown_as_text(world, everywhere):
    """An address may hold any sign between quotation marks."""
    strange = '"<script>alert(1)</script>"@example.org'
    url = address(world, "assessment:invite", "enterprise")
    sent = {"email": strange, "role": "reader", "language": "en"}
    page = everywhere.post(url, sent, follow=True)
    assert runnable(page.text) == []
    assert "&lt;script&gt;alert(1)" in page.text
    client = Client()
    client.post(reverse("account_reset_password"), {"email": strange})
    client.post(
        reverse("account_signup"), {"email": strange, "password1": "drei warme Brote"}
    )
    for message in mail.outbox:
        for html, _kind in message.alternatives:
            assert runnable(html) == []


def test_what_a_browser_calls_itself_is_text(world, client):
    """The list of sign-ins shows it."""
    person = world.people["stranger"]
    client.force_login(person)
    page = client.get(
        reverse("usersessions_list"), headers={"user-agent": f"Firefox {SCRIPT}"}
    )
    assert runnable(page.text) == []


TYPED = [
    *("name", "email", "role", "areas", "message", "title", "opens_on", "groups"),
    *("accent", "group", "reference", "rows", "code", "enterprise", "part"),
    *("language", "profile-name", "profile-country", "profile-women"),
]


def test_what_was_typed_comes_back_as_text(world, everywhere):
    """Into fields that are shown once more with what is wrong."""
    draft = Assessment.objects.get(pk=world.subjects["draft"])
    typed = [*page_fields(draft, "strategy"), *TYPED]
    sent = dict.fromkeys(typed, SCRIPT)
    wrong = {}
    for name, _answers, subject in ROWS:
        if name.startswith(("pages:", "reporting:")):
            continue
        url = address(world, name, subject)
        response = tried(
            everywhere, lambda url=url: everywhere.post(f"{url}?q=%3Cscript%3E", sent)
        )
        if found := runnable(response.content.decode(errors="replace")):
            wrong[name] = found
    assert wrong == {}


def test_no_owner_is_told_apart_by_an_invitation(world, everywhere):
    """Whether an address has an account: the page of who invites does not say."""
    answers = set()
    for email in ("stranger@example.org", "nobody@example.org"):
        for name, subject, more in (
            ("assessment:invite", "enterprise", {"role": "reader"}),
            ("organisations:invite_person", "cluster", {"role": "reader"}),
            ("organisations:invite_member", "cluster", {"name": "One"}),
            ("assessment:delegate", "draft", {"part": "pay", "name": "One"}),
        ):
            url = address(world, name, subject)
            sent = {"email": email, "language": "en", **more}
            page = tried(
                everywhere,
                lambda url=url, sent=sent: everywhere.post(url, sent, follow=True),
            )
            answers.add((name, page.status_code, page.text.count("example.org")))
    assert len(answers) == 4
    assert Colleague.objects.filter(user__email="nobody@example.org").count() == 0
