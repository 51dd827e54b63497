from fractions import Fraction

from assessment.answers import Answer, State
from assessment.questions import Phrasing, Wording
from tests.assessment.catalogues import TEXT, area, question, questionnaire, sized

STAGED = question("staged")


def test_answers_without_a_question_fall_away():
    built = questionnaire(area("work", 100, STAGED))
    assert built.read({"staged": 4, "gone": 1}) == {
        "staged": Answer(State.ANSWERED, 4, Fraction(1))
    }


def test_the_questions_asked_are_listed_by_area_empty_ones_too():
    large = question("large_only", size_classes=frozenset({"large"}))
    built = questionnaire(area("work", 60, STAGED, large), area("board", 40, large))
    assert {
        code: [q.code for q in asked]
        for code, asked in built.asked_of(sized("small")).items()
    } == {"work": ["staged"], "board": []}


def test_every_text_is_listed_once():
    common, own = Wording("q.text", "Do you?"), Wording("q.micro.text", "Do you, too?")
    stages = (Wording("q.stage.0", "No."), Wording("q.stage.1", "Yes."))
    phrasings = {
        "micro": Phrasing(own, TEXT, TEXT, stages),
        "small": Phrasing(common, TEXT, TEXT, stages),
    }
    built = questionnaire(area("work", 100, question("q", phrasings=phrasings)))
    assert [wording.key for wording in built.wordings()] == [
        "test",
        "q.text",
        "q.stage.0",
        "q.stage.1",
        "q.micro.text",
    ]
    assert built.questions[0].phrased_for("micro").text == own
    assert built.questions[0].phrased_for(None).text == common
