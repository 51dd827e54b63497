"""Small questionnaires for tests: built by hand, generated, or written as an edition.

Everything here is plain data of the pure rooms; nothing reads the real catalogue.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from assessment.answers import DONT_KNOW, TOP_STAGE, Scale
from assessment.edition import Duty
from assessment.profile import SIZE_CLASSES, Headcount, Profile
from assessment.questionnaire import Area, Capacity, Level, Questionnaire
from assessment.questions import (
    Action,
    DutyLink,
    Gate,
    Item,
    Phrasing,
    Question,
    Wording,
)

TEXT = Wording("test", "Not read here.")
EVERY_SIZE = frozenset(SIZE_CLASSES)
DAY = date(2026, 11, 30)
LEVELS = tuple(
    Level(number, points, TEXT, TEXT)
    for number, points in enumerate((0, 20, 40, 60, 80), 1)
)
CAPACITY = {
    "micro": Capacity(5, 12),
    "small": Capacity(8, 30),
    "medium": Capacity(12, 80),
    "large": Capacity(12, 160),
}
REASON = Item("reason", TEXT)
HEADS = {"micro": 6, "small": 20, "medium": 100, "large": 400}


# Built by hand


def question(
    code: str, weight: int = 1, scale: Scale = Scale.STAGED, **fields: Any
) -> Question:
    phrasing = Phrasing(TEXT, TEXT, TEXT, ())
    given = {
        "area": "",
        "size_classes": EVERY_SIZE,
        "seconds": 45,
        "conditions": (),
        "why": TEXT,
        "find_out": TEXT,
        "phrasings": dict.fromkeys(SIZE_CLASSES, phrasing),
        "reasons": (REASON,),
    }
    return Question(code=code, scale=scale, weight=weight, **(given | fields))


def yes_no(code: str, weight: int = 1, **fields: Any) -> Question:
    return question(code, weight, Scale.YES_NO, **fields)


def checklist(code: str, items: str, weight: int = 1, **fields: Any) -> Question:
    """One item for each letter; a capital one may be absent."""
    return question(
        code,
        weight,
        Scale.CHECKLIST,
        items=tuple(Item(i.lower(), TEXT, i.isupper()) for i in items),
        **fields,
    )


def metric(code: str, weight: int = 1, **fields: Any) -> Question:
    return question(code, weight, Scale.METRIC, group=TEXT, **fields)


def area(code: str, weight: int, *questions: Question) -> Area:
    return Area(
        code, TEXT, TEXT, weight, tuple(replace(q, area=code) for q in questions)
    )


def questionnaire(*areas: Area) -> Questionnaire:
    return Questionnaire("test", "test.1", TEXT, areas, LEVELS, CAPACITY)


def exactly(code: str, weight: int, percent: str) -> tuple[Area, dict[str, str]]:
    """An area of two questions and the answers that give exactly these points."""
    share = Fraction(percent) / 100
    questions = (
        yes_no(f"{code}_yes", share.numerator),
        yes_no(f"{code}_no", share.denominator - share.numerator),
    )
    return area(code, weight, *questions), {f"{code}_yes": "yes", f"{code}_no": "no"}


def profile(women: int = 10, men: int = 10, **fields: Any) -> Profile:
    given = {
        "name": "Test",
        "country": "FR",
        "sector": "C",
        "headcount": Headcount(women, men, fields.pop("other", 0)),
        "reference_date": DAY,
    }
    return Profile(**(given | fields))


def sized(size_class: str, **fields: Any) -> Profile:
    return profile(HEADS[size_class] // 2, HEADS[size_class] // 2, **fields)


def gate(level: int, stage: int = TOP_STAGE, **fields: Any) -> Gate:
    """A gate by the stage it asks for; of a yes/no question, leave the stage out."""
    given = {"size_classes": EVERY_SIZE, "least": Fraction(stage, TOP_STAGE)}
    return Gate(level=level, **(given | fields))


def duty(code: str, in_force: Mapping[str, date], from_headcount: int = 1) -> Duty:
    return Duty(code, TEXT, {}, from_headcount, in_force, DAY)


def action(code: str, from_stage: int = 0, to_stage: int = 1, **fields: Any) -> Action:
    given = {
        "question": "",
        "size_classes": EVERY_SIZE,
        "item": None,
        "title": TEXT,
        "steps": (TEXT,),
        "indicator": TEXT,
        "who": "owner",
        "effort_hours": 1,
        "weeks": 1,
        "cost": "none",
    }
    return Action(
        code=code, from_stage=from_stage, to_stage=to_stage, **(given | fields)
    )


# Generated


@dataclass(frozen=True)
class Case:
    """One enterprise with its questionnaire, duties and answers in stored form."""

    questionnaire: Questionnaire
    profile: Profile
    duties: Mapping[str, Duty]
    raw: Mapping[str, Any]


DUTIES = {
    "everywhere": duty("everywhere", {"FR": date(2020, 1, 1)}),
    "later": duty("later", {"FR": date(2030, 1, 1)}),
    "from_50": duty("from_50", {"FR": date(2020, 1, 1)}, 50),
}
DUTY_CODES = (None, None, *DUTIES)


# Made once: hypothesis takes longer to build a strategy than to draw from it.
SOME_SIZES = st.sampled_from(
    [EVERY_SIZE] * 6
    + [EVERY_SIZE - {name} for name in SIZE_CLASSES]
    + [frozenset([name]) for name in SIZE_CLASSES]
)
SCALES = st.sampled_from([Scale.STAGED, Scale.STAGED, *Scale])
CONDITIONS = st.sampled_from([(), (), (), ("has_board",), ("both_sexes",)])
GOOD = st.sampled_from(["yes", "no"])
REASONS = st.sampled_from([(), (REASON,)])
GATE = st.sampled_from([None, None, *((n, d) for n in range(2, 6) for d in DUTY_CODES)])
LINK = st.sampled_from([None, None, *DUTIES])
WEIGHT, HOURS, FLAG = st.integers(1, 3), st.integers(1, 40), st.booleans()
UP_TO = {n: st.integers(1, n) for n in range(1, 5)}
STAGE = st.integers(0, TOP_STAGE)


@st.composite
def questions(draw, code: str, with_actions: bool) -> Question:
    scale = draw(SCALES)
    top = TOP_STAGE if scale is Scale.STAGED else 1
    items = ()
    if scale is Scale.CHECKLIST:
        items = tuple(
            Item(f"item_{number}", TEXT, draw(FLAG))
            for number in range(1 + draw(UP_TO[3]))
        )
    size_classes = draw(SOME_SIZES)
    gates, links = draw(GATE), draw(LINK)
    least = Fraction(draw(UP_TO[top]), top)
    return question(
        code,
        draw(WEIGHT),
        scale,
        size_classes=size_classes,
        conditions=draw(CONDITIONS),
        good=draw(GOOD) if scale is Scale.YES_NO else "yes",
        items=items,
        group=TEXT if scale is Scale.METRIC else None,
        reasons=draw(REASONS),
        gates=(Gate(gates[0], size_classes, least, gates[1]),) if gates else (),
        duties=(DutyLink(links, Fraction(draw(UP_TO[top]), top)),) if links else (),
        actions=tuple(draw(actions(code, top, items))) if with_actions else (),
    )


@st.composite
def actions(draw, code: str, top: int, items: tuple[Item, ...]) -> list[Action]:
    """Actions that lead up from every stage of every class, in steps of any width."""
    if items:
        return [
            action(
                f"{code}_{item.code}",
                item=item.code,
                question=code,
                effort_hours=draw(HOURS),
            )
            for item in items
        ]
    found = []
    for size_class in SIZE_CLASSES:
        stage = 0
        while stage < top:
            reached = stage + draw(UP_TO[top - stage])
            found.append(
                action(
                    f"{code}_{size_class}_{stage}",
                    stage,
                    reached,
                    size_classes=frozenset([size_class]),
                    question=code,
                    effort_hours=draw(HOURS),
                )
            )
            stage = reached
    return found


CUTS = st.lists(st.integers(1, 99), min_size=1, max_size=3, unique=True)


@st.composite
def questionnaires(draw, with_actions: bool = False) -> Questionnaire:
    cuts = draw(CUTS)
    edges = [0, *sorted(cuts), 100]
    return questionnaire(
        *(
            area(
                f"area_{number}",
                high - low,
                *(
                    draw(questions(f"question_{number}_{place}", with_actions))
                    for place in range(draw(UP_TO[4]))
                ),
            )
            for number, (low, high) in enumerate(pairwise(edges))
        )
    )


PROFILES = st.builds(
    profile,
    st.sampled_from([1, 5, 20, 45, 300]),
    st.sampled_from([0, 4, 5, 30, 200]),
    other=st.sampled_from([0, 2]),
    facts=st.sampled_from([{"has_board": True}, {"has_board": False}]),
    reference_date=st.sampled_from([date(2026, 1, 1), DAY, date(2031, 12, 31)]),
)
HEADS_OF_A_GROUP = st.fixed_dictionaries(
    {"women": st.integers(5, 40), "men": st.integers(5, 40)}
)
TICKED, ABSENT, ITEM_HERE = range(3)
MARKS = st.tuples(*[st.sampled_from([TICKED, ABSENT, ITEM_HERE])] * 4)


def scored_answers(asked: Question) -> st.SearchStrategy[Any]:
    """Answers that carry a value, in stored form."""
    match asked.scale:
        case Scale.STAGED:
            return STAGE
        case Scale.YES_NO:
            return GOOD
        case Scale.CHECKLIST:
            return MARKS.map(lambda marks: _ticks(asked.items, marks))
        case Scale.METRIC:
            return HEADS_OF_A_GROUP


def _ticks(items: tuple[Item, ...], marks: tuple[int, ...]) -> Any:
    """A checklist's stored form; the first item is never absent."""
    absent = [
        item.code
        for item, mark in zip(items[1:], marks[1:], strict=False)
        if mark == ABSENT and item.may_be_absent
    ]
    ticked = [
        item.code for item, mark in zip(items, marks, strict=False) if mark == TICKED
    ]
    return {"ticked": ticked, "absent": absent} if absent else ticked


