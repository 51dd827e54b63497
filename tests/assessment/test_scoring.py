import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assessment.answers import DONT_KNOW, State
from assessment.scoring import score, whole_points
from tests.assessment.catalogues import (
    area,
    cases,
    duty,
    exactly,
    gate,
    known_answers,
    metric,
    profile,
    question,
    questionnaire,
    scored_answers,
    sized,
    yes_no,
)

EXAMPLES = json.loads(
    (Path(__file__).parents[1] / "data" / "scoring_worked_examples.json").read_text()
)
NOT_APPLICABLE = {"not_applicable": "reason"}


def scored(built, raw, firm=None, duties=None, **options):
    return score(
        built, firm or profile(), built.read(raw), duties=duties or {}, **options
    )


def one_area(*questions):
    return questionnaire(area("all", 100, *questions))


def two_decimals(number):
    return None if number is None else f"{float(number):.2f}"


# The worked examples of scoring.md 11.8


@pytest.mark.parametrize(
    "example", EXAMPLES["overall"], ids=lambda example: example["number"]
)
def test_worked_examples_of_the_overall_score(example):
    areas, raw = [], {"complaints_person": example["complaints_person"]}
    for code, weight in EXAMPLES["weights"].items():
        built, answers = exactly(code, weight, example["areas"][code] or "0")
        if code == "D6":  # where the gate stands; it weighs nothing in this example
            named = yes_no("complaints_person", 0, gates=(gate(3),), area="D6")
            built = replace(built, questions=(*built.questions, named))
        areas.append(built)
        if example["areas"][code] is not None:
            raw |= answers
    result = scored(questionnaire(*areas), raw)

    overall = result.overall
    got = {
        "overall": two_decimals(overall.low),
        "score": overall.points,
        "balance": None if overall.balance is None else str(overall.balance),
        "uneven": overall.uneven,
        "raw_level": overall.raw_level,
        "cap": overall.cap,
        "level": overall.level,
    }
    if overall.computed:
        below = overall.low - Fraction(overall.balance)
        got["balance_lower_by"] = two_decimals(below)
    expected = example["expected"]
    assert {key: got[key] for key in expected} == expected
    assert [(check.question.code, check.met) for check in result.gates] == [
        ("complaints_person", example["complaints_person"] == "yes")
    ]


@pytest.mark.parametrize("example", EXAMPLES["area"], ids=lambda e: e["number"])
def test_worked_example_of_one_area(example):
    questions = [question(f"q{n}", w) for n, w in enumerate(example["weights"])]
    raw = {f"q{n}": answer for n, answer in enumerate(example["answers"])}
    result = scored(one_area(*questions), raw)
    entry = result.areas[0]
    assert {
        "low": str(entry.low),
        "low_percent": two_decimals(100 * entry.low),
        "high": str(entry.high),
        "high_percent": two_decimals(100 * entry.high),
        "known_percent": two_decimals(100 * entry.known_share),
        "provisional": result.overall.provisional,
    } == example["expected"]
    assert result.overall.level is None


@pytest.mark.parametrize("example", EXAMPLES["share"], ids=lambda e: e["number"])
def test_worked_examples_of_a_share(example):
    raw = {"women": example["women"], "men": example["men"]}
    result = scored(one_area(metric("share"), question("other")), {"share": raw})
    entry = result.questions[0]
    assert entry.answer.raw == raw  # shown either way
    value = example["expected"]["value"]
    assert entry.answer.state == example["expected"]["state"]
    assert entry.value == (None if value is None else Fraction(value))
    assert entry.applicable is (value is not None)


# Areas


