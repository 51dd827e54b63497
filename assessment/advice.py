"""Turn gaps into actions, best first, laid over the quarters of a year. Pure.

Order: what is to be found out, then duties in force and gates, then the points gained
for each hour of effort. A plan never asks more of a firm than its size class can do.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from assessment.answers import TOP_STAGE, Scale, State, checked
from assessment.edition import Duty
from assessment.profile import Profile
from assessment.questionnaire import Capacity, Questionnaire
from assessment.questions import Action, Question
from assessment.scoring import QuestionScore, Score

REASONS = ("find_out", "duty", "gate", "gain")
LATER = "later"
FIND_OUT_HOURS = 1


@dataclass(frozen=True, slots=True)
class Advice:
    """One action for one enterprise.

    `gain` is in points of the overall score (0-100): what re-scoring with the answer
    `to_stage` gives over the answer `from_stage`. `when` is a quarter such as
    "2027-Q1", or "later". An action to find out has no `action` and gains nothing.
    """

    question: Question
    reason: str
    from_stage: int | None
    to_stage: int | None
    gain: Fraction
    effort_hours: int
    action: Action | None = None
    when: str = LATER

    @property
    def code(self) -> str:
        return self.action.code if self.action else f"find_out_{self.question.code}"


def advise(
    questionnaire: Questionnaire,
    profile: Profile,
    scored: Score,
    *,
    duties: Mapping[str, Duty],
) -> list[Advice]:
    """The plan of this enterprise, in the order it should be carried out."""
    if profile.size_class is None:
        return []
    bound = _bound_by_duties(scored, profile, duties)
    closed = _closed_gates(scored)
    ranked = []
    for entry in scored.questions:
        if not entry.applicable:
            continue
        if entry.answer.state is State.DONT_KNOW:
            ranked.append(((0,), _to_find_out(entry.question)))
        elif entry.answer.known:
            ranked.extend(
                _ranked_steps(entry, profile.size_class, scored, bound, closed)
            )
    ranked.sort(key=lambda pair: pair[0])
    return _laid_out(
        [advice for _, advice in ranked],
        questionnaire.capacity[profile.size_class],
        profile.reference_date,
    )


def _to_find_out(question: Question) -> Advice:
    return Advice(question, "find_out", None, None, Fraction(0), FIND_OUT_HOURS)


def _bound_by_duties(
    scored: Score, profile: Profile, duties: Mapping[str, Duty]
) -> dict[str, Fraction]:
    """The least value by question that a duty in force asks for."""
    return {
        entry.question.code: max(least)
        for entry in scored.questions
        if (
            least := [
                link.least
                for link in entry.question.duties
                if duties[link.duty].binds(profile.countries, profile.reference_date)
            ]
        )
    }


def _closed_gates(scored: Score) -> dict[str, tuple[Fraction, int]]:
    """By question, the least value its closed gate asks for, and the gate's level."""
    return {
        check.question.code: (check.gate.least, check.gate.level)
        for check in reversed(scored.gates)
        if not check.met
    }


def _ranked_steps(
    entry: QuestionScore,
    size_class: str,
    scored: Score,
    bound: Mapping[str, Fraction],
    closed: Mapping[str, tuple[Fraction, int]],
) -> Iterator[tuple[tuple, Advice]]:
    """The steps up from one answer with the place each takes in the plan."""
    question = entry.question
    due = bound.get(question.code, Fraction(0))
    gate, level = closed.get(question.code, (Fraction(0), 0))
    rank: tuple = ()
    for action, value, from_stage, to_stage, rise in _steps(
        entry, size_class, max(due, gate)
    ):
        gain = rise * scored.points_carried(question)
        reason = "duty" if due > value else "gate" if gate > value else "gain"
        own = (
            REASONS.index(reason),
            level if reason == "gate" else 0,
            -gain / action.effort_hours,
        )
        rank = max(rank, own)  # a later step never overtakes an earlier one
        yield (
            rank,
            Advice(
                question,
                reason,
                from_stage,
                to_stage,
                gain,
                action.effort_hours,
                action,
            ),
        )


def _steps(
    entry: QuestionScore, size_class: str, needed: Fraction
) -> Iterator[tuple[Action, Fraction, int, int, Fraction]]:
    """(action, value before, stage before, stage after, rise in value), in order.

    The next step only, or as many as a duty or gate needs. A checklist has one step
    for each item that exists and is not ticked. A share counts as below its top stage
    until it is balanced, and rises from where it is.
    """
    question = entry.question
    actions = [a for a in question.actions if size_class in a.size_classes]
    if question.scale is Scale.CHECKLIST:
        yield from _item_steps(entry, actions)
        return
    top = TOP_STAGE if question.scale is Scale.STAGED else 1
    value = entry.value
    stage = int(value * top)
    while action := next(
        (a for a in actions if a.from_stage <= stage < a.to_stage), None
    ):
        reached = Fraction(action.to_stage, top)
        yield action, value, stage, action.to_stage, reached - value
        stage, value = action.to_stage, reached
        if value >= needed:
            return


def _item_steps(
    entry: QuestionScore, actions: list[Action]
) -> Iterator[tuple[Action, Fraction, int, int, Fraction]]:
    ticked, absent = checked(entry.answer.raw)
    here = len(entry.question.items) - len(set(absent))
    done = len(set(ticked))
    for action in actions:
        if action.item not in ticked and action.item not in absent:
            yield action, Fraction(done, here), done, done + 1, Fraction(1, here)
            done += 1


def _laid_out(
    advice: list[Advice], capacity: Capacity, reference_date: date
) -> list[Advice]:
    """Give each action its quarter of the coming year, or "later".

    What is to be found out takes hours as anything else does. It is no action of the
    year, though: however much is unknown, there is room for what can be done.
    """
    quarters = _next_quarters(reference_date)
    a_quarter = -(-capacity.actions_a_year // len(quarters))
    hours: defaultdict[str, int] = defaultdict(int)
    actions: defaultdict[str, int] = defaultdict(int)
    begun: dict[str, int] = {}  # by question, the first quarter its next step may take
    planned = []
    for entry in advice:
        counted = int(entry.action is not None)
        fitting = (
            index
            for index in range(begun.get(entry.question.code, 0), len(quarters))
            if actions[quarters[index]] + counted <= a_quarter
            and (
                not hours[quarters[index]]
                or hours[quarters[index]] + entry.effort_hours
                <= capacity.hours_a_quarter
            )
        )
        full = sum(actions.values()) + counted > capacity.actions_a_year
        index = len(quarters) if full else next(fitting, len(quarters))
        begun[entry.question.code] = index
        if index == len(quarters):
            planned.append(entry)
            continue
        hours[quarters[index]] += entry.effort_hours
        actions[quarters[index]] += counted
        planned.append(replace(entry, when=quarters[index]))
    return planned


def _next_quarters(day: date) -> list[str]:
    """The four quarters after the one the day falls in, such as "2027-Q1"."""
    first = day.year * 4 + (day.month - 1) // 3 + 1
    return [f"{number // 4}-Q{number % 4 + 1}" for number in range(first, first + 4)]
