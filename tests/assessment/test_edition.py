import copy
import json
import re
import tempfile
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.edition import CatalogueError, editions, load, load_duties
from assessment.profile import FACTS, SIZE_CLASSES, size_class_of
from assessment.questionnaire import Questionnaire
from assessment.trace import trace
from tests.assessment.catalogues import (
    HEADS,
    edition_files,
    sized,
    write_catalogue,
    written_action,
    written_question,
)

PROMISE, PRACTICE = "2026/promise.toml", "2026/practice.toml"
HEAD, SCALES = "2026/questionnaire.toml", "2026/scales.toml"
PROFILE, GLOSSARY = "2026/profile.toml", "2026/glossary.toml"
SOURCES, DUTIES = "2026/sources.toml", "obligations/in_force.toml"
TEMPLATES = "2026/templates.toml"
FRAMEWORKS = "2026/frameworks.toml"
DATA = Path(__file__).parents[1] / "data"
MORNING = datetime(2026, 6, 7, 8, 30)  # noqa: DTZ001 - TOML has local times


@pytest.fixture
def faults(tmp_path):
    """The problems told of a catalogue of these files; none if it loads."""

    def told(files, edition="2026"):
        write_catalogue(tmp_path, files)
        try:
            load(edition, tmp_path)
        except CatalogueError as error:
            return str(error).splitlines()
        return []

    return told


def changed(path, value, files=None):
    """The valid files with one value set at "file > key > 0 > key"; None deletes it."""
    files = copy.deepcopy(files or edition_files())
    *way, last = [int(key) if key.isdigit() else key for key in path.split(" > ")]
    target = files
    for key in way:
        target = target[key]
    if value is None:
        del target[last]
    else:
        target[last] = value
    return files


def test_the_small_edition_is_read_whole(tmp_path):
    write_catalogue(tmp_path, edition_files())
    edition = load("2026", tmp_path)
    assert (edition.edition, edition.rules) == ("2026", "2026.1")
    assert [(a.code, a.weight, len(a.questions)) for a in edition.areas] == [
        ("promise", 50, 5),
        ("practice", 50, 5),
    ]
    assert [level.from_points for level in edition.levels] == [0, 20, 40, 60, 80]
    assert edition.retired_codes == {"old_question"}
    assert edition.term("equality").meaning.text == "Same."
    assert edition.sources["law"].short == "Law"
    (framework,) = edition.frameworks
    assert [
        (item.title.key, item.questions, item.left_out and item.left_out.key)
        for item in framework.items
    ] == [
        ("framework.law.a1", ("promise_given",), None),
        ("framework.law.a2", (), "framework.law.left_out.a2"),
    ]
    given, asks = edition.question("promise_given"), edition.question("asks_pay")
    assert [(g.level, g.least, g.in_force) for g in given.gates] == [(3, 0.25, None)]
    assert [(g.level, g.least, g.in_force) for g in asks.gates] == [(4, 1, "speak")]
    assert [(d.duty, d.least) for d in given.duties] == [("speak", 0.5)]
    own = edition.question("own_words")
    assert own.phrased_for("micro").text.key == "own_words.micro.text"
    assert own.phrased_for("micro").stages[4].key == "own_words.micro.stage.4"
    assert own.phrased_for("small").text.key == "own_words.text"
    equipment = edition.question("equipment")
    assert [(i.code, i.may_be_absent) for i in equipment.items] == [
        ("gloves", True),
        ("rooms", False),
    ]
    duty = load_duties(tmp_path)["speak"]
    assert (duty.from_headcount, duty.in_force) == (1, {"FR": date(2026, 6, 7)})


def test_each_text_of_a_template_has_a_key(tmp_path):
    write_catalogue(tmp_path, edition_files())
    edition = load("2026", tmp_path)
    texts = {w.key: w.text for w in edition.wordings() if w.key.startswith("template.")}
    assert texts == {
        "template.note.title": "Note",
        "template.note.purpose": "Write it.",
        "template.note.block.1": "Ask",
        "template.note.block.2": "At [firm].",
        "template.note.block.3.item.1": "First.",
        "template.note.block.3.item.2": "Second.",
        "template.note.block.4.item.1": "Done.",
        "template.note.block.5.head.1": "Who",
        "template.note.block.5.head.2": "When",
        "template.note.block.5.cell.1.1": "[name]",
        "template.note.block.5.cell.2.1": "All",
        "template.note.block.5.cell.2.2": "[day]",
    }
    assert edition.template("note").blocks[4].rows[0][1] is None
    assert edition.template("poster") is None


