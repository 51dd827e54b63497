"""Whatever is sent: no page breaks, nothing kept is lost, and the page says why."""

import string

import pytest
from django.urls import reverse
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.models import Answer, Assessment, Result
from tests.factories import (
    answer_all,
    change,
    make_assessment,
    make_blank,
    make_submitted,
    make_user,
    page_fields,
)

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
SCRIPT = "<img src=x onerror=alert(1)>"
ESCAPED = "&lt;img src=x onerror=alert(1)&gt;"


@pytest.fixture(autouse=True)
def _in_english():
    translation.activate("en")


@pytest.fixture
def assessment(client):
    owner = make_user()
    client.force_login(owner)
    assessment = make_assessment(owner)
    assessment.record([change("respect_rules", 1, "since May")])
    return assessment


def step_url(assessment, step="respect"):
    return reverse("assessment:step", args=[assessment.pk, step])


def save_url(assessment, code="respect_rules"):
    return reverse("assessment:save_answer", args=[assessment.pk, code])


def kept():
    return {a.question: (a.value, a.comment) for a in Answer.objects.all()}


UNTOUCHED = {"respect_rules": (1, "since May")}


# Answers no question takes


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("respect_rules", ["7"]),
        ("respect_rules", ["-1"]),
        ("respect_rules", ["2.0"]),
        ("respect_rules", ["\u0663"]),
        ("respect_rules", ["\uff13"]),
        ("respect_rules", ["1", "2"]),
        ("respect_rules", ["not_applicable:because"]),
        ("respect_rules", ["not_applicable:"]),
        ("respect_rules", ["\x00"]),
        ("respect_rules", [SCRIPT]),
        ("respect_rules", ["9" * 5000]),
        ("complaints_person", ["perhaps"]),
        ("complaints_person", ["yes", "no"]),
        ("safe_equipment", ["telephone_box"]),
        ("safe_equipment", ["none", "toilets"]),
        ("safe_equipment", [SCRIPT] * 50),
    ],
)
def test_a_forged_answer_is_refused_and_the_rest_of_the_page_kept(
    client, assessment, name, values
):
    fields = page_fields(assessment, "respect", harassment_procedure="3")
    fields[f"respect-{name}"] = values
    response = client.post(step_url(assessment), fields | {"leave_open": "yes"})
    assert response.status_code == 200
    assert "Everything you gave is kept. Please look at:" in response.text
    assert f'href="#respect-{name}"' in response.text
    assert SCRIPT not in response.text
    assert kept() == UNTOUCHED | {"harassment_procedure": (3, "")}
    response = client.post(save_url(assessment, name), fields)
    assert response.status_code == 200
    assert "is-error" in response.text
    assert kept() == UNTOUCHED | {"harassment_procedure": (3, "")}


def test_answers_to_unknown_codes_are_nobodys(client, assessment):
    fields = page_fields(assessment, "respect") | {
        "respect-asked_in_2019": "2",
        "pay-pay_criteria": "4",  # of another page
        "pay_criteria": "4",
        "leave_open": "yes",
    }
    assert client.post(step_url(assessment), fields).status_code == 302
    assert kept() == UNTOUCHED


def test_a_question_of_another_size_class_is_saved_nowhere_in_the_result(client):
    """It may be sent, but is not asked and not scored."""
    owner = make_user()
    client.force_login(owner)
    micro = make_assessment(owner, headcount={"women": 2, "men": 2})
    answer_all(micro, 2)
    url = save_url(micro, "harassment_procedure")
    client.post(url, {"respect-harassment_procedure": "4"})
    result = micro.submit()
    lines = {line["code"]: line for line in result.trace["questions"]}
    assert lines["harassment_procedure"]["applicable"] is False


