"""Every address, asked by everybody, for what is theirs and what is not.

The table says who gets in. An address that is missing from it fails, so that nobody
adds a page without saying whose it is. Everybody here has shown a second factor: that
roles need it is another test.
"""

from types import SimpleNamespace

import pytest
from django.core.signing import Signer
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from organisations.clusters import reminders
from organisations.models import Consent, Enterprise, Invitation, Partner, User
from tests.factories import (
    answer_all,
    make_assessment,
    make_cluster,
    make_colleague,
    make_delegation,
    make_submitted,
    make_user,
    make_wave,
)
from tests.organisations.accounts.people import proven

pytestmark = pytest.mark.django_db

NOBODY = "nobody"
TEAM = ["reader", "contributor", "owner"]
CLUSTER = ["cluster reader", "manager"]
EVERYBODY = [
    NOBODY,
    "stranger",
    *TEAM,
    *CLUSTER,
    "other manager",
    "partner",
    "other partner",
    "operator",
]
OPEN, SIGN_IN, FOREIGN, REFUSED = "open", "sign in", 404, 403


def kind(nobody, others, **answers):
    """What each person gets; names are written with _ for a space."""
    named = {name.replace("_", " "): answer for name, answer in answers.items()}
    return dict.fromkeys(EVERYBODY, others) | {NOBODY: nobody} | named


PUBLIC = kind(OPEN, OPEN)
SIGNED_IN = kind(SIGN_IN, OPEN)
SECRET = kind(FOREIGN, FOREIGN)  # opens by a key that nobody here has
TEAM_READS = kind(SIGN_IN, FOREIGN, reader=OPEN, contributor=OPEN, owner=OPEN)
OWNERS = kind(SIGN_IN, FOREIGN, reader=REFUSED, contributor=REFUSED, owner=OPEN)
READS = TEAM_READS | {NOBODY: FOREIGN}  # what a browser without account may own, too
ANSWERS = READS | {"reader": REFUSED}
RUNS = OWNERS | {NOBODY: FOREIGN}
CLUSTER_READS = kind(SIGN_IN, FOREIGN, cluster_reader=OPEN, manager=OPEN)
MANAGERS = kind(SIGN_IN, FOREIGN, cluster_reader=REFUSED, manager=OPEN)
PARTNERS = kind(SIGN_IN, FOREIGN, partner=OPEN)
MIDWAY = PUBLIC | {NOBODY: SIGN_IN}  # pages in the middle of signing in
STARTS = SIGNED_IN | {"reader": REFUSED, "contributor": REFUSED}
# On pages that some only read, what is sent needs more than what is asked for.
LIST_OF_MEMBERS = (CLUSTER_READS, MANAGERS)
QUESTIONS = (READS, ANSWERS)

# Who gets in, whose key the address takes as `pk`, and the names of the addresses.
TABLE = [
    (
        PUBLIC,
        "cluster",
        """
        favicon health account_login account_logout account_signup account_inactive
        account_reset_password account_reset_password_done
        account_reset_password_from_key account_reset_password_from_key_done
        pages:methodology pages:glossary pages:sources pages:frameworks pages:templates
        pages:template pages:template_document pages:translations pages:accessibility
        pages:privacy reporting:blank_form assessment:home
        organisations:join organisations:stop_reminders organisations:want_reminders
        organisations:logo organisations:accent assessment:delegated_link
        """,
    ),
    ((PUBLIC, MIDWAY), "", "organisations:invitation organisations:join_with"),
    (
        MIDWAY,
        "",
        """
        account_email_verification_sent account_confirm_login_code
        mfa_authenticate mfa_login_webauthn
        """,
    ),
    (STARTS | {NOBODY: OPEN}, "", "assessment:start_quick"),
    (STARTS, "", "assessment:start_full assessment:take_along"),
    (
        SIGNED_IN,
        "",
        """
        account_reauthenticate account_email account_change_password
        account_set_password mfa_index mfa_reauthenticate mfa_activate_totp
        mfa_deactivate_totp mfa_view_recovery_codes mfa_generate_recovery_codes
        mfa_download_recovery_codes mfa_list_webauthn mfa_add_webauthn
        mfa_reauthenticate_webauthn usersessions_list
        organisations:close_account organisations:account_data
        assessment:assessments
        """,
    ),
    (
        SECRET,
        "delegation",
        """
        assessment:delegated_part assessment:delegated_answer
        assessment:delegated_presence assessment:delegated_done
        """,
    ),
    (
        READS,
        "submitted",
        "reporting:report reporting:computation reporting:pdf reporting:json",
    ),
    (QUESTIONS, "draft", "assessment:resume assessment:step"),
    (ANSWERS, "draft", "assessment:save_answer assessment:presence"),
    (RUNS, "draft", "assessment:delete"),
    (TEAM_READS, "draft", "assessment:history"),
    (
        OWNERS,
        "draft",
        """
        assessment:continue_from assessment:delegations assessment:delegate
        assessment:renew_delegation assessment:withdraw_delegation
        """,
    ),
    (
        TEAM_READS,
        "enterprise",
        "assessment:people assessment:leave organisations:consents",
    ),
    (
        OWNERS,
        "enterprise",
        """
        assessment:invite assessment:colleague assessment:remove_colleague
        assessment:invite_again assessment:withdraw_invitation
        organisations:switch_benchmark organisations:switch_sharing
        organisations:leave_cluster organisations:log organisations:delete_enterprise
        organisations:keep_enterprise reporting:data
        """,
    ),
    (
        LIST_OF_MEMBERS,
        "cluster",
        """
        organisations:cluster organisations:members organisations:member_invitations
        organisations:join_code organisations:seats organisations:waves
        organisations:appearance assessment:wave assessment:wave_sheet
        reporting:shared reporting:shared_plan
        """,
    ),
    (
        MANAGERS,
        "cluster",
        """
        organisations:invite_member organisations:import_members
        organisations:confirm_import organisations:import_template
        organisations:member organisations:remove_member organisations:send_again
        organisations:withdraw_invitation organisations:renew_join_code
        organisations:close_join_code organisations:invite_person organisations:seat
        organisations:remove_seat organisations:new_wave organisations:edit_wave
        organisations:cluster_log
        assessment:remind assessment:delete_wave
        """,
    ),
    (
        PARTNERS,
        "partner",
        "organisations:partner reporting:partner reporting:participation_sheet",
    ),
]
ROWS = [
    (name, answers, subject)
    for answers, subject, names in TABLE
    for name in names.split()
]
# What belongs to one person's account, by a number: allauth asks whose it is.
OF_AN_ACCOUNT = {"mfa_edit_webauthn", "mfa_remove_webauthn"}


