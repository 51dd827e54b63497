"""Who answered what, and when."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from tests.factories import (
    answer_all,
    change,
    make_assessment,
    make_colleague,
    make_delegation,
    make_submitted,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    translation.activate("en")
    yield
    translation.activate("en")


@pytest.fixture
def eva():
    return make_user("eva@example.org")


@pytest.fixture
def draft(eva):
    return make_assessment(eva)


@pytest.fixture
def own(client, eva):
    client.force_login(eva)
    return client


def url(assessment):
    return reverse("assessment:history", args=[assessment.pk])


def test_each_change_is_told_with_its_author_the_newest_first(own, draft, eva):
    ben = make_colleague(draft.enterprise)
    ben.first_name = "Ben <b>"
    ben.save()
    zoe, _token = make_delegation(draft, eva)
    draft.record([change("respect_rules", 2, "a <i>note</i>")], by=ben)
    later = change("respect_rules", None, "", seen=2, seen_comment="a <i>note</i>")
    draft.record([later], delegation=zoe)
    page = own.get(url(draft)).text
    assert "Ben &lt;b&gt;" in page
    assert "a &lt;i&gt;note&lt;/i&gt;" in page
    assert page.index("Answer taken back") < page.index("Ben &lt;b&gt;")
    assert page.index("Zoe Zimmer (invented) (by a link)") < page.index("Ben &lt;b&gt;")
    question = draft.questionnaire.question("respect_rules")
    assert question.phrased_for("small").stages[2].text.split("'")[0] in page


def test_a_deleted_account_is_named_as_such(own, draft):
    ben = make_colleague(draft.enterprise)
    draft.record([change("respect_rules", 2)], by=ben)
    ben.delete()
    assert "Somebody whose account is deleted" in own.get(url(draft)).text


def test_one_area_is_shown_alone(own, draft, eva):
    draft.record([change("respect_rules", 2), change("pay_criteria", 1)], by=eva)
    rows = {
        area: own.get(url(draft), {"area": area}).text.count('class="summary-row"')
        for area in ("", "respect", "pay", "careers", "nowhere")
    }
    assert rows == {"": 2, "respect": 1, "pay": 1, "careers": 0, "nowhere": 2}
    page = own.get(url(draft), {"area": "careers"}).text
    assert "Nothing was answered in this area yet." in page
    assert '<option value="careers" selected>' in page


def test_long_histories_come_in_pages_at_the_same_cost(own, draft, eva):
    def queries(**given):
        with CaptureQueriesContext(connection) as captured:
            assert own.get(url(draft), given).status_code == 200
        return len(captured)

    draft.record([change("respect_rules", 0)], by=eva)
    queries()
    few = queries()
    for stage in range(1, 5):
        for code in ("respect_rules", "pay_criteria"):
            given = draft.values().get(code)
            draft.record([change(code, stage, seen=given)], by=eva)
    answer_all(draft, by=make_colleague(draft.enterprise))
    for stage in range(4, -1, -1):
        for question in draft.questionnaire.area("respect").questions:
            if question.scale == "staged":
                given = draft.values().get(question.code)
                draft.record([change(question.code, stage, seen=given)], by=eva)
    assert draft.revisions.count() > 50
    assert queries() == few
    assert "Page 1 of" in own.get(url(draft)).text
    filtered = own.get(url(draft), {"area": "respect"}).text
    assert filtered.count('class="summary-row"') <= 50


def test_everybody_who_reads_the_assessment_reads_its_history(draft, eva):
    reader = make_colleague(draft.enterprise, role="reader")
    stranger = make_user("stranger@example.org")
    for person, status in ((eva, 200), (reader, 200), (stranger, 404)):
        client = Client()
        client.force_login(person)
        assert client.get(url(draft)).status_code == status
    assert Client().get(url(draft)).url.startswith(reverse("account_login"))


def test_it_stays_after_submission(own, eva):
    submitted = make_submitted(eva)
    page = own.get(url(submitted)).text
    assert page.count('class="summary-row"') == submitted.revisions.count()


def test_an_empty_history_says_so(own, draft):
    assert "Nothing was answered yet." in own.get(url(draft)).text


def test_a_quick_check_of_a_browser_has_none(own):
    assessment = make_assessment()
    assert own.get(url(assessment)).status_code == 404
