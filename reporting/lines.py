"""What a report is made of: lines ready to be read, in one language.

Whoever draws a report, as a page, a PDF or a sheet, finds every word and number here
and adds none of its own.
"""

from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext

from assessment.models import Result
from assessment.questionnaire import Questionnaire
from reporting.formats import tenth

STRONG = Fraction(3, 4)  # of a question's value
MOST_NAMED = 5  # strengths and gaps
MOST_DECIDING = 2  # closed gates a reader sees at once


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
class TemplateLine:
    """A text to adapt that an action names, and where it is found."""

    code: str
    title: str
    address: str


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
    template: TemplateLine | None = None

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
    templates_address: str

    @property
    def closed_gates(self) -> list[GateLine]:
        """The gates that are not met, those of the lowest level first."""
        return [gate for gate in self.gates if not gate.met]

    @property
    def further_gates(self) -> list[GateLine]:
        """Closed gates beyond the first few; of those the lowest decides."""
        return self.closed_gates[MOST_DECIDING:]

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