@pytest.mark.parametrize(
    ("weights", "answers", "computed"),
    [
        ((1, 1), (4, 0), True),
        ((1, 1), (4, None), False),  # one is unanswered
        ((1, 1), (DONT_KNOW, DONT_KNOW), True),
        ((1, 1), (4, NOT_APPLICABLE), True),  # exactly half is left
        ((2, 1), (4, NOT_APPLICABLE), True),
        ((1, 2), (4, NOT_APPLICABLE), False),  # a third is left
        ((1, 1), (NOT_APPLICABLE, NOT_APPLICABLE), False),
        ((2, 1), (DONT_KNOW, NOT_APPLICABLE), True),
        ((1, 2), (None, NOT_APPLICABLE), False),
    ],
)
def test_an_area_is_computed_when_all_is_said_and_half_applies(
    weights, answers, computed
):
    questions = [question(f"q{n}", weight) for n, weight in enumerate(weights)]
    raw = {f"q{n}": answer for n, answer in enumerate(answers)}
    result = scored(one_area(*questions), raw)
    assert result.areas[0].computed is computed
    assert result.overall.computed is computed
    if not computed:
        entry = result.areas[0]
        assert (entry.points, entry.low, entry.high, entry.known_share) == (None,) * 4


def test_what_does_not_apply_leaves_both_sides():
    result = scored(
        one_area(question("q1", 3), question("q2", 2), question("q3", 1)),
        {"q1": 2, "q2": NOT_APPLICABLE, "q3": DONT_KNOW},
    )
    entry = result.areas[0]
    assert (entry.low, entry.high, entry.known_share) == (
        Fraction(3, 8),
        Fraction(5, 8),
        Fraction(3, 4),
    )


def test_a_question_for_others_is_not_counted():
    large = question("for_large", 3, size_classes=frozenset({"large"}))
    board = question("for_boards", 3, conditions=("has_board",))
    built = one_area(question("for_all"), large, board)
    result = scored(built, {"for_all": 4, "for_large": 0, "for_boards": 0})
    assert [(e.question.code, e.applicable) for e in result.questions] == [
        ("for_all", True),
        ("for_large", False),
        ("for_boards", False),
    ]
    assert result.overall.low == 100


def test_too_few_people_leave_the_share_unscored():
    built = one_area(metric("share", 3), question("other"))
    result = scored(built, {"share": {"women": 0, "men": 9}, "other": 4})
    entry = result.questions[0]
    assert (entry.applicable, entry.answer.state) == (False, State.UNSCORED)
    assert (entry.value, result.overall.low) == (None, 100)
    ten = scored(built, {"share": {"women": 0, "men": 10}, "other": 4})
    assert (ten.questions[0].applicable, ten.overall.low) == (True, 25)


# The whole


@pytest.mark.parametrize(
    ("weight", "computed"), [(74, False), (75, True), (76, True), (100, True)]
)
def test_overall_needs_areas_worth_75(weight, computed):
    done = area("done", weight, question("q1"))
    waiting = [area("waiting", 100 - weight, question("q2"))] if weight < 100 else []
    result = scored(questionnaire(done, *waiting), {"q1": 3})
    assert result.overall.computed is computed
    assert result.overall.points == (75 if computed else None)  # over what is computed
    assert result.overall.level == (4 if computed else None)


@pytest.mark.parametrize(
    ("unknown", "known_share", "provisional"),
    [(0, "1", False), (1, "9/10", False), (2, "4/5", False), (3, "7/10", True)],
)
def test_four_fifths_known_are_enough_for_a_level(unknown, known_share, provisional):
    questions = [question(f"q{n}") for n in range(10)]
    raw = {f"q{n}": DONT_KNOW if n < unknown else 4 for n in range(10)}
    overall = scored(one_area(*questions), raw).overall
    assert (overall.known_share, overall.provisional, overall.level) == (
        Fraction(known_share),
        provisional,
        None if provisional else 5,
    )
    assert (overall.low, overall.high) == (100 - 10 * unknown, 100)


def test_the_known_share_weighs_areas_not_questions():
    built = questionnaire(
        area("many", 20, *(question(f"q{n}") for n in range(8))),
        area("few", 80, question("known"), question("unknown")),
    )
    raw = {f"q{n}": 4 for n in range(8)} | {"known": 4, "unknown": DONT_KNOW}
    assert scored(built, raw).overall.known_share == Fraction(3, 5)


def test_the_known_share_looks_at_computed_areas_only():
    built = questionnaire(
        area("done", 80, question("q1")),
        area("waiting", 20, question("q2"), question("q3")),
    )
    assert scored(built, {"q1": 4, "q2": DONT_KNOW}).overall.known_share == 1


