"""How long one full assessment takes to score, from answers to the trace kept."""

from pathlib import Path
from statistics import median
from time import process_time
from timeit import repeat

from assessment.edition import load, load_duties
from assessment.profile import read_profile
from assessment.trace import trace
from benchmarks.table import Line
from tests.samples import sample_result

ROUNDS, TIMES = 15, 20


def lines(_folder: Path) -> list[Line]:
    """Score a large firm, which is asked every question.

    The floor is the weighted mean of the same exact values, and nothing else.
    """
    result = sample_result("large")
    questionnaire = load(result.edition)
    profile = read_profile(
        result.profile_data,
        result.reference_date,
        countries=questionnaire.countries,
        sectors=questionnaire.sectors,
        ecosystems=questionnaire.ecosystems,
    )
    raw = {entry["code"]: entry["answer"] for entry in result.trace["questions"]}
    duties = load_duties()

    def scored():
        return trace(questionnaire, profile, questionnaire.read(raw), duties=duties)

    weighted = [
        (question.weight, answer.value)
        for question in questionnaire.questions
        if (answer := question.read(raw[question.code])).known
    ]

    def mean():
        return sum(weight * value for weight, value in weighted) / sum(
            weight for weight, _ in weighted
        )

    floor = _milliseconds(mean)
    measured = _milliseconds(scored)
    what = "Score, advice and trace of a full assessment, large firm"
    return [
        Line(
            what=f"{what}: CPU, median",
            measured=median(measured),
            unit="ms",
            floor=median(floor),
            most=5,
        ),
        Line(
            what=f"{what}: CPU, best",
            measured=min(measured),
            unit="ms",
            floor=min(floor),
        ),
    ]


def _milliseconds(function) -> list[float]:
    rounds = repeat(function, timer=process_time, repeat=ROUNDS, number=TIMES)
    return [1000 * seconds / TIMES for seconds in rounds]
