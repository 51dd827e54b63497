"""A language in which every translated word is marked; others were forgotten.

French is replaced by English with each word between « and », also in the catalogues of
Django and allauth. Marks of single words survive any line break of a PDF. Words that
stand outside are data, or a text no translator ever sees.
"""

import re
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import allauth
import django
import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings as product
from django.core import mail
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language_info
from pypdf import PdfReader

from assessment import fields, wording
from assessment.edition import load, load_duties
from assessment.letters import delegation_letter, finished_letter
from assessment.models import Assessment
from assessment.profile import SIZE_CLASSES
from assessment.translations import status
from config import views
from config.templatetags.accounts import in_fours
from organisations.letters import deletion_letter, invitation_letter
from organisations.models import Cluster, Consent, Invitation, LogEntry, Partner
from reporting.methodology import methodology
from reporting.retention import idle_draft_letter
from tests.config.test_pages import OPEN, OWN, STEPS
from tests.factories import (
    answer_all,
    make_assessment,
    make_blank,
    make_cluster,
    make_colleague,
    make_delegation,
    make_enterprise,
    make_partner,
    make_submitted,
    make_user,
    page_fields,
    sign_in_twice,
)
from tests.organisations.accounts.people import (
    code_of,
    mailed_code,
    set_up_app,
    set_up_passkey,
    sign_in,
    type_password_again,
)

pytestmark = pytest.mark.django_db
LANGUAGE, EDITION = "fr", product.QUESTIONNAIRE_EDITION
PASSWORD = "drei warme Brote im Ofen"

SECOND_STEP = [
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_deactivate_totp",
    "usersessions_list",
]

# Marking

AS_IT_IS = re.compile(r"(<[^>]*>|%\(\w+\)[sd]|%[sd]|\{\w*\})")  # tags, placeholders
WORD = re.compile(r"\S*[^\W\d_]\S*")
MARKED = re.compile("«[^«»…]*[»…]")  # a footer cuts words off
ADDRESS = re.compile(r"https?://\S+")


def marked(text):
    """Each word marked; tags and what is filled in stay as they are."""
    parts = AS_IT_IS.split(text)
    parts[::2] = [WORD.sub(r"«\g<0>»", part) for part in parts[::2]]
    return "".join(parts)


def test_each_word_is_marked_and_nothing_that_is_filled_in():
    assert marked("One: <b class='x'>%(count)s-fold</b>, 5 %.") == (
        "«One:» <b class='x'>%(count)s«-fold»</b>, 5 %."
    )


def pseudo_pages():
    """Every text of the pages: ours, then those of allauth and Django."""
    folders = [
        product.BASE_DIR / "locale",
        Path(allauth.__file__).parent / "locale",
        Path(django.__file__).parent / "conf" / "locale",
        Path(django.__file__).parent / "contrib" / "auth" / "locale",
    ]
    pseudo = Catalog(locale=LANGUAGE, fuzzy=False)
    for folder in folders:
        with (folder / LANGUAGE / "LC_MESSAGES" / "django.po").open("rb") as file:
            for message in read_po(file, locale=LANGUAGE):
                if isinstance(message.id, tuple):
                    forms = tuple(map(marked, message.id))
                    pseudo.add(message.id, forms, context=message.context)
                elif message.id:
                    pseudo.add(message.id, marked(message.id), context=message.context)
    return pseudo


def pseudo_edition():
    pseudo = Catalog(locale=LANGUAGE, fuzzy=False)
    duties = (duty.wording for duty in load_duties().values())
    for text in (*load(EDITION).wordings(), *duties):
        pseudo.add(text.text, marked(text.text), context=text.key)
    return pseudo


def forget_texts():
    """Texts are read and questions drawn once in a process."""
    wording._catalogue.cache_clear()
    fields._drawn.cache_clear()
    status.status.cache_clear()


@pytest.fixture(scope="module", autouse=True)
def pseudo_locale(tmp_path_factory):
    locale = tmp_path_factory.mktemp("locale")
    folder = locale / LANGUAGE / "LC_MESSAGES"
    folder.mkdir(parents=True)
    for domain, pseudo in (
        ("django", pseudo_pages()),
        (f"edition_{EDITION}", pseudo_edition()),
    ):
        with (folder / f"{domain}.po").open("wb") as file:
            write_po(file, pseudo)
        with (folder / f"{domain}.mo").open("wb") as file:
            write_mo(file, pseudo)
    with override_settings(LOCALE_PATHS=[locale]):
        forget_texts()
        yield
    forget_texts()


