"""The command `assess`: from answers in a file to a result, or one clear line."""

import copy
import json
import os
import subprocess
import sys
from fractions import Fraction
from io import BytesIO, StringIO, TextIOWrapper

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pypdf import PdfReader

from assessment.edition import load
from assessment.profile import read_profile

EXAMPLES = {
    path.stem: path for path in sorted((settings.BASE_DIR / "examples").glob("*.json"))
}
UNUSABLE_DATABASE = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}
KEYS = {
    "": {
        "edition", "rules", "size_class", "overall", "areas", "gates", "questions",
        "actions", "obligations",
    },
    "overall": {
        "score", "low", "high", "balance", "level", "raw_level", "known_share",
        "provisional", "computed",
    },
    "areas": {"code", "weight", "score", "low", "high", "known_share", "computed"},
    "gates": {"code", "level", "met"},
    "questions": {"code", "area", "weight", "applicable", "state", "value"},
    "actions": {
        "code", "question", "from_stage", "to_stage", "gain", "effort_hours", "when",
        "reason",
    },
}  # fmt: skip


def example(name="small"):
    return json.loads(EXAMPLES[name].read_text("utf-8"))


def assess(file, **options):
    out = StringIO()
    call_command("assess", str(file), stdout=out, **options)
    return json.loads(out.getvalue())


@pytest.fixture
def file(tmp_path):
    """A writer of answer files in a folder of their own."""

    def write(data, name="answers.json"):
        path = tmp_path / name
        content = data if isinstance(data, bytes) else json.dumps(data).encode()
        path.write_bytes(content)
        return path

    return write


def refused(path, **options):
    """The one line that tells why a file is not taken."""
    with pytest.raises(CommandError) as refusal:
        assess(path, **options)
    line = str(refusal.value)
    assert line.startswith(f"{path}: ")
    assert "\n" not in line
    return line


# What comes out


def test_there_are_five_examples():
    assert set(EXAMPLES) == {"micro", "small", "medium", "unknown", "francais"}


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_answers_all_it_is_asked_and_is_marked_as_invented(name):
    data, questionnaire = example(name), load("2026")
    profile = read_profile(
        data["enterprise"],
        data["reference_date"],
        countries=questionnaire.countries,
        sectors=questionnaire.sectors,
        ecosystems=questionnaire.ecosystems,
    )
    asked = questionnaire.asked_of(profile)
    codes = [question.code for questions in asked.values() for question in questions]
    assert list(data["answers"]) == codes
    assert "invent" in profile.name


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_output_has_the_keys_of_its_contract(name):
    result = assess(EXAMPLES[name])
    assert result.keys() >= KEYS[""]
    assert result["overall"].keys() >= KEYS["overall"]
    for part in ("areas", "gates", "questions", "actions"):
        assert result[part] != []
        for entry in result[part]:
            assert entry.keys() >= KEYS[part]


@pytest.mark.parametrize("name", EXAMPLES)
def test_exact_numbers_are_fractions_in_their_range(name):
    result = assess(EXAMPLES[name])
    overall = result["overall"]
    assert 0 <= Fraction(overall["low"]) <= Fraction(overall["high"]) <= 100
    for entry in result["areas"]:
        assert 0 <= Fraction(entry["low"]) <= Fraction(entry["high"]) <= 1
    numbers = [overall[key] for key in ("low", "high", "known_share")]
    numbers += [entry[key] for entry in result["areas"] for key in ("low", "high")]
    numbers += [entry["value"] for entry in result["questions"] if entry["value"]]
    numbers += [entry["gain"] for entry in result["actions"]]
    for number in numbers:
        assert number == "{0.numerator}/{0.denominator}".format(Fraction(number))
    assert len(overall["balance"].partition(".")[2]) == 2


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_whole_can_be_computed_again_from_the_questions(name):
    result = assess(EXAMPLES[name])
    for area in result["areas"]:
        counted = [
            q
            for q in result["questions"]
            if q["area"] == area["code"]
            and q["applicable"]
            and q["state"] in ("answered", "dont_know")
        ]
        weight = sum(q["weight"] for q in counted)
        low = sum(q["weight"] * Fraction(q["value"] or 0) for q in counted) / weight
        assert Fraction(area["low"]) == low
    total = sum(area["weight"] for area in result["areas"])
    low = sum(area["weight"] * Fraction(area["low"]) for area in result["areas"])
    assert Fraction(result["overall"]["low"]) == 100 * low / total


