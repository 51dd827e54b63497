from collections import Counter, defaultdict
from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings

from assessment.advice import advise
from assessment.answers import DONT_KNOW, TOP_STAGE, Scale, State
from assessment.questions import DutyLink
from assessment.scoring import score
from tests.assessment.catalogues import (
    CAPACITY,
    DAY,
    action,
    area,
    cases,
    checklist,
    duty,
    gate,
    metric,
    profile,
    question,
    questionnaire,
    sized,
    yes_no,
)

QUARTERS = ("2027-Q1", "2027-Q2", "2027-Q3", "2027-Q4")
ORDER = {"find_out": 0, "duty": 1, "gate": 2, "gain": 3}
BOUND = {"ask": duty("ask", {"FR": DAY})}


def plan(built, raw, firm=None, duties=BOUND):
    firm = firm or profile()
    scored = score(built, firm, built.read(raw), duties=duties)
    return advise(built, firm, scored, duties=duties)


def one_area(*questions):
    return questionnaire(area("all", 100, *questions))


def steps(*stages, hours=1, code="step"):
    """Actions from each of these stages to the next."""
    return tuple(
        action(f"{code}_{low}_{high}", low, high, effort_hours=hours)
        for low, high in pairwise(stages)
    )


def rows(advice, *names):
    return [tuple(getattr(entry, name) for name in names) for entry in advice]


# Which actions


@pytest.mark.parametrize(
    ("answer", "advised"),
    [
        (0, [("to_2", 0, 2, "50")]),  # the first that fits, in the order of the file
        (1, [("to_2", 1, 2, "25")]),
        (2, [("to_4", 2, 4, "50")]),
        (3, [("to_4", 3, 4, "25")]),
        (4, []),
        ({"not_applicable": "reason"}, []),
        (None, []),
    ],
)
def test_the_next_step_up_from_where_the_firm_stands(answer, advised):
    actions = (action("to_2", 0, 2), action("to_4", 1, 4))
    built = questionnaire(
        area("all", 75, question("q", actions=actions)),
        area("rest", 25, question("rest", actions=())),
    )
    advice = [
        (entry.code, entry.from_stage, entry.to_stage, entry.gain)
        for entry in plan(built, {"q": answer, "rest": 4})
    ]
    # the area carries 75 points
    assert advice == [
        (code, low, high, Fraction(gain) * 3 / 4) for code, low, high, gain in advised
    ]


@pytest.mark.parametrize(
    ("good", "answer", "codes"),
    [
        ("yes", "no", ["begin"]),
        ("yes", "yes", []),
        ("no", "yes", ["begin"]),
        ("no", "no", []),
    ],
)
def test_a_yes_no_question_has_one_step(good, answer, codes):
    built = one_area(yes_no("q", good=good, actions=(action("begin"),)))
    assert [entry.code for entry in plan(built, {"q": answer})] == codes


def test_a_checklist_has_a_step_for_each_item_that_exists_and_is_missing():
    actions = tuple(action(f"bring_{i}", item=i) for i in "abcd")
    built = one_area(checklist("q", "aBcd", actions=actions))
    raw = {"q": {"ticked": ["c"], "absent": ["b"]}}
    assert rows(plan(built, raw), "code", "from_stage", "to_stage", "gain") == [
        ("bring_a", 1, 2, Fraction(100, 3)),
        ("bring_d", 2, 3, Fraction(100, 3)),
    ]


@pytest.mark.parametrize(
    ("women", "men", "gains"),
    [(9, 3, ["37.5"]), (0, 10, ["100"]), (5, 5, []), (40, 60, [])],
)
def test_a_share_rises_from_where_it_is(women, men, gains):
    built = one_area(metric("q", actions=(action("widen", 0, 1),)))
    advice = plan(built, {"q": {"women": women, "men": men}})
    assert [entry.gain for entry in advice] == [Fraction(gain) for gain in gains]


def test_too_few_people_for_a_share_bring_no_action():
    built = one_area(metric("q", actions=(action("widen", 0, 1),)), question("other"))
    assert plan(built, {"q": {"women": 0, "men": 3}, "other": 4}) == []


def test_what_is_unknown_is_found_out_first_in_the_first_quarter():
    built = one_area(
        question("low", actions=steps(0, 4)),
        *(question(f"unknown_{n}", actions=steps(0, 4)) for n in range(9)),
    )
    raw = {f"unknown_{n}": DONT_KNOW for n in range(9)} | {"low": 0}
    advice = plan(built, raw)
    told = rows(advice, "code", "reason", "from_stage", "to_stage", "gain", "when")
    assert told == [
        (f"find_out_unknown_{n}", "find_out", None, None, 0, "2027-Q1")
        for n in range(9)
    ] + [("step_0_4", "gain", 0, 4, 10, "2027-Q1")]