@pytest.mark.parametrize(
    ("points", "whole"),
    [
        ("0", 0),
        ("0.4999", 0),
        ("1/2", 1),
        ("1.5", 2),
        ("2.5", 3),
        ("59.49", 59),
        ("59.5", 60),
        ("99.4999", 99),
        ("99.5", 100),
        ("100", 100),
    ],
)
def test_half_a_point_rounds_up(points, whole):
    assert whole_points(Fraction(points)) == whole


@pytest.mark.parametrize(
    ("percent", "points", "level"),
    [
        ("0", 0, 1),
        ("19", 19, 1),
        ("19.49", 19, 1),
        ("19.5", 20, 2),
        ("20", 20, 2),
        ("39", 39, 2),
        ("39.49", 39, 2),
        ("39.5", 40, 3),
        ("40", 40, 3),
        ("59", 59, 3),
        ("60", 60, 4),
        ("79", 79, 4),
        ("79.49", 79, 4),
        ("79.5", 80, 5),
        ("80", 80, 5),
        ("100", 100, 5),
    ],
)
def test_levels_are_read_from_whole_points(percent, points, level):
    built, raw = exactly("all", 100, percent)
    result = scored(questionnaire(built), raw)
    assert (result.areas[0].points, result.overall.points) == (points, points)
    assert (result.overall.raw_level, result.overall.level) == (level, level)


@pytest.mark.parametrize(
    ("strong", "weak", "raw_level", "cap", "level"),
    [
        ("100", "0", 5, 2, 2),
        ("100", "19.49", 5, 2, 2),
        ("100", "19.5", 5, 3, 3),  # the area's whole points count
        ("100", "40", 5, 4, 4),
        ("100", "60", 5, 5, 5),
        ("50", "0", 3, 2, 2),
        ("10", "0", 1, 2, 1),
        ("90", "90", 5, 6, 5),
    ],
)
def test_no_level_stands_more_than_one_above_the_lowest_area(
    strong, weak, raw_level, cap, level
):
    first, answers = exactly("strong", 85, strong)
    second, more = exactly("weak", 15, weak)
    overall = scored(questionnaire(first, second), answers | more).overall
    assert (overall.raw_level, overall.cap, overall.level) == (raw_level, cap, level)


def test_the_cap_looks_at_computed_areas_only():
    first, answers = exactly("strong", 85, "100")
    second, _ = exactly("waiting", 15, "0")
    overall = scored(questionnaire(first, second), answers).overall
    assert (overall.cap, overall.level) == (6, 5)


@pytest.mark.parametrize(
    ("percents", "balance", "uneven"),
    [
        (("50", "50"), "50.00", False),
        (("100", "25"), "50.00", True),
        (("100", "1"), "10.00", True),
        (("100", "0"), "10.00", True),  # an area counts as 1 at least
        (("0", "0"), "1.00", False),
        (("3.125", "3.125"), "3.13", False),  # an exact half goes up
        (("6.125", "6.125"), "6.13", False),
    ],
)
def test_the_balance_is_a_geometric_mean_of_at_least_one(percents, balance, uneven):
    first, answers = exactly("first", 50, percents[0])
    second, more = exactly("second", 50, percents[1])
    overall = scored(questionnaire(first, second), answers | more).overall
    assert (overall.balance, overall.uneven) == (Decimal(balance), uneven)


def test_without_staff_nothing_is_computed():
    named = yes_no("named", gates=(gate(3),))
    result = scored(one_area(question("q1"), named), {"q1": 4}, firm=profile(0, 0))
    assert (result.overall.computed, result.overall.points, result.overall.level) == (
        False,
        None,
        None,
    )
    assert [entry.computed for entry in result.areas] == [False]
    assert [entry.applicable for entry in result.questions] == [False, False]
    assert result.gates == ()


def test_a_quick_check_has_a_score_and_no_level():
    micro = question("core", gates=(gate(3, 4),))
    more = question("more", size_classes=frozenset({"small"}))
    built = one_area(micro, more)
    quick = scored(built, {"core": 3}, quick=True)
    assert [(e.question.code, e.applicable) for e in quick.questions] == [
        ("core", True),
        ("more", False),
    ]
    assert (quick.overall.points, quick.areas[0].points) == (75, 75)
    assert (quick.overall.raw_level, quick.overall.level) == (None, None)
    assert scored(built, {"core": 3}).overall.computed is False


