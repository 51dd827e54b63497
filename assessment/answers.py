"""The kinds of answer there are, and how an answer is read from its stored form.

This room knows a question only by what is handed to it: the codes of its items, the
reasons it accepts. It computes the value of one answer, never a score.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

TOP_STAGE = 4
SCORED_FROM = 10  # people; a smaller group is shown, never scored (scoring.md 11.4)
PARITY_FROM = Fraction(2, 5)  # 40 to 60 % of either sex counts as balanced


class AnswerError(ValueError):
    """An answer the question cannot take; the message names what it could take."""


class Scale(StrEnum):
    """The kinds of answer there are."""

    STAGED = "staged"
    YES_NO = "yes_no"
    CHECKLIST = "checklist"
    METRIC = "metric"


class State(StrEnum):
    """What became of a question: how it was answered, or that it was not."""

    ANSWERED = "answered"
    DONT_KNOW = "dont_know"
    NOT_APPLICABLE = "not_applicable"
    UNANSWERED = "unanswered"
    UNSCORED = "unscored"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said to one question. `raw` is the form kept in files and rows."""

    state: State
    raw: Any = None
    value: Fraction | None = None  # 0 to 1, of an answer that counts
    reason: str | None = None  # why it does not apply

    @property
    def known(self) -> bool:
        return self.state is State.ANSWERED


UNANSWERED = Answer(State.UNANSWERED)
DONT_KNOW = "dont_know"


def checked(raw: Any) -> tuple[Any, Any]:
    """The ticked and the absent items of a checklist's stored form."""
    if isinstance(raw, dict) and set(raw) == {"ticked", "absent"}:
        return raw["ticked"], raw["absent"]
    return raw, []


def not_applicable(raw: Any, reasons: Collection[str]) -> Answer:
    """The answer that the question does not apply, for one of these reasons."""
    reason = raw["not_applicable"]
    if not isinstance(reason, str) or reason not in reasons:
        raise AnswerError(
            f"{reason!r} is no accepted reason for 'not applicable'; "
            f"accepted: {', '.join(reasons) or 'none'}."
        )
    return Answer(State.NOT_APPLICABLE, raw, reason=reason)


def staged(raw: Any) -> Answer:
    if type(raw) is not int or not 0 <= raw <= TOP_STAGE:
        raise AnswerError(
            f"{raw!r} is no stage; give a whole number from 0 to {TOP_STAGE}, "
            f'"dont_know" or {{"not_applicable": reason}}.'
        )
    return Answer(State.ANSWERED, raw, Fraction(raw, TOP_STAGE))


def yes_no(raw: Any, good: str) -> Answer:
    if raw not in ("yes", "no"):
        raise AnswerError(f'{raw!r} is neither "yes", "no" nor "dont_know".')
    return Answer(State.ANSWERED, raw, Fraction(int(raw == good)))


def checklist(raw: Any, items: Sequence[str], may_be_absent: Collection[str]) -> Answer:
    """The share of ticked items among those that exist in the enterprise."""
    ticked, absent = checked(raw)
    for codes in (ticked, absent):
        _check_items(codes, items)
    if stays := sorted(set(absent) - set(may_be_absent)):
        raise AnswerError(f"{', '.join(stays)}: cannot be absent.")
    if both := sorted(set(ticked) & set(absent)):
        raise AnswerError(f"{', '.join(both)}: ticked and absent at once.")
    here = [item for item in items if item not in absent]
    if not here:
        raise AnswerError("every item is absent; at least one must exist.")
    return Answer(State.ANSWERED, raw, Fraction(len(set(ticked)), len(here)))


def _check_items(codes: Any, items: Sequence[str]) -> None:
    if not isinstance(codes, list) or not all(isinstance(c, str) for c in codes):
        raise AnswerError(f"{codes!r} is no list of item codes.")
    if unknown := sorted(set(codes) - set(items)):
        raise AnswerError(
            f"unknown item {', '.join(unknown)}; there are {', '.join(items)}."
        )


def metric(raw: Any) -> Answer:
    """How near a share of women and men is to balance."""
    if not isinstance(raw, dict) or set(raw) != {"women", "men"}:
        raise AnswerError(f'{raw!r} is not {{"women": number, "men": number}}.')
    women, men = raw["women"], raw["men"]
    for number in (women, men):
        if type(number) is not int or not 0 <= number <= 1_000_000:
            raise AnswerError(
                f"{number!r} is no headcount; give a whole number of 0 or more."
            )
    if women + men < SCORED_FROM:
        return Answer(State.UNSCORED, raw)
    share = Fraction(women, women + men)
    return Answer(
        State.ANSWERED, raw, min(Fraction(1), min(share, 1 - share) / PARITY_FROM)
    )