@pytest.mark.parametrize("mark", ["", "x", "\x00", SCRIPT, "0" * 10_000, "é"])
def test_an_invalid_mark_never_overwrites(client, assessment, mark):
    fields = page_fields(assessment, "respect", respect_rules="4")
    fields |= {
        "respect-respect_rules-seen": mark,
        "respect-respect_rules-seen-comment": mark,
        "respect-respect_rules-comment": "mine",
    }
    for url in (step_url(assessment), save_url(assessment)):
        response = client.post(url, fields)
        assert response.status_code == 200
        assert "changed in another window meanwhile" in response.text
        assert SCRIPT not in response.text
    assert kept() == UNTOUCHED


# Long and strange texts


def test_a_comment_of_a_megabyte_is_refused_with_its_length_and_comes_back(
    client, assessment
):
    fields = page_fields(assessment, "respect", respect_rules="3")
    fields["respect-respect_rules-comment"] = "é" * 500_000
    response = client.post(step_url(assessment), fields)
    assert response.status_code == 200
    told = "Shorten the comment to 2000 characters; it has 500000."
    assert told in response.text
    assert "é" * 500_000 in response.text
    assert kept() == UNTOUCHED
    response = client.post(save_url(assessment), fields)
    assert told in response.text
    assert kept() == UNTOUCHED


@pytest.mark.parametrize(
    ("comment", "becomes"),
    [
        ("a\x00b\x1b[31mc\x7f\x85", "ab[31mc"),
        ("two\r\nlines\tand a tab", "two\nlines\tand a tab"),
        ("e\u0301", "é"),
        ("\u202eright to left", "\u202eright to left"),
        ("\U0001f469\u200d\U0001f527", "\U0001f469\u200d\U0001f527"),
        ("\ufffe\uffff", "\ufffe\uffff"),
        (SCRIPT, SCRIPT),
    ],
)
def test_a_comment_is_kept_without_what_no_column_can_hold(
    client, assessment, comment, becomes
):
    fields = page_fields(assessment, "respect", respect_rules="1")
    fields["respect-respect_rules-comment"] = comment
    assert client.post(save_url(assessment), fields).status_code == 200
    assert kept() == {"respect_rules": (1, becomes)}
    assert client.get(step_url(assessment)).status_code == 200


PROFILE_PAGE = {"profile-country": "FR", "profile-sector": "C", "profile-other": ""}
PROFILE_PAGE |= {"profile-women": "5", "profile-men": "9"}
FACTS = ("leave_in_24_months", "has_managers", "has_board", "variable_pay")
PROFILE_PAGE |= {
    f"profile-{fact}": "no" for fact in (*FACTS, "has_suppliers", "in_group")
}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "x" * 1_000_000),
        ("women", "-5"),
        ("women", "9" * 5000),
        ("women", "1e3"),
        ("women", "\u00bd"),
        ("men", "1000001"),
        ("other", "NaN"),
        ("country", "XX"),
        ("country", "\x00"),
        ("sector", SCRIPT),
        ("ecosystem", "../../etc/passwd"),
        ("has_board", "2"),
        ("heads_1", "-3"),
        ("country_1", SCRIPT),
    ],
)
def test_a_profile_that_cannot_be_is_told_and_what_was_typed_comes_back(
    client, assessment, field, value
):
    before = Assessment.objects.values().get()
    response = client.post(
        step_url(assessment, "profile"), PROFILE_PAGE | {f"profile-{field}": value}
    )
    assert response.status_code == 200
    assert "<title>Error: About your enterprise - PENELOPE</title>" in response.text
    assert f'href="#id_profile-{field}' in response.text
    assert SCRIPT not in response.text
    assert Assessment.objects.values().get() == before
    if field == "name":
        assert value in response.text