# One fault at a time: file, place, cure

GIVEN, ASKS = f"{PROMISE} > questions > 0", f"{PRACTICE} > questions > 0"
TICKS, SHARE = f"{PRACTICE} > questions > 1", f"{PRACTICE} > questions > 2"
OWN = f"{PRACTICE} > questions > 3"
IN_GIVEN = "2026/promise.toml: question 'promise_given'"
IN_ASKS = "2026/practice.toml: question 'asks_pay'"
IN_TICKS = "2026/practice.toml: question 'equipment'"
GATE = {"level": 3, "size_classes": ["micro"], "stage": 1}
NOTE = f"{TEMPLATES} > templates > 0"
IN_NOTE = "2026/templates.toml: templates, template 'note'"


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        # questions
        (
            f"{GIVEN} > scale",
            "stars",
            f"{IN_GIVEN}: unknown scale 'stars': use one of practice, yes_no, "
            "checklist, share.",
        ),
        (
            f"{GIVEN} > code",
            "PromiseGiven",
            "2026/promise.toml: question 'PromiseGiven': code: 'PromiseGiven' is no "
            "code: write it in snake_case.",
        ),
        (
            f"{GIVEN} > weight",
            "3",
            f"{IN_GIVEN}: weight: '3' does not fit: give a whole number from 1 to 3.",
        ),
        (
            f"{GIVEN} > weight",
            True,
            f"{IN_GIVEN}: weight: True does not fit: give a whole number from 1 to 3.",
        ),
        (f"{GIVEN} > weight", None, f"{IN_GIVEN}: lacks 'weight': add it."),
        (f"{GIVEN} > why", None, f"{IN_GIVEN}: lacks 'why': add it."),
        (f"{GIVEN} > help", " ", f"{IN_GIVEN}: help: the text is empty: write it."),
        (
            f"{GIVEN} > size_classes > 0",
            "tiny",
            f"{IN_GIVEN}: size_classes: unknown size class 'tiny': use one of micro, "
            "small, medium, large.",
        ),
        (
            f"{GIVEN} > size_classes",
            [],
            f"{IN_GIVEN}: size_classes: has 0: write 1 or more.",
        ),
        (
            f"{GIVEN} > conditions > 0",
            "sunshine",
            f"{IN_GIVEN}: conditions: unknown condition 'sunshine': use one of "
            "leave_in_24_months, has_managers, has_board, variable_pay, has_suppliers, "
            "in_group, both_sexes.",
        ),
        (
            f"{GIVEN} > terms > 0",
            "karma",
            f"{IN_GIVEN}: terms: unknown term 'karma': add it to glossary.toml.",
        ),
        (
            f"{GIVEN} > legal_basis > 0",
            "custom",
            f"{IN_GIVEN}: legal_basis: unknown source 'custom': add it to "
            "sources.toml.",
        ),
        (
            f"{GIVEN} > stages > 4",
            None,
            f"{IN_GIVEN}: stages: has 4: write 5.",
        ),
        (
            f"{GIVEN} > stages",
            None,
            # asked in four classes, and none has stages of its own
            [
                f"{IN_GIVEN}: has no stage texts for {name}: write 5, "
                "for stages 0 to 4."
                for name in SIZE_CLASSES
            ],
        ),
        (
            f"{GIVEN} > stages > 2",
            "",
            f"{IN_GIVEN}: stages: the text is empty: write it.",
        ),
        (
            f"{OWN} > micro > stages > 0",
            None,
            "2026/practice.toml: question 'own_words': micro: stages: has 4: write 5.",
        ),
        (
            f"{OWN} > micro > why",
            "Because.",
            "2026/practice.toml: question 'own_words': micro: unknown key 'why': "
            "use text, help, example, stages.",
        ),
        (
            f"{GIVEN} > gate",
            [],
            f"{IN_GIVEN}: unknown key 'gate': use code, scale, weight, size_classes, "
            "seconds, text, help, example, why, find_out, conditions, terms, "
            "legal_basis, not_applicable, gates, duties, actions, micro, small, "
            "medium, large, stages.",
        ),
        (
            f"{PROMISE} > questions > 1 > not_applicable > 0 > text",
            None,
            "2026/promise.toml: question 'promise_kept': not_applicable, reason "
            "'no_staff': lacks 'text': add it.",
        ),
        (
            f"{PROMISE} > questions > 1 > not_applicable > 0 > text",
            "",
            "2026/promise.toml: question 'promise_kept': not_applicable, reason "
            "'no_staff': text: the text is empty: write it.",
        ),
        (
            f"{ASKS} > good",
            "maybe",
            f"{IN_ASKS}: good: unknown good answer 'maybe': use one of yes, no.",
        ),
        (
            f"{TICKS} > items > 1 > code",
            "gloves",
            [
                f"{IN_TICKS}: items: item 'gloves' stands 2 times: keep one.",
            ],
        ),
        (f"{TICKS} > items > 1", None, f"{IN_TICKS}: items: has 1: write 2 or more."),
        (
            f"{SHARE} > group",
            None,
            "2026/practice.toml: question 'balance': lacks 'group': add it.",
        ),
        # gates and duties
        (
            f"{GIVEN} > gates > 0 > level",
            6,
            f"{IN_GIVEN}: gates, gate to level 6: level: 6 is an unknown gate: give a "
            "whole number from 2 to 5.",
        ),
        (
            f"{GIVEN} > gates > 0 > level",
            1,
            f"{IN_GIVEN}: gates, gate to level 1: level: 1 is an unknown gate: give a "
            "whole number from 2 to 5.",
        ),
        (
            f"{GIVEN} > gates > 0 > stage",
            None,
            f"{IN_GIVEN}: gates, gate to level 3: lacks 'stage': add it.",
        ),
        (
            f"{GIVEN} > gates > 0 > stage",
            0,
            f"{IN_GIVEN}: gates, gate to level 3: stage: 0 does not fit: give a whole "
            "number from 1 to 4.",
        ),
        (
            f"{ASKS} > gates > 0 > stage",
            1,
            f"{IN_ASKS}: gates, gate to level 4: unknown key 'stage': use level, "
            "size_classes, in_force.",
        ),
        (
            f"{ASKS} > gates > 0 > in_force",
            "custom",
            f"{IN_ASKS}: gates, gate to level 4: in_force: unknown duty of a gate "
            "'custom': add it to obligations/in_force.toml or write one of speak.",
        ),
        (
            f"{GIVEN} > not_applicable",
            [{"code": "never", "text": "We never do."}],
            f"{IN_GIVEN}: a gate cannot be 'not applicable': drop the reasons or the "
            "gate.",
        ),
        (
            f"{GIVEN} > duties > 0 > code",
            "custom",
            f"{IN_GIVEN}: duties, duty 'custom': code: unknown duty 'custom': "
            "use one of speak.",
        ),
        # actions
        (
            f"{GIVEN} > actions > 1",
            None,
            [
                f"{IN_GIVEN}: no action leads up from stage 2, stage 3 in class "
                f"{name}: write one."
                for name in SIZE_CLASSES
            ],
        ),
        (
            f"{GIVEN} > actions > 1 > size_classes",
            ["micro", "small", "medium"],
            f"{IN_GIVEN}: no action leads up from stage 2, stage 3 in class large: "
            "write one.",
        ),
        (
            f"{GIVEN} > actions > 0 > to_stage",
            5,
            f"{IN_GIVEN}: actions, action 'promise_given_begin': to_stage: 5 does not "
            "fit: give a whole number from 1 to 4.",
        ),
        (
            f"{ASKS} > actions",
            None,
            [
                f"{IN_ASKS}: no action leads up from stage 0 in class {name}: "
                "write one."
                for name in SIZE_CLASSES
            ],
        ),
        (
            f"{TICKS} > actions > 1 > item",
            "hats",
            [
                f"{IN_TICKS}, action 'build_rooms': unknown item 'hats': "
                "use one of gloves, rooms.",
                *(
                    f"{IN_TICKS}: no action leads up from rooms in class {name}: "
                    "write one."
                    for name in SIZE_CLASSES
                ),
            ],
        ),
        (
            f"{GIVEN} > actions > 0 > steps > 0",
            None,
            f"{IN_GIVEN}: actions, action 'promise_given_begin': steps: has 2: "
            "write 3 to 5.",
        ),
        (
            f"{GIVEN} > actions > 0 > who",
            "nobody",
            f"{IN_GIVEN}: actions, action 'promise_given_begin': who: unknown who "
            "'nobody': use one of owner.",
        ),
        (
            f"{GIVEN} > actions > 0 > cost",
            "huge",
            f"{IN_GIVEN}: actions, action 'promise_given_begin': cost: unknown cost "
            "'huge': use one of none.",
        ),
        (
            f"{GIVEN} > actions > 0 > template",
            "poster",
            f"{IN_GIVEN}: actions, action 'promise_given_begin': template: unknown "
            "template 'poster': use one of note.",
        ),
        # templates
        (
            f"{NOTE} > blocks > 0 > kind",
            "picture",
            f"{IN_NOTE}: blocks, block number 1: unknown kind 'picture': use one of "
            "heading, paragraph, list, check, table.",
        ),
        (f"{NOTE} > purpose", None, f"{IN_NOTE}: lacks 'purpose': add it."),
        (f"{NOTE} > blocks", [], f"{IN_NOTE}: blocks: has 0: write 1 or more."),
        (
            f"{NOTE} > blocks > 4 > rows > 1",
            ["All"],
            "2026/templates.toml: template 'note', block 5: row 2 has 1 cells, the "
            'head 2: write one for each column, "" for an empty one.',
        ),
        (
            f"{NOTE} > blocks > 4 > rows > 1 > 0",
            " ",
            f"{IN_NOTE}: blocks, block number 5: rows: the text is empty: write it.",
        ),
        (
            f"{GIVEN} > actions > 0 > legal_basis",
            ["custom"],
            f"{IN_GIVEN}: actions, action 'promise_given_begin': legal_basis: unknown "
            "source 'custom': add it to sources.toml.",
        ),
        (
            f"{GIVEN} > actions > 0 > effort_hours",
            0,
            f"{IN_GIVEN}: actions, action 'promise_given_begin': effort_hours: 0 does "
            "not fit: give a whole number from 1 to 10000.",
        ),
        # codes
        (
            f"{PROMISE} > questions > 1 > code",
            "promise_given",
            "2026: code 'promise_given' is used 2 times: a code names one thing in an "
            "edition, rename the others.",
        ),
        (
            f"{PRACTICE} > questions > 4 > code",
            "promise_given",
            "2026: code 'promise_given' is used 2 times: a code names one thing in an "
            "edition, rename the others.",
        ),
        (
            f"{PRACTICE} > questions > 4 > code",
            "promise",  # the code of an area
            "2026: code 'promise' is used 2 times: a code names one thing in an "
            "edition, rename the others.",
        ),
        (
            f"{PRACTICE} > questions > 4 > actions > 0 > code",
            "promise_given_begin",
            "2026: action code 'promise_given_begin' is used 2 times: a code names one "
            "thing in an edition, rename the others.",
        ),
        (
            f"{HEAD} > retired_codes",
            ["promise_given"],
            f"{IN_GIVEN}: the code is retired: give the question a new one.",
        ),
        (
            f"{HEAD} > retired_codes",
            ["promise_given_begin"],
            f"{IN_GIVEN}, action 'promise_given_begin': the code is retired: give the "
            "action a new one.",
        ),
        # the whole
        (
            f"{PROMISE} > weight",
            49,
            f"{HEAD}: the area weights add up to 99: make them 100.",
        ),
        (
            f"{GIVEN} > weight",
            2,
            [
                f"{IN_GIVEN}: carries 16.7 of 100 points in class {name}: lower its "
                "weight or add questions (10 at most)."
                for name in SIZE_CLASSES
            ],
        ),
        (
            f"{HEAD} > levels > 4 > from_points",
            60,
            f"{HEAD}: the levels start at [0, 20, 40, 60, 60]: let them start at 0 "
            "and rise.",
        ),
        (
            f"{HEAD} > levels > 4 > level",
            7,
            f"{HEAD}: the levels are [1, 2, 3, 4, 7]: number them from 1 upwards.",
        ),
        # the small files
        (
            f"{HEAD} > capacity > large",
            None,
            f"{HEAD}: capacity: lacks 'large': add it.",
        ),
        (
            f"{HEAD} > areas",
            "promise",
            f"{HEAD}: areas: 'promise' is no list: write [...].",
        ),
        (
            f"{HEAD} > areas > 0",
            "../secret",
            f"{HEAD}: areas: '../secret' is no code: write it in snake_case.",
        ),
        (
            f"{SCALES} > practice > words > 4",
            None,
            f"{SCALES}: practice: words: has 4: write 5.",
        ),
        (
            f"{PROFILE} > facts > 5",
            None,
            f"{PROFILE}: facts: has 5: write 6 or more.",
        ),
        (
            f"{PROFILE} > sectors",
            {"C": "Manufacturing"},
            f"{PROFILE}: sectors: {{'C': 'Manufacturing'}} is no list: write [...].",
        ),
        (
            f"{GLOSSARY} > terms > 0 > meaning",
            None,
            f"{GLOSSARY}: terms, term 'equality': lacks 'meaning': add it.",
        ),
        (
            f"{SOURCES} > sources > 0",
            "law",
            f"{SOURCES}: sources: 'law' is no table: write key = value.",
        ),
        (
            f"{DUTIES} > duties > 0 > in_force > FR",
            "2026-06-07",
            f"{DUTIES}: duties, duty 'speak': in_force: FR: '2026-06-07' is no day: "
            "write 2026-06-07, without quotes.",
        ),
        (
            f"{DUTIES} > duties > 0 > checked_on",
            MORNING,
            f"{DUTIES}: duties, duty 'speak': checked_on: {MORNING!r} is no day: "
            "write 2026-06-07, without quotes.",
        ),
        (
            f"{DUTIES} > duties > 0 > source",
            None,
            f"{DUTIES}: duties, duty 'speak': lacks 'source': add it.",
        ),
        # frameworks
        (
            f"{FRAMEWORKS} > questions > promise_z",
            [],
            f"{FRAMEWORKS}: questions: unknown question 'promise_z': use the code of "
            "a question of this edition.",
        ),
        (
            f"{FRAMEWORKS} > questions > promise_a",
            ["law.a9"],
            f"{FRAMEWORKS}: questions: promise_a: unknown item 'law.a9': use the code "
            "of a framework and of its item, with a dot between.",
        ),
        (
            f"{FRAMEWORKS} > questions > promise_a",
            None,
            f"{FRAMEWORKS}: questions: lacks 'promise_a': add it, with [] if no item "
            "speaks of the same thing.",
        ),
        (
            f"{FRAMEWORKS} > questions > promise_given",
            [],
            f"{FRAMEWORKS}: item 'law.a1' has neither a question nor a reason: name it "
            "at a question or say in left_out why none asks for it.",
        ),
        (
            f"{FRAMEWORKS} > questions > promise_a",
            ["law.a2"],
            f"{FRAMEWORKS}: item 'law.a2' is left out, but 'promise_a' speaks of it: "
            "drop one of the two.",
        ),
        (
            f"{FRAMEWORKS} > frameworks > 0 > items > 1 > code",
            "title",
            f"{FRAMEWORKS}: item 'law.title': the code is taken: choose another.",
        ),
        (
            f"{FRAMEWORKS} > frameworks > 0 > items > 1 > left_out",
            "",
            f"{FRAMEWORKS}: frameworks, framework 'law': items, item 'a2': left_out: "
            "the text is empty: write it.",
        ),
        (
            f"{SOURCES} > sources > 0 > code",
            "law_2",
            [
                f"{IN_GIVEN}: legal_basis: unknown source 'law': add it to "
                "sources.toml.",
            ],
        ),
        # files
        (FRAMEWORKS, None, f"{FRAMEWORKS}: the file is missing: add it."),
        (PROMISE, None, f"{PROMISE}: the file is missing: add it."),
        (SCALES, None, f"{SCALES}: the file is missing: add it."),
        (DUTIES, None, f"{DUTIES}: the file is missing: add it."),
    ],
    ids=str,
)
def test_a_fault_is_told_with_file_place_and_cure(faults, path, value, problem):
    expected = problem if isinstance(problem, list) else [problem]
    assert faults(changed(path, value)) == expected


