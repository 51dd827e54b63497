"""The round trip of partners: out, changed or not, and back."""

import sys
import zipfile
from contextlib import suppress
from datetime import date
from io import BytesIO, StringIO, TextIOWrapper

import pytest
import xlsxwriter
from babel.messages.pofile import read_po
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from assessment.output import LARGEST_FILE
from assessment.translations.catalogues import Change, po_path, texts, with_changes
from assessment.translations.checks import faults
from assessment.translations.exchange import plan
from assessment.translations.pofiles import PoError, po_file, read_po_file
from assessment.translations.sheets import (
    HEADER,
    SheetError,
    read_workbook,
    workbook,
)
from assessment.translations.texts import Text, TextState

EXAMPLES = ["1", "0, 2, 3", "20, 21"]
HEAD = [title.format(language="Romanian (ro)") for title in HEADER]


def page(english, form="", state=TextState.MISSING, key="page.1", **fields):
    return Text("django", key, (english,), (form,), state, "pages", "", **fields)


GO = page("Go", "Mergi", TextState.REVIEWED)


def sheet(*rows, head=HEAD, name="Pages", formulas=True):
    """A workbook as a partner may send it; "=..." becomes a formula."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": formulas}) as book:
        pages = book.add_worksheet(name)
        for number, row in enumerate([head, *rows]):
            pages.write_row(number, 0, row)
    return out.getvalue()


def planned(content, *known, **options):
    language, proposals = read_workbook(content)
    assert language == "ro"
    return plan(known, proposals, **options)


def files_of(locale):
    return {
        str(path.relative_to(locale)): path.read_bytes()
        for path in sorted(locale.rglob("*"))
        if path.is_file()
    }


def run(*arguments):
    out, err = StringIO(), StringIO()
    call_command("translations", *map(str, arguments), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


# Round trips


@pytest.mark.parametrize("kind", ["xlsx", "po"])
def test_a_file_sent_back_unchanged_changes_nothing(locale, tmp_path, kind):
    before, file = files_of(locale), tmp_path / f"ro.{kind}"
    run("export", "--language", "ro", "--format", kind, file)
    said, refused = run("import", file, "--apply")
    left = ", 1 marked fuzzy and left out" if kind == "po" else ""
    unchanged = len(texts("ro")) - bool(left)
    assert said.splitlines()[0] == (
        f"ro: 0 to change, {unchanged} unchanged, 0 refused{left}."
    )
    assert refused == ""
    assert files_of(locale) == before


def test_a_file_comes_from_standard_input_too(locale, tmp_path, monkeypatch):
    file = tmp_path / "ro.po"
    run("export", "--language", "ro", "--format", "po", file)
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(file.read_bytes())))
    assert run("import", "-") == run("import", file)


@pytest.mark.parametrize("kind", ["xlsx", "po"])
def test_the_same_texts_give_the_same_file(locale, tmp_path, kind):
    for name in ("a", "b"):
        run("export", "--language", "ro", "--format", kind, tmp_path / name)
    if kind == "po":
        assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    else:
        assert read_workbook((tmp_path / "a").read_bytes()) == read_workbook(
            (tmp_path / "b").read_bytes()
        )


def test_a_workbook_lets_partners_write_texts_and_states_alone(locale, tmp_path):
    run("export", "--language", "ro", "--format", "xlsx", tmp_path / "ro.xlsx")
    book = load_workbook(tmp_path / "ro.xlsx")
    assert book.sheetnames == ["How to", "Questionnaire", "Pages"]
    pages = book["Pages"]
    assert pages.protection.sheet
    assert pages.freeze_panes == "B2"
    assert [cell.value for cell in pages[1]] == HEAD
    locked = [cell.protection.locked for cell in pages[2]]
    assert locked == [True, True, False, False, True, True]
    (choice,) = pages.data_validations.dataValidation
    assert choice.formula1 == '"drafted,reviewed,approved"'
    cells = [cell for row in pages.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    forms = [row[0].value for row in pages.iter_rows(min_row=3, max_row=5)]
    assert [form[-3:] for form in forms] == ["[0]", "[1]", "[2]"]
    assert "For the numbers 20, 21" in pages["E5"].value
    assert pages["E6"].value.endswith("The English was: %(points)s of 100")


def test_what_partners_change_is_shown_then_written_with_its_history(locale, tmp_path):
    file = tmp_path / "back.xlsx"
    run("export", "--language", "ro", "--format", "xlsx", file)
    book = load_workbook(file)
    pages, before = book["Pages"], files_of(locale)
    pages["C2"], pages["D2"] = "Mai departe", "approved"  # changed: a draft again
    pages["D3"] = pages["D4"] = pages["D5"] = "reviewed"
    pages["D6"] = "drafted"  # stale, and still right
    pages["C7"] = 'Scrieți-<a href="mailto:x">ne</a>.'
    questions = book["Questionnaire"]
    questions["C2"], questions["D2"] = "Autoevaluare", "reviewed"
    book.save(file)

    said, _ = run("import", file)
    assert "Mai departe                           approved > drafted" in said
    assert said.endswith("Nothing written; add --apply to write it.\n")
    assert files_of(locale) == before

    said, _ = run("import", file, "--apply")
    assert "ro: 5 to change" in said
    states = {text.english[0]: text.state for text in texts("ro")}
    assert states["Continue"] == "drafted"
    assert states["%(count)s question"] == "reviewed"
    assert states["%(points)s of 100 points"] == "drafted"
    assert states['Write to <a href="mailto:x">us</a>.'] == "drafted"
    assert states["Gender equality self-assessment"] == "reviewed"
    content = po_path("ro", "django").read_text("utf-8")
    assert "# Said on the first page.\nmsgid" in content
    assert '#~ msgstr "Următorul"' in content
    history = (locale / "ro" / "history.csv").read_text("utf-8").splitlines()
    assert history[0] == "date,key,before,after,state,file"
    assert len(history) == 6
    assert history[1].endswith(",questionnaire.title,,Autoevaluare,reviewed,back.xlsx")
    assert history[2].endswith(",Continuați,Mai departe,drafted,back.xlsx")
    date.fromisoformat(history[1].split(",")[0])

    run("export", "--language", "ro", "--format", "xlsx", file)
    assert "ro: 0 to change" in run("import", file, "--apply")[0]
    lines = (locale / "ro" / "history.csv").read_text("utf-8").splitlines()
    assert lines[: len(history)] == history


def test_a_reviewer_with_a_po_tool_gives_a_whole_file_one_state(locale, tmp_path):
    file = tmp_path / "ro.po"
    run("export", "--language", "ro", "--format", "po", file)
    said, _ = run("import", file, "--state", "approved", "--apply")
    assert "ro: 1 to change" in said
    shown = {text.state for text in texts("ro") if text.state.shown}
    assert shown == {TextState.APPROVED}


def test_a_po_tool_that_takes_fuzzy_away_says_the_text_still_holds(locale, tmp_path):
    file = tmp_path / "ro.po"
    run("export", "--language", "ro", "--format", "po", file)
    content = file.read_text("utf-8").replace("#, fuzzy, python-format", "")
    file.write_text("\ufeff" + content, "utf-8")
    said, _ = run("import", file, "--apply")
    assert "stale > drafted" in said


def test_a_new_language_needs_one_setting_and_one_file(locale, settings, tmp_path):
    settings.LANGUAGES = [*settings.LANGUAGES, ("it", "Italian")]
    file = tmp_path / "it.po"
    run("export", "--language", "it", "--format", "po", file)
    content = file.read_text("utf-8")
    done = content.replace(
        'msgid "Continue"\nmsgstr ""', 'msgid "Continue"\nmsgstr "Continua"'
    )
    file.write_text(done, "utf-8")
    run("import", file, "--apply")
    shown = [text.forms for text in texts("it") if text.state.shown]
    assert shown == [("Continua",)]
    names = sorted(path.name for path in (locale / "it").rglob("*.*"))
    assert names == ["django.po", "edition_2026.po", "history.csv"]


# What is refused


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["page.9", "Go", "Hai", "drafted"], "unknown key, or a text whose English"),
        (["page.1", "Stop", "Hai", "drafted"], "the English here is not today's"),
        (["page.1", "Go", "=1+1", "drafted"], "column C holds a formula: write plain"),
        (["page.1", "Go", 7, "drafted"], "column C holds 7, no text: format it"),
        (["page.1", "Go", True, "drafted"], "column C holds True, no text"),
        (["page.1", "Go", "", "drafted"], "the text is empty: write the translation"),
        (["page.1", "Go", "<b>Hai</b>", "drafted"], "has the HTML </b>, <b>: take it"),
        (["page.1", "Go", "%(x)s", "drafted"], "has %(x)s, which the English has not"),
        (["page.1", "Go", "Hai", "perfect"], "state 'perfect': choose drafted, rev"),
        (["page.1", "Go", "Hai " * 9 + "x", "drafted"], "37 characters: shorten it"),
        (["", "Go", "Hai", "drafted"], "unknown key"),
    ],
)
def test_a_bad_row_is_refused_with_its_place_and_the_cure(row, reason):
    done = planned(sheet(row), GO)
    (refusal,) = done.refusals
    assert (refusal.place, refusal.key) == ("sheet Pages, row 2", row[0])
    assert refusal.reason.startswith(reason)
    assert done.changes == []


def test_a_text_that_looks_like_a_formula_is_refused():
    done = planned(sheet(["page.1", "Go", "=1+1", "drafted"], formulas=False), GO)
    (refusal,) = done.refusals
    assert refusal.reason.startswith("begins with '=' as a formula does")


def test_a_row_that_stands_twice_is_refused():
    row = ["page.1", "Go", "Hai", "drafted"]
    (refusal,) = planned(sheet(row, row), GO).refusals
    assert refusal.place == "sheet Pages, row 2, 3"
    assert refusal.reason.startswith("its rows stand twice")


def test_plural_forms_come_back_whole_or_not_at_all():
    counted = Text(
        "django", "page.2", ("one", "many"), ("a", "b", "c"), TextState.DRAFTED, "", ""
    )
    row = ["page.2[{}]", "", "{}", "drafted"]
    rows = [
        [row[0].format(n), "one" if n == 0 else "many", form, "reviewed"]
        for n, form in enumerate(["x", "y", "z"])
    ]
    (change,) = planned(sheet(*reversed(rows)), counted).changes
    assert (change.forms, change.state) == (("x", "y", "z"), "reviewed")
    (refusal,) = planned(sheet(*rows[:2]), counted).refusals
    assert refusal.reason.startswith("2 of 3 plural forms")
    (refusal,) = planned(sheet(rows[0], rows[2]), counted).refusals
    assert refusal.reason.startswith("its rows stand twice or leave one out")


@pytest.mark.parametrize(
    ("before", "said", "form", "after"),
    [
        ("drafted", "drafted", "Mergi", None),
        ("drafted", "reviewed", "Mergi", "reviewed"),
        ("approved", "drafted", "Mergi", "drafted"),
        ("drafted", "drafted", "Hai", "drafted"),
        ("drafted", "reviewed", "Hai", "reviewed"),
        ("reviewed", "reviewed", "Hai", "drafted"),  # somebody must look again
        ("reviewed", "approved", "Hai", "approved"),
        ("stale", "stale", "Mergi", None),
        ("stale", "reviewed", "Mergi", "reviewed"),
        ("stale", "stale", "Hai", "drafted"),
        ("approved", "stale", "Mergi", None),  # of an older export
        ("approved", "", "Mergi", None),
    ],
)
def test_the_state_a_text_gets(before, said, form, after):
    known = page("Go", "Mergi", TextState(before))
    done = planned(sheet(["page.1", "Go", form, said]), known)
    assert done.refusals == []
    assert [change.state for change in done.changes] == ([after] if after else [])


def test_a_missing_text_left_missing_is_no_change():
    missing = page("Go")
    assert planned(sheet(["page.1", "Go", "", "missing"]), missing).unchanged == 1
    (refusal,) = planned(sheet(["page.1", "Go", "", "approved"]), missing).refusals
    assert refusal.reason == "approved without a text: write the translation."


def test_all_refusals_are_told_at_once_and_nothing_is_written(locale, tmp_path):
    file, before = tmp_path / "ro.xlsx", files_of(locale)
    known = {text.english[0]: text.key for text in texts("ro")}
    good = [known["Continue"], "Continue", "Mai departe", "drafted"]
    bad = [
        ["page.x", "Go", "Hai", "drafted"],
        [known["Gender equality self-assessment"], "Go", "=1+1", "drafted"],
    ]
    file.write_bytes(sheet(good, *bad))
    err = StringIO()
    with pytest.raises(CommandError, match="2 refused, nothing written"):
        call_command(
            "translations",
            "import",
            str(file),
            "--apply",
            stdout=StringIO(),
            stderr=err,
        )
    lines = err.getvalue().splitlines()
    assert lines == [
        f"{file}: sheet Pages, row 3, page.x: unknown key, or a text whose English has "
        "changed: export anew and copy the translation over.",
        f"{file}: sheet Pages, row 4, questionnaire.title: column C holds a formula: "
        "write plain text.",
    ]
    assert files_of(locale) == before
    run("import", file, "--apply", "--skip-refused")
    assert {t.english[0]: t.forms for t in texts("ro")}["Continue"] == ("Mai departe",)


def zipped(**parts):
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"PK\x03\x04 cut off", "not readable as a workbook"),
        (zipped(a="b"), "not readable as a workbook"),
        (zipped(bomb=b"0" * 70_000_000), "unpacks to 1 parts and 70000000 bytes"),
        (zipped(**{f"a{n}": "b" for n in range(300)}), "unpacks to 300 parts"),
        (zipped(a='<!DOCTYPE x [<!ENTITY y "z">]>'), "a defines entities"),
        (zipped(a="<!DOCTYPE x>".encode("utf-16")), "a defines entities"),
        (sheet(head=["Key", "Text"]), "sheet Pages: its first row is not that of"),
        (sheet(name="How to"), "texts in no language: a workbook holds one"),
        (sheet(*[["k"]] * 20_002), "sheet Pages: more than 20000 rows"),
    ],
    ids=range(9),
)
def test_what_is_no_workbook_of_ours_is_refused_as_a_whole(content, reason):
    with pytest.raises(SheetError, match=reason):
        read_workbook(content)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"hello", "not readable as PO"),
        (b'msgid "a"\nmsgstr "\xff"', "not readable as PO"),
        (b"\x00\x01", "not readable as PO"),
        (b'msgid ""\nmsgstr "Plural-Forms: nplurals=99999999;"', "more than 6 plural"),
        (b'msgid "a"\nmsgstr "b"', "tells no language: add --language"),
        (b'msgid ""\nmsgstr "Language: xx\\n"', "no language 'xx'|not readable as PO"),
        (b'msgid ""\nmsgstr "Language: en\\n"', "no language 'en' to translate into"),
        (b"0" * (LARGEST_FILE + 1), "larger than 5000000 bytes"),
    ],
    ids=range(8),
)
def test_what_is_no_po_file_is_refused_in_one_line(tmp_path, content, reason):
    file = tmp_path / "x.po"
    file.write_bytes(content)
    with pytest.raises(CommandError, match=reason) as refusal:
        run("import", file)
    assert "\n" not in str(refusal.value)


def test_a_file_that_is_not_there_or_a_language_that_is_not_offered(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        run("import", tmp_path / "nowhere.po")
    with pytest.raises(CommandError, match=r"--language: no language 'xx'"):
        run("export", "--language", "xx", "--format", "po", "-")


# Any text


WORDS = st.text(min_size=1, max_size=40) | st.text(
    st.sampled_from("aă\"\\\n\t\r%(){}<>&=+_x0Dn' \u00a0«»\ud800\ufffe😀"), min_size=1
)
PO = """\
msgid ""
msgstr ""
"Language: ro\\n"
"Content-Type: text/plain; charset=UTF-8\\n"

msgid "Go"
msgstr "Mergi"

msgid "Stop"
msgstr "Stai"
"""


@given(WORDS)
@hypothesis_settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_text_survives_the_round_trip_or_is_refused_with_a_reason(form):
    reasons = faults(GO, [form])
    if reasons:
        assert all(reason.endswith(".") and ": " in reason for reason in reasons)
        return
    written = with_changes(PO.encode(), [Change(GO, (form,), GO.state)], "ro")
    kept = {message.id: message.string for message in read_po(BytesIO(written))}
    assert (kept["Go"], kept["Stop"]) == (form, "Stai")
    sent = page("Go", form, TextState.REVIEWED)
    _, (from_sheet,) = read_workbook(workbook([sent], "ro", "Romanian", EXAMPLES))
    language, (from_po,), left_open = read_po_file(po_file([sent], "ro"))
    assert (language, left_open) == ("ro", 0)
    assert from_sheet.forms == from_po.forms == (form,)
    assert from_sheet.state == from_po.state == TextState.REVIEWED


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content):
    for read in (read_workbook, read_po_file):
        with suppress(SheetError, PoError):
            read(content)
