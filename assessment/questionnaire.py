"""What the questionnaire is made of: areas, levels, terms, sources, templates.

The nouns of an edition as frozen values, around the questions of `questions`. This
room reads no file (see `edition`), computes no score and knows no language.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

from assessment.answers import Answer
from assessment.profile import Profile
from assessment.questions import Action, Question, Wording


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
    official: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def cited_in(self, language: str) -> "Source":
        """By its official title in that language, where the law has one there."""
        if language not in self.official:
            return self
        title, short = self.official[language]
        return replace(self, title=title, short=short, language=language)


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
                yield from question.wordings()
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