@pytest.fixture(autouse=True)
def pseudo_language():
    cache.clear()  # counted sign-ins
    with translation.override(LANGUAGE):
        yield


# Looking

ATTRIBUTES = ("aria-label", "alt", "title", "placeholder", "label", "data-not-saved")
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"}
UNSEEN = {"script", "style"}

# Data, and what no translator gets: names of countries, languages, months and quarters
# are Babel's and Django's, and a source is cited in the language of its title.
NAMES = Locale(LANGUAGE)
SOURCES = [source.cited_in(LANGUAGE) for source in load(EDITION).sources.values()]
DATA = {
    "PENELOPE",
    "Laptop",
    "Menuiserie Exemple (invented)",
    "Ébénisterie de chêne",
    "owner@example.org",
    "new@example.org",
    "nobody@example.org",
    "ben@example.org",
    "zoe@example.org",
    "Zoe Zimmer (invented)",
    "Wood (invented)",
    "not-an-address",
    "typed by hand",
    "testserver",
    product.CONTACT_ADDRESS,
    "(PDF)",
    "XX",
    *NAMES.territories.values(),
    *NAMES.months["format"]["wide"].values(),
    *NAMES.quarters["format"]["wide"].values(),
    get_language_info(LANGUAGE)["name_local"].capitalize(),
    *(title for source in SOURCES for title in (source.title, source.short)),
}
LONGEST_FIRST = sorted(DATA, key=len, reverse=True)
KNOWN = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, LONGEST_FIRST))})(?!\w)")


class Visible(HTMLParser):
    """The texts of a page; one with a language of its own is what it is cited for."""

    def __init__(self, text):
        super().__init__()
        self.texts = []
        self._open = []  # (tag, whether its text is left out)
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        outside = self._open[-1][1] if self._open else False
        cited = tag != "html" and given.get("lang", LANGUAGE) != LANGUAGE
        left_out = outside or cited or tag in UNSEEN
        if not left_out:
            self.texts += [given[name] for name in ATTRIBUTES if given.get(name)]
            if given.get("type") == "submit":
                self.texts.append(given.get("value", ""))
        if tag not in VOID:
            self._open.append((tag, left_out))

    def handle_endtag(self, tag):
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not (self._open and self._open[-1][1]):
            self.texts.append(data)


def unmarked(text):
    """The words of a text that have neither marks nor a place among the data."""
    rest = ADDRESS.sub(" ", MARKED.sub(" ", text))
    return " ".join(WORD.findall(KNOWN.sub(" ", " ".join(rest.split()))))


def forgotten(html):
    return sorted({found for text in Visible(html).texts if (found := unmarked(text))})


def test_a_forgotten_word_is_found_and_a_cited_one_is_not():
    assert forgotten(
        '<html lang="fr"><p title="Help">«All» <b>well</b> <i lang="en">Law</i></p>'
    ) == ["Help", "well"]


# Walking


def page(response, status=200):
    assert response.status_code == status
    document = str(methodology(LANGUAGE))  # a file of its own in each language
    return forgotten(response.text.replace(document, ""))


@pytest.fixture
def owner():
    return make_user(password=PASSWORD)


@pytest.fixture
def own(owner):
    client = Client()
    client.force_login(owner)
    return client


def step_url(assessment, step):
    return reverse("assessment:step", args=[assessment.pk, step])


@pytest.mark.parametrize("name", OPEN)
def test_pages_for_everybody(client, name):
    assert page(client.get(reverse(name))) == []


@pytest.mark.parametrize("name", OWN)
def test_pages_of_an_account(own, owner, name):
    make_submitted(owner)
    make_blank(owner)
    assert page(own.get(reverse(name))) == []


@pytest.mark.parametrize("step", STEPS)
def test_pages_of_the_questionnaire(own, owner, step):
    draft = make_assessment(owner, headcount={"women": 200, "men": 200})
    url = step_url(draft, step)
    assert page(own.get(url)) == []
    if step not in ("profile", "check"):
        assert page(own.post(url)) == []  # open questions are errors
    answer_all(draft, decision_balance={"women": 3, "men": 4})
    assert page(own.get(url)) == []


