"""The edition 2026 asks what its outline promised: each question, weight and gate.

The table is written out by hand, not read from the catalogue: a question that is
dropped, reweighted or taken from a size class by mistake shows here.
"""

import re
from dataclasses import replace

import pytest

from assessment.advice import advise
from assessment.answers import TOP_STAGE, Scale
from assessment.edition import load
from assessment.profile import SIZE_CLASSES
from assessment.scoring import score
from tests.assessment.catalogues import sized

PUBLISHED = load("2026")
SCALES = {
    "S": Scale.STAGED,
    "Y": Scale.YES_NO,
    "C": Scale.CHECKLIST,
    "M": Scale.METRIC,
}
CLASSES = {
    "A-D": ("micro", "small", "medium", "large"),
    "B-D": ("small", "medium", "large"),
    "C-D": ("medium", "large"),
    "D": ("large",),
}
OUTLINE = {  # by area: question, scale, weight, size classes
    "strategy": """
        equality_commitment S 3 A-D
        equality_figures S 2 A-D
        equality_targets S 2 B-D
        responsible_person S 2 B-D
        plan_follow_up S 2 A-D
        gender_impact S 2 C-D
        equality_budget S 1 C-D
        certification S 1 D
    """,
    "leadership": """
        leadership_example S 2 A-D
        decision_meetings S 2 A-D
        decision_balance M 2 B-D
        open_appointments S 2 B-D
        manager_training S 1 C-D
        board_balance S 1 C-D
    """,
    "recruitment": """
        pay_range_first Y 2 A-D
        neutral_job_ads S 2 A-D
        structured_selection S 2 B-D
        wider_search S 1 B-D
        selection_panel S 1 C-D
        recruitment_figures S 1 C-D
    """,
    "careers": """
        career_talks S 2 A-D
        training_access S 2 A-D
        promotion_criteria S 2 B-D
        non_traditional_jobs S 2 B-D
        mentoring S 1 C-D
        promotion_figures S 2 C-D
    """,
    "pay": """
        pay_criteria S 3 A-D
        pay_history Y 2 A-D
        pay_information S 2 A-D
        pay_comparison S 3 B-D
        pay_gap_action S 2 B-D
        job_evaluation S 2 C-D
        variable_pay S 1 C-D
        pay_reporting S 2 D
        joint_assessment S 1 D
    """,
    "worklife": """
        flexible_time S 2 A-D
        parental_leave S 3 A-D
        fathers S 2 B-D
        return_to_work S 2 B-D
        carers S 1 B-D
        part_time_quality S 1 C-D
        leave_figures S 1 C-D
        disconnect S 1 C-D
    """,
    "respect": """
        complaints_person Y 3 A-D
        respect_rules S 2 A-D
        safe_equipment C 2 A-D
        harassment_procedure S 3 B-D
        anonymous_channel S 1 C-D
        staff_survey S 1 C-D
        domestic_violence S 1 C-D
    """,
    "outreach": """
        inclusive_language S 2 A-D
        products_services S 1 A-D
        staff_voice S 2 B-D
        role_models S 1 B-D
        suppliers S 1 C-D
        speakers S 1 C-D
        supply_chain_policy S 1 D
    """,
}
EXPECTED = {
    code: (area, SCALES[scale], int(weight), CLASSES[classes])
    for area, rows in OUTLINE.items()
    for code, scale, weight, classes in map(str.split, rows.strip().splitlines())
}
GATES = {  # question, level, size classes, least value, the duty it waits for
    ("equality_commitment", 3, "A-D", "1/4", None),
    ("complaints_person", 3, "A-D", "1", None),
    ("pay_range_first", 3, "A-D", "1", "pay_range_before_interview"),
    ("pay_history", 3, "A-D", "1", "no_pay_history_question"),
    ("pay_criteria", 4, "A", "1/2", None),
    ("pay_comparison", 4, "B-D", "1/2", None),
    ("harassment_procedure", 4, "B-D", "1/2", None),
    ("plan_follow_up", 5, "A-D", "1/2", None),
    ("equality_targets", 5, "B-D", "1/2", None),
    ("pay_gap_action", 5, "C-D", "1/2", None),
}


def asked(size_class):
    return [q for q in PUBLISHED.questions if size_class in q.size_classes]


def classes(size_classes):
    """Size classes as the outline writes them: A to D."""
    letters = [
        letter
        for letter, size_class in zip("ABCD", SIZE_CLASSES, strict=True)
        if size_class in size_classes
    ]
    return "-".join(dict.fromkeys((letters[0], letters[-1])))


def test_every_question_of_the_outline_is_asked_and_no_other():
    found = {
        question.code: (
            question.area,
            question.scale,
            question.weight,
            tuple(s for s in SIZE_CLASSES if s in question.size_classes),
        )
        for question in PUBLISHED.questions
    }
    assert found == EXPECTED