def test_markup_in_a_name_and_a_comment_is_shown_as_text_on_every_page(client):
    owner = make_user()
    client.force_login(owner)
    draft = make_assessment(owner, name=SCRIPT)
    for each in (draft, submitted := make_assessment(owner, name=SCRIPT)):
        answer_all(each)
        codes = [q.code for questions in each.asked().values() for q in questions]
        values = each.values()
        each.record(
            [change(code, values[code], SCRIPT, seen=values[code]) for code in codes]
        )
    submitted.submit()
    pages = [step_url(draft, step) for step in ("profile", *draft.asked(), "check")]
    pages += [
        reverse("reporting:report", args=[submitted.pk]),
        reverse("reporting:computation", args=[submitted.pk]),
        reverse("assessment:assessments"),
        reverse("assessment:delete", args=[submitted.pk]),
    ]
    shown = 0
    for url in pages:
        text = client.get(url).text
        assert "<img" not in text
        shown += ESCAPED in text
    assert shown >= len(pages) - 2  # the list and the deletion name no enterprise


# Requests that are none


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        (FORM, b"respect-respect_rules=%ff%fe&respect-%c3%28=1", 200),
        (FORM, b"\xff\xfe\x00&=&&&==", 200),
        (FORM, b"%00=%00&respect-respect_rules-comment=%00", 200),
        (f"{FORM}; charset=utf-16", b"respect-respect_rules=2", 400),
        (f"{FORM}; charset=nonsense", b"respect-%zz=2", 200),
        ("application/json", b'{"respect-respect_rules": "2"}', 200),
        ("text/plain", b"respect-respect_rules=2", 200),
        ("", b"respect-respect_rules=2", 200),
        ("multipart/form-data", b"respect-respect_rules=2", 400),
        ("multipart/form-data; boundary=", b"--x", 400),
        ("multipart/form-data; boundary=\xe9", b"--x", 400),
        ("multipart/form-data; boundary=x", b"--x\r\nnothing", 200),
        ("multipart/form-data; boundary=x", b"", 200),
    ],
)
def test_a_body_that_is_no_form_changes_nothing(
    client, assessment, content_type, body, status
):
    for url in (step_url(assessment), save_url(assessment)):
        response = client.generic("POST", url, body, content_type=content_type)
        assert response.status_code == status
        if status == 400:
            assert "<h1>We could not read that request</h1>" in response.text
    assert kept() == UNTOUCHED


def test_ten_thousand_fields_are_refused_with_a_page(client, assessment):
    fields = {f"field-{number}": "1" for number in range(10_000)}
    response = client.post(step_url(assessment), fields)
    assert response.status_code == 400
    assert "<h1>We could not read that request</h1>" in response.text
    assert kept() == UNTOUCHED


def test_a_body_beyond_the_limit_is_refused_with_a_page(client, assessment):
    fields = {"respect-respect_rules-comment": "x" * 3_000_000}
    for body in (fields, {**fields, "other": "y"}):
        response = client.post(step_url(assessment), body)
        assert response.status_code in (400, 413)
        assert "<h1>" in response.text
    assert kept() == UNTOUCHED


@pytest.mark.parametrize(
    "code",
    ["xx", "", "en-us", "FR", "fr\x00", "../fr", SCRIPT, "fr/../../x", "e" * 5000],
)
def test_a_language_that_does_not_exist_is_passed_over(client, assessment, code):
    for step in ("profile", "respect", "check"):
        response = client.post(step_url(assessment, step), {"language": code})
        assert response.status_code == 200
        assert '<html lang="en">' in response.text


def test_a_download_in_no_language_is_in_that_of_the_page(client, assessment):
    submitted = make_submitted(assessment.enterprise.colleagues.get().user)
    url = reverse("reporting:pdf", args=[submitted.pk])
    response = client.get(url, {"language": "../fr"})
    assert response.status_code == 200
    assert response["Content-Disposition"].endswith('-en.pdf"')
    assert Result.objects.count() == 1


@pytest.mark.parametrize(
    "accepted",
    [
        "",
        "xx",
        "fr;q=",
        "*;q=0",
        "fr;q=9e9",
        "é",
        "\x00",
        "fr-" * 3000,
        "../../fr",
        ",,,",
    ],
)
def test_any_accept_language_finds_a_language(client, accepted):
    response = client.get("/", headers={"accept-language": accepted})
    assert response.status_code == 302
    assert response.url in ("/en/", "/fr/")
    assert client.get(
        "/nowhere/", headers={"accept-language": accepted}
    ).status_code in (
        302,
        404,
    )