def test_what_is_not_known_makes_a_result_provisional():
    overall = assess(EXAMPLES["unknown"])["overall"]
    assert (overall["computed"], overall["provisional"]) == (True, True)
    assert overall["level"] is None
    assert Fraction(overall["known_share"]) < Fraction(4, 5)
    assert Fraction(overall["high"]) > Fraction(overall["low"])


@pytest.mark.parametrize(
    ("name", "size_class"),
    [("micro", "micro"), ("small", "small"), ("medium", "medium")],
)
def test_an_example_has_the_size_of_its_name_and_a_level(name, size_class):
    result = assess(EXAMPLES[name])
    assert result["size_class"] == size_class
    assert result["overall"]["level"] in (1, 2, 3, 4, 5)


def test_without_answers_nothing_is_computed(file):
    result = assess(file(example() | {"answers": {}}))
    overall = result["overall"]
    assert (overall["computed"], overall["score"], overall["level"]) == (
        False,
        None,
        None,
    )
    assert {(a["computed"], a["score"], a["low"]) for a in result["areas"]} == {
        (False, None, None)
    }
    assert {q["state"] for q in result["questions"]} == {"unanswered"}


def test_a_firm_without_staff_has_a_result_and_no_report(file, tmp_path):
    data = example() | {"answers": {}}
    data["enterprise"]["headcount"] = {"women": 0, "men": 0}
    path = file(data)
    result = assess(path)
    assert (result["size_class"], result["overall"]["computed"]) == (None, False)
    line = refused(path, pdf=str(tmp_path / "report.pdf"))
    assert "nobody works here" in line
    assert [p.name for p in tmp_path.iterdir()] == ["answers.json"]


def test_a_quick_check_is_indicative(file):
    result = assess(file(example("medium") | {"scope": "quick"}))
    assert (result["indicative"], result["overall"]["level"]) == (True, None)
    assert result["overall"]["score"] is not None


def test_a_byte_order_mark_is_passed_over(file):
    content = b"\xef\xbb\xbf" + EXAMPLES["francais"].read_bytes()
    assert assess(file(content)) == assess(EXAMPLES["francais"])


def test_result_and_report_are_written_to_files(tmp_path):
    out, pdf = tmp_path / "result.json", tmp_path / "report.pdf"
    call_command(
        "assess", str(EXAMPLES["francais"]), json=str(out), pdf=str(pdf), language="fr"
    )
    result = json.loads(out.read_text("utf-8"))
    assert result == assess(EXAMPLES["francais"])
    reader = PdfReader(BytesIO(pdf.read_bytes()))
    text = " ".join(page.extract_text() for page in reader.pages)
    assert "Ébénisterie Lefèvre & Sœurs" in text
    assert str(result["overall"]["score"]) in text
    assert reader.trailer["/Root"]["/Lang"].lower().startswith("fr")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["report.pdf", "result.json"]


def test_the_same_file_gives_the_same_bytes(tmp_path):
    contents = set()
    for number in (1, 2):
        out = tmp_path / f"{number}.json"
        call_command("assess", str(EXAMPLES["medium"]), json=str(out))
        contents.add(out.read_bytes())
    assert len(contents) == 1


def test_answers_come_from_standard_input_too(monkeypatch):
    source = TextIOWrapper(BytesIO(EXAMPLES["micro"].read_bytes()), "utf-8")
    monkeypatch.setattr(sys, "stdin", source)
    assert assess("-") == assess(EXAMPLES["micro"])


