"""What the questionnaire is made of, and what an answer to it may be.

The nouns of an edition as frozen values: areas, questions, actions, wordings. This
room reads no file (see `edition`), computes no score and knows no language.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from math import ceil
from typing import Any

from assessment.profile import SIZE_CLASSES, Profile

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
    def _reason_codes(self) -> frozenset[str]:
        return frozenset(reason.code for reason in self.reasons)

    @cached_property
    def _item_codes(self) -> frozenset[str]:
        return frozenset(item.code for item in self.items)

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
            return self._not_applicable(raw)
        match self.scale:
            case Scale.STAGED:
                return self._staged(raw)
            case Scale.YES_NO:
                return self._yes_no(raw)
            case Scale.CHECKLIST:
                return self._checklist(raw)
            case Scale.METRIC:
                return self._metric(raw)

    def _not_applicable(self, raw: Any) -> Answer:
        reason = raw["not_applicable"]
        if not isinstance(reason, str) or reason not in self._reason_codes:
            accepted = ", ".join(item.code for item in self.reasons) or "none"
            raise AnswerError(
                f"{reason!r} is no accepted reason for 'not applicable'; "
                f"accepted: {accepted}."
            )
        return Answer(State.NOT_APPLICABLE, raw, reason=reason)

    def _staged(self, raw: Any) -> Answer:
        if type(raw) is not int or not 0 <= raw <= TOP_STAGE:
            raise AnswerError(
                f"{raw!r} is no stage; give a whole number from 0 to {TOP_STAGE}, "
                f'"dont_know" or {{"not_applicable": reason}}.'
            )
        return Answer(State.ANSWERED, raw, Fraction(raw, TOP_STAGE))

    def _yes_no(self, raw: Any) -> Answer:
        if raw not in ("yes", "no"):
            raise AnswerError(f'{raw!r} is neither "yes", "no" nor "dont_know".')
        return Answer(State.ANSWERED, raw, Fraction(int(raw == self.good)))

    def _checklist(self, raw: Any) -> Answer:
        ticked, absent = checked(raw)
        for codes in (ticked, absent):
            self._check_items(codes)
        if stays := sorted(set(absent) - self._items_that_may_be_absent):
            raise AnswerError(f"{', '.join(stays)}: cannot be absent.")
        if both := sorted(set(ticked) & set(absent)):
            raise AnswerError(f"{', '.join(both)}: ticked and absent at once.")
        here = [item.code for item in self.items if item.code not in absent]
        if not here:
            raise AnswerError("every item is absent; at least one must exist.")
        return Answer(State.ANSWERED, raw, Fraction(len(set(ticked)), len(here)))

    def _check_items(self, codes: Any) -> None:
        if not isinstance(codes, list) or not all(isinstance(c, str) for c in codes):
            raise AnswerError(f"{codes!r} is no list of item codes.")
        if unknown := sorted(set(codes) - self._item_codes):
            raise AnswerError(
                f"unknown item {', '.join(unknown)}; "
                f"there are {', '.join(item.code for item in self.items)}."
            )

    def _metric(self, raw: Any) -> Answer:
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


def minutes(questions: Iterable[Question]) -> int:
    """Minutes it takes to answer these questions, rounded up."""
    return ceil(sum(question.seconds for question in questions) / 60)


@dataclass(frozen=True)
class Area:
    code: str
    title: Wording
    intro: Wording
    weight: int
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Level:
    level: int
    from_points: int
    name: Wording
    meaning: Wording


@dataclass(frozen=True, slots=True)
class Capacity:
    """How much a plan of one year may ask of a firm."""

    actions_a_year: int
    hours_a_quarter: int


@dataclass(frozen=True, slots=True)
class Term:
    code: str
    term: Wording
    meaning: Wording


@dataclass(frozen=True, slots=True)
class Source:
    """A law or framework, cited by its official title in the title's language."""

    code: str
    title: str
    short: str
    language: str
    country: str
    address: str | None = None


@dataclass(frozen=True, slots=True)
class FrameworkItem:
    """One requirement of a framework, and the questions that speak of it."""

    code: str
    title: Wording
    questions: tuple[str, ...]  # codes, in the order of the edition
    left_out: Wording | None  # why no question speaks of it


@dataclass(frozen=True, slots=True)
class Framework:
    """A published framework that the questions were held against; a source, too."""

    code: str
    title: Wording
    items: tuple[FrameworkItem, ...]