@pytest.mark.parametrize("path", [HEAD, PROMISE, DUTIES])
def test_a_file_that_is_no_toml_is_told_with_its_line(faults, path):
    assert faults(edition_files() | {path: 'title = "half\n'}) == [
        f"{path}: not readable as TOML: Illegal character '\\n' "
        "(at line 1, column 14): mend that line."
    ]


def test_a_file_that_is_no_text_is_told(faults, tmp_path):
    write_catalogue(tmp_path, edition_files())
    (tmp_path / PROMISE).write_bytes(b'title = "\xff"')
    assert [problem.partition(" TOML: ")[0] for problem in faults({})] == [
        f"{PROMISE}: not readable as"
    ]


def test_an_area_needs_two_questions_in_each_class(faults):
    files = edition_files()
    for entry in files[PROMISE]["questions"][1:]:
        entry["size_classes"] = ["small", "medium", "large"]
    assert faults(files) == [
        f"{PROMISE}: has 1 question(s) in class micro: an area needs 2 at least.",
        f"{IN_GIVEN}: carries 50.0 of 100 points in class micro: lower its weight or "
        "add questions (10 at most).",
    ]


def test_a_gate_asks_only_those_who_are_asked(faults):
    files = changed(f"{PROMISE} > questions > 4 > size_classes", ["small", "medium"])
    files[PROMISE]["questions"][4]["gates"] = [
        {"level": 3, "size_classes": ["small", "large"], "stage": 1}
    ]
    assert faults(files)[0] == (
        f"{PROMISE}: question 'promise_c': has a gate for large, where it is not "
        "asked: take them out of the gate."
    )