@pytest.mark.parametrize(
    ("size_class", "least", "most"),
    [("micro", 18, 20), ("small", 33, 36), ("medium", 50, 54)],
)
def test_a_size_class_is_asked_as_many_questions_as_it_has_time_for(
    size_class, least, most
):
    assert least <= len(asked(size_class)) <= most


def test_a_large_firm_is_asked_three_to_five_questions_more():
    assert 3 <= len(asked("large")) - len(asked("medium")) <= 5


@pytest.mark.parametrize(
    ("size_class", "minutes"),
    [("micro", 15), ("small", 30), ("medium", 45), ("large", 45)],
)
def test_a_sitting_is_short(size_class, minutes):
    assert sum(question.seconds for question in asked(size_class)) <= 60 * minutes


def test_the_gates_are_those_of_the_outline():
    assert {
        (q.code, g.level, classes(g.size_classes), str(g.least), g.in_force)
        for q in PUBLISHED.questions
        for g in q.gates
    } == GATES


def test_parental_leave_asks_for_readiness_so_it_applies_to_everybody():
    question = PUBLISHED.question("parental_leave")
    assert (question.reasons, question.conditions) == ((), ())


# Actions


def test_there_are_at_least_100_actions():
    assert len({a.code for q in PUBLISHED.questions for a in q.actions}) >= 100


@pytest.mark.parametrize("size_class", SIZE_CLASSES)
def test_from_every_stage_of_every_question_an_action_leads_up(size_class):
    missing = [
        (question.code, step)
        for question in asked(size_class)
        for step in steps(question)
        if not any(leads_up(a, step, size_class) for a in question.actions)
    ]
    assert missing == []


def steps(question):
    """The items of a checklist, else the stages below the highest."""
    if question.scale is Scale.CHECKLIST:
        return [item.code for item in question.items]
    return range(TOP_STAGE if question.scale is Scale.STAGED else 1)


def leads_up(action, step, size_class):
    if size_class not in action.size_classes:
        return False
    return action.item == step or (
        action.item is None and action.from_stage <= step < action.to_stage
    )


@pytest.mark.parametrize("size_class", SIZE_CLASSES)
def test_no_two_actions_of_a_class_lead_up_from_the_same_stage(size_class):
    """Only the first would ever be advised."""
    doubled = [
        (question.code, step)
        for question in asked(size_class)
        for step in steps(question)
        if sum(leads_up(a, step, size_class) for a in question.actions) > 1
    ]
    assert doubled == []


def test_every_action_is_advised_to_somebody():
    """To at least one answer in at least one size class."""
    advised = {
        advice.code
        for size_class in SIZE_CLASSES
        for question in asked(size_class)
        for raw in answers_with_a_step_up(question)
        for advice in plan_of_one(question, raw, size_class)
    }
    written = {a.code for question in PUBLISHED.questions for a in question.actions}
    assert written - advised == set()


def answers_with_a_step_up(question):
    return {
        Scale.STAGED: range(TOP_STAGE),
        Scale.YES_NO: ["no" if question.good == "yes" else "yes"],
        Scale.CHECKLIST: [[]],
        Scale.METRIC: [{"women": 0, "men": 20}],
    }[question.scale]


def plan_of_one(question, raw, size_class):
    """What is advised where this question alone is asked, without duty or gate."""
    alone = replace(question, conditions=(), duties=(), gates=())
    area = replace(PUBLISHED.area(question.area), weight=100, questions=(alone,))
    built = replace(PUBLISHED, areas=(area,))
    firm = sized(size_class)
    scored = score(built, firm, built.read({question.code: raw}), duties={})
    return advise(built, firm, scored, duties={})


def test_an_action_has_a_few_steps_and_no_more():
    counts = {len(a.steps) for q in PUBLISHED.questions for a in q.actions}
    assert counts <= {3, 4, 5}


def test_every_template_helps_with_some_action():
    used = {a.template for q in PUBLISHED.questions for a in q.actions if a.template}
    assert used == {template.code for template in PUBLISHED.templates}


# Glossary


def test_the_glossary_has_at_least_30_terms_and_defines_every_one_used():
    defined = [term.code for term in PUBLISHED.terms]
    used = {code for question in PUBLISHED.questions for code in question.terms}
    assert len(defined) == len(set(defined)) >= 30
    assert used - set(defined) == set()


def test_a_term_is_explained_in_one_plain_sentence():
    meanings = {term.code: term.meaning.text for term in PUBLISHED.terms}
    assert {c: m for c, m in meanings.items() if not m.endswith(".")} == {}
    assert {c: m for c, m in meanings.items() if re.search(r"[.!?] [A-Z]", m)} == {}