class BlockKind(StrEnum):
    """What a template is built of."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"
    CHECK = "check"  # a list whose items have a box to tick
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Block:
    """One part of a template: a text, the items of a list, or a table."""

    kind: BlockKind
    text: Wording | None = None
    items: tuple[Wording, ...] = ()
    head: tuple[Wording, ...] = ()
    rows: tuple[tuple[Wording | None, ...], ...] = ()  # None is left to be filled in


@dataclass(frozen=True, slots=True)
class Template:
    """A text that an enterprise adapts; what it fills in stands in square brackets."""

    code: str
    title: Wording
    purpose: Wording
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A yes/no fact of the profile that conditions refer to."""

    code: str
    text: Wording
    help: Wording | None


@dataclass(frozen=True)
class Questionnaire:
    """One edition, complete and checked."""

    edition: str
    rules: str
    title: Wording
    areas: tuple[Area, ...]
    levels: tuple[Level, ...]
    capacity: Mapping[str, Capacity]
    stage_words: tuple[Wording, ...] = ()
    answer_words: Mapping[str, Wording] = field(default_factory=dict)
    roles: Mapping[str, Wording] = field(default_factory=dict)
    costs: Mapping[str, Wording] = field(default_factory=dict)
    terms: tuple[Term, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)
    frameworks: tuple[Framework, ...] = ()
    facts: tuple[Fact, ...] = ()
    sectors: Mapping[str, Wording] = field(default_factory=dict)
    ecosystems: Mapping[str, Wording] = field(default_factory=dict)
    countries: tuple[str, ...] = ()
    sector_classification: str = ""
    templates: tuple[Template, ...] = ()
    retired_codes: frozenset[str] = frozenset()

    @cached_property
    def _by_code(self) -> Mapping[str, Question]:
        return {q.code: q for area in self.areas for q in area.questions}

    @property
    def questions(self) -> Sequence[Question]:
        return tuple(self._by_code.values())

    def question(self, code: str) -> Question | None:
        return self._by_code.get(code)

    def area(self, code: str) -> Area | None:
        return next((area for area in self.areas if area.code == code), None)

    @cached_property
    def _actions(self) -> Mapping[str, Action]:
        return {a.code: a for question in self.questions for a in question.actions}

    def action(self, code: str) -> Action | None:
        return self._actions.get(code)

    @cached_property
    def _terms(self) -> Mapping[str, Term]:
        return {term.code: term for term in self.terms}

    def term(self, code: str) -> Term:
        return self._terms[code]

    def template(self, code: str) -> Template | None:
        return next((each for each in self.templates if each.code == code), None)

    def level(self, level: int) -> Level:
        return self.levels[level - 1]

    def read(self, answers: Mapping[str, Any]) -> dict[str, Answer]:
        """Make answers of their stored forms; codes without a question fall away."""
        return {
            code: self._by_code[code].read(raw)
            for code, raw in answers.items()
            if code in self._by_code
        }

    def asked_of(self, profile: Profile, *, quick: bool = False) -> dict[str, list]:
        """The questions for this profile, by area code, empty areas included."""
        return {
            area.code: [
                question
                for question in area.questions
                if question.asked_of(profile, quick=quick)
            ]
            for area in self.areas
        }

    def wordings(self) -> Iterator[Wording]:
        """Every text of the edition once, in the order a reader meets them."""
        seen = set()
        for wording in self._wordings():
            if wording is not None and wording.key not in seen:
                seen.add(wording.key)
                yield wording

    def _wordings(self) -> Iterator[Wording | None]:
        yield self.title
        for level in self.levels:
            yield from (level.name, level.meaning)
        for fact in self.facts:
            yield from (fact.text, fact.help)
        for words in (
            self.sectors,
            self.ecosystems,
            self.roles,
            self.costs,
            self.answer_words,
        ):
            yield from words.values()
        yield from self.stage_words
        for area in self.areas:
            yield from (area.title, area.intro)
            for question in area.questions:
                yield from _question_wordings(question)
        for term in self.terms:
            yield from (term.term, term.meaning)
        for framework in self.frameworks:
            yield framework.title
            yield from (item.title for item in framework.items)
            yield from (item.left_out for item in framework.items)
        for template in self.templates:
            yield from (template.title, template.purpose)
            for block in template.blocks:
                yield from (block.text, *block.items, *block.head)
                yield from (cell for row in block.rows for cell in row)


def _question_wordings(question: Question) -> Iterator[Wording | None]:
    for size_class in ("small", *SIZE_CLASSES):
        if phrasing := question.phrasings.get(size_class):
            yield from (phrasing.text, phrasing.help, phrasing.example)
            yield from phrasing.stages
    yield from (question.why, question.find_out, question.group)
    yield from (item.text for item in (*question.items, *question.reasons))
    for action in question.actions:
        yield from (action.title, *action.steps, action.indicator)
