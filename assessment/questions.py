"""A question with everything said about it: wording, gates, duties and actions.

Frozen values; what an answer may be stands in `answers`. This room reads no file
(see `edition`) and knows no language.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil
from typing import Any

from assessment.answers import (
    DONT_KNOW,
    UNANSWERED,
    Answer,
    Scale,
    State,
    checklist,
    metric,
    not_applicable,
    staged,
    yes_no,
)
from assessment.profile import SIZE_CLASSES, Profile


@dataclass(frozen=True, slots=True)
class Wording:
    """A text the respondent reads; `key` tells translators where it stands."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a checklist, or one accepted reason for "not applicable"."""

    code: str
    text: Wording
    may_be_absent: bool = False


@dataclass(frozen=True, slots=True)
class Gate:
    """What a level needs: this question, answered at least so, in these classes."""

    level: int
    size_classes: frozenset[str]
    least: Fraction  # of the question's value
    in_force: str | None = None  # the duty that makes it hold, where one must


@dataclass(frozen=True, slots=True)
class DutyLink:
    """The answer that a duty asks for where it is in force."""

    duty: str
    least: Fraction


@dataclass(frozen=True, slots=True)
class Action:
    """One step up, fitted to some size classes."""

    code: str
    question: str
    size_classes: frozenset[str]
    from_stage: int
    to_stage: int
    item: str | None  # the checklist item it brings, in place of stages
    title: Wording
    steps: tuple[Wording, ...]
    indicator: Wording
    who: str
    effort_hours: int
    weeks: int
    cost: str
    legal_basis: tuple[str, ...] = ()
    template: str | None = None


@dataclass(frozen=True, slots=True)
class Phrasing:
    """How a question is put to one size class."""

    text: Wording
    help: Wording
    example: Wording
    stages: tuple[Wording, ...]


@dataclass(frozen=True)
class Question:
    """One question of one area, with everything said about it."""

    code: str
    area: str
    scale: Scale
    weight: int
    size_classes: frozenset[str]
    seconds: int
    conditions: tuple[str, ...]
    why: Wording
    find_out: Wording
    phrasings: Mapping[str, Phrasing]  # by size class
    good: str = "yes"
    items: tuple[Item, ...] = ()
    group: Wording | None = None
    reasons: tuple[Item, ...] = ()
    gates: tuple[Gate, ...] = ()
    duties: tuple[DutyLink, ...] = ()
    terms: tuple[str, ...] = ()
    legal_basis: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()

    @property
    def core(self) -> bool:
        """Asked of any size in the quick check."""
        return "micro" in self.size_classes

    def asked_of(self, profile: Profile, *, quick: bool = False) -> bool:
        """Whether an enterprise of this profile is asked this question."""
        size_class = profile.size_class
        if size_class is None or not (
            self.core if quick else size_class in self.size_classes
        ):
            return False
        return all(profile.holds(condition) for condition in self.conditions)

    def phrased_for(self, size_class: str | None) -> Phrasing:
        return self.phrasings.get(size_class or "small", self.phrasings["small"])

    @cached_property
    def _reason_codes(self) -> tuple[str, ...]:
        return tuple(reason.code for reason in self.reasons)

    @cached_property
    def _item_codes(self) -> tuple[str, ...]:
        return tuple(item.code for item in self.items)

    @cached_property
    def _items_that_may_be_absent(self) -> frozenset[str]:
        return frozenset(item.code for item in self.items if item.may_be_absent)

    def read(self, raw: Any) -> Answer:
        """Make an answer of its stored form.

        Raises `AnswerError` when this question cannot be answered so. The forms are
        those of the answer files: 0-4, "yes"/"no", a list of item codes,
        {"women": n, "men": n}, "dont_know", {"not_applicable": reason} or None.
        """
        if raw is None:
            return UNANSWERED
        if raw == DONT_KNOW:
            return Answer(State.DONT_KNOW, raw)
        if isinstance(raw, dict) and set(raw) == {"not_applicable"}:
            return not_applicable(raw, self._reason_codes)
        match self.scale:
            case Scale.STAGED:
                return staged(raw)
            case Scale.YES_NO:
                return yes_no(raw, self.good)
            case Scale.CHECKLIST:
                return checklist(raw, self._item_codes, self._items_that_may_be_absent)
            case Scale.METRIC:
                return metric(raw)

    def wordings(self) -> Iterator[Wording | None]:
        """Its texts in the order a reader meets them, those of its actions last."""
        for size_class in ("small", *SIZE_CLASSES):
            if phrasing := self.phrasings.get(size_class):
                yield from (phrasing.text, phrasing.help, phrasing.example)
                yield from phrasing.stages
        yield from (self.why, self.find_out, self.group)
        yield from (item.text for item in (*self.items, *self.reasons))
        for action in self.actions:
            yield from (action.title, *action.steps, action.indicator)


def minutes(questions: Iterable[Question]) -> int:
    """Minutes it takes to answer these questions, rounded up."""
    return ceil(sum(question.seconds for question in questions) / 60)
