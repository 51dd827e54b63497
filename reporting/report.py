"""From a frozen result to the lines of a report.

Everything comes from the result; nothing is computed again but shares of what stands
there. `report_of` is called in the language the report is to have.
"""

from collections.abc import Iterable
from fractions import Fraction
from itertools import groupby
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from assessment.edition import load, load_duties
from assessment.models import Result
from assessment.questionnaire import Questionnaire
from assessment.questions import Question
from assessment.scoring import level_at, whole_points
from assessment.wording import SIZE_CLASS_NAMES, answer_text, translated
from organisations import dates
from reporting import formats
from reporting.lines import (
    ActionLine,
    AreaLine,
    GateLine,
    Quarter,
    QuestionLine,
    Report,
    TemplateLine,
)

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
        country=dates.locale().territories[result.country],
        sector=translated(questionnaire.sectors[result.sector]),
        size_class=str(SIZE_CLASS_NAMES[result.size_class]),
        headcount=profile["headcount"],
        reference_date=dates.day(result.reference_date),
        submitted_on=dates.day(result.created_at),
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
        balance=formats.hundredth(overall["balance"]) if overall["balance"] else "",
        exact_low=overall["low"] or "",
        known_percent=(
            formats.percent(Fraction(overall["known_share"]))
            if overall["computed"]
            else ""
        ),
        unknown_count=sum(e["state"] == "dont_know" for e in asked),
        asked_count=len(asked),
        not_applicable_count=sum(e["state"] == "not_applicable" for e in asked),
        areas=areas,
        gates=[_gate_line(e, questionnaire, result) for e in trace["gates"]],
        quarters=_quarters(a for a in actions if a.reason != "find_out"),
        later=[a for a in actions if a.when == "later"],
        to_find_out=[a for a in actions if a.reason == "find_out"],
        templates_address=_address("pages:templates"),
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
    count = entry["effort_hours"]
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
            else formats.quarter_name(entry["when"])
        ),
        "effort": formats.hours(count),
        "effort_hours": count,
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
        weeks=formats.weeks(action.weeks),
        cost=translated(questionnaire.costs[action.cost]),
        sources=[
            questionnaire.sources[code].cited_in(get_language() or "en")
            for code in action.legal_basis
        ],
        template=_template_line(questionnaire, action.template),
    )


def _template_line(
    questionnaire: Questionnaire, code: str | None
) -> TemplateLine | None:
    if code is None:
        return None
    title = translated(questionnaire.template(code).title)
    return TemplateLine(code, title, _address("pages:template", code))


def _address(name: str, *arguments: str) -> str:
    """Where a page in the active language is found from outside."""
    return settings.PUBLIC_ADDRESS + reverse(name, args=arguments)


def _quarters(actions: Iterable[ActionLine]) -> list[Quarter]:
    planned = sorted(
        (action for action in actions if action.when != "later"),
        key=lambda action: action.when,
    )
    return [
        Quarter(code, formats.quarter_name(code), list(group))
        for code, group in groupby(planned, key=lambda action: action.when)
    ]