def test_an_action_leads_upwards(faults):
    files = edition_files()
    files[PROMISE]["questions"][0]["actions"].append(
        written_action("backwards", from_stage=3, to_stage=1)
    )
    assert faults(files) == [
        f"{IN_GIVEN}, action 'backwards': leads from 3 to 1: lead up from a stage to a "
        "higher one."
    ]


def test_an_item_has_one_action_in_a_class(faults):
    files = edition_files()
    files[PRACTICE]["questions"][1]["actions"].append(
        written_action("rent_rooms", item="rooms", size_classes=["large"])
    )
    assert faults(files) == [
        f"{IN_TICKS}, action 'rent_rooms': item 'rooms' has a second action in class "
        "large: keep one."
    ]


def test_several_faults_are_told_at_once(faults):
    files = edition_files()
    del files["2026/promise.toml"]["questions"][0]["text"]
    files[PROMISE]["questions"][0]["seconds"] = "long"
    files[PROMISE]["questions"][1]["terms"] = ["karma"]
    files[PRACTICE]["questions"][0]["gates"][0]["level"] = 9
    files[PRACTICE]["questions"][3]["actions"].pop()
    files[PRACTICE]["questions"][4]["code"] = "promise_a"
    assert faults(files) == [
        f"{IN_GIVEN}: lacks 'text': add it.",
        f"{IN_GIVEN}: seconds: 'long' does not fit: give a whole number from 1 to 600.",
        "2026/promise.toml: question 'promise_kept': terms: unknown term 'karma': "
        "add it to glossary.toml.",
        f"{IN_ASKS}: gates, gate to level 9: level: 9 is an unknown gate: give a "
        "whole number from 2 to 5.",
        *(
            f"{PRACTICE}: question 'own_words': no action leads up from stage 2, "
            f"stage 3 in class {name}: write one."
            for name in SIZE_CLASSES
        ),
        "2026: code 'promise_a' is used 2 times: a code names one thing in an edition, "
        "rename the others.",
    ]


