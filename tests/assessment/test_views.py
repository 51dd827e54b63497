"""Every page of the questionnaire: who may open it, and what a browser may do there."""

import re
import uuid

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from assessment.access import QUICK_CHECK_COOKIE
from assessment.models import Answer, Assessment, Result
from organisations.models import Enterprise, User
from tests.factories import (
    answer_all,
    change,
    make_assessment,
    make_blank,
    make_submitted,
    make_user,
    page_fields,
)
from tests.organisations.accounts.people import mailed_code, make_person

pytestmark = pytest.mark.django_db
PASSWORD = "drei warme Brote im Ofen"


@pytest.fixture(autouse=True)
def _nothing_left_of_other_tests():
    """Neither counted sign-ins nor the language of the last page."""
    cache.clear()
    translation.activate("en")


def browser(client):
    """The secret of the quick check this client began, a new one if it has none."""
    if QUICK_CHECK_COOKIE not in client.cookies:
        client.post(reverse("assessment:start_quick"))
    return Assessment.objects.filter(enterprise=None).latest("started_at").browser


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def step_url(assessment, step):
    return reverse("assessment:step", args=[assessment.pk, step])


PROFILE_FIELDS = {
    "profile-name": "Menuiserie Exemple",
    "profile-country": "FR",
    "profile-sector": "C",
    "profile-women": "5",
    "profile-men": "9",
    "profile-other": "0",
    "profile-leave_in_24_months": "yes",
    "profile-has_managers": "yes",
    "profile-has_board": "no",
    "profile-variable_pay": "no",
    "profile-has_suppliers": "no",
    "profile-in_group": "no",
}


# Who may open what is in tests/test_access.py


def test_a_draft_has_no_report_and_an_unknown_assessment_no_page(client):
    owner = make_user()
    draft = make_assessment(owner)
    client.force_login(owner)
    for name in ("report", "computation", "pdf", "json"):
        assert (
            client.get(reverse(f"reporting:{name}", args=[draft.pk])).status_code == 404
        )
    nowhere = uuid.uuid4()
    assert client.get(reverse("assessment:resume", args=[nowhere])).status_code == 404
    assert client.get(reverse("reporting:report", args=[nowhere])).status_code == 404


# Looking changes nothing


OF_A_DRAFT = ["resume", "delete", "history", "delegations", "delegate"]
OF_A_RESULT = ["report", "computation", "json"]


def rows():
    models = (Assessment, Answer, Result, User, Enterprise, Session)
    return {
        model.__name__: list(model.objects.order_by("pk").values()) for model in models
    }


@pytest.mark.parametrize("method", ["get", "head", "options"])
@pytest.mark.parametrize("finished", [False, True])
def test_looking_at_any_page_writes_nothing(client, method, finished):
    """The whole wizard submits on POST alone, also where everything is answered."""
    owner = make_user()
    draft, submitted = make_assessment(owner), make_submitted(owner)
    if finished:
        answer_all(draft)
    blank = make_blank(owner)
    client.force_login(owner)
    before = rows()
    steps = ["profile", *draft.asked(), "check", "done", "nowhere"]
    urls = [step_url(each, step) for each in (draft, blank) for step in steps]
    urls += [reverse(f"assessment:{name}", args=[draft.pk]) for name in OF_A_DRAFT]
    urls += [reverse(f"reporting:{name}", args=[submitted.pk]) for name in OF_A_RESULT]
    urls += [reverse(name) for name in ("account_signup", "account_email")]
    for url in urls:
        getattr(client, method)(url)
    assert rows() == before


# Forged requests


def test_a_post_without_token_is_refused_with_advice():
    draft = make_assessment(owner := make_user())
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    before = rows()
    response = client.post(step_url(draft, "respect"), {"respect-x": "1"})
    assert response.status_code == 403
    assert "<h1>This page was open too long</h1>" in response.text
    assert "Reload that page and send it again." in response.text
    assert rows() == before


@pytest.mark.parametrize("name", ["account_login", "account_signup", "account_logout"])
def test_account_forms_need_a_token_too(name):
    client = Client(enforce_csrf_checks=True)
    assert client.post(reverse(name), {"login": "a@example.org"}).status_code == 403


