"""Turn answers into scores, with the whole trace. Pure and exact.

Source of the rules: the scoring model in docs/methodology.md. All arithmetic is in
fractions; whole points are rounded half-up once, and levels are read from them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from assessment.answers import UNANSWERED, Answer, State
from assessment.edition import Duty
from assessment.profile import Profile
from assessment.questionnaire import Area, Level, Questionnaire
from assessment.questions import Gate, Question

KNOWN_ENOUGH = Fraction(4, 5)  # share of weight answered that a level needs
APPLICABLE_ENOUGH = Fraction(1, 2)  # of an area's weight left after "not applicable"
COMPUTED_ENOUGH = 75  # of 100 area weight that an overall score needs
UNEVEN = 5  # points by which the balance falls short before it is said


@dataclass(frozen=True, slots=True)
class QuestionScore:
    """One question as it entered the score. `value` is None unless answered."""

    question: Question
    answer: Answer
    applicable: bool

    @property
    def value(self) -> Fraction | None:
        return self.answer.value if self.answer.known else None


@dataclass(frozen=True, slots=True)
class AreaScore:
    """One area: low and high are shares from 0 to 1, None where not computed."""

    area: Area
    computed: bool
    low: Fraction | None = None  # "don't know" as 0
    high: Fraction | None = None  # "don't know" as 1
    known_share: Fraction | None = None

    @property
    def points(self) -> int | None:
        return None if self.low is None else whole_points(100 * self.low)


@dataclass(frozen=True, slots=True)
class GateCheck:
    """A gate that applies to this enterprise, and whether it is met."""

    question: Question
    gate: Gate
    met: bool


@dataclass(frozen=True, slots=True)
class Overall:
    """The whole: low and high on 0-100, None where not computed."""

    computed: bool
    low: Fraction | None = None
    high: Fraction | None = None
    balance: Decimal | None = None
    known_share: Fraction | None = None
    raw_level: int | None = None
    level: int | None = None
    cap: int | None = None  # the highest level the lowest area allows
    provisional: bool = False

    @property
    def points(self) -> int | None:
        return None if self.low is None else whole_points(self.low)

    @property
    def uneven(self) -> bool:
        return self.balance is not None and self.low - Fraction(self.balance) > UNEVEN


@dataclass(frozen=True, slots=True)
class Score:
    """Everything computed from one set of answers."""

    overall: Overall
    areas: tuple[AreaScore, ...]
    gates: tuple[GateCheck, ...]
    questions: tuple[QuestionScore, ...]

    def points_carried(self, question: Question) -> Fraction:
        """How many of the 100 points this question carries in this very score.

        Zero where its area, or the whole, is not computed.
        """
        area = next(e for e in self.areas if e.area.code == question.area)
        if not (self.overall.computed and area.computed):
            return Fraction(0)
        area_weights = sum(e.area.weight for e in self.areas if e.computed)
        weights = sum(
            entry.question.weight
            for entry in self.questions
            if entry.question.area == question.area
            and entry.applicable
            and entry.answer.state is not State.NOT_APPLICABLE
        )
        return Fraction(
            100 * area.area.weight * question.weight, area_weights * weights
        )


def whole_points(points: Fraction) -> int:
    """Round half-up to a whole number; only for points of 0 or more."""
    return (2 * points.numerator + points.denominator) // (2 * points.denominator)


def level_at(levels: tuple[Level, ...], points: int) -> int:
    """The level read from whole points."""
    return max(level.level for level in levels if level.from_points <= points)


def score(
    questionnaire: Questionnaire,
    profile: Profile,
    answers: Mapping[str, Answer],
    *,
    duties: Mapping[str, Duty],
    quick: bool = False,
) -> Score:
    """Score one enterprise's answers, by question code.

    A question without an answer counts as unanswered. `duties` tells which gates
    hold "where in force". A quick check asks the core questions of any size and
    has no level.
    """
    questions = tuple(
        _question_score(question, profile, answers, quick)
        for question in questionnaire.questions
    )
    asked = [entry for entry in questions if entry.applicable]
    areas = tuple(
        area_score(area, [e for e in asked if e.question.area == area.code])
        for area in questionnaire.areas
    )
    gates = tuple(_gate_checks(asked, profile, duties))
    overall = overall_score(areas, gates, questionnaire.levels, with_level=not quick)
    return Score(overall, areas, gates, questions)


def _question_score(
    question: Question, profile: Profile, answers: Mapping[str, Answer], quick: bool
) -> QuestionScore:
    answer = answers.get(question.code, UNANSWERED)
    applicable = (
        question.asked_of(profile, quick=quick) and answer.state is not State.UNSCORED
    )
    return QuestionScore(question, answer, applicable)


def area_score(area: Area, asked: list[QuestionScore]) -> AreaScore:
    """Score an area from its applicable questions.

    Not computed while one is unanswered, or where "not applicable" leaves less than
    half of the weight.
    """
    if not asked or any(e.answer.state is State.UNANSWERED for e in asked):
        return AreaScore(area, computed=False)
    counted = [e for e in asked if e.answer.state is not State.NOT_APPLICABLE]
    weight = sum(entry.question.weight for entry in counted)
    all_weight = sum(entry.question.weight for entry in asked)
    if weight < APPLICABLE_ENOUGH * all_weight:
        return AreaScore(area, computed=False)
    known = [entry for entry in counted if entry.answer.known]
    known_weight = sum(entry.question.weight for entry in known)
    earned = sum(entry.question.weight * entry.value for entry in known)
    return AreaScore(
        area=area,
        computed=True,
        low=Fraction(earned, weight),
        high=Fraction(earned + weight - known_weight, weight),
        known_share=Fraction(known_weight, weight),
    )


def _gate_checks(
    asked: list[QuestionScore], profile: Profile, duties: Mapping[str, Duty]
):
    """The gates of this size class, country and day; the lowest level first."""
    checks = [
        GateCheck(entry.question, gate, gate_met(gate, entry.answer))
        for entry in asked
        for gate in entry.question.gates
        if profile.size_class in gate.size_classes
        and (
            gate.in_force is None
            or duties[gate.in_force].binds(profile.countries, profile.reference_date)
        )
    ]
    return sorted(checks, key=lambda check: check.gate.level)


def gate_met(gate: Gate, answer: Answer) -> bool:
    """ "Don't know" and unanswered do not open a gate."""
    return answer.known and answer.value >= gate.least


def overall_score(
    areas: tuple[AreaScore, ...],
    gates,
    levels: tuple[Level, ...],
    *,
    with_level: bool = True,
) -> Overall:
    """The weighted mean of the computed areas, and the level it reaches."""
    computed = [entry for entry in areas if entry.computed]
    weight = sum(entry.area.weight for entry in computed)
    if weight < COMPUTED_ENOUGH:
        return Overall(computed=False)

    def mean(part) -> Fraction:
        return Fraction(sum(e.area.weight * part(e) for e in computed), weight)

    low = 100 * mean(lambda entry: entry.low)
    known_share = mean(lambda entry: entry.known_share)
    raw_level = level_at(levels, whole_points(low))
    cap = 1 + min(level_at(levels, entry.points) for entry in computed)
    closed = [check.gate.level - 1 for check in gates if not check.met]
    provisional = known_share < KNOWN_ENOUGH
    return Overall(
        computed=True,
        low=low,
        high=100 * mean(lambda entry: entry.high),
        balance=_balance(computed, weight),
        known_share=known_share,
        raw_level=raw_level if with_level else None,
        level=(
            min(raw_level, cap, *closed) if with_level and not provisional else None
        ),
        cap=cap if with_level else None,
        provisional=provisional,
    )


def _balance(computed: list[AreaScore], weight: int) -> Decimal:
    """The weighted geometric mean of the areas' points, each at least 1.

    JRC/OECD Handbook on composite indicators: a geometric mean forgives a weak area
    less than the arithmetic one. Rounded half-up; the last digits of the logarithms
    are cut first, so that an exact half stays one.
    """
    with localcontext(prec=40):
        logs = sum(
            entry.area.weight * _decimal(max(100 * entry.low, Fraction(1))).ln()
            for entry in computed
        )
        mean = (logs / weight).exp().quantize(Decimal("1e-30"))
        return mean.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _decimal(number: Fraction) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)