def test_faults_of_several_files_are_told_at_once(faults):
    files = edition_files()
    del files[SCALES], files[GLOSSARY]["terms"]
    files[HEAD]["rules"] = 2026
    assert faults(files) == [
        f"{HEAD}: rules: 2026 is no text: write one in quotes.",
        f"{SCALES}: the file is missing: add it.",
        f"{GLOSSARY}: lacks 'terms': add it.",
    ]


# Several editions


def next_edition():
    """The valid edition and the same once more as 2027."""
    files = edition_files()
    again = {
        path.replace("2026/", "2027/"): content
        for path, content in edition_files().items()
    }
    return files | again


def test_a_code_may_be_asked_again_in_the_next_edition(faults):
    assert faults(next_edition(), "2027") == []


def test_a_code_never_comes_back_with_another_scale(faults):
    files = next_edition()
    files["2027/promise.toml"]["questions"][4] = written_question("promise_c", "yes_no")
    assert faults(files, "2027") == [
        "2027/promise.toml: question 'promise_c': had the scale staged in edition "
        "2026, now yes_no: give it a new code."
    ]
    assert faults(files, "2026") == []


def test_a_code_retired_once_stays_retired(faults):
    files = next_edition()
    files["2027/questionnaire.toml"]["retired_codes"] = []
    files["2027/promise.toml"]["questions"][4]["code"] = "old_question"
    assert faults(files, "2027") == [
        "2027/promise.toml: question 'old_question': the code is retired: give the "
        "question a new one."
    ]