def addresses(resolver=None, space="", taken=()):
    """The name of each address, and the names of its arguments."""
    for entry in (resolver or get_resolver()).url_patterns:
        takes = (*taken, *entry.pattern.converters)
        if hasattr(entry, "url_patterns"):
            inside = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from addresses(entry, inside, takes)
        else:
            # an old-style pattern of allauth names its groups
            yield f"{space}{entry.name}", (*takes, *entry.pattern.regex.groupindex)


def test_each_address_stands_in_the_table():
    named = {name for name, _ in addresses() if not name.startswith("admin:")}
    assert named == {name for name, *_ in ROWS} | OF_AN_ACCOUNT


@pytest.fixture
def world(settings):
    """One enterprise, one cluster, one partner, their people and everybody else."""
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    }
    people = {
        name: make_user(f"{name.replace(' ', '.')}@example.org")
        for name in EVERYBODY
        if name != NOBODY
    }
    for user in people.values():
        user.emailaddress_set.create(email=user.email, primary=True, verified=True)
    owner, manager = people["owner"], people["manager"]
    draft = make_assessment(owner)
    answer_all(draft, areas=1, by=owner)
    submitted = make_submitted(owner)
    enterprise = draft.enterprise
    enterprise.admit(people["contributor"], "contributor")
    enterprise.admit(people["reader"], "reader")
    third = make_colleague(enterprise, "third@example.org", "owner")
    cluster = make_cluster(manager, accent="#4b2e83", logo=b"PNG")
    cluster.seat(people["cluster reader"], "reader")
    cluster.seat(third, "reader")
    make_cluster(people["other manager"], code="iron")
    member = cluster.admit(enterprise, by=owner)
    for purpose in ("scores", "plan"):
        Consent.objects.give(enterprise, purpose, by=owner, cluster=cluster)
    partner = Partner.objects.create(name="Partner (invented)")
    partner.seats.create(user=people["partner"])
    other = Partner.objects.create(name="Other partner (invented)")
    other.seats.create(user=people["other partner"])
    User.objects.filter(email="operator@example.org").update(
        is_staff=True, is_superuser=True
    )
    people["operator"].refresh_from_db()
    Enterprise.objects.found(people["stranger"], "Stranger's (invented)")
    delegation, token = make_delegation(draft, by=owner)
    invite = Invitation.objects.invite
    to_enterprise, invited = invite(
        Invitation.Kind.COLLEAGUE,
        "new@example.org",
        by=owner,
        enterprise=enterprise,
        role="reader",
        language="en",
    )
    to_cluster, _ = invite(
        Invitation.Kind.MEMBER,
        "firm@example.org",
        by=manager,
        cluster=cluster,
        language="en",
    )
    return SimpleNamespace(
        people=people,
        subjects={
            "draft": draft.pk,
            "submitted": submitted.pk,
            "enterprise": enterprise.pk,
            "cluster": cluster.pk,
            "partner": partner.pk,
            "delegation": delegation.pk,
        },
        invitations={"enterprise": to_enterprise.pk, "cluster": to_cluster.pk},
        keys={
            "member": member.pk,
            "wave": make_wave(cluster).pk,
            "person": third.pk,
            "delegation": delegation.pk,
            "purpose": "scores",
            "step": "strategy",
            "size_class": "small",
            "signed": Signer(salt=reminders.SALT).sign(str(third.pk)),
            "key": "1-abc",
            "uidb36": "1",
        },
        tokens={
            "organisations:invitation": invited,
            "assessment:delegated_link": token,
        },
        codes={
            "organisations:join_with": cluster.join_code,
            "pages:template": "commitment_statement",
            "pages:template_document": "commitment_statement",
        },
    )