# What is refused, with file, place and cure


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "not valid JSON"),
        (b"{", "not valid JSON"),
        (b"no json", "not valid JSON"),
        (b'{"edition": "2026", "answers": {"pay_criteria": NaN}}', "NaN is no number"),
        (b'{"edition": Infinity}', "Infinity is no number"),
        (b'{"edition": ' + b"9" * 5000 + b"}", "not valid JSON"),
        (b"[" * 100_000, "not valid JSON"),
        (b'{"edition": "\xff"}', "not UTF-8 text; save it as UTF-8."),
        ('{"edition": "2026"}'.encode("utf-16"), "not UTF-8 text; save it as UTF-8."),
        (b" " * 5_000_001, "larger than 5000000 bytes"),
        (b"[]", "the file must hold one JSON object."),
        (b"null", "the file must hold one JSON object."),
        (b"{}", "edition: None does not exist; there are 2026."),
        (b'{"edition": 2026}', "edition: 2026 does not exist; there are 2026."),
        (b'{"edition": "1999"}', "edition: '1999' does not exist; there are 2026."),
        (b'{"edition": ["2026"]}', "edition: ['2026'] does not exist"),
    ],
)
def test_what_is_no_answer_file_is_refused(file, content, told):
    assert told in refused(file(content))


def test_a_file_that_cannot_be_read_is_refused(tmp_path):
    assert "cannot be read: No such file" in refused(tmp_path / "missing.json")
    assert "cannot be read: Is a directory" in refused(tmp_path)


def test_every_fault_is_told_at_once_with_its_place(file):
    data = example()
    data["surprise"] = 1
    data["scope"] = "half"
    data["reference_date"] = "23.11.2026"
    data["enterprise"] |= {"country": "XX", "sector": 3, "colour": "red"}
    data["enterprise"]["headcount"] = {"women": -1, "men": 2.5}
    data["enterprise"]["facts"] = {"has_board": "yes", "has_cat": True}
    data["answers"] |= {
        "asked_in_2019": 2,
        "pay_criteria": 7,
        "pay_history": True,
        "plan_follow_up": "2",
        "neutral_job_ads": {"not_applicable": "war"},
        "safe_equipment": ["telephone_box"],
        "respect_rules": 2.0,
    }
    line = refused(file(data))
    for told in [
        "surprise: unknown key",
        'scope: write "full" or "quick".',
        "reference_date: '23.11.2026' is no date",
        "enterprise.country: 'XX' is not one of",
        "enterprise.sector: 3 is not one of",
        "enterprise.colour: unknown key",
        "enterprise.headcount.women: -1 is no headcount",
        "enterprise.headcount.men: 2.5 is no headcount",
        "enterprise.facts.has_board: give true or false.",
        "enterprise.facts.has_cat: unknown fact",
        "answers.asked_in_2019: no such question in this edition.",
        "answers.pay_criteria: 7 is no stage",
        "answers.pay_history: True is neither",
        "answers.plan_follow_up: '2' is no stage",
        "answers.neutral_job_ads: 'war' is no accepted reason for 'not applicable'",
        "answers.safe_equipment: unknown item telephone_box",
        "answers.respect_rules: 2.0 is no stage",
    ]:
        assert told in line


def test_a_line_break_in_a_name_does_not_break_the_line(file):
    data = example()
    data["answers"] = {"a\nb\u2028c\ud800": 1, "pay_criteria": "x\ry"}
    line = refused(file(data))
    assert "answers.a\\nb\\u2028c\\ud800: no such question" in line


def test_broken_surrogates_in_a_name_are_dropped(file, tmp_path):
    content = (
        EXAMPLES["small"].read_bytes().replace(b"Solar Roofs", b"So\\ud800lar\\u0000")
    )
    out = tmp_path / "report.pdf"
    call_command("assess", str(file(content)), pdf=str(out))
    assert out.read_bytes().startswith(b"%PDF-")


def test_heads_by_country_must_add_up(file):
    data = example()
    data["enterprise"]["headcount_by_country"] = {"IE": 3, "FR": 4}
    assert "adds up to 7, the headcount to 34" in refused(file(data))


@pytest.mark.parametrize("out", ["nowhere/out.json", "."])
@pytest.mark.parametrize("option", ["json", "pdf"])
def test_a_place_that_cannot_be_written_is_told_and_nothing_is_left(
    tmp_path, out, option
):
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("assess", str(EXAMPLES["micro"]), **{option: str(tmp_path / out)})
    assert list(tmp_path.iterdir()) == []