def test_editions_are_the_folders_with_a_questionnaire(tmp_path):
    write_catalogue(tmp_path, next_edition())
    assert editions(tmp_path) == ["2026", "2027"]
    assert editions(tmp_path / "obligations") == []


@pytest.mark.parametrize(
    "name",
    ["2025", "", ".", "..", "../2026", "2026/", "./2026", "2026\n", "obligations", "*"],
)
def test_an_unknown_edition_is_told(faults, name):
    assert faults(edition_files(), name) == [
        f"There is no edition {name!r}; there are: 2026. "
        "An edition is a folder with a questionnaire.toml."
    ]


def test_an_empty_catalogue_is_told(tmp_path):
    with pytest.raises(CatalogueError, match=r"there are: none\."):
        load("2026", tmp_path)


# Whatever is typed, the loader gives a questionnaire or tells the editor

ODD = [
    "",
    "text",
    "micro",
    -1,
    0,
    1,
    7,
    10**20,
    1.5,
    float("nan"),
    True,
    [],
    ["text"],
    [[1]],
    [{}],
    {},
    {"code": 1},
    {"code": [], "type": {}},
    date(2026, 6, 7),
    MORNING,
    time(8, 30),
]


def places(value, way=()):
    """The way to every value inside parsed TOML."""
    if way:
        yield way
    match value:
        case dict():
            inside = value.items()
        case list():
            inside = enumerate(value)
        case _:
            inside = ()
    for key, part in inside:
        yield from places(part, (*way, key))