def known_answers(asked: Question) -> st.SearchStrategy[Any]:
    """Any answer but "don't know": a value, too few people, or not applicable."""
    kinds = [scored_answers(asked)]
    if asked.reasons:
        kinds.append(st.just({"not_applicable": "reason"}))
    if asked.scale is Scale.METRIC:
        kinds.append(st.just({"women": 3, "men": 1}))
    return st.one_of(kinds)


KINDS = {
    True: st.sampled_from(["known"] * 7 + [DONT_KNOW, None]),
    False: st.sampled_from(["known"] * 4 + [DONT_KNOW]),
}


@st.composite
def cases(draw, *, unanswered: bool = True, with_actions: bool = False) -> Case:
    """Whole cases; a few questions unanswered, unless told otherwise."""
    built = draw(questionnaires(with_actions))
    raw = {}
    for asked in built.questions:
        kind = draw(KINDS[unanswered])
        if kind is not None:
            raw[asked.code] = kind if kind == DONT_KNOW else draw(known_answers(asked))
    return Case(built, draw(PROFILES), DUTIES, raw)


# Written as an edition

STAGES = ["Nothing yet.", "Decided.", "In use.", "Counted.", "Shared."]
WORDS = {"text": "Do you?", "why": "It helps.", "help": "This counts.",
         "example": "A firm does.", "find_out": "Ask there."}  # fmt: skip


