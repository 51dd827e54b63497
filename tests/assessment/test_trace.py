import json
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from hypothesis import given, settings

from assessment.answers import DONT_KNOW
from assessment.trace import trace
from tests.assessment.catalogues import (
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
    yes_no,
)

KEYS = {  # the contract of the command `assess`
    "overall": "score low high balance level raw_level known_share provisional",
    "areas": "code weight score low high known_share computed",
    "gates": "code level met",
    "questions": "code area weight applicable state value",
    "actions": "code question from_stage to_stage gain effort_hours when reason",
}


def printed(built, firm, raw, duties=None, **options):
    """The trace as a reader of the file gets it."""
    told = trace(built, firm, built.read(raw), duties=duties or {}, **options)
    return json.loads(json.dumps(told, allow_nan=False))


BUILT = questionnaire(
    area(
        "promise",
        60,
        question("given", 3, gates=(gate(3, 3),), actions=(action("sign", 0, 4),)),
        question("kept", 1),
        question("checked", 1),
        question("for_large", 3, size_classes=frozenset({"large"})),
    ),
    area(
        "deeds",
        40,
        yes_no("asks_pay", 2, good="no", gates=(gate(4, in_force="ask"),)),
        checklist("equipment", "GtR"),
        metric("share"),
        metric("few"),
    ),
)
RAW = {
    "given": 2,
    "kept": DONT_KNOW,
    "checked": {"not_applicable": "reason"},
    "asks_pay": "no",
    "equipment": {"ticked": ["t"], "absent": ["g"]},
    "share": {"women": 9, "men": 3},
    "few": {"women": 3, "men": 1},
}
ASK = {"ask": duty("ask", {"FR": DAY})}


def test_a_trace_tells_every_step():
    told = printed(BUILT, profile(), RAW, ASK)
    assert told == {
        "edition": "test",
        "rules": "test.1",
        "size_class": "small",
        "indicative": False,
        "overall": {
            "computed": True,
            "score": 54,  # 60 x 3/8 + 40 x 25/32 = 53.75
            "low": "215/4",
            "high": "275/4",
            "balance": "50.30",
            "uneven": False,
            "known_share": "17/20",
            "provisional": False,
            "raw_level": 3,
            "cap": 3,
            "level": 2,
        },
        "areas": [
            {
                "code": "promise",
                "weight": 60,
                "computed": True,
                "score": 38,
                "low": "3/8",
                "high": "5/8",
                "known_share": "3/4",
            },
            {
                "code": "deeds",
                "weight": 40,
                "computed": True,
                "score": 78,
                "low": "25/32",
                "high": "25/32",
                "known_share": "1/1",
            },
        ],
        "gates": [
            {
                "code": "given",
                "level": 3,
                "least": "3/4",
                "in_force": None,
                "met": False,
            },
            {
                "code": "asks_pay",
                "level": 4,
                "least": "1/1",
                "in_force": "ask",
                "met": True,
            },
        ],
        "questions": [
            entry("given", "promise", 3, "answered", "1/2"),
            entry("kept", "promise", 1, "dont_know"),
            entry("checked", "promise", 1, "not_applicable"),
            entry("for_large", "promise", 3, "unanswered", applicable=False),
            entry("asks_pay", "deeds", 2, "answered", "1/1"),
            entry("equipment", "deeds", 1, "answered", "1/2"),
            entry("share", "deeds", 1, "answered", "5/8"),
            entry("few", "deeds", 1, "unscored", applicable=False),
        ],
        "actions": [
            {
                "code": "find_out_kept",
                "question": "kept",
                "from_stage": None,
                "to_stage": None,
                "gain": "0/1",
                "effort_hours": 1,
                "when": "2027-Q1",
                "reason": "find_out",
            },
            {
                "code": "sign",
                "question": "given",
                "from_stage": 2,
                "to_stage": 4,
                "gain": "45/2",
                "effort_hours": 1,
                "when": "2027-Q1",
                "reason": "gate",
            },
        ],
        "obligations": [],
    }


def entry(code, area, weight, state, value=None, applicable=True):
    return {
        "code": code,
        "area": area,
        "weight": weight,
        "applicable": applicable,
        "state": state,
        "value": value,
        "answer": RAW.get(code),
    }


def test_what_is_not_computed_is_null():
    told = printed(BUILT, profile(), {"given": 2}, ASK)
    overall = told["overall"]
    assert {key for key, value in overall.items() if value is None} == {
        "score",
        "low",
        "high",
        "balance",
        "known_share",
        "raw_level",
        "cap",
        "level",
    }
    assert overall["computed"] is False
    assert [part["score"] for part in told["areas"]] == [None, None]


