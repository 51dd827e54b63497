"""Parts in other hands: what a link opens, what it does not, and when it is over."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import now

from assessment.models import Answer, Delegation, Revision
from organisations.models import Enterprise, LogEntry
from tests.factories import (
    answer_all,
    describe,
    make_assessment,
    make_blank,
    make_colleague,
    make_delegation,
    make_submitted,
    make_user,
    page_fields,
)

pytestmark = pytest.mark.django_db
QUESTION = "respect_rules"


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
def draft(eva):
    return make_assessment(eva)


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


def url(name, assessment, *more):
    return reverse(f"assessment:{name}", args=[assessment.pk, *more])


def link(token):
    return reverse("assessment:delegated_link", args=[token])


def part(delegation):
    return reverse("assessment:delegated_part", args=[delegation.pk])


def answer_url(delegation, code=QUESTION):
    return reverse("assessment:delegated_answer", args=[delegation.pk, code])


@pytest.fixture
def opened(draft, eva):
    """A part, and the browser that opened it."""
    delegation, token = make_delegation(draft, eva)
    browser = Client()
    assert browser.post(link(token)).url == part(delegation)
    return delegation, browser


HANDED = {
    "part": "respect",
    "name": "Zoe Zimmer",
    "email": "zoe@example.org",
    "language": "de",
    "message": "Bitte bis Freitag.\nDanke!",
}


# What an owner does


def test_an_area_is_handed_over_in_the_language_chosen(own, draft, eva, sent):
    page = own.get(url("delegate", draft) + "?part=respect").text
    assert '<option value="respect" selected>' in page
    (letter,) = sent(own.post, url("delegate", draft), HANDED)
    delegation = Delegation.objects.get()
    assert (delegation.area, delegation.question) == ("respect", "")
    assert delegation.created_by == eva
    assert letter.to == ["zoe@example.org"]
    address = re.search(r"http://127.0.0.1:8000(/de/delegated/\S+/)", letter.body)[1]
    html = letter.alternatives[0].content
    assert address in html
    assert '<html lang="de">' in html
    for text in (letter.body, html):
        assert "Bitte bis Freitag." in text
        assert draft.enterprise.name in text
    page = Client().get(address)
    assert page.status_code == 200
    assert '<html lang="de">' in page.text
    assert LogEntry.objects.get(kind="delegated").details == {
        "area": "respect",
        "question": "",
    }


def test_one_question_is_handed_over(own, draft, sent):
    sent(own.post, url("delegate", draft), HANDED | {"part": f"respect:{QUESTION}"})
    delegation = Delegation.objects.get()
    assert (delegation.area, delegation.question) == ("respect", QUESTION)
    assert [question.code for question in delegation.questions()] == [QUESTION]


@pytest.mark.parametrize(
    ("wrong", "advice"),
    [
        ({"part": ""}, "Choose an area or a question."),
        ({"part": "pay:respect_rules"}, "pay:respect_rules"),
        ({"part": "nowhere"}, "nowhere"),
        ({"name": ""}, "This field is required."),
        ({"email": "zoe"}, "Enter a valid email address."),
        ({"language": "xx"}, "xx"),
        ({"message": "x" * 1001}, "1000"),
    ],
)
def test_a_wrong_hand_over_is_refused_with_advice(own, draft, wrong, advice):
    page = own.post(url("delegate", draft), HANDED | wrong).text
    assert "<title>Error:" in page
    assert advice in page
    assert not Delegation.objects.exists()


def test_owners_alone_hand_parts_over(draft, eva):
    delegation, _token = make_delegation(draft, eva)
    pages = [
        ("delegations", []),
        ("delegate", []),
        ("withdraw_delegation", [delegation.pk]),
        ("renew_delegation", [delegation.pk]),
    ]
    people = {
        404: make_user("stranger@example.org"),
        403: make_colleague(draft.enterprise, role="contributor"),
    }
    for status, person in people.items():
        client = Client()
        client.force_login(person)
        for name, more in pages:
            response = client.post(url(name, draft, *more), HANDED)
            assert response.status_code in (status, 405)
            response = client.get(url(name, draft, *more))
            assert response.status_code in (status, 405)
    assert Delegation.objects.get().withdrawn_at is None


def test_a_delegation_is_reached_through_its_own_assessment_only(own, draft, eva):
    foreign, _ = make_delegation(make_assessment(make_user("other@example.org")))
    for name in ("withdraw_delegation", "renew_delegation"):
        assert own.post(url(name, draft, foreign.pk)).status_code == 404


def test_parts_are_handed_over_while_questions_are_open(own, eva):
    blank, submitted = make_blank(eva), make_submitted(eva)
    nobody = make_assessment(eva, headcount={"women": 0, "men": 0})
    for assessment in (blank, submitted, nobody):
        response = own.get(url("delegate", assessment))
        assert response.url == url("delegations", assessment)
        assert own.get(response.url).status_code == 200


def test_who_has_not_confirmed_an_address_is_told_to(own, draft, eva):
    eva.emailaddress_set.update(verified=False)
    assert reverse("account_email") in own.get(url("delegate", draft)).text
    assert own.post(url("delegate", draft), HANDED).status_code == 403
    assert not Delegation.objects.exists()


def test_there_is_an_end_to_letters(own, draft, settings):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"delegate": "2/h/user"}
    answers = [own.post(url("delegate", draft), HANDED) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 429]


def test_the_list_says_how_far_each_part_is(own, draft, eva):
    past = now() - timedelta(days=1)
    for state, fields in {
        "Sent": {},
        "Opened": {"opened_at": past},
        "Finished": {"opened_at": past, "finished_at": past},
        "Too old": {"expires_at": past},
        "Withdrawn": {"withdrawn_at": past},
    }.items():
        Delegation.objects.all().delete()
        delegation, _token = make_delegation(draft, eva)
        Delegation.objects.filter(pk=delegation.pk).update(**fields)
        page = own.get(url("delegations", draft)).text
        assert re.search(rf'<span class="tag[^"]*">{state}</span>', page)
        may_withdraw = url("withdraw_delegation", draft, delegation.pk) in page
        assert may_withdraw == (state != "Withdrawn")


def test_a_new_link_closes_the_old_one_and_the_browser(own, draft, opened, sent):
    delegation, browser = opened
    (letter,) = sent(own.post, url("renew_delegation", draft, delegation.pk))
    assert browser.get(part(delegation)).status_code == 410
    token = re.search(r"delegated/(\S+)/", letter.body)[1]
    assert browser.post(link(token)).url == part(delegation)
    assert browser.get(part(delegation)).status_code == 200


def test_withdrawing_asks_first_and_then_closes_everything(own, draft, opened):
    delegation, browser = opened
    page = url("withdraw_delegation", draft, delegation.pk)
    assert "What was answered stays." in own.get(page).text
    assert browser.get(part(delegation)).status_code == 200
    own.post(page)
    assert browser.get(part(delegation)).status_code == 410
    refused = browser.post(answer_url(delegation), {f"respect-{QUESTION}": "2"})
    assert refused.status_code == 409
    assert "This link is no longer open." in refused.text
    assert own.post(page).status_code == 404
    assert not Answer.objects.exists()


def test_the_list_costs_the_same_for_one_and_for_sixty(own, draft, eva):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert own.get(url("delegations", draft)).status_code == 200
        return len(captured)

    make_delegation(draft, eva)
    queries()
    few = queries()
    for _ in range(60):
        make_delegation(draft, eva, question=QUESTION)
    assert queries() == few
    assert "Page 1 of 2" in own.get(url("delegations", draft)).text


# The link


def test_looking_at_a_link_uses_nothing_up(draft, eva):
    _delegation, token = make_delegation(draft, eva)
    for method in ("get", "head", "get"):
        response = getattr(Client(), method)(link(token))
        assert response.status_code == 200
        assert response.cookies.get("sessionid") is None
        assert "no-store" in response["Cache-Control"]
    assert "Open my part" in response.text
    assert "zoe@example.org" not in response.text
    assert Delegation.objects.get().opened_at is None


def test_a_link_opens_in_one_browser(draft, opened, eva):
    delegation, browser = opened
    cookie = browser.cookies[f"part_{delegation.pk.hex}"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert browser.get(part(delegation)).status_code == 200
    other = Client()
    assert other.get(part(delegation)).status_code == 404
    assert other.post(part(delegation)).status_code == 404
    assert other.post(answer_url(delegation)).status_code == 404
    owner = Client()
    owner.force_login(eva)  # the owner has the questionnaire
    assert owner.get(part(delegation)).status_code == 404


def test_a_used_link_leads_its_own_browser_back_and_no_other(draft, eva):
    delegation, token = make_delegation(draft, eva)
    browser, other = Client(), Client()
    browser.post(link(token))
    assert browser.get(link(token)).url == part(delegation)
    for method in ("get", "post"):
        closed = getattr(other, method)(link(token))
        assert closed.status_code == 410
        assert "<h1>This link is no longer open</h1>" in closed.text


def test_forged_expired_withdrawn_and_submitted_ones_read_the_same(draft, eva):
    delegation, token = make_delegation(draft, eva)
    kept = Delegation.objects.filter(pk=delegation.pk)
    pages = [Client().get(link("x" * 32)), Client().get(link(token[:-1] + "_"))]
    kept.update(expires_at=now() - timedelta(seconds=1))
    pages += [Client().get(link(token)), Client().post(link(token))]
    kept.update(expires_at=now() + timedelta(days=1), withdrawn_at=now())
    pages += [Client().get(link(token)), Client().post(link(token))]
    kept.update(withdrawn_at=None)
    answer_all(draft)
    draft.submit()
    pages += [Client().get(link(token)), Client().post(link(token))]
    assert [page.status_code for page in pages] == [404, 404, *[410] * 6]
    for page in pages:
        assert "<h1>This link is no longer open</h1>" in page.text
        assert draft.enterprise.name not in page.text


@pytest.mark.parametrize("forge", [lambda v: v[:-1] + "x", lambda v: "1", lambda v: ""])
def test_a_forged_cookie_opens_nothing(opened, forge):
    delegation, browser = opened
    name = f"part_{delegation.pk.hex}"
    browser.cookies[name] = forge(browser.cookies[name].value)
    assert browser.get(part(delegation)).status_code == 404
    assert browser.post(answer_url(delegation)).status_code == 404


def test_the_key_of_one_part_opens_no_other(draft, opened, eva):
    delegation, browser = opened
    second, token = make_delegation(draft, eva, area="pay")
    Client().post(link(token))
    name = f"part_{second.pk.hex}"
    browser.cookies[name] = browser.cookies[f"part_{delegation.pk.hex}"].value
    assert browser.get(part(second)).status_code == 404
    assert browser.get(part(Delegation(pk=uuid.uuid4()))).status_code == 404


def test_nothing_else_opens_with_the_key(draft, opened):
    _delegation, browser = opened
    for name, more in [
        ("resume", []),
        ("step", ["respect"]),
        ("step", ["check"]),
        ("history", []),
        ("delegations", []),
        ("delete", []),
    ]:
        response = browser.get(url(name, draft, *more))
        assert response.status_code in (302, 404)
        assert response.status_code == 404 or "login" in response.url
    assert browser.post(url("presence", draft)).status_code == 404
    assert browser.post(url("save_answer", draft, QUESTION)).status_code == 404
    report = reverse("reporting:report", args=[draft.pk])
    assert browser.get(report).status_code == 404


# The part


def test_the_part_shows_its_questions_and_no_others(draft, eva):
    delegation, token = make_delegation(draft, eva, question=QUESTION)
    browser = Client()
    browser.post(link(token))
    page = browser.get(part(delegation)).text
    assert page.count("<fieldset") == 1
    assert f'id="respect-{QUESTION}"' in page
    other = next(q.code for q in draft.asked()["respect"] if q.code != QUESTION)
    fields = {f"respect-{other}": "2", f"respect-{QUESTION}": "3"}
    for code in (other, "pay_criteria", "nowhere"):
        assert browser.post(answer_url(delegation, code), fields).status_code == 404
    fields = page_fields(draft, "respect", respect_rules="3") | {
        f"respect-{other}": "2"
    }
    browser.post(part(delegation), fields)
    assert draft.answers.get().question == QUESTION


def test_an_answer_is_saved_as_it_is_given_and_carries_its_author(draft, opened):
    delegation, browser = opened
    page = browser.get(part(delegation)).text
    assert f'hx-post="../answers/{QUESTION}/"' in page
    fields = page_fields(draft, "respect", respect_rules="2")
    response = browser.post(answer_url(delegation), fields)
    assert response.status_code == 200
    assert re.search(r'<p class="saved-mark">Saved \d', response.text)
    answer, revision = draft.answers.get(), Revision.objects.get()
    for row in (answer, revision):
        assert (row.delegation, row.answered_by) == (delegation, None)
        assert row.author == "Zoe Zimmer (invented)"
    assert answer.value == 2


def test_an_owner_and_the_other_person_do_not_undo_each_other(own, draft, opened):
    delegation, browser = opened
    before = page_fields(draft, "respect", respect_rules="2")
    own.post(url("save_answer", draft, QUESTION), before)
    later = page_fields(draft, "respect") | before | {f"respect-{QUESTION}": "4"}
    page = browser.post(part(delegation), later)
    assert page.status_code == 200
    assert "This was changed in another window meanwhile" in page.text
    assert draft.answers.get(question=QUESTION).value == 2


def test_being_done_asks_for_what_is_open_and_tells_who_asked(draft, opened, eva, sent):
    delegation, browser = opened
    eva.language = "fr"
    eva.save()
    page = browser.post(part(delegation), page_fields(draft, "respect"))
    assert "<title>Error:" in page.text
    done = reverse("assessment:delegated_done", args=[delegation.pk])
    assert browser.get(done).url == part(delegation)
    answer_all(draft)
    fields = page_fields(draft, "respect")
    (letter,) = sent(browser.post, part(delegation), fields)
    assert letter.to == ["eva@example.org"]
    assert "Zoe Zimmer (invented)" in letter.subject
    address = f"http://127.0.0.1:8000/fr/assessments/{draft.pk}/respect/"
    assert address in letter.body
    assert address in letter.alternatives[0].content
    assert "Thank you, Zoe Zimmer (invented)" in browser.get(done).text
    assert Delegation.objects.get().finished_at
    assert len(sent(browser.post, part(delegation), fields)) == 1  # told once


def test_questions_may_be_left_open_and_the_part_kept_for_later(draft, opened):
    delegation, browser = opened
    fields = page_fields(draft, "respect", respect_rules="2")
    response = browser.post(part(delegation), fields | {"later": "yes"}, follow=True)
    assert "open this page again in the same browser" in response.text
    assert Delegation.objects.get().finished_at is None
    fields = page_fields(draft, "respect")
    response = browser.post(part(delegation), fields | {"leave_open": "yes"})
    assert response.url == reverse("assessment:delegated_done", args=[delegation.pk])
    assert draft.answers.get().value == 2


def test_changing_the_language_keeps_what_was_chosen(draft, opened):
    delegation, browser = opened
    fields = page_fields(draft, "respect", respect_rules="2")
    response = browser.post(part(delegation), fields | {"language": "de"})
    assert response.url == part(delegation).replace("/en/", "/de/")
    assert '<html lang="de">' in browser.get(response.url).text
    assert draft.answers.get().value == 2


def test_after_submission_the_part_is_closed(own, draft, opened):
    delegation, browser = opened
    answer_all(draft)
    fields = page_fields(draft, "respect", respect_rules="0")
    draft.submit()
    assert browser.get(part(delegation)).status_code == 410
    assert browser.post(part(delegation), fields).status_code == 410
    refused = browser.post(answer_url(delegation), fields)
    assert refused.status_code == 409
    assert "saved-mark" in refused.text


def test_questions_that_are_no_longer_asked_leave_nothing_to_do(draft, opened):
    delegation, browser = opened
    Delegation.objects.update(question="no_longer_there")
    page = browser.get(part(delegation))
    assert page.status_code == 200
    assert "there is nothing left for you to do" in page.text
    describe(draft, headcount={"women": 0, "men": 0})
    assert browser.get(part(delegation)).status_code == 410


def test_saving_needs_a_token_against_forgery(draft, opened):
    delegation, browser = opened
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser.cookies
    assert strict.post(part(delegation)).status_code == 403
    assert strict.post(answer_url(delegation)).status_code == 403


def test_who_asked_may_be_gone(draft, opened, eva, sent):
    delegation, browser = opened
    Delegation.objects.update(created_by=None)
    answer_all(draft)
    assert sent(browser.post, part(delegation), page_fields(draft, "respect")) == []
    assert Delegation.objects.get().finished_at


def test_an_enterprise_without_a_name_is_not_called_by_its_number(draft, eva):
    Enterprise.objects.update(name="")
    _delegation, token = make_delegation(draft, eva)
    page = Client().get(link(token)).text
    assert "an enterprise without a name yet" in page
    assert str(draft.enterprise_id) not in page