# Gates


def met(built, raw, firm=None, duties=None):
    """The gates that apply, lowest level first: (level, met)."""
    checks = scored(built, raw, firm, duties).gates
    return [(check.gate.level, check.met) for check in checks]


@pytest.mark.parametrize(
    ("answer", "points", "opened", "level"),
    [
        (4, 100, True, 5),
        (3, 96, True, 5),
        (2, 92, True, 5),  # the stage asked for opens the gate
        (1, 88, False, 2),
        (0, 83, False, 2),
        (DONT_KNOW, 83, False, 2),
        (None, None, False, None),
    ],
)
def test_a_closed_gate_holds_the_level_below(answer, points, opened, level):
    built = one_area(question("named", gates=(gate(3, 2),)), question("other", 5))
    result = scored(built, {"named": answer, "other": 4})
    assert [check.met for check in result.gates] == [opened]
    assert (result.overall.points, result.overall.level) == (points, level)


def test_the_lowest_closed_gate_decides_and_is_listed_first():
    built = one_area(
        question("five", gates=(gate(5, 4),)),
        yes_no("three", gates=(gate(3),)),
        question("four", gates=(gate(4, 4), gate(2, 1))),
        question("rest", 9),
    )
    raw = {"five": 3, "three": "no", "four": 3, "rest": 4}
    result = scored(built, raw)
    assert [(c.gate.level, c.question.code, c.met) for c in result.gates] == [
        (2, "four", True),
        (3, "three", False),
        (4, "four", False),
        (5, "five", False),
    ]
    assert (result.overall.raw_level, result.overall.level) == (5, 2)


def test_gates_of_other_size_classes_are_not_listed():
    small = gate(3, size_classes=frozenset({"small"}))
    large = gate(4, size_classes=frozenset({"medium", "large"}))
    built = one_area(yes_no("named", gates=(small, large)))
    assert met(built, {"named": "no"}, sized("micro")) == []
    assert met(built, {"named": "no"}, sized("small")) == [(3, False)]
    assert met(built, {"named": "no"}, sized("medium")) == [(4, False)]
    assert met(built, {"named": "no"}, sized("large")) == [(4, False)]


def test_a_gate_on_a_question_not_asked_is_not_listed():
    built = one_area(
        yes_no("board_only", conditions=("has_board",), gates=(gate(3),)),
        metric("share", gates=(gate(4),)),
    )
    assert met(built, {"share": {"women": 1, "men": 1}}) == []
    with_board = profile(facts={"has_board": True})
    assert met(built, {"share": {"women": 9, "men": 9}}, with_board) == [
        (3, False),
        (4, True),
    ]


SINCE = date(2026, 6, 7)


@pytest.mark.parametrize(
    ("country", "staff", "day", "binds"),
    [
        ("IT", {}, SINCE, True),  # the first day counts
        ("IT", {}, SINCE - timedelta(days=1), False),
        ("IT", {}, SINCE + timedelta(days=1), True),
        ("FR", {}, SINCE, False),
        ("FR", {"FR": 10, "IT": 10}, SINCE, True),  # duties follow where staff work
        ("IT", {"FR": 20}, SINCE, False),
        ("IT", {"FR": 11, "IT": 9}, SINCE, False),  # bound from 10 heads there
        ("FR", {"FR": 20, "IT": 0}, SINCE, False),
        ("ES", {"ES": 10, "IT": 10}, date(2026, 1, 1), True),
    ],
)
def test_a_gate_in_force_holds_by_country_staff_and_day(country, staff, day, binds):
    duties = {"ask": duty("ask", {"IT": SINCE, "ES": date(2026, 1, 1)}, 10)}
    built = one_area(yes_no("asks_pay", good="no", gates=(gate(3, in_force="ask"),)))
    firm = profile(country=country, headcount_by_country=staff, reference_date=day)
    assert met(built, {"asks_pay": "no"}, firm, duties) == [(3, True)] * binds
    assert met(built, {"asks_pay": "yes"}, firm, duties) == [(3, False)] * binds


# Properties

modestly = settings(max_examples=60, deadline=None)  # CI fixes the seed, see conftest