def test_much_to_find_out_takes_the_hours_of_the_first_quarters():
    built = one_area(
        question("short", actions=steps(0, 4, hours=4, code="short")),
        question("long", actions=steps(0, 4, hours=6, code="long")),
        *(question(f"unknown_{n}", actions=steps(0, 4)) for n in range(19)),
    )
    raw = {f"unknown_{n}": DONT_KNOW for n in range(19)} | {"short": 0, "long": 0}
    advice = plan(built, raw, sized("micro"))  # 12 hours a quarter
    assert rows(advice, "code", "when") == [
        *((f"find_out_unknown_{n}", "2027-Q1") for n in range(12)),
        *((f"find_out_unknown_{n}", "2027-Q2") for n in range(12, 19)),
        ("short_0_4", "2027-Q2"),
        ("long_0_4", "2027-Q3"),
    ]


def test_what_is_to_be_found_out_takes_the_place_of_no_action():
    unknown = [question(f"unknown_{n}") for n in range(6)]
    known = [question(f"q{n}", actions=steps(0, 4, code=f"q{n}")) for n in range(6)]
    raw = {q.code: DONT_KNOW for q in unknown} | {q.code: 0 for q in known}
    advice = plan(one_area(*unknown, *known), raw, sized("micro"))  # 5 actions a year
    assert [entry.when for entry in advice if entry.action] == [
        *("2027-Q1", "2027-Q1", "2027-Q2", "2027-Q2", "2027-Q3"),
        "later",
    ]


def test_actions_fit_the_size_class():
    actions = tuple(
        action(f"for_{name}", 0, 4, size_classes=frozenset({name})) for name in CAPACITY
    )
    built = one_area(question("q", actions=actions))
    assert {
        name: [entry.code for entry in plan(built, {"q": 0}, sized(name))]
        for name in CAPACITY
    } == {name: [f"for_{name}"] for name in CAPACITY}


def test_nothing_is_advised_to_an_enterprise_without_staff():
    built = one_area(question("q", actions=steps(0, 4)))
    assert plan(built, {"q": 0}, profile(0, 0)) == []


# In which order


def test_duties_come_before_gates_and_gates_before_gain():
    built = one_area(
        question("gain", 3, actions=steps(0, 4, code="gain")),
        question("gate_5", gates=(gate(5, 4),), actions=steps(0, 4, code="gate_5")),
        question("gate_3", gates=(gate(3, 4),), actions=steps(0, 4, code="gate_3")),
        question(
            "duty",
            duties=(DutyLink("ask", Fraction(1)),),
            actions=steps(0, 4, code="duty", hours=30),
        ),
        question("unknown", gates=(gate(2, 1),)),
    )
    raw = {"gain": 0, "gate_5": 0, "gate_3": 0, "duty": 0, "unknown": DONT_KNOW}
    assert rows(plan(built, raw), "code", "reason") == [
        ("find_out_unknown", "find_out"),
        ("duty_0_4", "duty"),
        ("gate_3_0_4", "gate"),
        ("gate_5_0_4", "gate"),
        ("gain_0_4", "gain"),
    ]


@pytest.mark.parametrize(
    ("country", "staff", "day", "reason"),
    [
        ("FR", {}, DAY, "duty"),
        ("FR", {}, date(2026, 11, 29), "gain"),
        ("ES", {}, DAY, "gain"),
        ("ES", {"ES": 19, "FR": 1}, DAY, "duty"),
    ],
)
def test_a_duty_counts_where_and_since_when_it_binds(country, staff, day, reason):
    asked = question(
        "q", duties=(DutyLink("ask", Fraction(1, 2)),), actions=steps(0, 2, 4)
    )
    firm = profile(country=country, headcount_by_country=staff, reference_date=day)
    assert rows(plan(one_area(asked), {"q": 0}, firm), "reason") == [(reason,)]


def test_steps_are_chained_as_far_as_a_duty_asks():
    asked = question(
        "q",
        duties=(DutyLink("ask", Fraction(1, 2)),),
        gates=(gate(4, 3),),
        actions=steps(0, 1, 2, 3, 4, hours=2),
    )
    advice = plan(one_area(asked, question("rest")), {"q": 0, "rest": 4})
    assert rows(advice, "code", "reason", "gain") == [
        ("step_0_1", "duty", Fraction(25, 2)),
        ("step_1_2", "duty", Fraction(25, 2)),
        ("step_2_3", "gate", Fraction(25, 2)),
    ]


def test_steps_are_chained_as_far_as_the_lowest_closed_gate_asks():
    asked = question("q", gates=(gate(5, 4), gate(3, 2)), actions=steps(0, 1, 2, 3, 4))
    other = question("other", gates=(gate(4, 4),), actions=steps(0, 4, code="other"))
    advice = plan(one_area(asked, other), {"q": 0, "other": 0})
    assert rows(advice, "code", "reason") == [
        ("step_0_1", "gate"),
        ("step_1_2", "gate"),
        ("other_0_4", "gate"),
    ]