def address(world, name, subject, **others):
    """Where that is, of this world."""
    known = world.keys | {
        "pk": world.subjects.get(subject),
        "invitation": world.invitations.get(subject),
        "token": world.tokens.get(name),
        "code": world.codes.get(name, "equality_commitment"),
        **others,
    }
    return reverse(name, kwargs={key: known[key] for key in dict(addresses())[name]})


def answer(response):
    """What somebody got."""
    if response.status_code in (FOREIGN, REFUSED):
        return response.status_code
    to_sign_in = response.status_code == 302 and "/accounts/login/" in response.url
    return SIGN_IN if to_sign_in else OPEN


SENT = {"wanted": "off", "step": "strategy"}  # what some views want to know


def ask(client, method, url):
    """The answer, and the world as it was before."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        response = client.post(url, SENT) if method == "POST" else client.get(url)
        transaction.set_rollback(True)
    client.cookies = cookies
    return response


@pytest.mark.parametrize("person", EVERYBODY)
def test_everybody_gets_what_is_theirs_and_nothing_else(person, world):
    client = Client() if person == NOBODY else proven(world.people[person])
    wrong = {}
    for name, answers, subject in ROWS:
        url = address(world, name, subject)
        looking, sending = answers if isinstance(answers, tuple) else (answers, answers)
        asked = {"GET": looking[person], "POST": sending[person]}
        got = {}
        for method, expected in asked.items():
            response = ask(client, method, url)
            if response.status_code == 405:
                continue
            got[method] = answer(response)
            if got[method] != expected:
                wrong[f"{method} {name}"] = f"{got[method]}, not {expected}"
        if not got:
            wrong[name] = "answers neither method"
    assert wrong == {}


@pytest.mark.parametrize("person", EVERYBODY)
def test_only_operators_enter_the_admin(person, world):
    client = Client() if person == NOBODY else proven(world.people[person])
    key = world.subjects["enterprise"]
    wrong = {}
    for name, takes in addresses():
        if name.startswith("admin:organisations_") and takes in ((), ("object_id",)):
            url = reverse(name, args=[key] * len(takes))
            got = ask(client, "GET", url)
            inside = got.status_code in (200, 403) or (
                got.status_code == 302 and got.url == reverse("admin:index")
            )
            if inside is not (person == "operator"):
                wrong[name] = got.status_code
    assert wrong == {}


NESTED = ["member", "wave", "person", "delegation", "invitation"]


def test_no_foreign_thing_is_reached_through_an_own_address(world):
    """The owner and the manager name what belongs to somebody else's place."""
    stranger = world.people["stranger"]
    draft = make_assessment(stranger)
    cluster = make_cluster(code="glass")
    foreign = {
        "member": cluster.admit(draft.enterprise, by=stranger).pk,
        "wave": make_wave(cluster).pk,
        "person": stranger.pk,
        "delegation": make_delegation(draft, by=stranger)[0].pk,
        "invitation": Invitation.objects.invite(
            Invitation.Kind.MEMBER,
            "else@example.org",
            by=stranger,
            cluster=cluster,
            language="en",
        )[0].pk,
    }
    clients = {name: proven(world.people[name]) for name in ("owner", "manager")}
    takes = dict(addresses())
    wrong = {}
    for name, answers, subject in ROWS:
        looking = answers[0] if isinstance(answers, tuple) else answers
        for key in set(NESTED) & set(takes[name]):
            url = address(world, name, subject, **{key: foreign[key]})
            client = clients["owner" if looking["owner"] == OPEN else "manager"]
            for method in ("GET", "POST"):
                status = ask(client, method, url).status_code
                if status not in (404, 405):
                    wrong[f"{method} {name} {key}"] = status
    assert wrong == {}


def test_whoever_sees_many_enterprises_shows_a_second_factor(world):
    wrong = {}
    for person in ("manager", "partner"):
        client = Client()
        client.force_login(world.people[person])
        for name, answers, subject in ROWS:
            if answers in (LIST_OF_MEMBERS, MANAGERS, PARTNERS):
                url = address(world, name, subject)
                for method in ("GET", "POST"):
                    response = ask(client, method, url)
                    led = getattr(response, "url", response.status_code)
                    if led not in (405, reverse("mfa_index")):
                        wrong[f"{method} {name}"] = led
    assert wrong == {}
