"""The command `catalogue`: the edition as data, with the keys of its contract."""

import json
import os
import subprocess
import sys
from fractions import Fraction
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from assessment.edition import load

KEYS = {
    "code",
    "type",
    "weight",
    "core",
    "size_classes",
    "conditions",
    "options",
    "not_applicable_reasons",
    "gates",
    "text",
    "help",
    "legal_basis",
    "actions",
}
ACTION_KEYS = {
    "code",
    "from_stage",
    "to_stage",
    "size_classes",
    "effort_hours",
    "weeks",
    "template",
}


@pytest.fixture(scope="module")
def catalogue():
    out = StringIO()
    call_command("catalogue", json="-", stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture(scope="module")
def questions(catalogue):
    return [q for area in catalogue["areas"] for q in area["questions"]]


def test_the_catalogue_has_the_keys_of_its_contract(catalogue, questions):
    assert catalogue.keys() >= {"edition", "rules", "areas", "glossary"}
    for area in catalogue["areas"]:
        assert area.keys() >= {"code", "weight", "title", "questions"}
    for question in questions:
        assert question.keys() >= KEYS
        for option in question["options"]:
            assert option.keys() >= {"code", "value"}
        for gate in question["gates"]:
            assert gate.keys() >= {"level", "size_classes"}
        for action in question["actions"]:
            assert action.keys() >= ACTION_KEYS


def test_the_catalogue_tells_the_whole_edition(catalogue, questions):
    edition = load("2026")
    assert (catalogue["edition"], catalogue["rules"]) == ("2026", edition.rules)
    assert [q["code"] for q in questions] == [q.code for q in edition.questions]
    assert sum(area["weight"] for area in catalogue["areas"]) == 100
    told = {a["code"] for question in questions for a in question["actions"]}
    assert told == {a.code for question in edition.questions for a in question.actions}
    assert len(catalogue["glossary"]) == len(edition.terms)


def test_size_classes_stand_in_order(questions):
    order = ["micro", "small", "medium", "large"]
    for question in questions:
        sizes = question["size_classes"]
        assert sizes == [size for size in order if size in sizes]
        assert question["core"] is ("micro" in sizes)


def test_each_option_has_the_value_that_its_answer_scores(questions):
    for told in questions:
        question = load("2026").question(told["code"])
        for option in told["options"]:
            code = option["code"]
            raw = [code] if told["type"] == "checklist" else code
            assert question.read(raw).value == Fraction(option["value"])


def test_a_catalogue_is_written_to_a_file(tmp_path):
    file = tmp_path / "catalogue.json"
    call_command("catalogue", json=str(file), edition="2026")
    assert json.loads(file.read_text("utf-8"))["edition"] == "2026"
    assert [path.name for path in tmp_path.iterdir()] == ["catalogue.json"]


@pytest.mark.parametrize("edition", ["1999", "", "../2026", "2026/", "obligations"])
def test_an_unknown_edition_is_told_with_those_there_are(tmp_path, edition):
    with pytest.raises(CommandError, match=r"There is no edition .* there are: 2026"):
        call_command("catalogue", json=str(tmp_path / "out.json"), edition=edition)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("out", ["nowhere/out.json", "."])
def test_a_place_that_cannot_be_written_is_told(tmp_path, out):
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("catalogue", json=str(tmp_path / out))
    assert list(tmp_path.iterdir()) == []


def test_from_the_shell_an_error_is_one_line_and_exit_status_1(tmp_path):
    out = tmp_path / "out.json"
    done = subprocess.run(
        [sys.executable, "manage.py", "catalogue", "--edition", "1999", "--json", out],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("CommandError: There is no edition '1999'")
    assert done.stderr.count("\n") == 1
    assert not out.exists()
