import threading
import uuid
from datetime import timedelta
from fractions import Fraction
from io import StringIO

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils.timezone import now

from assessment.edition import load, load_duties
from assessment.models import (
    AlreadySubmitted,
    Answer,
    Assessment,
    Incomplete,
    Result,
    mark,
)
from assessment.trace import trace
from organisations.models import Enterprise
from tests.factories import (
    answer_all,
    change,
    describe,
    make_assessment,
    make_blank,
    make_submitted,
    make_user,
)

pytestmark = pytest.mark.django_db
CODE = "equality_commitment"


def stored(assessment, code=CODE):
    """(value, comment) as the database has it."""
    row = Answer.objects.get(assessment=assessment, question=code)
    return row.value, row.comment


# Which page may overwrite what


@pytest.mark.parametrize(
    ("kept", "seen", "sent", "becomes", "contradicted"),
    [
        (None, None, 2, 2, False),  # first answer
        (1, 1, 2, 2, False),  # the page had shown it: it may overwrite it
        (1, 1, None, None, False),  # and take it back
        (1, 1, 1, 1, False),  # sent back as shown
        (3, 1, 1, 3, False),  # shown before the other window: says nothing new
        (3, 1, 3, 3, False),  # both windows agree
        (3, 1, 2, 3, True),  # both windows changed it: both are kept
        (3, None, 2, 3, True),
        (None, 1, 2, None, True),  # taken back elsewhere
        ("dont_know", "dont_know", 4, 4, False),
    ],
)
def test_an_answer_is_overwritten_only_by_a_page_that_had_shown_it(
    kept, seen, sent, becomes, contradicted
):
    assessment = make_assessment()
    assessment.record([change(CODE, kept), change("plan_follow_up", 1)])
    conflicts = assessment.record([change(CODE, sent, seen=seen)])
    assert {code: row.value for code, row in conflicts.items()} == (
        {CODE: kept} if contradicted else {}
    )
    assert assessment.values().get(CODE) == becomes
    assert Assessment.objects.get().values().get(CODE) == becomes


def test_an_answer_sent_back_as_shown_writes_no_row():
    assessment = make_assessment()
    assessment.record([change(CODE, 2, "as agreed")])
    before = assessment.answers.values().get(), Assessment.objects.get().changed_at
    assessment.record([change(CODE, 2, "as agreed", seen=2, seen_comment="as agreed")])
    assessment.record([change("plan_follow_up", None)])
    assert (
        assessment.answers.values().get(),
        Assessment.objects.get().changed_at,
    ) == before


def test_an_answer_and_its_comment_are_kept_apart():
    assessment = make_assessment()
    assessment.record([change(CODE, 2)])  # window A chose an answer
    conflicts = assessment.record([change(CODE, None, "ask Eva")])  # B only commented
    assert conflicts == {}
    assert stored(assessment) == (2, "ask Eva")


def test_contradicting_comments_are_returned_and_the_first_is_kept():
    assessment = make_assessment()
    assessment.record([change(CODE, 2, "first")])
    conflicts = assessment.record([change(CODE, 2, "second")])
    assert conflicts[CODE].comment == "first"
    assert stored(assessment) == (2, "first")


@pytest.mark.parametrize(
    "known", [{"seen": 2}, {"seen_comment": "first"}], ids=["answer", "comment"]
)
def test_an_answer_contradicted_in_one_part_is_kept_whole_as_it_was(known):
    """The person decides on answer and comment together, seeing both."""
    assessment = make_assessment()
    assessment.record([change(CODE, 2, "first")])
    conflicts = assessment.record([change(CODE, 4, "second", **known)])
    assert conflicts.keys() == {CODE}
    assert stored(assessment) == (2, "first")


def test_one_contradiction_does_not_hold_up_the_other_answers():
    assessment = make_assessment()
    assessment.record([change(CODE, 2)])
    conflicts = assessment.record([change(CODE, 4), change("plan_follow_up", 1)])
    assert conflicts.keys() == {CODE}
    assert stored(assessment, "plan_follow_up") == (1, "")


def test_who_answered_and_when_is_kept_with_the_answer():
    anna, ben = make_user("anna@example.org"), make_user("ben@example.org")
    assessment = make_assessment(anna)
    assessment.record([change(CODE, 1), change("plan_follow_up", 1)], by=anna)
    before = now()
    assessment.record([change(CODE, 2, seen=1)], by=ben)
    rows = {row.question: row for row in assessment.answers.all()}
    assert rows[CODE].answered_by == ben
    assert rows[CODE].answered_at >= before
    assert rows["plan_follow_up"].answered_by == anna