@pytest.mark.parametrize(
    "path",
    [
        "/en/assessments/../../etc/passwd",
        "/en/assessments/%2e%2e/%2e%2e/etc/passwd/",
        "/en/reports/form/../../../manage.pdf",
        "/en/reports/form/%2e%2e%2fmanage.pdf",
        "/en/reports/form/tiny.pdf",
        "/static/../config/settings.py",
        "/static/%2e%2e/config/settings.py",
        "/en/assessments/not-a-uuid/",
        "/en/assessments/00000000-0000-0000-0000-00000000000g/",
        "/en/%00/",
        "/en/%ff%fe/",
        "/xx/",
        "/en/" + "a" * 5000 + "/",
        "/en//evil.example/",
    ],
)
def test_a_strange_address_is_not_found(client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert "<h1>Page not found</h1>" in response.text


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "BREW"])
def test_other_methods_change_nothing(client, assessment, method):
    for url in (
        step_url(assessment),
        save_url(assessment),
        reverse("assessment:delete", args=[assessment.pk]),
        reverse("assessment:home"),
    ):
        response = client.generic(method, url, b"respect-respect_rules=4")
        assert response.status_code in (200, 405)
    assert kept() == UNTOUCHED


@pytest.mark.parametrize(
    "email", ["\x00@example.org", "a" * 5000 + "@example.org", SCRIPT, "a@b", "é@é"]
)
def test_a_strange_address_makes_no_account(client, email):
    body = {"email": email, "password1": "zwölf Zeichen+"}
    response = client.post(reverse("account_signup"), body)
    assert response.status_code == 200
    assert SCRIPT not in response.text
    signed_in = client.post(
        reverse("account_login"), {"login": body["email"], "password": "\x00"}
    )
    assert signed_in.status_code == 200


# Anything at all

TEXTS = st.text(max_size=30) | st.sampled_from(
    ["0", "4", "5", "yes", "no", "dont_know", "none", "toilets", "not_applicable:x", ""]
)
SUFFIXES = ["", "-comment", "-seen", "-seen-comment", "-absent", "-women", "-men"]


@st.composite
def area_pages(draw):
    """A body with any values for the fields of the page, and some other fields."""
    codes = ["respect_rules", "complaints_person", "safe_equipment", "nowhere"]
    names = st.builds(
        "respect-{}{}".format, st.sampled_from(codes), st.sampled_from(SUFFIXES)
    ) | st.sampled_from(["language", "leave_open", "step", "management_form"])
    return draw(st.dictionaries(names, st.lists(TEXTS, max_size=3), max_size=15))


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(fields=area_pages())
def test_any_page_of_answers_is_read_or_refused(client, assessment, fields):
    for url in (step_url(assessment), save_url(assessment)):
        assert client.post(url, fields).status_code in (200, 302)
    for question in assessment.asked()["respect"]:
        row = Answer.objects.filter(
            assessment=assessment, question=question.code
        ).first()
        question.read(row.value if row else None)  # whatever is kept can be read
    assert client.get(step_url(assessment)).status_code == 200


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    fields=st.dictionaries(
        st.sampled_from([*PROFILE_PAGE, "profile-name", "profile-heads_1", "language"]),
        st.text(alphabet=string.printable + "é٣\x00\u2028", max_size=20),
    )
)
def test_any_profile_is_read_or_refused(client, db, fields):
    owner = make_user(f"{Assessment.objects.count()}@example.org")
    client.force_login(owner)
    blank = make_blank(owner)
    url = step_url(blank, "profile")
    assert client.post(url, PROFILE_PAGE | fields).status_code in (200, 302)
    assert client.get(url).status_code == 200