def test_the_gain_for_an_hour_decides_the_rest():
    built = one_area(
        question("slow", 3, actions=steps(0, 4, hours=12, code="slow")),
        question("quick", 1, actions=steps(0, 4, hours=3, code="quick")),
        question("best", 2, actions=steps(0, 4, hours=1, code="best")),
        question("equal", 1, actions=steps(0, 2, hours=2, code="equal")),
    )
    raw = dict.fromkeys(("slow", "quick", "best", "equal"), 0)
    assert [entry.code for entry in plan(built, raw)] == [
        "best_0_4",
        "quick_0_4",  # a third of a seventh of the points for an hour
        "slow_0_4",  # a quarter, as the next: in the order of the questions
        "equal_0_2",
    ]


# When


@pytest.mark.parametrize(
    ("day", "quarters"),
    [
        (date(2026, 11, 30), ["2027-Q1", "2027-Q2", "2027-Q3", "2027-Q4"]),
        (date(2026, 12, 31), ["2027-Q1", "2027-Q2", "2027-Q3", "2027-Q4"]),
        (date(2026, 1, 1), ["2026-Q2", "2026-Q3", "2026-Q4", "2027-Q1"]),
        (date(2026, 3, 31), ["2026-Q2", "2026-Q3", "2026-Q4", "2027-Q1"]),
        (date(2026, 4, 1), ["2026-Q3", "2026-Q4", "2027-Q1", "2027-Q2"]),
        (date(2026, 9, 30), ["2026-Q4", "2027-Q1", "2027-Q2", "2027-Q3"]),
    ],
)
def test_the_plan_begins_with_the_next_quarter(day, quarters):
    asked = [
        question(f"q{n}", actions=steps(0, 4, hours=30, code=f"q{n}")) for n in range(4)
    ]
    advice = plan(
        one_area(*asked),
        {f"q{n}": 0 for n in range(4)},
        sized("small", reference_date=day),
    )
    assert [entry.when for entry in advice] == quarters


@pytest.mark.parametrize(
    ("size_class", "a_quarter"),
    [
        ("micro", [2, 2, 1, 0]),  # 5 a year, at most 2 a quarter
        ("small", [2, 2, 2, 2]),
        ("medium", [3, 3, 3, 3]),
        ("large", [3, 3, 3, 3]),
    ],
)
def test_a_year_holds_what_the_size_class_can_do(size_class, a_quarter):
    asked = [question(f"q{n:02}", actions=steps(0, 4)) for n in range(20)]
    advice = plan(one_area(*asked), {q.code: 0 for q in asked}, sized(size_class))
    held = Counter(entry.when for entry in advice)
    assert [held[quarter] for quarter in QUARTERS] == a_quarter
    assert held["later"] == 20 - sum(a_quarter)
    assert [entry.when for entry in advice] == sorted(entry.when for entry in advice)


@pytest.mark.parametrize(
    ("hours", "quarters"),
    [
        # a micro firm has 12 hours a quarter
        ([6, 6, 6], ["2027-Q1", "2027-Q1", "2027-Q2"]),
        ([6, 7, 6], ["2027-Q1", "2027-Q2", "2027-Q1"]),  # a short one fits before
        ([12, 1, 1], ["2027-Q1", "2027-Q2", "2027-Q2"]),
        ([40, 1, 1], ["2027-Q1", "2027-Q2", "2027-Q2"]),  # too long: alone in one
        ([1, 40, 1], ["2027-Q1", "2027-Q2", "2027-Q1"]),
        ([40, 40, 40, 40, 1], [*QUARTERS, "later"]),
        ([9, 9, 9, 9, 4], [*QUARTERS, "later"]),
    ],
)
def test_a_quarter_holds_its_hours(hours, quarters):
    asked = [
        question(
            f"q{n}",
            # the order is that of the gates, whatever the hours
            gates=(gate(2, 4),),
            weight=effort * 10 ** (9 - n),
            actions=steps(0, 4, hours=effort, code=f"q{n}"),
        )
        for n, effort in enumerate(hours)
    ]
    advice = plan(one_area(*asked), {q.code: 0 for q in asked}, sized("micro"))
    assert rows(advice, "code", "when") == [
        (f"q{n}_0_4", quarter) for n, quarter in enumerate(quarters)
    ]