def test_the_mark_of_an_answer_does_not_depend_on_the_order_of_its_keys():
    assert mark({"women": 1, "men": 2}) == mark({"men": 2, "women": 1})
    assert mark("1") != mark(1)
    assert mark("") != mark(None)


# Submission


def test_the_frozen_result_equals_the_trace_of_the_answers():
    assessment = make_assessment(make_user())
    answer_all(assessment, 3, equality_figures="dont_know")
    assessment.record([change("respect_rules", 1, "since May", seen=3)])
    result = assessment.submit()
    questionnaire = load("2026")
    expected = trace(
        questionnaire,
        assessment.profile,
        questionnaire.read(assessment.values()),
        duties=load_duties(),
    )
    frozen = Result.objects.get()
    assert frozen == result
    assert frozen.trace == expected
    assert frozen.comments == {"respect_rules": "since May"}
    assert frozen.profile_data == assessment.profile_data
    assert (frozen.points, frozen.level) == (
        expected["overall"]["score"],
        expected["overall"]["level"],
    )
    assert (frozen.edition, frozen.rules, frozen.size_class, frozen.country) == (
        "2026",
        questionnaire.rules,
        "small",
        "FR",
    )
    assert Assessment.objects.get().submitted_at is not None


def test_the_frozen_result_can_be_computed_again_from_itself_alone():
    result = make_submitted(make_user(), 3).result
    areas = [area for area in result.trace["areas"] if area["computed"]]
    weight = sum(area["weight"] for area in areas)
    low = sum(area["weight"] * Fraction(area["low"]) for area in areas) / weight
    assert Fraction(result.trace["overall"]["low"]) == 100 * low


@pytest.mark.parametrize(
    "write",
    [
        lambda assessment: assessment.submit(),
        lambda assessment: assessment.record([change(CODE, 4, seen=2)]),
        lambda assessment: describe(assessment, country="DE"),
    ],
    ids=["submit", "record", "describe"],
)
def test_nothing_changes_after_submission(write):
    make_submitted(make_user(), 2)
    before = Result.objects.values().get(), Assessment.objects.values().get()
    for assessment in (Assessment.objects.get(), Assessment.objects.get()):
        with pytest.raises(AlreadySubmitted):
            write(assessment)
    assert (Result.objects.values().get(), Assessment.objects.values().get()) == before
    assert stored(Assessment.objects.get()) == (2, "")


def test_a_draft_opened_before_the_submission_cannot_submit_again():
    opened_before = make_assessment(make_user())
    answer_all(opened_before)
    Assessment.objects.get().submit()
    with pytest.raises(AlreadySubmitted):
        opened_before.submit()
    assert Result.objects.count() == 1


def test_open_questions_are_named_and_nothing_is_submitted():
    assessment = make_assessment()
    answer_all(assessment, equality_commitment=None, products_services=None)
    with pytest.raises(Incomplete) as refusal:
        assessment.submit()
    assert refusal.value.questions == [CODE, "products_services"]
    assert Result.objects.count() == 0
    assert Assessment.objects.get().submitted_at is None


def test_an_answer_given_in_another_window_counts_at_submission():
    assessment = make_assessment()
    answer_all(assessment, equality_commitment=None)
    assert [question.code for question in assessment.open_questions()] == [CODE]
    Assessment.objects.get().record([change(CODE, 4)])
    result = assessment.submit()
    answers = {line["code"]: line["answer"] for line in result.trace["questions"]}
    assert answers[CODE] == 4


def test_a_quick_check_asks_the_core_questions_and_gets_no_level():
    result = make_submitted(scope="quick").result
    asked = [line["code"] for line in result.trace["questions"] if line["applicable"]]
    assert asked == [q.code for q in load("2026").questions if q.core]
    assert (result.quick, result.level) == (True, None)
    assert result.points is not None


# What the database refuses, whoever writes


def _result(assessment, **values):
    return Result(
        **{
            "assessment": assessment,
            "edition": "2026",
            "rules": "2026.1",
            "quick": False,
            "size_class": "small",
            "country": "FR",
            "sector": "C",
            "points": 50,
            "level": 2,
            "reference_date": assessment.reference_date,
            "profile_data": {},
            "trace": {},
        }
        | values
    )