PLACES = [
    (path, *way) for path, content in edition_files().items() for way in places(content)
]


@st.composite
def mutated_files(draw):
    """The valid files with one to three values replaced, dropped, doubled or added."""
    files = edition_files()
    for _ in range(draw(st.integers(1, 3))):
        *way, last = draw(st.sampled_from(PLACES))
        target = files
        try:
            for key in way:
                target = target[key]
            target[last]  # an earlier change may have taken it away
        except (KeyError, IndexError, TypeError):
            continue
        change = draw(st.sampled_from(["replace", "replace", "drop", "double", "add"]))
        odd = copy.deepcopy(draw(st.sampled_from(ODD)))
        if change == "drop":
            del target[last]
        elif change == "double" and isinstance(target, list):
            target.append(copy.deepcopy(target[last]))
        elif change == "add" and isinstance(target, dict):
            target[draw(st.sampled_from(["stage", "items", "micro", "x"]))] = odd
        else:
            target[last] = odd
    return files


@settings(max_examples=120, deadline=None)
@given(mutated_files())
def test_a_mistyped_value_never_ends_in_a_traceback(files):
    with tempfile.TemporaryDirectory() as folder:
        write_catalogue(Path(folder), files)
        try:
            edition = load("2026", Path(folder))
        except CatalogueError as error:
            problems = error.problems
        else:
            problems = []
            assert usable(edition, load_duties(Path(folder)))
    # each names a file or the edition, what is wrong and how to mend it
    told = re.compile(r"(2026|obligations)(/\w+\.toml)?: .+: .+\.", re.DOTALL)
    assert [problem for problem in problems if not told.fullmatch(problem)] == []


def usable(edition, duties):
    """Whether firms of every size can be asked and scored, every text readable."""
    raw = {question.code: "dont_know" for question in edition.questions}
    for size_class in SIZE_CLASSES:
        firm = sized(size_class, facts=dict.fromkeys(FACTS, True))
        told = trace(edition, firm, edition.read(raw), duties=duties)
        assert told["overall"]["score"] == 0
    return all(
        isinstance(wording.text, str) and wording.text.strip()
        for wording in edition.wordings()
    )


# The edition 2026 as it is published


@pytest.fixture(scope="module")
def published() -> Questionnaire:
    return load("2026")


def test_the_published_edition_is_known(published):
    assert "2026" in editions()
    assert published.rules == "2026.1"


def test_the_area_weights_add_up_to_100(published):
    assert [(area.code, area.weight) for area in published.areas] == [
        ("strategy", 12),
        ("leadership", 13),
        ("recruitment", 10),
        ("careers", 13),
        ("pay", 20),
        ("worklife", 15),
        ("respect", 10),
        ("outreach", 7),
    ]
    assert sum(area.weight for area in published.areas) == 100


def test_the_quick_check_has_19_questions_in_15_minutes(published):
    core = [question for question in published.questions if question.core]
    assert len(core) == 19
    assert sum(question.seconds for question in core) <= 15 * 60


@pytest.mark.parametrize("size_class", SIZE_CLASSES)
def test_no_question_carries_more_than_10_points(published, size_class):
    for area in published.areas:
        asked = [q for q in area.questions if size_class in q.size_classes]
        assert len(asked) >= 2, area.code
        weights = sum(question.weight for question in asked)
        for question in asked:
            assert area.weight * question.weight <= 10 * weights, question.code


