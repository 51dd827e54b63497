"""A score and its advice as plain data: what is frozen, printed and recomputed.

The shape is the contract of the command `assess`. Exact numbers are strings holding
fractions, so that anybody can compute them again.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from assessment.advice import Advice, advise
from assessment.answers import Answer
from assessment.edition import Duty
from assessment.profile import Profile
from assessment.questionnaire import Questionnaire
from assessment.scoring import AreaScore, GateCheck, QuestionScore, Score, score


def trace(
    questionnaire: Questionnaire,
    profile: Profile,
    answers: Mapping[str, Answer],
    *,
    duties: Mapping[str, Duty],
    quick: bool = False,
) -> dict[str, Any]:
    """Score, advise, and tell every step in plain data."""
    scored = score(questionnaire, profile, answers, duties=duties, quick=quick)
    advice = advise(questionnaire, profile, scored, duties=duties)
    return {
        "edition": questionnaire.edition,
        "rules": questionnaire.rules,
        "size_class": profile.size_class,
        "indicative": quick,
        "overall": _overall(scored),
        "areas": [_area(entry) for entry in scored.areas],
        "gates": [_gate(entry) for entry in scored.gates],
        "questions": [_question(entry) for entry in scored.questions],
        "actions": [_action(entry) for entry in advice],
        "obligations": [],
    }


def exact(number: Fraction | None) -> str | None:
    """A fraction as text, always with its denominator: "1/1"."""
    return None if number is None else f"{number.numerator}/{number.denominator}"


def _overall(scored: Score) -> dict[str, Any]:
    overall = scored.overall
    return {
        "computed": overall.computed,
        "score": overall.points,
        "low": exact(overall.low),
        "high": exact(overall.high),
        "balance": None if overall.balance is None else str(overall.balance),
        "uneven": overall.uneven,
        "known_share": exact(overall.known_share),
        "provisional": overall.provisional,
        "raw_level": overall.raw_level,
        "cap": overall.cap,
        "level": overall.level,
    }


def _area(entry: AreaScore) -> dict[str, Any]:
    return {
        "code": entry.area.code,
        "weight": entry.area.weight,
        "computed": entry.computed,
        "score": entry.points,
        "low": exact(entry.low),
        "high": exact(entry.high),
        "known_share": exact(entry.known_share),
    }


def _gate(entry: GateCheck) -> dict[str, Any]:
    return {
        "code": entry.question.code,
        "level": entry.gate.level,
        "least": exact(entry.gate.least),
        "in_force": entry.gate.in_force,
        "met": entry.met,
    }


def _question(entry: QuestionScore) -> dict[str, Any]:
    return {
        "code": entry.question.code,
        "area": entry.question.area,
        "weight": entry.question.weight,
        "applicable": entry.applicable,
        "state": entry.answer.state.value,
        "value": exact(entry.value),
        "answer": entry.answer.raw,
    }


def _action(entry: Advice) -> dict[str, Any]:
    return {
        "code": entry.code,
        "question": entry.question.code,
        "from_stage": entry.from_stage,
        "to_stage": entry.to_stage,
        "gain": exact(entry.gain),
        "effort_hours": entry.effort_hours,
        "when": entry.when,
        "reason": entry.reason,
    }