@pytest.mark.parametrize(
    ("rule", "write"),
    [
        (
            "assessment_belongs_to_enterprise_or_browser",
            lambda a: Assessment.objects.create(
                edition="2026", scope="full", reference_date=a.reference_date
            ),
        ),
        (
            "assessment_submitted_with_profile",
            lambda a: Assessment.objects.update(profile_data=None, submitted_at=now()),
        ),
        (
            "answer_once_per_question",
            lambda a: Answer.objects.bulk_create(
                [Answer(assessment=a, question="x"), Answer(assessment=a, question="x")]
            ),
        ),
        ("result_within_points", lambda a: _result(a, points=101).save()),
        (
            "result_level_only_of_full_assessment",
            lambda a: _result(a, level=6).save(),
        ),
        (
            "result_level_only_of_full_assessment",
            lambda a: _result(a, level=0).save(),
        ),
        (
            "result_level_only_of_full_assessment",
            lambda a: _result(a, quick=True).save(),
        ),
    ],
)
def test_the_database_refuses(rule, write):
    assessment = make_assessment()
    told = {rule, "assessment_answer.assessment_id"}  # SQLite names unique columns
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        write(assessment)
    assert any(name in str(refusal.value) for name in told)


def test_a_result_belongs_to_one_assessment_only():
    assessment = make_submitted()
    with pytest.raises(IntegrityError), transaction.atomic():
        _result(assessment).save(force_insert=True)


# Going on from an earlier one


def test_a_full_assessment_continues_with_the_answers_of_a_quick_check():
    owner = make_user()
    quick = make_assessment(scope="quick")
    answer_all(quick, 3, by=owner)
    quick.record([change(CODE, 3, "see note", seen=3)], by=owner)
    quick.submit()
    full = Assessment.objects.continue_from(
        quick, enterprise=Enterprise.objects.of(owner)
    )
    assert full.scope == "full"
    assert full.submitted_at is None
    assert full.values() == quick.values()
    assert stored(full) == (3, "see note")
    assert full.answers.get(question=CODE).answered_by == owner
    assert full.profile_data == quick.profile_data
    core = {question.code for question in load("2026").questions if question.core}
    assert {q.code for q in full.open_questions()} == {
        q.code for questions in full.asked().values() for q in questions
    } - core
    assert quick.result.trace["overall"]["score"] is not None  # stays as it was


def test_what_the_edition_no_longer_takes_is_left_behind():
    owner = make_user()
    earlier = make_assessment(owner)
    for code, value in {
        "asked_in_2019": 2,  # no such question any more
        "equality_commitment": 7,  # no such stage
        "safe_equipment": ["telephone_box"],  # no such line
        "neutral_job_ads": {"not_applicable": "war"},  # no such reason
        "pay_history": "perhaps",
        "plan_follow_up": 3,
    }.items():
        earlier.answers.create(question=code, value=value)
    firm = Enterprise.objects.of(owner)
    later = Assessment.objects.continue_from(earlier, enterprise=firm)
    assert later.values() == {"plan_follow_up": 3}
    assert later.edition == "2026"


def test_a_retired_draft_is_told_by_its_edition():
    assessment = make_assessment()
    assert not assessment.retired
    Assessment.objects.update(edition="2019")
    assert Assessment.objects.get().retired


# Whose it is


def test_who_may_open_an_assessment():
    owner, other = make_user(), make_user("other@example.org")
    browser, other_browser = uuid.uuid4(), uuid.uuid4()
    owned = make_blank(owner)
    quick = make_blank(browser=browser, scope="quick")
    adopted = make_blank(browser=browser, scope="quick")
    adopted.adopt(Enterprise.objects.of(owner))

    def seen(user, browser=None):
        return set(Assessment.objects.visible_to(user, browser))

    nobody = AnonymousUser()
    assert seen(nobody) == set()
    assert seen(nobody, browser) == {quick}
    assert seen(nobody, other_browser) == set()
    assert seen(owner) == {owned, adopted}
    assert seen(owner, browser) == {owned, adopted, quick}
    assert seen(other) == set()
    assert seen(other, other_browser) == set()


def test_a_row_that_kept_its_browser_beside_an_enterprise_stays_closed_to_the_browser():
    browser = uuid.uuid4()
    assessment = make_blank(make_user())
    Assessment.objects.update(browser=browser)
    nobody = AnonymousUser()
    assert not Assessment.objects.visible_to(nobody, browser).exists()
    assert not Assessment.objects.left_in(browser).exists()
    owner = assessment.enterprise.colleagues.get().user
    assert Assessment.objects.visible_to(owner).exists()


def test_adopting_a_quick_check_takes_it_out_of_its_browser():
    browser, owner = uuid.uuid4(), make_user()
    make_assessment(browser=browser, scope="quick", name="Zimmerei Muster")
    enterprise = Enterprise.objects.of(owner)
    Assessment.objects.get().adopt(enterprise)
    adopted = Assessment.objects.get()
    assert (adopted.enterprise, adopted.browser) == (enterprise, None)
    assert not Assessment.objects.left_in(browser).exists()
    assert Enterprise.objects.get().name == "Zimmerei Muster"


