from fractions import Fraction

import pytest

from assessment.answers import UNANSWERED, Answer, AnswerError, State
from tests.assessment.catalogues import (
    checklist,
    metric,
    profile,
    question,
    sized,
    yes_no,
)

STAGED = question("staged")
ASKS_PAY = yes_no("asks_pay", good="no")
NAMED = yes_no("named", reasons=())
EQUIPMENT = checklist("equipment", "GtR")  # tools must exist, gloves and rooms may not
SHARE = metric("share")


def answered(raw, value):
    return Answer(State.ANSWERED, raw, Fraction(value))


@pytest.mark.parametrize(
    ("asked", "raw", "value"),
    [
        (STAGED, 0, "0"),
        (STAGED, 1, "1/4"),
        (STAGED, 2, "1/2"),
        (STAGED, 3, "3/4"),
        (STAGED, 4, "1"),
        (NAMED, "yes", "1"),
        (NAMED, "no", "0"),
        (ASKS_PAY, "yes", "0"),
        (ASKS_PAY, "no", "1"),
        (EQUIPMENT, [], "0"),
        (EQUIPMENT, ["g"], "1/3"),
        (EQUIPMENT, ["g", "g"], "1/3"),
        (EQUIPMENT, ["r", "t", "g"], "1"),
        (EQUIPMENT, {"ticked": ["t"], "absent": ["g"]}, "1/2"),
        (EQUIPMENT, {"ticked": ["t"], "absent": ["g", "r"]}, "1"),
        (EQUIPMENT, {"ticked": [], "absent": []}, "0"),
        (SHARE, {"women": 5, "men": 5}, "1"),
        (SHARE, {"women": 4, "men": 6}, "1"),  # 40 % is balanced
        (SHARE, {"women": 6, "men": 4}, "1"),
        (SHARE, {"women": 39, "men": 61}, "39/40"),
        (SHARE, {"women": 9, "men": 3}, "5/8"),
        (SHARE, {"women": 3, "men": 9}, "5/8"),  # a group of women is no better
        (SHARE, {"women": 0, "men": 10}, "0"),
        (SHARE, {"women": 10, "men": 0}, "0"),
    ],
)
def test_an_answer_has_its_value(asked, raw, value):
    assert asked.read(raw) == answered(raw, value)


@pytest.mark.parametrize("asked", [STAGED, ASKS_PAY, EQUIPMENT, SHARE])
def test_any_question_may_be_unknown_or_not_apply_or_wait(asked):
    assert asked.read("dont_know") == Answer(State.DONT_KNOW, "dont_know")
    assert asked.read({"not_applicable": "reason"}) == Answer(
        State.NOT_APPLICABLE, {"not_applicable": "reason"}, reason="reason"
    )
    assert asked.read(None) == UNANSWERED


@pytest.mark.parametrize(("women", "men"), [(0, 0), (3, 1), (0, 9), (9, 0)])
def test_a_share_among_fewer_than_ten_is_shown_and_not_scored(women, men):
    raw = {"women": women, "men": men}
    assert SHARE.read(raw) == Answer(State.UNSCORED, raw)


NO_STAGE = 'give a whole number from 0 to 4, "dont_know" or {"not_applicable": reason}.'
NO_HEADS = "give a whole number of 0 or more."


