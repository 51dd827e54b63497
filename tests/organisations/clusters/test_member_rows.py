"""Lists of members, as spreadsheets of all kinds write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organisations.clusters.member_rows import (
    LARGEST_FILE,
    MOST_ROWS,
    MemberRow,
    Problem,
    read_member_rows,
)

HEADER = "name,email,language,group,reference\n"


def read(content, **fields):
    if isinstance(content, str):
        content = content.encode()
    given = {"languages": ("en", "fr"), "language": "en", "is_email": is_email}
    return read_member_rows(content, **given | fields)


def is_email(text):
    return "@" in text and " " not in text


def only_problem(content, **fields):
    problems = read(content, **fields).problems
    assert len(problems) == 1, problems
    return problems[0]


def row(content):
    reading = read(content)
    assert reading.problems == []
    return reading.rows[0]


EVA = MemberRow(2, "Évas Büro", "eva@example.org", "fr", "2026", "A 1")
CELLS = ("Évas Büro", "eva@example.org", "fr", "2026", "A 1")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_file_is_read_as_spreadsheets_write_it(separator, encoding, line_end):
    lines = [HEADER.strip().replace(",", separator), separator.join(CELLS)]
    reading = read(line_end.join(lines).encode(encoding))
    assert (reading.rows, reading.problems) == ([EVA], [])
    assert reading.guessed is (encoding == "cp1252")


def test_columns_stand_in_any_order_and_may_be_left_out():
    assert row("EMAIL; Name \neva@example.org;Eva\n") == MemberRow(
        2, "Eva", "eva@example.org", "en", "", ""
    )


def test_blank_lines_count_as_in_a_spreadsheet():
    reading = read(HEADER + "\n ,,,,\nEva,eva@example.org\n")
    assert [each.number for each in reading.rows] == [4]


def test_a_cell_may_hold_the_separator_and_quotes():
    assert row(HEADER + '"Eva, ""Ben"" & Co",e@x.org').name == 'Eva, "Ben" & Co'


def test_spaces_are_set_right_and_letters_composed():
    assert row(HEADER + " E\u0301va   &\u00a0Co ,e@x.org").name == "Éva & Co"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", Problem("empty")),
        (b"\xef\xbb\xbf\n\n", Problem("empty")),
        (b"x" * (LARGEST_FILE + 1), Problem("too_large", limit=256)),
        ("name,email\n".encode("utf-16"), Problem("encoding")),
        ("name,email\nCăminul,e@x.org\n".encode("cp1250"), Problem("encoding")),
        ("name,email\nÉbène,e@x.org\n".encode("cp850"), Problem("encoding")),
        ("name,email\nébène,e@x.org\n".encode("mac_roman"), Problem("encoding")),
        (HEADER.encode(), Problem("no_rows")),
        (b"name,mail\nEva,e@x.org", Problem("unknown_column", 1, "", "mail")),
        (b"name,email,name\nEva,e@x.org", Problem("column_twice", 1, "name")),
        (b"name,group\nEva,x", Problem("no_column", 1, "email")),
        (b'name,email\n"Eva,e@x.org', Problem("quotes", 2)),
        (
            HEADER.encode() + b"Eva,e@x.org\n" * (MOST_ROWS + 1),
            Problem("too_many_rows", limit=MOST_ROWS),
        ),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content, problem):
    reading = read(content)
    assert (reading.rows, reading.problems) == ([], [problem])


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (",e@x.org", Problem("missing", 2, "name")),
        ("Eva,", Problem("missing", 2, "email")),
        ("Eva,e at x", Problem("email", 2, "email", "e at x")),
        ("Eva,e@x.org,xx", Problem("language", 2, "language", "xx")),
        ("Eva,e@x.org,,=1+1", Problem("formula", 2, "group", "=1+1")),
        ("Eva,e@x.org,,  +1", Problem("formula", 2, "group", "+1")),
        ("Eva,e@x.org,,-1", Problem("formula", 2, "group", "-1")),
        ("Eva,e@x.org,,@x", Problem("formula", 2, "group", "@x")),
        ("Eva,e@x.org,,\uff1d1", Problem("formula", 2, "group", "\uff1d1")),
        ('Eva,e@x.org,"\tx"', Problem("formula", 2, "language", "\tx")),
        ("Eva,e@x.org,,a\x00b", Problem("invisible", 2, "group")),
        ("Eva,e@x.org,,a\u202eb", Problem("invisible", 2, "group")),
        ('Eva,e@x.org,,"a\nb"', Problem("invisible", 2, "group")),
        ("Eva,e@x.org,,,,extra", Problem("too_many_cells", 2, limit=5)),
        (
            f"Eva,e@x.org,,{'g' * 61}",
            Problem("too_long", 2, "group", "g" * 40, 60),
        ),
    ],
)
def test_a_problem_names_row_and_column(line, problem):
    problems = read(HEADER + line).problems
    assert problem in problems
    assert {each.row for each in problems} == {2}


def test_an_address_stands_in_one_row_only():
    content = HEADER + "Eva,eva@x.org\nBen,ben@x.org\nEva again,EVA@x.org\n"
    assert only_problem(content) == Problem("twice", 4, "email", "EVA@x.org", 2)


def test_who_is_a_member_or_invited_needs_no_invitation():
    content = HEADER + "Eva,Eva@x.org\nBen,ben@x.org\n"
    reading = read(content, members={"eva@x.org"}, invited={"ben@x.org"})
    assert reading.problems == [
        Problem("member", 2, "email", "Eva@x.org"),
        Problem("invited", 3, "email", "ben@x.org"),
    ]
    assert len(reading.rows) == 2


@given(st.binary(max_size=400) | st.text(max_size=200).map(HEADER.__add__))
def test_no_bytes_break_it(content):
    reading = read(content)
    assert reading.rows or reading.problems
    for each in reading.rows:
        assert "\x00" not in each.name or reading.problems