def test_adopting_keeps_the_name_an_enterprise_has():
    owner = make_user()
    enterprise = Enterprise.objects.of(owner)
    Enterprise.objects.update(name="Known name")
    enterprise.refresh_from_db()
    make_assessment(scope="quick", name="Other name").adopt(enterprise)
    assert Enterprise.objects.get().name == "Known name"


def test_a_quick_check_expires_when_nobody_touched_it_for_the_days_it_is_kept(settings):
    settings.QUICK_CHECK_DAYS = 30
    owned, fresh, old = make_blank(make_user()), make_blank(), make_blank()
    long_ago, lately = now() - timedelta(days=31), now() - timedelta(days=29)
    Assessment.objects.filter(pk__in=[owned.pk, old.pk]).update(changed_at=long_ago)
    Assessment.objects.filter(pk=fresh.pk).update(
        changed_at=lately, started_at=long_ago
    )
    assert set(Assessment.objects.expired()) == {old}
    call_command("forget_quick_checks", verbosity=0, stdout=StringIO())
    assert set(Assessment.objects.all()) == {owned, fresh}


def test_drafts_and_submitted_share_out_all_assessments():
    draft, submitted = make_blank(), make_submitted()
    assert list(Assessment.objects.drafts()) == [draft]
    assert list(Assessment.objects.submitted()) == [submitted]


def test_the_enterprise_takes_the_name_of_its_latest_profile():
    owner = make_user()
    assessment = make_assessment(owner, name="Old name")
    describe(assessment, name="New name")
    assert Enterprise.objects.get().name == "New name"
    describe(assessment, name="")
    assert Enterprise.objects.get().name == "New name"


def test_another_size_class_keeps_every_answer():
    assessment = make_assessment()
    answer_all(assessment, 1)
    before = assessment.values()
    describe(assessment, headcount={"women": 2, "men": 1})
    assert Assessment.objects.get().profile.size_class == "micro"
    assert Assessment.objects.get().values() == before


# Two at once, each on a connection of its own


def at_once(*writes):
    """Run each of these in a thread; what they raised, in order."""
    raised, start = [None] * len(writes), threading.Barrier(len(writes))

    def run(number, write):
        try:
            start.wait(10)
            write()
        except Exception as error:
            raised[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(writes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


two_connections = pytest.mark.django_db(transaction=True)


@two_connections
@pytest.mark.parametrize("_round", range(3))
def test_two_people_saving_two_questions_at_once_lose_nothing(_round):
    pk = make_assessment().pk
    codes = ["equality_commitment", "plan_follow_up", "respect_rules", "career_talks"]
    raised = at_once(
        *(
            lambda code=code: Assessment.objects.get(pk=pk).record([change(code, 3)])
            for code in codes
        )
    )
    assert raised == [None] * 4
    assert Assessment.objects.get(pk=pk).values() == dict.fromkeys(codes, 3)


@two_connections
def test_two_people_answering_one_question_at_once_learn_of_each_other():
    pk = make_assessment().pk
    told = {}

    def answer(stage):
        assessment = Assessment.objects.get(pk=pk)
        told[stage] = assessment.record([change(CODE, stage)])

    assert at_once(lambda: answer(1), lambda: answer(4)) == [None, None]
    (kept, _comment) = stored(Assessment.objects.get(pk=pk))
    other = {1: 4, 4: 1}[kept]
    assert told[kept] == {}
    assert told[other][CODE].value == kept


@two_connections
def test_submitting_twice_at_once_freezes_one_result():
    assessment = make_assessment()
    answer_all(assessment)
    pk = assessment.pk
    raised = at_once(*[lambda: Assessment.objects.get(pk=pk).submit()] * 2)
    assert sorted(type(error).__name__ for error in raised) == [
        "AlreadySubmitted",
        "NoneType",
    ]
    assert Result.objects.count() == 1


@two_connections
def test_an_answer_saved_while_submitting_is_in_the_result_or_refused():
    assessment = make_assessment()
    answer_all(assessment, 1)
    pk = assessment.pk
    raised = at_once(
        lambda: Assessment.objects.get(pk=pk).submit(),
        lambda: Assessment.objects.get(pk=pk).record([change(CODE, 4, seen=1)]),
    )
    assert raised[0] is None
    lines = {q["code"]: q["answer"] for q in Result.objects.get().trace["questions"]}
    kept, _comment = stored(Assessment.objects.get(pk=pk))
    assert lines[CODE] == kept == (1 if raised[1] else 4)


def test_the_migrations_say_all_that_the_models_say():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