def test_pages_between(own, owner):
    blank = make_blank(owner)
    assert page(own.get(step_url(blank, "profile"))) == []
    assert page(own.get(reverse("assessment:delete", args=[blank.pk]))) == []
    empty = make_assessment(owner, headcount={"women": 0, "men": 0})
    assert page(own.get(step_url(empty, "check"))) == []
    Assessment.objects.update(edition="2019")
    assert page(own.get(step_url(empty, "check")), 409) == []


@pytest.mark.parametrize("scope", ["quick", "full"])
@pytest.mark.parametrize("stage", [1, 4])
def test_pages_of_a_result(own, owner, scope, stage):
    submitted = make_submitted(
        owner, stage, scope=scope, respect_rules="dont_know", pay_criteria="dont_know"
    )
    for name in ("report", "computation"):
        url = reverse(f"reporting:{name}", args=[submitted.pk])
        assert page(own.get(url)) == []


def test_pages_of_errors(client, rf):
    assert page(client.get(f"/{LANGUAGE}/nowhere/"), 404) == []
    forged = Client(enforce_csrf_checks=True).post(reverse("assessment:start_quick"))
    assert page(forged, 403) == []
    for broken in (
        views.server_error(rf.get("/")),
        views.forbidden(rf.get("/"), None),
        views.bad_request(rf.get("/"), None),
    ):
        assert forgotten(broken.text) == []


# What a page says of what was sent

WRONG_PROFILES = [
    {},
    {"name": "Ébénisterie de chêne" * 20, "country": "XX", "sector": "?"},
    {"women": "-1", "men": "1,5", "other": "2000000"},
    {"women": "12", "men": "0", "country_1": "ES", "heads_1": "50"},
    {"women": "12", "country_1": "ES", "country_2": "ES", "heads_2": "1"},
    {"women": "12", "heads_1": "1", "country": "FR"},
]


@pytest.mark.parametrize("given", WRONG_PROFILES)
def test_errors_of_the_profile(own, owner, given):
    url = step_url(make_blank(owner), "profile")
    sent = {f"profile-{name}": value for name, value in given.items()}
    assert page(own.post(url, sent)) == []


def test_errors_of_answers(own, owner):
    draft = make_assessment(owner, headcount={"women": 200, "men": 200})
    url = step_url(draft, "leadership")
    sent = page_fields(draft, "leadership", leadership_example="9")
    sent |= {
        "leadership-decision_balance-women": "many",
        "leadership-decision_meetings-comment": "typed by hand " * 500,
    }
    assert page(own.post(url, sent)) == []
    sent |= {"leadership-decision_balance-women": "3"}
    assert page(own.post(url, sent)) == []
    again = page_fields(draft, "leadership", leadership_example="1")
    answer_all(draft)
    assert page(own.post(url, again)) == []  # changed in another window
    save = reverse("assessment:save_answer", args=[draft.pk, "leadership_example"])
    for value in ("1", "9"):
        sent = page_fields(draft, "leadership", leadership_example=value)
        answer = own.post(save, sent, headers={"HX-Request": "true"})
        assert forgotten(answer.text) == []


def test_what_was_done_is_told(own, owner):
    submitted, draft = make_submitted(owner), make_blank(owner)
    for name, assessment in (("continue_from", submitted), ("delete", draft)):
        url = reverse(f"assessment:{name}", args=[assessment.pk])
        assert page(own.post(url, follow=True)) == []
    assert page(own.post(step_url(submitted, "check"), follow=True)) == []


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("account_login", {}),
        ("account_login", {"login": "not-an-address", "password": "x"}),
        ("account_login", {"login": "owner@example.org", "password": "wrong"}),
        ("account_signup", {}),
        ("account_signup", {"email": "not-an-address", "password1": "x"}),
        ("account_signup", {"email": "a@example.org", "password1": "12345"}),
        ("account_signup", {"email": "a@example.org", "password1": "password"}),
        ("account_reset_password", {"email": "not-an-address"}),
    ],
)
def test_errors_of_the_account_forms(client, owner, name, sent):
    assert page(client.post(reverse(name), sent)) == []


def test_errors_of_an_account(own):
    url = reverse("account_change_password")
    assert page(own.post(url, {"oldpassword": "wrong", "password1": "x"})) == []
    url = reverse("account_email")
    assert page(own.post(url, {"action_add": "", "email": "not-an-address"})) == []