def test_an_old_output_stays_when_the_input_is_refused(file, tmp_path):
    out = tmp_path / "out.json"
    out.write_text("old", "utf-8")
    with pytest.raises(CommandError):
        call_command("assess", str(file(b"{")), json=str(out))
    assert out.read_text("utf-8") == "old"


# Anything in any place

ODD = [
    None, True, False, 0, -1, 7, 2.5, 1e308, 10**30, "", "yes", "dont_know", "\ud800",
    "\x00", "x" * 300, [], [[]], [None], ["toilets", 3], {}, {"women": 1},
    {"women": 1, "men": "2"}, {"not_applicable": None}, {"not_applicable": []},
    {"ticked": None, "absent": None}, {"ticked": [], "absent": "toilets"},
    {"": 1}, {"FR": {}},
]  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


def places(data, path=()):
    """The path of every value in a document of objects."""
    yield path
    if isinstance(data, dict):
        for key, value in data.items():
            yield from places(value, (*path, key))


def with_value(data, path, value):
    """The document with another value at one place."""
    if not path:
        return value
    changed = copy.deepcopy(data)
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return changed


def result_or_refusal(path):
    """Whatever else happens is a defect."""
    line = ""
    try:
        result = assess(path)
    except CommandError as refusal:
        line = str(refusal)
    if not line:
        assert result.keys() >= KEYS[""]
        return
    assert line.startswith(f"{path}: ")
    assert "\n" not in line


SHORT = example("micro") | {
    "scope": "full",
    "answers": {
        "pay_criteria": 2,
        "pay_history": "no",
        "neutral_job_ads": {"not_applicable": "no_hiring"},
        "safe_equipment": {"ticked": ["toilets"], "absent": ["heavy_tasks"]},
    },
}
SHORT["enterprise"]["headcount_by_country"] = {"AT": 6}


@pytest.mark.parametrize(
    "path", list(places(SHORT)), ids=lambda path: ".".join(path) or "all"
)
def test_an_odd_value_in_any_place_is_taken_or_refused(file, path):
    for value in ODD:
        result_or_refusal(file(with_value(SHORT, path, value)))


@hypothesis_settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(path=st.sampled_from(list(places(SHORT))), key=st.text(max_size=10), value=JSON)
def test_any_value_in_any_place_is_taken_or_refused(file, path, key, value):
    result_or_refusal(file(with_value(SHORT, path, value)))
    for place in ((key,), ("enterprise", key), ("answers", key)):
        result_or_refusal(file(with_value(SHORT, place, value)))


# From the shell, with no database in reach


def run(*arguments, content=None):
    return subprocess.run(
        [sys.executable, "manage.py", "assess", *map(str, arguments)],
        cwd=settings.BASE_DIR,
        env=os.environ | UNUSABLE_DATABASE,
        input=content,
        capture_output=True,
    )


def test_from_the_shell_standard_input_becomes_standard_output_without_a_database():
    done = run("-", content=EXAMPLES["francais"].read_bytes())
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout) == assess(EXAMPLES["francais"])


def test_from_the_shell_a_refusal_is_one_line_and_exit_status_1(file, tmp_path):
    path = file(b'{"edition": "2026", "answers": {"caf\xc3\xa9\\n": 1}}')
    done = run(path, "--json", tmp_path / "out.json", "--pdf", tmp_path / "out.pdf")
    assert done.returncode == 1
    assert done.stdout == b""
    line = done.stderr.decode()
    assert line.startswith(f"CommandError: {path}: ")
    assert "answers.caf" in line
    assert line.count("\n") == 1
    assert [p.name for p in tmp_path.iterdir()] == ["answers.json"]


def test_from_the_shell_a_report_goes_to_standard_output():
    done = run(EXAMPLES["micro"], "--pdf", "-", "--language", "fr")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"%PDF-")
    assert done.stdout.rstrip().endswith(b"%%EOF")