def test_an_enterprise_without_staff_gets_an_empty_result():
    told = printed(BUILT, profile(0, 0), RAW, ASK)
    assert (told["size_class"], told["gates"], told["actions"]) == (None, [], [])
    assert [e["applicable"] for e in told["questions"]] == [False] * 8


def test_a_quick_check_says_that_it_is_one():
    told = printed(BUILT, profile(150, 150), RAW, ASK, quick=True)
    assert (told["indicative"], told["size_class"]) == (True, "large")
    assert (told["overall"]["score"], told["overall"]["level"]) == (54, None)


# Computed again from the printed numbers alone, by the published rules


def recomputed(told):
    """What the trace must say, from its question values and weights."""
    areas = [area_again(part, told["questions"]) for part in told["areas"]]
    return {"overall": overall_again(areas, told["gates"]), "areas": areas}


def area_again(part, questions):
    mine = [e for e in questions if e["area"] == part["code"] and e["applicable"]]
    left = [e for e in mine if e["state"] != "not_applicable"]
    all_weight = sum(e["weight"] for e in mine)
    weight = sum(e["weight"] for e in left)
    waiting = any(e["state"] == "unanswered" for e in mine)
    again = {"code": part["code"], "weight": part["weight"]}
    if not mine or waiting or 2 * weight < all_weight:
        nothing = dict.fromkeys(("score", "low", "high", "known_share"))
        return again | {"computed": False} | nothing
    low = high = known = Fraction(0)
    for e in left:
        if e["state"] == "answered":
            low += e["weight"] * Fraction(e["value"])
            high += e["weight"] * Fraction(e["value"])
            known += e["weight"]
        else:
            high += e["weight"]
    return again | {
        "computed": True,
        "score": half_up(100 * low / weight),
        "low": written(low / weight),
        "high": written(high / weight),
        "known_share": written(known / weight),
    }


def overall_again(areas, gates):
    computed = [part for part in areas if part["computed"]]
    weight = sum(part["weight"] for part in computed)
    if weight < 75:
        no = dict.fromkeys(("computed", "provisional", "uneven"), False)
        ranges = dict.fromkeys(("score", "low", "high", "balance", "known_share"))
        return no | ranges | dict.fromkeys(("raw_level", "cap", "level"))

    def mean(key):
        return sum(p["weight"] * Fraction(p[key]) for p in computed) / Fraction(weight)

    low, known = 100 * mean("low"), mean("known_share")
    raw_level = level_of(half_up(low))
    cap = min(level_of(part["score"]) for part in computed) + 1
    allowed = [raw_level, cap, *(g["level"] - 1 for g in gates if not g["met"])]
    balance = geometric_mean(computed, weight)
    return {
        "computed": True,
        "score": half_up(low),
        "low": written(low),
        "high": written(100 * mean("high")),
        "balance": str(balance),
        "uneven": low - Fraction(balance) > 5,
        "known_share": written(known),
        "provisional": known < Fraction(80, 100),
        "raw_level": raw_level,
        "cap": cap,
        "level": None if known < Fraction(80, 100) else min(allowed),
    }


def geometric_mean(computed, weight):
    """The weight-th root of the product, where the product goes by the logarithm."""
    with localcontext(prec=60):
        product = Decimal(1)
        for part in computed:
            points = max(Fraction(part["low"]) * 100, Fraction(1))
            whole = Decimal(points.numerator) / Decimal(points.denominator)
            product *= whole ** part["weight"]
        root = product ** (Decimal(1) / Decimal(weight))
        steady = root.quantize(Decimal("1e-40"))
        return steady.quantize(Decimal("0.01"), ROUND_HALF_UP)


def half_up(number):
    return int(number + Fraction(1, 2))


def level_of(points):
    return 1 + sum(points >= edge for edge in (20, 40, 60, 80))


def written(number):
    return f"{number.numerator}/{number.denominator}"


@settings(max_examples=80, deadline=None)
@given(cases(with_actions=True))
def test_anybody_can_compute_the_result_again(case):
    told = printed(case.questionnaire, case.profile, case.raw, case.duties)
    assert {key: told[key] for key in ("overall", "areas")} == recomputed(told)


@settings(max_examples=40, deadline=None)
@given(cases(with_actions=True))
def test_every_key_of_the_contract_is_there(case):
    told = printed(case.questionnaire, case.profile, case.raw, case.duties)
    assert {"edition", "rules", "size_class", "obligations", *KEYS} <= set(told)
    assert "computed" in told["overall"]
    for key, names in KEYS.items():
        parts = [told[key]] if key == "overall" else told[key]
        for part in parts:
            assert set(names.split()) <= set(part)
    for e in told["questions"]:
        assert (e["value"] is not None) == (e["state"] == "answered")
