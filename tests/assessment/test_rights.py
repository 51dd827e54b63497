"""What each role may do with an assessment, and the page that lists what one has."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from assessment.models import Assessment
from organisations.models import Cluster, Enterprise, LogEntry, Partner, PartnerSeat
from tests.factories import (
    answer_all,
    make_assessment,
    make_blank,
    make_colleague,
    make_submitted,
    make_user,
    page_fields,
)

pytestmark = pytest.mark.django_db
HUB = "assessment:assessments"


@pytest.fixture(autouse=True)
def _english():
    cache.clear()
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
def contributor(draft):
    return signed_in(make_colleague(draft.enterprise, role="contributor"))


@pytest.fixture
def reader(draft):
    return signed_in(make_colleague(draft.enterprise, "rea@example.org", "reader"))


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def url(name, assessment, *more):
    return reverse(f"assessment:{name}", args=[assessment.pk, *more])


# The questionnaire


def test_a_reader_reads_the_last_page_and_no_other(reader, draft):
    answer_all(draft, areas=1)
    check = url("step", draft, "check")
    assert reader.get(url("resume", draft)).url == check
    for step in ("profile", "pay"):
        assert reader.get(url("step", draft, step)).url == check
    page = reader.get(check).text
    main = page[page.index("<main") : page.index("</main>")]
    for button in ("Submit and see", "Change", "Answer this", "Back</a>"):
        assert button not in main
    assert "questions are still open." in main
    assert "../pay/" not in page
    assert f'href="{check.replace("/en/", "/de/")}"' in page  # nothing is sent for it
    assert "<form" not in main
    assert url("history", draft) in main
    assert url("delegations", draft) not in main


def test_a_reader_changes_nothing(reader, draft):
    fields = page_fields(draft, "respect", respect_rules="2")
    for address in (
        url("step", draft, "respect"),
        url("step", draft, "profile"),
        url("step", draft, "check"),
        url("resume", draft),
        url("save_answer", draft, "respect_rules"),
        url("delete", draft),
        url("continue_from", draft),
        url("presence", draft),
    ):
        refused = reader.post(address, fields)
        assert refused.status_code == 403, address
        assert "Your role does not include this." in refused.text
    assert reader.get(url("delete", draft)).status_code == 403
    assert not draft.answers.exists()
    assert Assessment.objects.get() == draft


def test_a_reader_of_what_has_just_begun_is_told_so(eva):
    blank = make_blank(eva)
    reader = signed_in(make_colleague(blank.enterprise, role="reader"))
    for step in ("profile", "check"):
        assert "Nothing to read yet" in reader.get(url("step", blank, step)).text
    assert "Nothing to read yet" in reader.get(url("resume", blank)).text


def test_a_reader_of_a_firm_without_staff_is_not_led_in_circles(eva):
    empty = make_assessment(eva, headcount={"women": 0, "men": 0})
    reader = signed_in(make_colleague(empty.enterprise, role="reader"))
    response = reader.get(url("resume", empty), follow=True)
    assert "Nobody works for you yet" in response.text
    assert "Change the headcount" not in response.text


def test_a_contributor_answers(contributor, draft):
    fields = page_fields(draft, "respect", respect_rules="2")
    response = contributor.post(url("save_answer", draft, "respect_rules"), fields)
    assert response.status_code == 200
    answer = draft.answers.get()
    assert (answer.value, answer.author) == (2, "ben@example.org")
    page = contributor.get(url("step", draft, "pay")).text
    assert url("delegate", draft) not in page


def test_a_contributor_submits_deletes_and_begins_nothing(contributor, draft):
    answer_all(draft)
    check = url("step", draft, "check")
    page = contributor.get(check).text
    assert "Submit and see the result" not in page
    assert "An owner of the enterprise submits it." in page
    for address in (check, url("delete", draft), url("continue_from", draft)):
        assert contributor.post(address).status_code == 403
    draft.refresh_from_db()
    assert draft.submitted_at is None
    assert Assessment.objects.count() == 1


def test_an_owner_submits_and_the_log_says_who(draft, eva):
    answer_all(draft)
    owner = signed_in(eva)
    assert "Submit and see the result" in owner.get(url("step", draft, "check")).text
    assert owner.post(url("step", draft, "check")).status_code == 302
    assert LogEntry.objects.get(kind="submitted").by == eva.pk


@pytest.mark.parametrize("role", ["contributor", "reader"])
def test_a_result_is_read_by_all_and_deleted_by_owners(eva, role):
    submitted = make_submitted(eva, scope="quick")
    colleague = signed_in(make_colleague(submitted.enterprise, role=role))
    report = reverse("reporting:report", args=[submitted.pk])
    for person, may in ((signed_in(eva), True), (colleague, False)):
        page = person.get(report).text
        assert (url("delete", submitted) in page) == may
        assert (url("continue_from", submitted) in page) == may
        assert url("history", submitted) in page


def test_a_closed_edition_is_continued_by_owners(draft, reader, contributor, eva):
    Assessment.objects.update(edition="2019")
    begin = url("continue_from", draft)
    for person in (reader, contributor):
        page = person.get(url("step", draft, "check"))
        assert page.status_code == 409
        assert begin not in page.text
        assert "An owner of the enterprise can start" in page.text
    assert begin in signed_in(eva).get(url("step", draft, "check")).text


def test_the_names_of_colleagues_stand_at_their_areas(draft, eva):
    ben = make_colleague(draft.enterprise, areas=["pay"])
    ben.first_name = "Ben <b>"
    ben.save()
    page = signed_in(eva).get(url("step", draft, "strategy")).text
    assert page.count("Ben &lt;b&gt;") == 1
    assert page.index("Pay and value of work") < page.index("Ben &lt;b&gt;")


def test_many_colleagues_cost_a_page_of_questions_nothing(draft, eva):
    owner, page = signed_in(eva), url("step", draft, "strategy")

    def queries():
        with CaptureQueriesContext(connection) as captured:
            owner.get(page)
        return len(captured)

    queries()
    few = queries()
    for number in range(30):
        make_colleague(draft.enterprise, f"p{number}@example.org", areas=["pay"])
    assert queries() == few


# Beginning


def test_who_owns_several_enterprises_says_for_which_one(eva):
    one, two = (Enterprise.objects.found(eva, name) for name in ("One", "Two"))
    owner = signed_in(eva)
    for name in ("start_full", "start_quick"):
        begin = reverse(f"assessment:{name}")
        response = owner.post(begin, follow=True)
        assert "Choose here for which one." in response.text
        assert not Assessment.objects.filter(enterprise=one).exists()
        owner.post(begin, {"enterprise": two.pk})
    assert Assessment.objects.filter(enterprise=two).count() == 2
    page = owner.get(reverse(HUB)).text
    for enterprise in (one, two):
        assert page.count(f'name="enterprise" value="{enterprise.pk}"') == 2


@pytest.mark.parametrize("name", ["start_full", "start_quick", "take_along"])
def test_who_works_for_others_founds_nothing_by_accident(contributor, name):
    refused = contributor.post(reverse(f"assessment:{name}"))
    assert refused.status_code == 403
    assert "begin on the page “My assessments”" in refused.text
    assert Enterprise.objects.count() == 1


def test_who_works_for_others_may_have_an_enterprise_too(contributor, draft):
    assert 'name="enterprise" value="new"' in contributor.get(reverse(HUB)).text
    contributor.post(reverse("assessment:start_full"), {"enterprise": "new"})
    assert Enterprise.objects.count() == 2
    begun = Assessment.objects.exclude(pk=draft.pk).get()
    assert begun.enterprise != draft.enterprise


@pytest.mark.parametrize("name", ["start_full", "start_quick"])
def test_nothing_begins_for_an_enterprise_of_others(contributor, draft, name):
    foreign = Enterprise.objects.found(make_user("other@example.org"))
    begin = reverse(f"assessment:{name}")
    for named, status in (
        (draft.enterprise_id, 403),
        (foreign.pk, 404),
        ("nowhere", 404),
    ):
        assert contributor.post(begin, {"enterprise": named}).status_code == status
    assert Assessment.objects.count() == 1


def test_nothing_begins_for_an_enterprise_that_is_about_to_go(eva):
    enterprise = Enterprise.objects.found(eva, "One")
    enterprise.ask_deletion(eva)
    owner = signed_in(eva)
    begin = reverse("assessment:start_full")
    for sent in ({}, {"enterprise": enterprise.pk}, {"enterprise": "new"}):
        refused = owner.post(begin, sent)
        assert refused.status_code == 403
        assert "about to be deleted" in refused.text
    assert "start-full" not in owner.get(reverse(HUB)).text


def test_a_carried_on_assessment_stays_in_its_enterprise(eva):
    Enterprise.objects.found(eva, "One")
    second = Enterprise.objects.found(eva, "Two")
    quick = make_submitted(eva, scope="quick")
    Assessment.objects.update(enterprise=second)
    signed_in(eva).post(url("continue_from", quick))
    assert [each.enterprise for each in Assessment.objects.all()] == [second, second]


# The page after sign-in


def test_the_page_after_sign_in_lists_what_one_has(draft, eva):
    ben = make_colleague(draft.enterprise, role="reader")
    cluster = Cluster.objects.create(code="wood", name="Wood (invented)", country="FR")
    cluster.seat(ben, "reader")
    partner = Partner.objects.create(name="Partner (invented)")
    PartnerSeat.objects.create(partner=partner, user=ben)
    page = signed_in(ben).get(reverse(HUB)).text
    for address in (
        reverse("assessment:people", args=[draft.enterprise_id]),
        reverse("organisations:consents", args=[draft.enterprise_id]),
        reverse("organisations:cluster", args=[cluster.pk]),
        reverse("organisations:partner", args=[partner.pk]),
        url("resume", draft),
        url("history", draft),
    ):
        assert f'href="{address}"' in page
    data = reverse("reporting:data", args=[draft.enterprise_id])
    assert data not in page  # only owners take everything along
    assert data in signed_in(eva).get(reverse(HUB)).text
    for address in (url("delete", draft), url("delegations", draft)):
        assert address not in page
    page = signed_in(eva).get(reverse(HUB)).text
    assert url("delete", draft) in page
    assert url("delegations", draft) in page
    assert "Wood (invented)" not in page
    assert "Partner (invented)" not in page


def test_it_costs_the_same_for_one_and_for_thirty(eva):
    owner = signed_in(eva)

    def fill(number):
        enterprise = Enterprise.objects.found(eva, f"Firm {number}")
        Assessment.objects.start("full", enterprise=enterprise)
        cluster = Cluster.objects.create(code=f"c{number}", name="C", country="FR")
        cluster.seat(eva, "reader")
        partner = Partner.objects.create(name=f"Partner {number}")
        PartnerSeat.objects.create(partner=partner, user=eva)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert owner.get(reverse(HUB)).status_code == 200
        return len(captured)

    fill(0)
    queries()
    few = queries()
    for number in range(1, 30):
        fill(number)
    assert queries() == few
    assert few <= 10


def test_a_quick_check_goes_to_the_enterprise_chosen(client, eva):
    one, two = (Enterprise.objects.found(eva, name) for name in ("One", "Two"))
    client.post(reverse("assessment:start_quick"))
    client.force_login(eva)
    page = client.get(reverse(HUB)).text
    assert f'<option value="{one.pk}">One</option>' in page
    client.post(reverse("assessment:take_along"), {"enterprise": two.pk})
    assert Assessment.objects.get().enterprise == two