def test_pages_of_the_second_step(own, owner):
    set_up_passkey(owner)
    set_up_app(owner)
    for name in ("mfa_reauthenticate", "mfa_reauthenticate_webauthn"):
        assert page(own.get(reverse(name))) == []
        assert page(own.post(reverse(name), {"code": "x"}, follow=True)) == []
    type_password_again(own)
    for name in SECOND_STEP:
        assert page(own.get(reverse(name))) == []
    passkey = owner.authenticator_set.get(type="webauthn")
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        assert page(own.get(reverse(name, args=[passkey.pk]))) == []
        assert page(own.post(reverse(name, args=[passkey.pk]), follow=True)) == []
    for name in ("mfa_generate_recovery_codes", "mfa_deactivate_totp"):
        assert page(own.post(reverse(name), follow=True)) == []
    shown = own.get(reverse("mfa_activate_totp"))
    key = in_fours(shown.context["form"].secret)
    letters = " ".join(WORD.findall(key))  # four digits in a row are no word
    assert page(shown) == [letters]
    url = reverse("mfa_activate_totp")
    assert page(own.post(url, {"code": "x"})) == [key]


def test_the_way_in_by_two_steps(client, owner):
    owner.emailaddress_set.create(email=owner.email, primary=True, verified=True)
    key = set_up_app(owner)
    sign_in(client, owner)
    assert page(client.get(reverse("mfa_authenticate"))) == []
    assert page(client.post(reverse("mfa_authenticate"), {"code": "x"})) == []
    sent = {"code": code_of(key)}
    assert page(client.post(reverse("mfa_authenticate"), sent, follow=True)) == []
    other = Client()
    for _ in range(6):
        refused = sign_in(other, owner, "wrong")
    assert page(refused, 429) == []


def test_the_way_in_by_a_code(client):
    sent = {"email": "new@example.org", "password1": PASSWORD}
    url = client.post(reverse("account_signup"), sent).url
    assert page(client.get(url)) == []
    assert page(client.post(url, {"code": "x"})) == []
    assert page(client.post(url, {"code": mailed_code()}, follow=True)) == []


def test_mails(client, owner):
    owner.keep_language(LANGUAGE)
    client.post(reverse("account_reset_password"), {"email": owner.email})
    client.post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    sent = {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD}
    client.post(reverse("account_signup"), sent)
    told = [text for message in mail.outbox for text in (message.subject, message.body)]
    assert len(told) >= 4
    assert [found for text in told if (found := unmarked(text))] == []


# On paper


def pdf_words(response):
    assert response.status_code == 200
    reader = PdfReader(BytesIO(response.content))
    text = "\n".join(sheet.extract_text() for sheet in reader.pages)
    assert "«" in text
    return unmarked(text)


def test_pages_about_data_and_sharing(own, owner):
    enterprise = make_enterprise(owner)
    cluster = make_cluster(owner, name="Ébénisterie de chêne")
    member = cluster.admit(enterprise, by=owner)
    Consent.objects.give(enterprise, "scores", by=owner, cluster=cluster)
    for kind in LogEntry.Kind.values:
        LogEntry.objects.note(kind, by=owner, enterprise=enterprise, what="data")
    partner = make_partner(cluster, user=owner)
    sign_in_twice(own, owner)
    for name, *keys in (
        ("organisations:consents", enterprise.pk),
        ("organisations:leave_cluster", enterprise.pk, member.pk),
        ("organisations:delete_enterprise", enterprise.pk),
        ("organisations:log", enterprise.pk),
        ("organisations:close_account",),
        ("reporting:data", enterprise.pk),
    ):
        assert page(own.get(reverse(name, args=keys))) == [], name
    figures = page(own.get(reverse("reporting:partner", args=[partner.pk])))
    assert figures == ["Equality Project (invented)"]
    enterprise.ask_deletion(owner)
    assert page(own.get(reverse("organisations:consents", args=[enterprise.pk]))) == []


def test_letters_about_data(owner):
    owner.keep_language(LANGUAGE)
    enterprise = make_enterprise(owner)
    draft = make_assessment(owner)
    enterprise.delete_after = draft.changed_at
    for letter in (
        deletion_letter(enterprise, owner),
        idle_draft_letter(draft, owner),
    ):
        texts = (letter.subject, *letter.paragraphs, letter.button)
        assert [unmarked(text) for text in texts if unmarked(text)] == []


@pytest.mark.parametrize("scope", ["quick", "full"])
def test_the_report_on_paper(own, owner, scope):
    submitted = make_submitted(owner, 1, scope=scope, respect_rules="dont_know")
    assert pdf_words(own.get(reverse("reporting:pdf", args=[submitted.pk]))) == ""