def test_the_heads_of_the_sample_firms_give_their_size_class():
    assert {name: size_class_of(heads) for name, heads in HEADS.items()} == {
        name: name for name in SIZE_CLASSES
    }


def test_there_are_at_least_100_actions(published):
    assert sum(len(question.actions) for question in published.questions) >= 100


def test_codes_are_snake_case_and_name_one_thing(published):
    codes = [
        *(area.code for area in published.areas),
        *(question.code for question in published.questions),
        *(a.code for question in published.questions for a in question.actions),
    ]
    assert [code for code in codes if not re.fullmatch("[a-z][a-z0-9_]*", code)] == []
    assert sorted(codes) == sorted(set(codes))


def test_every_text_is_written_and_has_a_key_of_its_own(published):
    texts = list(published.wordings())
    assert [wording.key for wording in texts if not wording.text.strip()] == []
    assert [w.key for w in texts if w.text != w.text.strip() or "  " in w.text] == []
    by_key = {}
    for question in published.questions:
        for phrasing in question.phrasings.values():
            for wording in (phrasing.text, phrasing.help, phrasing.example):
                assert by_key.setdefault(wording.key, wording) == wording


def test_sentences_are_short(published):
    """Under 20 words on average, over all texts that are sentences."""
    sentences = [
        sentence
        for wording in published.wordings()
        for sentence in re.split(r"(?<=[.!?])\s+", wording.text)
        if sentence.endswith((".", "!", "?"))
    ]
    words = sum(len(sentence.split()) for sentence in sentences)
    assert words / len(sentences) < 20


def test_the_gates_of_the_scoring_model_stand_in_the_edition(published):
    gates = {
        (
            question.code,
            gate.level,
            tuple(n for n in SIZE_CLASSES if n in gate.size_classes),
        )
        for question in published.questions
        for gate in question.gates
    }
    every, from_small = SIZE_CLASSES, SIZE_CLASSES[1:]
    expected = {
        ("complaints_person", 3, every),
        ("equality_commitment", 3, every),
        ("pay_range_first", 3, every),
        ("pay_history", 3, every),
        ("harassment_procedure", 4, from_small),
        ("pay_comparison", 4, from_small),
        ("pay_criteria", 4, ("micro",)),
        ("plan_follow_up", 5, every),
        ("equality_targets", 5, from_small),
        ("pay_gap_action", 5, ("medium", "large")),
    }
    assert gates == expected


def test_every_step_up_has_an_action_in_every_class(published):
    missing = [
        (question.code, size_class)
        for question in published.questions
        for size_class in question.size_classes
        if not any(size_class in action.size_classes for action in question.actions)
    ]
    assert missing == []


UNI_PDR = json.loads((DATA / "uni_pdr_125_kpis.json").read_text("utf-8"))


def test_every_indicator_of_uni_pdr_125_is_covered_or_left_out_with_a_reason(published):
    (uni_pdr,) = [f for f in published.frameworks if f.code == "uni_pdr_125"]
    kinds = {kpi["id"]: kpi["type"] for kpi in UNI_PDR["kpis"]}
    assert [item.code for item in uni_pdr.items] == list(kinds)
    left_out = {item.code for item in uni_pdr.items if item.left_out}
    assert [i.code for i in uni_pdr.items if not i.questions] == [
        item.code for item in uni_pdr.items if item.left_out
    ]
    # figures, and two practices that no question asks for
    assert left_out == {"oc1", "oc2", "oc3", "oc4", "oc5", "oc7", "h2", "ge3"}
    assert {code for code in left_out if kinds[code] == "qualitative"} == {"h2", "ge3"}


def test_the_other_frameworks_are_covered_whole(published):
    _uni_pdr, weps, horizon = published.frameworks
    assert [item.code for item in weps.items] == [f"p{n}" for n in range(1, 8)]
    assert [item.code for item in horizon.items] == [
        *(f"process_{number}" for number in range(1, 5)),
        *(f"area_{number}" for number in range(1, 6)),
    ]
    assert [i.code for f in (weps, horizon) for i in f.items if not i.questions] == []


def test_every_question_speaks_of_something_a_framework_asks(published):
    spoken = {
        code
        for framework in published.frameworks
        for item in framework.items
        for code in item.questions
    }
    assert [q.code for q in published.questions if q.code not in spoken] == []