@pytest.mark.parametrize(
    "next_page",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "https:evil.example",
        "\x00//evil.example",
    ],
)
def test_signing_in_never_leads_to_another_site(client, next_page):
    make_person("owner@example.org", PASSWORD)
    response = client.post(
        reverse("account_login"),
        {"login": "owner@example.org", "password": PASSWORD, "next": next_page},
    )
    assert response.status_code == 302
    assert response.url == reverse("assessment:assessments")


# The quick check without an account


def test_a_quick_check_belongs_to_the_browser_that_began_it(client):
    response = client.post(reverse("assessment:start_quick"))
    assessment = Assessment.objects.get()
    assert response.url == reverse("assessment:resume", args=[assessment.pk])
    assert client.get(step_url(assessment, "profile")).status_code == 200
    assert Client().get(step_url(assessment, "profile")).status_code == 404
    cookie = response.cookies[QUICK_CHECK_COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 30 * 24 * 60 * 60


def test_a_second_quick_check_joins_the_first_in_its_browser(client):
    client.post(reverse("assessment:start_quick"))
    client.post(reverse("assessment:start_quick"))
    assert len(set(Assessment.objects.values_list("browser", flat=True))) == 1
    home = client.get(reverse("assessment:home")).text
    for assessment in Assessment.objects.all():
        assert reverse("assessment:resume", args=[assessment.pk]) in home


@pytest.mark.parametrize("forge", [
    lambda secret, signed: secret,  # unsigned
    lambda secret, signed: signed[:-1] + ("A" if signed[-1] != "A" else "B"),
    lambda secret, signed: signed.replace(secret[:4], "0000", 1),
    lambda secret, signed: "",
    lambda secret, signed: ":::",
    lambda secret, signed: "x" * 4000,
    lambda secret, signed: "\xc3\xa9\x80",
])  # fmt: skip
def test_a_forged_cookie_opens_nothing(client, forge):
    secret = str(browser(client))
    assessment = Assessment.objects.get()
    signed = client.cookies[QUICK_CHECK_COOKIE].value
    client.cookies[QUICK_CHECK_COOKIE] = forge(secret, signed)
    assert client.get(step_url(assessment, "profile")).status_code == 404
    assert client.get(reverse("assessment:home")).status_code == 200
    assert client.post(reverse("assessment:start_quick")).status_code == 302
    assert Assessment.objects.count() == 2


def sign_up(client, email="new@example.org", password=PASSWORD, **fields):
    response = client.post(
        reverse("account_signup"), {"email": email, "password1": password, **fields}
    )
    if response.status_code != 302:
        return response
    return client.post(response.url, {"code": mailed_code()})


def test_signing_up_takes_the_quick_check_along(client):
    quick = make_submitted(browser=browser(client), scope="quick")
    response = sign_up(client)
    assert response.url == reverse("assessment:assessments")
    user = User.objects.get(email="new@example.org")
    assert set(Assessment.objects.filter(enterprise__colleagues__user=user)) >= {quick}
    assert not Assessment.objects.filter(enterprise=None).exists()
    assert client.get(reverse("reporting:report", args=[quick.pk])).status_code == 200


def test_signing_up_from_a_result_leads_back_to_it(client):
    quick = make_submitted(browser=browser(client), scope="quick")
    url = reverse("reporting:report", args=[quick.pk])
    link = f'href="{reverse("account_signup")}?next={url}"'
    assert link in client.get(url).text
    assert sign_up(client, next=url).url == url
    assert "Go on with the full assessment" in client.get(url).text


def test_signing_in_to_an_account_offers_the_quick_check_and_waits(client):
    """Somebody else may have begun it on a shared computer."""
    make_person("owner@example.org", PASSWORD)
    browser(client)
    client.post(
        reverse("account_login"), {"login": "owner@example.org", "password": PASSWORD}
    )
    assert Assessment.objects.get().enterprise is None
    page = client.get(reverse("assessment:assessments")).text
    assert "A quick check is kept in this browser and not in your account." in page
    client.post(reverse("assessment:take_along"))
    assert (
        Assessment.objects.get().enterprise.colleagues.get().user.email
        == "owner@example.org"
    )
    assert (
        "kept in this browser" not in client.get(reverse("assessment:assessments")).text
    )


def test_signing_up_where_an_account_exists_takes_nothing_and_tells_nothing(client):
    make_person("owner@example.org", PASSWORD)
    browser(client)
    sent = {"email": "owner@example.org", "password1": PASSWORD + "!"}
    client.post(reverse("account_signup"), sent)
    assert Assessment.objects.get().enterprise is None
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("password", "advice"),
    [
        ("elf Zeichen", "at least 12 characters"),
        ("password1234", "too common"),
        ("123456789012", "entirely numeric"),
        ("new.person@example.org", "too similar"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(client, password, advice):
    response = sign_up(client, email="new.person@example.org", password=password)
    assert response.status_code == 200
    assert advice in response.text
    assert not User.objects.exists()


def test_signing_out_closes_every_page_of_the_account(client):
    owner = make_user()
    submitted = make_submitted(owner)
    client.force_login(owner)
    assert client.post(reverse("account_logout")).url == reverse("assessment:home")
    assert (
        client.get(reverse("reporting:report", args=[submitted.pk])).status_code == 404
    )


# The way through the pages


def owned(client, **profile):
    owner = make_user()
    client.force_login(owner)
    return make_assessment(owner, **profile)


def test_a_new_assessment_begins_with_the_profile(client):
    owner = make_user()
    client.force_login(owner)
    blank = make_blank(owner)
    for step in ("strategy", "check"):
        assert client.get(step_url(blank, step)).url == step_url(blank, "profile")
    resume = reverse("assessment:resume", args=[blank.pk])
    assert client.get(resume).url == step_url(blank, "profile")
    response = client.post(step_url(blank, "profile"), PROFILE_FIELDS)
    assert response.url == step_url(blank, "strategy")
    assert Assessment.objects.get().profile.headcount.total == 14


@pytest.mark.parametrize(
    "step", ["nowhere", "done", "profile2", "strategy-1", "delete1"]
)
def test_an_unknown_page_is_not_found(client, step):
    assessment = owned(client)
    assert client.get(step_url(assessment, step)).status_code == 404
    assert client.post(step_url(assessment, step)).status_code == 404


def test_a_page_of_an_area_without_a_question_leads_to_the_profile(client, settings):
    assessment = owned(client, headcount={"women": 0, "men": 0})
    assert client.get(step_url(assessment, "pay")).url == step_url(
        assessment, "profile"
    )


def test_resuming_leads_to_the_first_open_question(client):
    assessment = owned(client)
    answer_all(assessment, areas=2)
    resume = reverse("assessment:resume", args=[assessment.pk])
    assert client.get(resume).url == step_url(assessment, list(assessment.asked())[2])
    answer_all(assessment)
    assert client.get(resume).url == step_url(assessment, "check")


def test_open_questions_are_named_and_may_be_left_for_later(client):
    assessment = owned(client)
    url = step_url(assessment, "strategy")
    fields = page_fields(assessment, "strategy", equality_commitment="3")
    response = client.post(url, fields)
    assert response.status_code == 200
    assert "<title>Error: Commitment and strategy - PENELOPE</title>" in response.text
    assert 'href="#strategy-plan_follow_up"' in response.text
    assert 'href="#strategy-equality_commitment"' not in response.text
    assert Assessment.objects.get().values() == {"equality_commitment": 3}
    response = client.post(url, fields | {"leave_open": "yes"})
    assert response.url == step_url(assessment, "leadership")


def test_another_window_is_not_overwritten_and_both_answers_are_shown(client):
    assessment = owned(client)
    fields = page_fields(assessment, "strategy", equality_commitment="1")
    assessment.record([change("equality_commitment", 4, "from the other")])
    fields["strategy-equality_commitment-comment"] = "from here"
    response = client.post(step_url(assessment, "strategy"), fields)
    assert response.status_code == 200
    assert "changed in another window meanwhile" in response.text
    assert ">from here</textarea>" in response.text
    kept = Answer.objects.get(question="equality_commitment")
    assert (kept.value, kept.comment) == (4, "from the other")
    # sent again, now knowing of the other: it is what holds
    again = dict(re.findall(r'name="(strategy-[\w-]+)" value="(\w*)"', response.text))
    seen = {name: mark for name, mark in again.items() if "-seen" in name}
    client.post(step_url(assessment, "strategy"), fields | seen)
    kept.refresh_from_db()
    assert (kept.value, kept.comment) == (1, "from here")


def test_the_last_page_submits_only_what_is_complete(client):
    assessment = owned(client)
    check = step_url(assessment, "check")
    answer_all(assessment, respect_rules=None)
    response = client.post(check)
    assert response.status_code == 200
    assert "Not submitted yet" in response.text
    assert 'href="../respect/?back=check#respect-respect_rules"' in response.text
    assessment.record([change("respect_rules", 2)])
    result_page = reverse("reporting:report", args=[assessment.pk])
    assert client.post(check).url == result_page
    assert client.post(check).url == result_page  # pressed twice
    assert Result.objects.count() == 1


@pytest.mark.parametrize("step", ["profile", "strategy", "check", "nowhere"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_submitted_assessment_leads_to_its_result_and_says_why(client, step, method):
    owner = make_user()
    client.force_login(owner)
    submitted = make_submitted(owner)
    before = rows()
    response = getattr(client, method)(step_url(submitted, step), follow=True)
    assert response.redirect_chain == [
        (reverse("reporting:report", args=[submitted.pk]), 302)
    ]
    assert "its answers no longer change" in response.text
    assert rows() == before


def test_a_page_still_open_after_submission_is_told_so_beside_the_answer(client):
    owner = make_user()
    client.force_login(owner)
    submitted = make_submitted(owner)
    url = reverse("assessment:save_answer", args=[submitted.pk, "respect_rules"])
    response = client.post(url, page_fields(submitted, "respect", respect_rules="4"))
    assert response.status_code == 409
    assert "its answers no longer change" in response.text
    assert Answer.objects.get(question="respect_rules").value == 2


def test_a_draft_of_a_retired_edition_is_closed_and_its_answers_carried_over(client):
    assessment = owned(client)
    answer_all(assessment, 3)
    Assessment.objects.update(edition="2019")
    for method in (client.get, client.post):
        response = method(step_url(assessment, "strategy"))
        assert response.status_code == 409
        assert "Your draft belongs to edition 2019" in response.text
    save = reverse("assessment:save_answer", args=[assessment.pk, "respect_rules"])
    refused = client.post(save, {"respect-respect_rules": "4"})
    assert (refused.status_code, "This edition is closed" in refused.text) == (
        409,
        True,
    )
    url = reverse("assessment:continue_from", args=[assessment.pk])
    assert url in client.get(step_url(assessment, "profile")).text
    response = client.post(url, follow=True)
    current = Assessment.objects.exclude(pk=assessment.pk).get()
    assert current.edition == "2026"
    assert current.values() == {a.question: a.value for a in assessment.answers.all()}
    assert f"{len(current.values())} answers were carried over." in response.text


def test_a_firm_without_staff_is_told_that_nothing_is_scored(client):
    assessment = owned(client, headcount={"women": 0, "men": 0, "other": 0})
    response = client.get(step_url(assessment, "check"))
    assert response.status_code == 200
    assert "<h1>Nobody works for you yet</h1>" in response.text
    assert client.post(step_url(assessment, "check")).status_code == 200
    assert Result.objects.count() == 0
    response = client.post(
        step_url(assessment, "profile"),
        PROFILE_FIELDS | {"profile-women": "0", "profile-men": "0"},
    )
    assert response.url == step_url(assessment, "check")


def test_changing_the_language_keeps_what_was_chosen_and_typed(client):
    assessment = owned(client)
    url = step_url(assessment, "strategy")
    fields = page_fields(assessment, "strategy", equality_commitment="3")
    fields["strategy-equality_commitment-comment"] = "dès lundi"
    response = client.post(url, fields | {"language": "fr"})
    assert response.url == url.replace("/en/", "/fr/")
    page = client.get(response.url).text
    assert ">dès lundi</textarea>" in page
    assert Assessment.objects.get().values() == {"equality_commitment": 3}


def test_changing_the_language_keeps_an_unfinished_profile(client):
    owner = make_user()
    client.force_login(owner)
    first, second = make_blank(owner), make_blank(owner)
    typed = {"profile-name": "Halb getippt", "profile-women": "zwölf", "language": "fr"}
    response = client.post(step_url(first, "profile"), typed)
    french = step_url(second, "profile").replace("/en/", "/fr/")
    assert "Halb getippt" not in client.get(french).text  # it belongs to the first
    page = client.get(response.url).text
    assert 'value="Halb getippt"' in page
    assert 'value="zwölf"' in page
    assert Assessment.objects.get(pk=first.pk).profile is None


def test_deleting_asks_first_and_then_removes_everything(client):
    owner = make_user()
    client.force_login(owner)
    submitted, other = make_submitted(owner), make_assessment(owner)
    url = reverse("assessment:delete", args=[submitted.pk])
    assert "This cannot be undone." in client.get(url).text
    assert Assessment.objects.count() == 2
    assert client.post(url).url == reverse("assessment:assessments")
    assert list(Assessment.objects.all()) == [other]
    assert (Answer.objects.count(), Result.objects.count()) == (0, 0)


def test_a_quick_check_can_be_deleted_by_its_browser(client):
    browser(client)
    assessment = Assessment.objects.get()
    url = reverse("assessment:delete", args=[assessment.pk])
    assert client.post(url).url == reverse("assessment:home")
    assert not Assessment.objects.exists()


def test_the_list_shows_drafts_and_results(client):
    owner = make_user()
    client.force_login(owner)
    draft, submitted = make_assessment(owner), make_submitted(owner)
    foreign = make_submitted(make_user("other@example.org"))
    page = client.get(reverse("assessment:assessments")).text
    assert f'href="{reverse("assessment:resume", args=[draft.pk])}"' in page
    assert f'href="{reverse("reporting:report", args=[submitted.pk])}"' in page
    assert f"{submitted.result.points} of 100 points" in page
    assert date_format(submitted.started_at) in page
    assert str(foreign.pk) not in page


# Saving one answer as it is given


def test_one_answer_is_saved_beside_the_question(client):
    assessment = owned(client)
    url = reverse("assessment:save_answer", args=[assessment.pk, "respect_rules"])
    fields = page_fields(
        assessment, "respect", respect_rules="2", complaints_person="yes"
    )
    response = client.post(url, fields)
    assert response.status_code == 200
    assert re.search(r'<p class="saved-mark">Saved \d', response.text)
    assert Assessment.objects.get().values() == {"respect_rules": 2}  # that one only
    marks = dict(re.findall(r'name="(\S+)" value="(\w+)"', response.text))
    changed = fields | marks | {"respect-respect_rules": "4"}
    assert client.post(url, changed).status_code == 200
    assert Assessment.objects.get().values() == {"respect_rules": 4}


def test_a_share_is_saved_with_its_second_number_and_not_before(client):
    assessment = owned(client)
    url = reverse("assessment:save_answer", args=[assessment.pk, "decision_balance"])

    def told(women, men):
        heads = {"women": women, "men": men}
        fields = page_fields(assessment, "leadership", decision_balance=heads)
        return client.post(url, fields).text

    assert re.search(r'<p class="saved-mark"><input', told("3", ""))  # no word yet
    assert "Write two whole numbers in digits" in told("3", "some")
    assert not Answer.objects.exists()
    assert "Saved" in told("3", "9")
    assert Assessment.objects.get().values() == {
        "decision_balance": {"women": 3, "men": 9}
    }


@pytest.mark.parametrize("code", ["nowhere", "asked-in-2019", "0"])
def test_an_unknown_question_is_not_saved(client, code):
    assessment = owned(client)
    url = reverse("assessment:save_answer", args=[assessment.pk, code])
    assert client.post(url, {"respect-x": "1"}).status_code == 404
    assert not Answer.objects.exists()


# The work a page costs the database


def queries_of(counted, request, *arguments):
    """(status, number of queries) of one request."""
    with counted() as captured:
        status = request(*arguments).status_code
    return status, len(captured)


@pytest.fixture
def counted():
    return lambda: CaptureQueriesContext(connection)


@pytest.mark.parametrize("areas", [2, 8])
def test_a_page_of_questions_costs_few_queries_however_much_is_answered(
    client, counted, areas
):
    assessment = owned(client)
    url = step_url(assessment, "strategy")
    answer_all(assessment, areas=1)
    shown_little = queries_of(counted, client.get, url)
    fields = page_fields(assessment, "strategy", equality_commitment="4")
    saved_little = queries_of(counted, client.post, url, fields)
    answer_all(assessment, areas=areas)
    fields = page_fields(assessment, "strategy", equality_commitment="0")
    shown, saved = (
        queries_of(counted, client.get, url),
        queries_of(counted, client.post, url, fields),
    )
    assert (shown, saved) == (shown_little, saved_little)
    assert (shown[0], saved[0]) == (200, 302)
    assert max(shown[1], saved[1]) <= 15


def test_saving_one_answer_costs_few_queries(client, counted):
    assessment = owned(client)
    answer_all(assessment)
    url = reverse("assessment:save_answer", args=[assessment.pk, "respect_rules"])
    fields = page_fields(assessment, "respect", respect_rules="4")
    status, queries = queries_of(counted, client.post, url, fields)
    assert status == 200
    assert queries <= 15


def test_the_list_costs_the_same_for_one_and_for_thirty(client, counted):
    owner = make_user()
    client.force_login(owner)
    make_submitted(owner)
    url = reverse("assessment:assessments")
    one = queries_of(counted, client.get, url)
    for _ in range(14):
        make_blank(owner)
    for _ in range(15):
        make_submitted(owner)
    assert queries_of(counted, client.get, url) == one
    assert one[1] <= 10


@pytest.mark.parametrize("name", ["report", "computation", "json"])
def test_a_result_costs_the_same_whatever_it_says(client, counted, name):
    owner = make_user()
    client.force_login(owner)
    best, worst = make_submitted(owner, 4), make_submitted(owner, 0)
    costs = [
        queries_of(counted, client.get, reverse(f"reporting:{name}", args=[each.pk]))
        for each in (best, worst)
    ]
    assert costs[0] == costs[1]
    assert costs[0][1] <= 5


def test_a_change_made_from_the_last_page_leads_back_to_it(client):
    assessment = owned(client)
    answer_all(assessment)
    page = client.get(step_url(assessment, "respect"), {"back": "check"})
    assert 'name="back" value="check"' in page.text
    fields = page_fields(assessment, "respect", respect_rules="4")
    response = client.post(step_url(assessment, "respect"), fields | {"back": "check"})
    assert response.url == step_url(assessment, "check")
    assert Assessment.objects.get().submitted_at is None


# Deleted by somebody else meanwhile


@pytest.mark.parametrize("step", ["profile", "strategy", "check", "an answer"])
def test_what_was_deleted_meanwhile_is_not_found(client, step):
    owner = make_user()
    assessment = make_assessment(owner)
    answer_all(assessment)
    client.force_login(owner)
    sent = PROFILE_FIELDS if step == "profile" else page_fields(assessment, "strategy")
    if step == "an answer":
        code = assessment.asked()["strategy"][0].code
        url = reverse("assessment:save_answer", args=[assessment.pk, code])
        sent = {f"strategy-{code}": "3"}
    else:
        url = step_url(assessment, step)
    waiting = [Assessment.objects.all()]

    def delete_before_the_lock(execute, sql, params, many, context):
        if waiting and sql.startswith('SELECT "assessment_assessment"."submitted_at" '):
            waiting.pop().delete()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(delete_before_the_lock):
        assert client.post(url, sent).status_code == 404
    assert not waiting