@pytest.mark.parametrize(
    ("asked", "raw", "refusal"),
    [
        (STAGED, 5, f"5 is no stage; {NO_STAGE}"),
        (STAGED, -1, f"-1 is no stage; {NO_STAGE}"),
        (STAGED, 2.0, f"2.0 is no stage; {NO_STAGE}"),
        (STAGED, True, f"True is no stage; {NO_STAGE}"),
        (STAGED, "2", f"'2' is no stage; {NO_STAGE}"),
        (STAGED, [2], f"[2] is no stage; {NO_STAGE}"),
        (STAGED, {}, f"{{}} is no stage; {NO_STAGE}"),
        (NAMED, "Yes", '\'Yes\' is neither "yes", "no" nor "dont_know".'),
        (NAMED, True, 'True is neither "yes", "no" nor "dont_know".'),
        (NAMED, 1, '1 is neither "yes", "no" nor "dont_know".'),
        (NAMED, [], '[] is neither "yes", "no" nor "dont_know".'),
        (EQUIPMENT, "g", "'g' is no list of item codes."),
        (EQUIPMENT, 1, "1 is no list of item codes."),
        (EQUIPMENT, [1], "[1] is no list of item codes."),
        (EQUIPMENT, ["x", "g", "w"], "unknown item w, x; there are g, t, r."),
        (EQUIPMENT, {"ticked": ["g"]}, "{'ticked': ['g']} is no list of item codes."),
        (
            EQUIPMENT,
            {"ticked": ["g"], "absent": ["x"]},
            "unknown item x; there are g, t, r.",
        ),
        (EQUIPMENT, {"ticked": [], "absent": "g"}, "'g' is no list of item codes."),
        (
            EQUIPMENT,
            {"ticked": ["g"], "absent": ["g"]},
            "g: ticked and absent at once.",
        ),
        (EQUIPMENT, {"ticked": [], "absent": ["t"]}, "t: cannot be absent."),
        (
            checklist("all", "AB"),
            {"ticked": [], "absent": ["a", "b"]},
            "every item is absent; at least one must exist.",
        ),
        (SHARE, 0.5, '0.5 is not {"women": number, "men": number}.'),
        (
            SHARE,
            {"women": 5},
            '{\'women\': 5} is not {"women": number, "men": number}.',
        ),
        (SHARE, {"women": -1, "men": 20}, f"-1 is no headcount; {NO_HEADS}"),
        (SHARE, {"women": 5, "men": 5.5}, f"5.5 is no headcount; {NO_HEADS}"),
        (SHARE, {"women": True, "men": 20}, f"True is no headcount; {NO_HEADS}"),
        (SHARE, {"women": "5", "men": 20}, f"'5' is no headcount; {NO_HEADS}"),
        (
            SHARE,
            {"women": 1_000_001, "men": 0},
            f"1000001 is no headcount; {NO_HEADS}",
        ),
        (
            NAMED,
            {"not_applicable": "reason"},
            "'reason' is no accepted reason for 'not applicable'; accepted: none.",
        ),
        (
            STAGED,
            {"not_applicable": "no_time"},
            "'no_time' is no accepted reason for 'not applicable'; accepted: reason.",
        ),
        (
            STAGED,
            {"not_applicable": ["reason"]},
            "['reason'] is no accepted reason for 'not applicable'; accepted: reason.",
        ),
    ],
)
def test_an_answer_that_cannot_be_is_refused(asked, raw, refusal):
    with pytest.raises(AnswerError) as caught:
        asked.read(raw)
    assert str(caught.value) == refusal


@pytest.mark.parametrize(
    ("size_classes", "conditions", "asked", "quick"),
    [
        ({"micro", "small", "medium", "large"}, (), True, True),
        ({"small"}, (), True, False),  # not asked of micro, so not in the quick check
        ({"micro"}, (), False, True),  # a core question is asked of any size
        ({"large"}, (), False, False),
        ({"micro", "small"}, ("has_board",), True, True),
        ({"micro", "small"}, ("has_board", "in_group"), False, False),
        ({"micro", "small"}, ("both_sexes",), True, True),
    ],
)
def test_a_question_is_asked_by_size_class_and_conditions(
    size_classes, conditions, asked, quick
):
    one = question("one", size_classes=frozenset(size_classes), conditions=conditions)
    firm = sized("small", facts={"has_board": True, "in_group": False})
    assert one.asked_of(firm) is asked
    assert one.asked_of(firm, quick=True) is quick


def test_nothing_is_asked_of_an_enterprise_without_staff():
    nobody = profile(0, 0)
    assert STAGED.asked_of(nobody) is False
    assert STAGED.asked_of(nobody, quick=True) is False
