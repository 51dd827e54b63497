"""Whether the entries of an edition, right each for itself, contradict each other.

Every function yields faults as "place: problem: cure". The rules are those of
docs/catalogue.md.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from assessment.answers import TOP_STAGE, Scale
from assessment.profile import SIZE_CLASSES
from assessment.questionnaire import Area, Questionnaire
from assessment.questions import Question

HEAVIEST = 10  # of 100 points that one question may carry in any size class
FEWEST = 2  # questions that an area needs in any size class


def question_faults(question: Question, place: str) -> Iterator[str]:
    """What is wrong within one question and its actions."""
    if question.gates and question.reasons:
        yield (
            f"{place}: a gate cannot be 'not applicable': drop the reasons or the gate."
        )
    for gate in question.gates:
        if outside := gate.size_classes - question.size_classes:
            yield (
                f"{place}: has a gate for {', '.join(sorted(outside))}, where it is "
                "not asked: take them out of the gate."
            )
    if question.scale is Scale.STAGED:
        for size_class in _in_order(question.size_classes):
            if not question.phrasings[size_class].stages:
                yield (
                    f"{place}: has no stage texts for {size_class}: "
                    f"write {TOP_STAGE + 1}, for stages 0 to {TOP_STAGE}."
                )
    yield from _action_faults(question, place)
    if question.scale is not Scale.METRIC:
        yield from _steps_missing(question, place)


def _in_order(size_classes) -> list[str]:
    return [name for name in SIZE_CLASSES if name in size_classes]


def _action_faults(question: Question, place: str) -> Iterator[str]:
    items = {item.code for item in question.items}
    helped = set()
    for action in question.actions:
        where = f"{place}, action {action.code!r}"
        if not action.from_stage < action.to_stage:
            yield (
                f"{where}: leads from {action.from_stage} to {action.to_stage}: "
                "lead up from a stage to a higher one."
            )
        if question.scale is not Scale.CHECKLIST:
            continue
        if action.item not in items:
            yield (
                f"{where}: unknown item {action.item!r}: "
                f"use one of {', '.join(sorted(items))}."
            )
        for size_class in _in_order(action.size_classes):
            if (action.item, size_class) in helped:
                yield (
                    f"{where}: item {action.item!r} has a second action in class "
                    f"{size_class}: keep one."
                )
            helped.add((action.item, size_class))


def _steps_missing(question: Question, place: str) -> Iterator[str]:
    for size_class in _in_order(question.size_classes):
        actions = [a for a in question.actions if size_class in a.size_classes]
        if question.scale is Scale.CHECKLIST:
            reached = {action.item for action in actions}
            missing = [i.code for i in question.items if i.code not in reached]
        else:
            top = TOP_STAGE if question.scale is Scale.STAGED else 1
            missing = [
                f"stage {stage}"
                for stage in range(top)
                if not any(a.from_stage <= stage < a.to_stage for a in actions)
            ]
        if missing:
            yield (
                f"{place}: no action leads up from {', '.join(missing)} in class "
                f"{size_class}: write one."
            )


def code_faults(areas: Sequence[Area], edition: str) -> Iterator[str]:
    """Codes that name two things: areas and questions share theirs."""
    questions = [question for area in areas for question in area.questions]
    for kind, codes in (
        ("code", [*(a.code for a in areas), *(q.code for q in questions)]),
        ("action code", [a.code for q in questions for a in q.actions]),
    ):
        for code, times in Counter(codes).items():
            if times > 1:
                yield (
                    f"{edition}: {kind} {code!r} is used {times} times: "
                    "a code names one thing in an edition, rename the others."
                )


def whole_faults(questionnaire: Questionnaire, edition: str) -> Iterator[str]:
    """What no single area can show: levels and weights."""
    place = f"{edition}/questionnaire.toml"
    numbers = [level.level for level in questionnaire.levels]
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"{place}: the levels are {numbers}: number them from 1 upwards."
    edges = [level.from_points for level in questionnaire.levels]
    if edges[0] != 0 or any(low >= high for low, high in pairwise(edges)):
        yield f"{place}: the levels start at {edges}: let them start at 0 and rise."
    total = sum(area.weight for area in questionnaire.areas)
    if total != 100:
        yield f"{place}: the area weights add up to {total}: make them 100."
    for area in questionnaire.areas:
        for size_class in SIZE_CLASSES:
            asked = [q for q in area.questions if size_class in q.size_classes]
            if len(asked) < FEWEST:
                yield (
                    f"{edition}/{area.code}.toml: has {len(asked)} question(s) in "
                    f"class {size_class}: an area needs {FEWEST} at least."
                )
            weights = sum(question.weight for question in asked)
            for question in asked:
                points = Fraction(area.weight * question.weight, weights)
                if points > HEAVIEST:
                    yield (
                        f"{edition}/{area.code}.toml: question {question.code!r}: "
                        f"carries {float(points):.1f} of 100 points in class "
                        f"{size_class}: lower its weight or add questions "
                        f"({HEAVIEST} at most)."
                    )


def framework_faults(
    questionnaire: Questionnaire, mapped: Mapping[str, Sequence[str]], edition: str
) -> Iterator[str]:
    """Whether questions and the items of frameworks cover each other."""
    place = f"{edition}/frameworks.toml"
    items = {
        f"{framework.code}.{item.code}": item
        for framework in questionnaire.frameworks
        for item in framework.items
    }
    for code in mapped:
        if questionnaire.question(code) is None:
            yield (
                f"{place}: questions: unknown question {code!r}: use the code of a "
                "question of this edition."
            )
        for name in mapped[code]:
            if name not in items:
                yield (
                    f"{place}: questions: {code}: unknown item {name!r}: use the code "
                    "of a framework and of its item, with a dot between."
                )
    for question in questionnaire.questions:
        if question.code not in mapped:
            yield (
                f"{place}: questions: lacks {question.code!r}: add it, with [] if no "
                "item speaks of the same thing."
            )
    for framework in questionnaire.frameworks:
        if framework.code not in questionnaire.sources:
            yield (
                f"{place}: framework {framework.code!r}: unknown source: add it to "
                "sources.toml."
            )
    for name, item in items.items():
        if item.code in ("title", "left_out"):
            yield f"{place}: item {name!r}: the code is taken: choose another."
        if not item.questions and item.left_out is None:
            yield (
                f"{place}: item {name!r} has neither a question nor a reason: name it "
                "at a question or say in left_out why none asks for it."
            )
        if item.questions and item.left_out is not None:
            yield (
                f"{place}: item {name!r} is left out, but {item.questions[0]!r} "
                "speaks of it: drop one of the two."
            )


def template_faults(questionnaire: Questionnaire, edition: str) -> Iterator[str]:
    """Tables of templates whose rows are not as long as their head."""
    for template in questionnaire.templates:
        for number, block in enumerate(template.blocks, 1):
            for row, cells in enumerate(block.rows, 1):
                if len(cells) != len(block.head):
                    yield (
                        f"{edition}/templates.toml: template {template.code!r}, block "
                        f"{number}: row {row} has {len(cells)} cells, the head "
                        f'{len(block.head)}: write one for each column, "" for an '
                        "empty one."
                    )


def reuse_faults(
    questionnaire: Questionnaire, earlier: Sequence[Questionnaire], edition: str
) -> Iterator[str]:
    """Codes that are retired, or that had another scale in an earlier edition."""
    retired = questionnaire.retired_codes.union(*(e.retired_codes for e in earlier))
    for question in questionnaire.questions:
        place = f"{edition}/{question.area}.toml: question {question.code!r}"
        if question.code in retired:
            yield f"{place}: the code is retired: give the question a new one."
        for action in question.actions:
            if action.code in retired:
                yield (
                    f"{place}, action {action.code!r}: the code is retired: "
                    "give the action a new one."
                )
        for older in earlier:
            before = older.question(question.code)
            if before is not None and before.scale is not question.scale:
                yield (
                    f"{place}: had the scale {before.scale} in edition "
                    f"{older.edition}, now {question.scale}: give it a new code."
                )