@pytest.mark.parametrize("size_class", SIZE_CLASSES)
def test_the_questions_on_paper(client, size_class):
    url = reverse("reporting:blank_form", args=[size_class])
    assert pdf_words(client.get(url)) == ""


# Several people on one assessment


@pytest.fixture
def draft(owner):
    owner.emailaddress_set.create(email=owner.email, primary=True, verified=True)
    draft = make_assessment(owner)
    answer_all(draft, areas=2, by=owner)
    return draft


def test_pages_of_the_people_of_an_enterprise(own, owner, draft):
    enterprise = draft.enterprise
    ben = make_colleague(enterprise, areas=["pay"])
    Invitation.objects.invite(
        "colleague",
        "zoe@example.org",
        by=owner,
        language=LANGUAGE,
        enterprise=enterprise,
        role="reader",
    )
    for name, more in [
        ("people", []),
        ("invite", []),
        ("leave", []),
        ("colleague", [ben.pk]),
        ("remove_colleague", [ben.pk]),
    ]:
        url = reverse(f"assessment:{name}", args=[enterprise.pk, *more])
        assert page(own.get(url)) == []
        assert page(own.post(url, follow=True), 405 if name == "people" else 200) == []
    owner.emailaddress_set.update(verified=False)
    invite = reverse("assessment:invite", args=[enterprise.pk])
    enterprise.admit(ben, "owner")
    other = Client()
    other.force_login(ben)
    assert page(other.get(invite)) == []
    ben.colleagues.update(role="reader")
    assert page(other.get(invite), 403) == []
    assert page(other.get(step_url(draft, "check"))) == []
    assert page(other.get(reverse("assessment:assessments"))) == []
    assert page(other.post(reverse("assessment:start_full")), 403) == []
    assert page(other.get(step_url(make_blank(owner), "check"))) == []


def test_pages_of_parts_in_other_hands(own, owner, draft):
    delegation, token = make_delegation(draft, owner, language=LANGUAGE)
    names = ("history", "delegations", "delegate")
    for name in names:
        assert page(own.get(reverse(f"assessment:{name}", args=[draft.pk]))) == []
    assert page(own.post(reverse("assessment:delegate", args=[draft.pk]))) == []
    zoe = Client()
    link = reverse("assessment:delegated_link", args=[token])
    assert page(zoe.get(link)) == []
    assert page(zoe.post(link, follow=True)) == []
    part = reverse("assessment:delegated_part", args=[delegation.pk])
    assert page(zoe.post(part)) == []
    assert page(zoe.post(part, {"later": "yes"}, follow=True)) == []
    assert page(zoe.post(part, {"leave_open": "yes"}, follow=True)) == []
    assert page(Client().get(link), 410) == []
    withdraw = reverse("assessment:withdraw_delegation", args=[draft.pk, delegation.pk])
    assert page(own.get(withdraw)) == []
    assert page(own.post(withdraw, follow=True)) == []


def test_pages_of_invitations(client, own, owner, draft):
    cluster = Cluster.objects.create(code="wood", name="Wood (invented)", country="FR")
    partner = Partner.objects.create(name="Wood (invented)")
    for kind, fields_ in {
        "colleague": {"enterprise": draft.enterprise, "role": "reader"},
        "member": {"cluster": cluster, "name": "Wood (invented)"},
        "seat": {"cluster": cluster, "role": "reader"},
        "partner": {"partner": partner},
    }.items():
        invitation, token = Invitation.objects.invite(
            kind, "zoe@example.org", by=owner, language=LANGUAGE, **fields_
        )
        url = reverse("organisations:invitation", args=[token])
        for person in (client, own):
            assert page(person.get(url)) == []
        letter = invitation_letter(invitation, token)
        assert letter_words(letter) == []
        if kind == "member":
            assert page(own.post(url), 422) == []
    closed = reverse("organisations:invitation", args=["x" * 32])
    assert page(client.get(closed), 404) == []


def test_letters_about_parts(owner, draft):
    owner.language = LANGUAGE
    delegation, token = make_delegation(draft, owner, language=LANGUAGE)
    for letter in (
        delegation_letter(delegation, token, "typed by hand"),
        finished_letter(delegation),
    ):
        assert letter_words(letter) == []


def letter_words(letter):
    texts = (letter.subject, *letter.paragraphs, letter.button, *letter.closing)
    return [found for text in texts if (found := unmarked(text))]