def written_question(code: str, scale: str = "practice", **fields: Any) -> dict:
    own = {"stages": list(STAGES)} if scale == "practice" else {}
    return {
        "code": code,
        "scale": scale,
        "weight": 1,
        "size_classes": list(SIZE_CLASSES),
        "seconds": 45,
        **WORDS,
        **own,
        "actions": [written_action(f"{code}_begin", from_stage=0, to_stage=1)]
        if scale != "practice"
        else [
            written_action(f"{code}_begin", from_stage=0, to_stage=2),
            written_action(f"{code}_go_on", from_stage=2, to_stage=4),
        ],
    } | fields


def written_action(code: str, **fields: Any) -> dict:
    return {
        "code": code,
        "size_classes": list(SIZE_CLASSES),
        "title": "Do it",
        "steps": ["Begin.", "Go on.", "End."],
        "who": "owner",
        "effort_hours": 2,
        "weeks": 1,
        "cost": "none",
        "indicator": "It is done.",
    } | fields


def edition_files() -> dict[str, dict]:
    """A small valid edition as parsed TOML, by path inside the catalogue.

    Two areas of five questions with one point in ten each, and every part of the
    format at least once.
    """
    facts = (
        "leave_in_24_months",
        "has_managers",
        "has_board",
        "variable_pay",
        "has_suppliers",
        "in_group",
    )
    return {
        "2026/questionnaire.toml": {
            "title": "Test",
            "rules": "2026.1",
            "areas": ["promise", "practice"],
            "retired_codes": ["old_question"],
            "levels": [
                {"level": n, "from_points": 20 * (n - 1), "name": "N", "meaning": "M."}
                for n in range(1, 6)
            ],
            "capacity": {
                name: {"actions_a_year": 5, "hours_a_quarter": 12}
                for name in SIZE_CLASSES
            },
        },
        "2026/scales.toml": {
            "practice": {"type": "staged", "words": ["0", "1", "2", "3", "4"]},
            "yes_no": {"type": "yes_no", "words": ["Yes", "No"]},
            "checklist": {"type": "checklist", "words": ["None of these"]},
            "share": {"type": "metric", "words": ["Women", "Men"]},
            "who": {"owner": "Owner"},
            "cost": {"none": "No money"},
        },
        "2026/profile.toml": {
            "sector_classification": "NACE Rev. 2.1",
            "countries": ["FR", "ES"],
            "facts": [{"code": c, "text": "So?", "help": "This."} for c in facts],
            "sectors": [{"code": "C", "title": "Manufacturing"}],
            "ecosystems": [{"code": "textile", "title": "Textiles"}],
        },
        "2026/glossary.toml": {
            "terms": [{"code": "equality", "term": "Equality", "meaning": "Same."}]
        },
        "2026/sources.toml": {
            "sources": [
                {
                    "code": "law",
                    "title": "The Law",
                    "short": "Law",
                    "language": "en",
                    "country": "EU",
                    "address": "https://law.example/",
                }
            ]
        },
        "2026/templates.toml": {
            "templates": [
                {
                    "code": "note",
                    "title": "Note",
                    "purpose": "Write it.",
                    "blocks": [
                        {"kind": "heading", "text": "Ask"},
                        {"kind": "paragraph", "text": "At [firm]."},
                        {"kind": "list", "items": ["First.", "Second."]},
                        {"kind": "check", "items": ["Done."]},
                        {
                            "kind": "table",
                            "head": ["Who", "When"],
                            "rows": [["[name]", ""], ["All", "[day]"]],
                        },
                    ],
                }
            ]
        },
        "2026/frameworks.toml": {
            "frameworks": [
                {
                    "code": "law",
                    "title": "Law, in short",
                    "items": [
                        {"code": "a1", "title": "Speak"},
                        {"code": "a2", "title": "Count", "left_out": "Too few."},
                    ],
                }
            ],
            "questions": {
                "promise_given": ["law.a1"],
                **{
                    code: []
                    for code in (
                        "promise_kept",
                        "promise_a",
                        "promise_b",
                        "promise_c",
                        "asks_pay",
                        "equipment",
                        "balance",
                        "own_words",
                        "practice_d",
                    )
                },
            },
        },
        "2026/promise.toml": {
            "title": "Promise",
            "weight": 50,
            "intro": "About words.",
            "questions": [
                written_question(
                    "promise_given",
                    gates=[{"level": 3, "size_classes": ["micro"], "stage": 1}],
                    duties=[{"code": "speak", "stage": 2}],
                    terms=["equality"],
                    legal_basis=["law"],
                    conditions=["both_sexes"],
                ),
                written_question(
                    "promise_kept",
                    not_applicable=[{"code": "no_staff", "text": "We have none."}],
                ),
                *(written_question(f"promise_{n}") for n in ("a", "b", "c")),
            ],
        },
        "2026/practice.toml": {
            "title": "Practice",
            "weight": 50,
            "intro": "About deeds.",
            "questions": [
                written_question(
                    "asks_pay",
                    "yes_no",
                    good="no",
                    gates=[
                        {
                            "level": 4,
                            "size_classes": list(SIZE_CLASSES),
                            "in_force": "speak",
                        }
                    ],
                    duties=[{"code": "speak"}],
                ),
                written_question(
                    "equipment",
                    "checklist",
                    items=[
                        {"code": "gloves", "text": "Gloves.", "may_be_absent": True},
                        {"code": "rooms", "text": "Rooms."},
                    ],
                    actions=[
                        written_action("buy_gloves", item="gloves", template="note"),
                        written_action("build_rooms", item="rooms"),
                    ],
                ),
                written_question("balance", "share", group="Those who decide."),
                written_question(
                    "own_words",
                    micro={"text": "Do you, too?", "stages": list(STAGES)},
                ),
                written_question("practice_d"),
            ],
        },
        "obligations/in_force.toml": {
            "duties": [
                {
                    "code": "speak",
                    "title": "Speak up",
                    "source": "law",
                    "from_headcount": 1,
                    "checked_on": date(2026, 11, 22),
                    "note": "None.",
                    "in_force": {"FR": date(2026, 6, 7)},
                    "sources": {"FR": "law"},
                }
            ]
        },
    }


def write_catalogue(folder, files: Mapping[str, Any]) -> None:
    """Write parsed TOML, or text as it is, below this folder."""
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, dict):
            lines = [f"{json.dumps(key)} = {toml(v)}" for key, v in content.items()]
            content = "\n".join(lines)
        target.write_text(content, "utf-8")


def toml(value: Any) -> str:
    """A value as TOML, on one line."""
    match value:
        case bool() | str():
            return json.dumps(value)
        case dict():
            pairs = (f"{json.dumps(key)} = {toml(part)}" for key, part in value.items())
            return "{" + ", ".join(pairs) + "}"
        case list():
            return "[" + ", ".join(map(toml, value)) + "]"
        case date():  # a time of day too
            return value.isoformat()
    return str(value)