def test_a_later_step_waits_for_the_earlier_one():
    long_first = (
        action("first", 0, 2, effort_hours=12),
        action("second", 2, 4, effort_hours=1),
    )
    asked = question("q", gates=(gate(3, 4),), actions=long_first)
    other = question("other", gates=(gate(3, 4),), actions=steps(0, 4, hours=2))
    advice = plan(one_area(asked, other), {"q": 0, "other": 0}, sized("micro"))
    assert rows(advice, "code", "when") == [
        ("step_0_4", "2027-Q1"),
        ("first", "2027-Q2"),
        ("second", "2027-Q3"),
    ]


# Properties

modestly = settings(max_examples=60, deadline=None)


def advised(case):
    return plan(case.questionnaire, case.raw, case.profile, case.duties)


def points(case, code, raw):
    built = case.questionnaire
    answers = built.read({**case.raw, code: raw})
    overall = score(built, case.profile, answers, duties=case.duties).overall
    return overall.low if overall.computed else Fraction(0)


def answer_at(entry, stage, before):
    """The answer of this stage, in stored form; `before` for where a firm stands."""
    match entry.question.scale:
        case Scale.STAGED:
            return stage
        case Scale.YES_NO:
            bad = {"yes": "no", "no": "yes"}[entry.question.good]
            return entry.question.good if stage else bad
        case Scale.METRIC:
            return {"women": 5, "men": 5} if stage else before


@modestly
@given(cases(with_actions=True))
def test_each_gain_is_what_scoring_again_gives(case):
    now = dict(case.raw)  # grows as the plan is carried out, question by question
    for entry in advised(case):
        code = entry.question.code
        if entry.action is None:
            assert entry.gain == 0
            continue
        before = now[code]
        if entry.question.scale is Scale.CHECKLIST:
            marks = before if isinstance(before, dict) else {"ticked": before}
            ticked = [*marks["ticked"], entry.action.item]
            after = {"ticked": ticked, "absent": marks.get("absent", [])}
            assert (entry.from_stage, entry.to_stage) == (len(ticked) - 1, len(ticked))
        else:
            assert before == answer_at(entry, entry.from_stage, before)
            after = answer_at(entry, entry.to_stage, before)
        assert entry.gain == points(case, code, after) - points(case, code, before)
        now[code] = after


@modestly
@given(cases(with_actions=True))
def test_the_order_is_find_out_duty_gate_gain(case):
    levels = {}
    scored = score(
        case.questionnaire,
        case.profile,
        case.questionnaire.read(case.raw),
        duties=case.duties,
    )
    for check in scored.gates:
        if not check.met:
            levels.setdefault(check.question.code, check.gate.level)
    places, reached = [], defaultdict(tuple)
    for entry in advised(case):
        code = entry.question.code
        place = (
            ORDER[entry.reason],
            levels[code] if entry.reason == "gate" else 0,
            -entry.gain / entry.effort_hours,
        )
        reached[code] = max(reached[code], place)  # waits for the earlier step
        places.append(reached[code])
    assert places == sorted(places)


@modestly
@given(cases(with_actions=True))
def test_a_plan_stays_within_what_the_firm_can_do(case):
    advice = advised(case)
    can = CAPACITY[case.profile.size_class]
    by_quarter = defaultdict(list)
    for entry in advice:
        if entry.when != "later":
            by_quarter[entry.when].append(entry)
    counts = []
    for entries in by_quarter.values():
        hours = sum(entry.effort_hours for entry in entries)
        assert hours <= can.hours_a_quarter or len(entries) == 1
        counts.append(sum(entry.action is not None for entry in entries))
    assert len(counts) <= 4
    assert sum(counts) <= can.actions_a_year
    assert all(count <= -(-can.actions_a_year // 4) for count in counts)


@modestly
@given(cases(with_actions=True))
def test_steps_stand_in_order_and_fit_the_firm(case):
    answers = case.questionnaire.read(case.raw)
    stage, quarter = {}, defaultdict(str)
    for entry in advised(case):
        code = entry.question.code
        assert entry.question.asked_of(case.profile)
        if entry.action is None:
            assert answers[code].state is State.DONT_KNOW
            continue
        assert answers[code].state is State.ANSWERED
        assert case.profile.size_class in entry.action.size_classes
        assert entry.from_stage == stage.get(code, entry.from_stage)
        assert entry.from_stage < entry.to_stage <= max(TOP_STAGE, 1)
        stage[code] = entry.to_stage
        assert entry.when >= quarter[code]  # "later" sorts behind every quarter
        quarter[code] = entry.when


@modestly
@given(cases(with_actions=True))
def test_each_gap_is_named_once(case):
    advice = advised(case)
    codes = [entry.code for entry in advice]
    assert len(codes) == len(set(codes))
    unknown = {
        entry.question.code
        for entry in score(
            case.questionnaire,
            case.profile,
            case.questionnaire.read(case.raw),
            duties=case.duties,
        ).questions
        if entry.applicable and entry.answer.state is State.DONT_KNOW
    }
    assert {e.question.code for e in advice if e.reason == "find_out"} == unknown
