"""What a report says, before it is a page, a PDF or a sheet.

Everything comes from the frozen result; nothing is computed again but shares of what
stands there. `report_of` is called in the language the report is to have; whoever
draws it finds every word and number here and adds none of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils.translation import get_language, gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from assessment.edition import load, load_duties
from assessment.forms import SIZE_CLASS_NAMES, answer_text
from assessment.models import Result
from assessment.questionnaire import Action, Question, Questionnaire
from assessment.scoring import level_at, whole_points
from assessment.wording import translated

REASON_NAMES = {
    "duty": _("Asked for by law"),
    "gate": _("Opens the next level"),
    "find_out": _("To find out"),
    "gain": _("Good practice"),
}
STATE_NAMES = {
    "answered": _("Answered"),
    "dont_know": _("I don't know"),
    "not_applicable": _("Does not apply"),
    "unscored": _("Shown, not scored: fewer than 10 people"),
    "unanswered": _("Open"),
}
STRONG = Fraction(3, 4)  # of a question's value
MOST_NAMED = 5  # strengths and gaps


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """One question of the report: what was asked, said and earned."""

    code: str
    text: str
    why: str
    answer: str
    state: str
    state_name: str
    comment: str
    weight: int
    value: Fraction | None
    points: Fraction | None  # earned, of the 100 of the whole
    carried: Fraction  # what it could bring, of the 100 of the whole

    @property
    def lost(self) -> Fraction:
        return self.carried - (self.points or 0)

    @property
    def points_text(self) -> str:
        return "" if self.points is None else tenth(self.points)

    @property
    def carried_text(self) -> str:
        return tenth(self.carried)


@dataclass(frozen=True, slots=True)
class AreaLine:
    """One area: whole points, and the questions it is made of."""

    number: int
    code: str
    title: str
    weight: int
    computed: bool
    score: int | None
    high: int | None
    level: str
    known: int
    applicable: int
    questions: list[QuestionLine]

    @property
    def score_text(self) -> str:
        if not self.computed:
            return gettext("not computed")
        if self.high > self.score:
            return gettext("%(low)s to %(high)s") % {
                "low": self.score,
                "high": self.high,
            }
        return str(self.score)


@dataclass(frozen=True, slots=True)
class GateLine:
    code: str
    level: int
    level_name: str
    text: str
    met: bool
    needed: str  # the answer that opens it
    duty: str  # the title of the duty that makes it hold, if one must
    area: str


@dataclass(frozen=True, slots=True)
class ActionLine:
    """One action of the plan, ready to be read."""

    code: str
    title: str
    question: str
    area: str
    reason: str
    reason_name: str
    when: str
    when_name: str
    steps: list[str]
    indicator: str
    who: str
    effort: str
    effort_hours: int
    weeks: str
    cost: str
    gain: Fraction
    sources: list
    duty: str

    @property
    def gain_text(self) -> str:
        return tenth(self.gain)


@dataclass(frozen=True, slots=True)
class Quarter:
    code: str
    name: str
    actions: list[ActionLine]

    @property
    def hours(self) -> int:
        return sum(action.effort_hours for action in self.actions)


@dataclass(frozen=True)
class Report:
    """Everything one result says, in one language."""

    result: Result
    questionnaire: Questionnaire
    language: str
    name: str
    country: str
    sector: str
    size_class: str
    headcount: dict[str, int]
    reference_date: str
    submitted_on: str
    edition: str
    rules: str
    quick: bool
    computed: bool
    provisional: bool
    score: int | None
    high: int | None
    range_text: str
    level: int | None
    level_name: str
    level_meaning: str
    levels: list
    raw_level: int | None
    cap: int | None
    uneven: bool
    balance: str
    exact_low: str
    known_percent: str
    unknown_count: int
    asked_count: int
    not_applicable_count: int
    areas: list[AreaLine]
    gates: list[GateLine]
    quarters: list[Quarter]
    later: list[ActionLine]
    to_find_out: list[ActionLine]

    @property
    def closed_gates(self) -> list[GateLine]:
        """The gates that hold the level back: those at or below the next level."""
        return [gate for gate in self.gates if not gate.met]

    @property
    def lowest_areas(self) -> list[AreaLine]:
        computed = [area for area in self.areas if area.computed]
        return sorted(computed, key=lambda area: area.score)[:2]

    @property
    def capped(self) -> bool:
        """Whether the lowest area, and not the points, decides the level."""
        return (
            self.cap is not None
            and self.raw_level is not None
            and self.cap < self.raw_level
        )

    @property
    def lines(self) -> list[QuestionLine]:
        return [line for area in self.areas for line in area.questions]

    @property
    def strengths(self) -> list[QuestionLine]:
        strong = [x for x in self.lines if x.value is not None and x.value >= STRONG]
        return sorted(strong, key=lambda line: -(line.points or 0))[:MOST_NAMED]

    @property
    def gaps(self) -> list[QuestionLine]:
        weak = [x for x in self.lines if x.value is not None and x.value < STRONG]
        return sorted(weak, key=lambda line: -line.lost)[:MOST_NAMED]

    @property
    def unknown(self) -> list[QuestionLine]:
        return [line for line in self.lines if line.state == "dont_know"]

    @property
    def planned(self) -> list[ActionLine]:
        return [action for quarter in self.quarters for action in quarter.actions]

    @property
    def first_actions(self) -> list[ActionLine]:
        """The three to begin with."""
        return (self.to_find_out[:1] + self.planned + self.to_find_out[1:])[:3]


def tenth(number: Fraction) -> str:
    """A number with one decimal, half-up, as the active language writes it."""
    tenths = whole_points(number * 10)
    return format_decimal(tenths / 10, "0.0", locale=_locale())


def percent(share: Fraction) -> str:
    return gettext("%(number)s%%") % {"number": whole_points(share * 100)}


def day(value: date | datetime) -> str:
    return format_date(value, "long", locale=_locale())


def quarter_name(code: str) -> str:
    """ "2027-Q1" in words."""
    year, number = code.split("-Q")
    return pgettext("quarter of a year", "Quarter %(number)s of %(year)s") % {
        "number": number,
        "year": year,
    }


def _locale() -> Locale:
    return Locale.parse(get_language() or "en", sep="-")


def report_of(result: Result) -> Report:
    """The report of one frozen result in the active language."""
    questionnaire = load(result.edition)
    trace = result.trace
    overall = trace["overall"]
    carried = _points_carried(trace)
    areas = [
        _area_line(number, entry, questionnaire, result, carried)
        for number, entry in enumerate(trace["areas"], 1)
    ]
    actions = [_action_line(entry, questionnaire) for entry in trace["actions"]]
    level = questionnaire.level(overall["level"]) if overall["level"] else None
    profile = result.profile_data
    asked = [entry for entry in trace["questions"] if entry["applicable"]]
    high = _points(overall["high"])
    return Report(
        result=result,
        questionnaire=questionnaire,
        language=get_language() or "en",
        name=profile["name"] or gettext("Your enterprise"),
        country=_locale().territories[result.country],
        sector=translated(questionnaire.sectors[result.sector]),
        size_class=str(SIZE_CLASS_NAMES[result.size_class]),
        headcount=profile["headcount"],
        reference_date=day(result.reference_date),
        submitted_on=day(result.created_at),
        edition=result.edition,
        rules=result.rules,
        quick=result.quick,
        computed=overall["computed"],
        provisional=overall["provisional"],
        score=overall["score"],
        high=high,
        range_text=(
            gettext("%(low)s to %(high)s") % {"low": overall["score"], "high": high}
            if overall["computed"] and high > overall["score"]
            else ""
        ),
        level=overall["level"],
        level_name=translated(level.name) if level else "",
        level_meaning=translated(level.meaning) if level else "",
        levels=[
            (entry.level, entry.from_points, translated(entry.name))
            for entry in questionnaire.levels
        ],
        raw_level=overall["raw_level"],
        cap=overall["cap"],
        uneven=overall["uneven"],
        balance=(
            format_decimal(Decimal(overall["balance"]), "0.00", locale=_locale())
            if overall["balance"]
            else ""
        ),
        exact_low=overall["low"] or "",
        known_percent=(
            percent(Fraction(overall["known_share"])) if overall["computed"] else ""
        ),
        unknown_count=sum(e["state"] == "dont_know" for e in asked),
        asked_count=len(asked),
        not_applicable_count=sum(e["state"] == "not_applicable" for e in asked),
        areas=areas,
        gates=[_gate_line(e, questionnaire, result) for e in trace["gates"]],
        quarters=_quarters(a for a in actions if a.reason != "find_out"),
        later=[a for a in actions if a.when == "later"],
        to_find_out=[a for a in actions if a.reason == "find_out"],
    )


def _points(text: str | None) -> int | None:
    return None if text is None else whole_points(Fraction(text))


def _points_carried(trace: dict[str, Any]) -> dict[str, Fraction]:
    """By question, how many of the 100 points it carries in this result."""
    computed = {
        entry["code"]: entry["weight"] for entry in trace["areas"] if entry["computed"]
    }
    counted = [
        entry
        for entry in trace["questions"]
        if entry["applicable"] and entry["state"] != "not_applicable"
    ]
    weights = dict.fromkeys(computed, 0)
    for entry in counted:
        if entry["area"] in weights:
            weights[entry["area"]] += entry["weight"]
    total = sum(computed.values())
    return {
        entry["code"]: Fraction(
            100 * computed[entry["area"]] * entry["weight"],
            total * weights[entry["area"]],
        )
        for entry in counted
        if entry["area"] in computed and trace["overall"]["computed"]
    }


def _area_line(
    number: int,
    entry: dict[str, Any],
    questionnaire: Questionnaire,
    result: Result,
    carried: dict[str, Fraction],
) -> AreaLine:
    area = questionnaire.area(entry["code"])
    asked = [
        question
        for question in result.trace["questions"]
        if question["area"] == entry["code"]
        and (question["applicable"] or question["state"] == "unscored")
    ]
    counted = [q for q in asked if q["state"] in ("answered", "dont_know")]
    high = entry["high"]
    level = ""
    if entry["computed"] and not result.quick:
        reached = level_at(questionnaire.levels, entry["score"])
        level = translated(questionnaire.level(reached).name)
    return AreaLine(
        number=number,
        code=area.code,
        title=translated(area.title),
        weight=entry["weight"],
        computed=entry["computed"],
        score=entry["score"],
        high=None if high is None else whole_points(100 * Fraction(high)),
        level=level,
        known=sum(question["state"] == "answered" for question in counted),
        applicable=len(counted),
        questions=[_question_line(q, questionnaire, result, carried) for q in asked],
    )


def _question_line(
    entry: dict[str, Any],
    questionnaire: Questionnaire,
    result: Result,
    carried: dict[str, Fraction],
) -> QuestionLine:
    question = questionnaire.question(entry["code"])
    phrasing = question.phrased_for(result.size_class)
    value = Fraction(entry["value"]) if entry["value"] else None
    full = carried.get(question.code, Fraction(0))
    return QuestionLine(
        code=question.code,
        text=translated(phrasing.text),
        why=translated(question.why),
        answer=answer_text(
            questionnaire, question, question.read(entry["answer"]), phrasing
        ),
        state=entry["state"],
        state_name=str(STATE_NAMES[entry["state"]]),
        comment=result.comments.get(question.code, ""),
        weight=entry["weight"],
        value=value,
        points=None if value is None else value * full,
        carried=full,
    )


def _gate_line(
    entry: dict[str, Any], questionnaire: Questionnaire, result: Result
) -> GateLine:
    question = questionnaire.question(entry["code"])
    phrasing = question.phrased_for(result.size_class)
    duty = load_duties().get(entry["in_force"]) if entry["in_force"] else None
    return GateLine(
        code=question.code,
        level=entry["level"],
        level_name=translated(questionnaire.level(entry["level"]).name),
        text=translated(phrasing.text),
        met=entry["met"],
        needed=_answer_at(questionnaire, question, phrasing, Fraction(entry["least"])),
        duty=_duty_title(duty),
        area=translated(questionnaire.area(question.area).title),
    )


def _answer_at(questionnaire, question: Question, phrasing, value: Fraction) -> str:
    """The answer that reaches this value, in words."""
    if phrasing.stages:
        raw: Any = int(value * 4)
    elif question.items:
        raw = [item.code for item in question.items]
    else:
        raw = question.good
    return answer_text(questionnaire, question, question.read(raw), phrasing)


def _duty_title(duty) -> str:
    return translated(duty.wording) if duty else ""


def _action_line(entry: dict[str, Any], questionnaire: Questionnaire) -> ActionLine:
    question = questionnaire.question(entry["question"])
    action = questionnaire.action(entry["code"])
    hours = entry["effort_hours"]
    text = translated(question.phrasings["small"].text)
    common = {
        "code": entry["code"],
        "question": text,
        "area": translated(questionnaire.area(question.area).title),
        "reason": entry["reason"],
        "reason_name": str(REASON_NAMES[entry["reason"]]),
        "when": entry["when"],
        "when_name": (
            gettext("Later")
            if entry["when"] == "later"
            else quarter_name(entry["when"])
        ),
        "effort": _hours(hours),
        "effort_hours": hours,
        "gain": Fraction(entry["gain"]),
        "duty": (
            _duty_title(load_duties()[question.duties[0].duty])
            if entry["reason"] == "duty"
            else ""
        ),
    }
    if action is None:
        return ActionLine(
            **common,
            title=text,
            steps=[translated(question.find_out)],
            indicator=gettext("You can answer the question."),
            who="",
            weeks="",
            cost="",
            sources=[],
        )
    return ActionLine(
        **common,
        title=translated(action.title),
        steps=[translated(step) for step in action.steps],
        indicator=translated(action.indicator),
        who=translated(questionnaire.roles[action.who]),
        weeks=_weeks(action),
        cost=translated(questionnaire.costs[action.cost]),
        sources=[questionnaire.sources[code] for code in action.legal_basis],
    )


def _hours(hours: int) -> str:
    return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}


def _weeks(action: Action) -> str:
    return ngettext("%(count)s week", "%(count)s weeks", action.weeks) % {
        "count": action.weeks
    }


def _quarters(actions: Iterable[ActionLine]) -> list[Quarter]:
    planned = sorted(
        (action for action in actions if action.when != "later"),
        key=lambda action: action.when,
    )
    return [
        Quarter(code, quarter_name(code), list(group))
        for code, group in groupby(planned, key=lambda action: action.when)
    ]