def level(result):
    return result.overall.level


def value_of(case, code, raw):
    return case.questionnaire.question(code).read(raw).value


def rescored(case, raw):
    return scored(case.questionnaire, raw, case.profile, case.duties)


@modestly
@given(cases(unanswered=False), st.data())
def test_a_better_answer_never_lowers_a_score_or_a_level(case, data):
    answers = case.questionnaire.read(case.raw)
    open_to_change = [
        code
        for code, answer in answers.items()
        if answer.state in (State.ANSWERED, State.DONT_KNOW)
    ]
    assume(open_to_change)
    code = data.draw(st.sampled_from(open_to_change))
    better = data.draw(scored_answers(case.questionnaire.question(code)))
    before, new = answers[code].value or 0, value_of(case, code, better)
    assume(new >= before)

    old, now = rescored(case, case.raw), rescored(case, {**case.raw, code: better})
    assert now.overall.computed == old.overall.computed
    for was, is_now in zip(old.areas, now.areas, strict=True):
        assert is_now.computed == was.computed
        if was.computed:
            assert is_now.low >= was.low
            assert is_now.known_share >= was.known_share
    if old.overall.computed:
        assert now.overall.low >= old.overall.low
        assert now.overall.points >= old.overall.points
        assert now.overall.balance >= old.overall.balance
        assert now.overall.raw_level >= old.overall.raw_level
        assert now.overall.cap >= old.overall.cap
    assert {c.question.code for c in old.gates if c.met} <= {
        c.question.code for c in now.gates if c.met
    }
    if level(old) is not None:
        assert level(now) >= level(old)


@modestly
@given(cases(unanswered=False), st.data())
def test_finding_out_stays_inside_the_printed_range(case, data):
    unknown = [code for code, raw in case.raw.items() if raw == DONT_KNOW]
    assume(unknown)
    old = rescored(case, case.raw)
    found = dict(case.raw)
    for code in data.draw(st.lists(st.sampled_from(unknown), min_size=1, unique=True)):
        found[code] = data.draw(known_answers(case.questionnaire.question(code)))
    now = rescored(case, found)

    for was, is_now in zip(old.areas, now.areas, strict=True):
        if is_now.computed:
            assert was.computed
            assert was.low <= is_now.low <= is_now.high <= was.high
    assume([e.computed for e in now.areas] == [e.computed for e in old.areas])
    if old.overall.computed:
        low, high = old.overall.low, old.overall.high
        assert low <= now.overall.low <= now.overall.high <= high


@modestly
@given(cases())
def test_scores_stay_between_0_and_100(case):
    result = rescored(case, case.raw)
    for entry in result.areas:
        if entry.computed:
            assert 0 <= entry.low <= entry.high <= 1
            assert 0 <= entry.known_share <= 1
            assert entry.high - entry.low == 1 - entry.known_share
    overall = result.overall
    if overall.computed:
        assert 0 <= overall.low <= overall.high <= 100
        assert 0 <= overall.points <= 100
        assert overall.balance >= 1
        assert 1 <= overall.raw_level <= 5
        assert overall.provisional is (overall.known_share < Fraction(4, 5))
        assert (overall.level is None) is overall.provisional
        carried = [
            result.points_carried(entry.question)
            for entry in result.questions
            if entry.applicable and entry.answer.state is not State.NOT_APPLICABLE
        ]
        assert sum(carried) == 100


@modestly
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_answers_and_areas_changes_nothing(case, random):
    result = rescored(case, case.raw)
    codes, areas = list(case.raw), list(case.questionnaire.areas)
    random.shuffle(codes)
    random.shuffle(areas)

    shuffled = {code: case.raw[code] for code in codes}
    assert rescored(case, shuffled) == result

    moved = scored(
        replace(case.questionnaire, areas=tuple(areas)),
        shuffled,
        case.profile,
        case.duties,
    )
    assert moved.overall == result.overall
    assert {e.area.code: e for e in moved.areas} == {
        e.area.code: e for e in result.areas
    }
    assert {e.question.code: e for e in moved.questions} == {
        e.question.code: e for e in result.questions
    }
    assert sorted(moved.gates, key=repr) == sorted(result.gates, key=repr)
