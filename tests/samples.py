"""Sample results, made without a database and always the same."""

from datetime import UTC, date, datetime

from assessment.answers import DONT_KNOW, Scale
from assessment.edition import load, load_duties
from assessment.models import Result
from assessment.profile import SIZE_CLASSES, profile_data, read_profile
from assessment.trace import trace

EDITION = "2026"
DAY = date(2026, 11, 23)
HEADCOUNTS = {
    "micro": {"women": 3, "men": 4, "other": 0},
    "small": {"women": 11, "men": 21, "other": 0},
    "medium": {"women": 48, "men": 78, "other": 1},
    "large": {"women": 160, "men": 240, "other": 3},
}
STAGES = (2, 1, 1, 3, 2, 0, 2, 1, 4, 2, 3)


def sample_answers(size_class, dont_know=2):
    """Answers of mixed stages to each question of a class, a few of them unknown.

    What weighs little and may be absent is absent, so that every area is computed.
    """
    asked = [q for q in load(EDITION).questions if size_class in q.size_classes]
    answers = {
        question.code: _answer(question, number)
        for number, question in enumerate(asked)
    }
    staged = [q.code for q in asked if q.scale is Scale.STAGED]
    unknown = dict.fromkeys(staged[6::4][:dont_know], DONT_KNOW)
    light = [q for q in asked if q.reasons and q.weight == 1]
    absent = {q.code: {"not_applicable": q.reasons[0].code} for q in light}
    return answers | unknown | absent


def _answer(question, number):
    match question.scale:
        case Scale.STAGED:
            return STAGES[number % len(STAGES)]
        case Scale.YES_NO:
            return ("yes", "no")[number % 3 == 0]
        case Scale.CHECKLIST:
            return [item.code for item in question.items[::2]]
        case Scale.METRIC:
            return {"women": 4 + number % 5, "men": 9}


def sample_result(
    size_class="small",
    answers=None,
    quick=False,
    comments=None,
    name="Atelier Beispiel & Söhne",
    country="FR",
):
    """An unsaved result; `answers` replace or add to those of `sample_answers`."""
    if size_class not in SIZE_CLASSES:
        raise ValueError(f"{size_class!r} is not one of {', '.join(SIZE_CLASSES)}.")
    questionnaire = load(EDITION)
    data = {
        "name": name,
        "country": country,
        "sector": "C",
        "ecosystem": "textile",
        "headcount": HEADCOUNTS[size_class],
        "headcount_by_country": {},
        "facts": {fact.code: True for fact in questionnaire.facts},
    }
    profile = read_profile(
        data,
        DAY,
        countries=questionnaire.countries,
        sectors=questionnaire.sectors,
        ecosystems=questionnaire.ecosystems,
    )
    given = sample_answers("micro" if quick else size_class) | (answers or {})
    computed = trace(
        questionnaire,
        profile,
        questionnaire.read(given),
        duties=load_duties(),
        quick=quick,
    )
    return Result(
        edition=EDITION,
        rules=questionnaire.rules,
        quick=quick,
        size_class=size_class,
        country=country,
        sector=profile.sector,
        points=computed["overall"]["score"],
        level=computed["overall"]["level"],
        reference_date=DAY,
        profile_data=profile_data(profile),
        comments=comments or {},
        trace=computed,
        created_at=datetime(2026, 11, 23, 10, 0, tzinfo=UTC),
    )
