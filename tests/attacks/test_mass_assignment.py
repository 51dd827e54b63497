"""Whoever sends more fields than a form has changes nothing more."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localdate

from assessment.models import Assessment, mark
from tests.attacks.rows import all_rows, changes
from tests.factories import page_fields
from tests.test_access import ROWS, SENT, address

pytestmark = pytest.mark.django_db
NEVER = "2099-01-01T00:00:00Z"


def noise(theirs, named):
    """Every column an attacker may wish to write, under every prefix there is."""
    person, enterprise = str(theirs.person.pk), str(theirs.enterprise.pk)
    fields = {
        **dict.fromkeys(("id", "pk", "user", "owner", "person", "invited_by"), person),
        **dict.fromkeys(("by", "answered_by", "created_by", "accepted_by"), person),
        **dict.fromkeys(("enterprise", "enterprise_id", "browser"), enterprise),
        **dict.fromkeys(("cluster", "cluster_id", "partner", "member"), enterprise),
        **dict.fromkeys(("is_staff", "is_superuser", "invented", "verified"), "on"),
        **dict.fromkeys(("primary", "quick", "withdrawn", "delete"), "1"),
        **dict.fromkeys(("delete_after", "expires_at", "submitted_at"), NEVER),
        **dict.fromkeys(("answered_at", "changed_at", "started_at"), NEVER),
        **dict.fromkeys(("accepted_at", "withdrawn_at", "opened_at"), NEVER),
        **dict.fromkeys(("finished_at", "joined_at", "given_at", "sent_at"), NEVER),
        **dict.fromkeys(("score", "points", "level", "asked_count"), "100"),
        **dict.fromkeys(("token_digest", "browser_digest", "join_code"), "0" * 10),
        **dict.fromkeys(("name", "first_name", "code", "title", "group"), "Mallory"),
        "role": "owner",
        "areas": "pay",
        "kind": "seat",
        "edition": "1999",
        "scope": "quick",
        "username": "mallory",
        "wants_reminders": "",
        "is_active": "",
        "password": "a new password of mine",
        "profile_data": '{"name": "Mallory"}',
        "trace": "{}",
        "logo": "PNG",
        "accent": "#ffffff",
        "countries": '["RO"]',
        "delegation": person,
        "reference_date": "2099-01-01",
    }
    prefixes = ("", "profile-", "strategy-", "respect-")
    every = {f"{prefix}{k}": v for prefix in prefixes for k, v in fields.items()}
    return {name: value for name, value in every.items() if name not in named}


# What some addresses read beside the forms below
NAMED = {
    "assessment:start_quick": {"enterprise"},
    "assessment:start_full": {"enterprise"},
    "assessment:take_along": {"enterprise"},
    "organisations:join_with": {"enterprise"},
    "organisations:close_account": {"delete"},
    "account_login": {"password"},
    "account_reauthenticate": {"password"},
    "mfa_reauthenticate": {"code"},
}


def compare(client, url, sent, more, before=None):
    """What the fields of a page change, and what they change with others beside."""
    told, before = [], before or all_rows()
    for fields in (sent, sent | more):
        for value in fields.values():
            if hasattr(value, "seek"):
                value.seek(0)
        names, values, response = changes(
            client, lambda fields=fields: client.post(url, fields), before
        )
        told.append((names, values, response.status_code))
        if response.status_code == 405:
            return told * 2
    return told


def profile(world):
    sent = {"name": "Neu", "country": "DE", "sector": "C", "women": 3, "men": 9}
    draft = Assessment.objects.get(pk=world.subjects["draft"])
    sent |= {fact.code: "yes" for fact in draft.questionnaire.facts}
    return {f"profile-{name}": value for name, value in sent.items()} | {
        "profile-other": "",
        "profile-ecosystem": "",
    }


def area(world):
    draft = Assessment.objects.get(pk=world.subjects["draft"])
    return page_fields(draft, "strategy", equality_commitment=0)


def part(world):
    draft = Assessment.objects.get(pk=world.subjects["draft"])
    return page_fields(draft, "respect", respect_rules=3)


def one_answer(area, code):
    return {
        f"{area}-{code}": "3",
        f"{area}-{code}-seen": mark(2 if area == "strategy" else None),
        f"{area}-{code}-seen-comment": mark(""),
        f"{area}-{code}-comment": "",
    }


def members_file(_world):
    content = b"name,email\nOne,one@example.org\n"
    return {"file": SimpleUploadedFile("members.csv", content, "text/csv")}


def days(_world):
    today = localdate().isoformat()
    return {"title": "Autumn", "opens_on": today, "closes_on": today}


INVITED = {"+organisations.Invitation", "+organisations.LogEntry"}
ANSWERED = {
    "assessment.Answer.value",
    "assessment.Answer.answered_at",
    "assessment.Assessment.changed_at",
    "+assessment.Revision",
}
FORMS = [
    # address, whose, what is sent, every name that changes
    (
        "assessment:invite",
        "enterprise",
        {"email": "x@example.org", "role": "reader", "areas": [], "language": "de"},
        INVITED,
    ),
    (
        "assessment:colleague",
        "enterprise",
        {"role": "reader", "areas": ["pay"]},
        {
            "organisations.Colleague.role",
            "organisations.Colleague.areas",
            "+organisations.LogEntry",
        },
    ),
    (
        "assessment:delegate",
        "draft",
        {
            "part": "pay",
            "name": "Zoe",
            "email": "z@example.org",
            "language": "de",
            "message": "",
        },
        {"+assessment.Delegation", "+organisations.LogEntry"},
    ),
    (
        "assessment:step",
        "draft",
        profile,
        {
            "assessment.Assessment.profile_data",
            "assessment.Assessment.changed_at",
            "organisations.Enterprise.name",
        },
    ),
    ("assessment:step", "draft", area, ANSWERED),
    ("assessment:save_answer", "draft", lambda _: one_answer("strategy", "x"), set()),
    (
        "assessment:save_answer",
        "draft",
        lambda _: one_answer("strategy", "equality_commitment"),
        ANSWERED,
    ),
    (
        "assessment:delegated_part",
        "delegation",
        part,
        {
            "+assessment.Answer",
            "+assessment.Revision",
            "assessment.Assessment.changed_at",
        },
    ),
    (
        "organisations:invite_member",
        "cluster",
        {
            "name": "One",
            "email": "one@example.org",
            "language": "de",
            "group": "",
            "reference": "",
        },
        INVITED,
    ),
    ("organisations:import_members", "cluster", members_file, set()),
    (
        "organisations:member",
        "cluster",
        {"group": "North", "reference": "7"},
        {"organisations.Member.group", "organisations.Member.reference"},
    ),
    (
        "organisations:invite_person",
        "cluster",
        {"email": "one@example.org", "role": "reader", "language": "de"},
        INVITED,
    ),
    (
        "organisations:seat",
        "cluster",
        {"role": "manager"},
        {"organisations.ClusterSeat.role", "+organisations.LogEntry"},
    ),
    ("organisations:new_wave", "cluster", days, {"+organisations.Wave"}),
    (
        "organisations:edit_wave",
        "cluster",
        days,
        {f"organisations.Wave.{x}" for x in ("title", "opens_on", "closes_on")},
    ),
    (
        "organisations:appearance",
        "cluster",
        {"accent": "#1b6e3c"},
        {"organisations.Cluster.accent"},
    ),
    (
        "organisations:switch_sharing",
        "enterprise",
        {"wanted": "off"},
        {
            "organisations.Consent.withdrawn_at",
            "organisations.Consent.withdrawn_by_id",
            "+organisations.LogEntry",
        },
    ),
    (
        "organisations:stop_reminders",
        "",
        {},
        {"organisations.User.wants_reminders"},
    ),
    (
        "account_email",
        "",
        {"action_add": "", "email": "second@example.org"},
        set(),
    ),
    (
        "account_set_password",
        "",
        {"password1": "drei warme Brote", "password2": "drei warme Brote"},
        {"organisations.User.password", "+usersessions.UserSession"},
    ),
]


@pytest.mark.parametrize(("name", "subject", "sent", "changed"), FORMS)
def test_a_form_writes_its_own_fields(
    name, subject, sent, changed, world, everywhere, theirs
):
    sent = sent(world) if callable(sent) else sent
    step = "profile" if "profile-name" in sent else "strategy"
    if name == "assessment:save_answer" and "strategy-x" in sent:
        code = "respect_rules"
    else:
        code = "equality_commitment"
    url = address(world, name, subject, step=step, code=code)
    plain, loaded = compare(everywhere, url, sent, noise(theirs, sent))
    assert plain == loaded
    assert plain[0] == changed


def test_nothing_more_is_written_wherever_it_is_sent(world, everywhere, theirs):
    """A try with the fields of the page, and one with all the others too."""
    wrong, before = {}, all_rows()
    own = {form[0] for form in FORMS}  # each was sent filled in above
    for name, _answers, subject in ROWS:
        if name in own:
            continue
        url = address(world, name, subject)
        more = noise(theirs, NAMED.get(name, set()) | SENT.keys())
        plain, loaded = compare(everywhere, url, SENT, more, before)
        if plain != loaded:
            wrong[name] = (plain, loaded)
    assert wrong == {}


@pytest.mark.parametrize(
    ("name", "sent", "changed"),
    [
        (
            "account_signup",
            {"email": "new@example.org", "password1": "drei warme Brote"},
            {"+organisations.User", "+account.EmailAddress"},
        ),
        ("account_reset_password", {"email": "owner@example.org"}, set()),
        ("assessment:start_quick", {}, {"+assessment.Assessment"}),
    ],
)
def test_who_is_not_signed_in_writes_nothing_more(name, sent, changed, world, theirs):
    url = address(world, name, "")
    plain, loaded = compare(Client(), url, sent, noise(theirs, sent))
    assert plain == loaded
    assert plain[0] == changed


def test_rows_of_an_import_hold_nothing_but_members(world, everywhere, signed_rows):
    """The signed rows are ours; no field beside them is read."""
    rows = [[2, "One", "one@example.org", "de", "", ""]]
    url = address(world, "organisations:confirm_import", "cluster")
    sent = {"rows": signed_rows(rows), "role": "owner", "email": "m@example.org"}
    names, values, _response = changes(everywhere, lambda: everywhere.post(url, sent))
    assert names == INVITED
    assert not [line for line in values if "m@example.org" in line]
