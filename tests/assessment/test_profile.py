from datetime import date

import pytest

from assessment.profile import (
    Headcount,
    Profile,
    ProfileError,
    plain_text,
    profile_data,
    read_profile,
    size_class_of,
)

COUNTRIES, SECTORS, ECOSYSTEMS = ("FR", "ES"), ("C", "J"), ("textile",)
ENTERPRISE = {
    "name": "Menuiserie Exemple",
    "country": "FR",
    "sector": "C",
    "ecosystem": "textile",
    "headcount": {"women": 5, "men": 9, "other": 1},
    "headcount_by_country": {"FR": 10, "ES": 5},
    "facts": {"has_board": True, "variable_pay": False},
}


def read(reference_date="2026-11-30", **changes):
    return read_profile(
        ENTERPRISE | changes,
        reference_date,
        countries=COUNTRIES,
        sectors=SECTORS,
        ecosystems=ECOSYSTEMS,
    )


def problems(reference_date="2026-11-30", **changes):
    with pytest.raises(ProfileError) as caught:
        read(reference_date, **changes)
    return caught.value.problems


@pytest.mark.parametrize(
    ("heads", "size_class"),
    [
        (0, None),
        (1, "micro"),
        (9, "micro"),
        (10, "small"),
        (49, "small"),
        (50, "medium"),
        (249, "medium"),
        (250, "large"),
        (1_000_000, "large"),
    ],
)
def test_size_class_follows_the_heads(heads, size_class):
    assert size_class_of(heads) == size_class


def test_those_who_are_neither_count_as_heads():
    assert read(headcount={"women": 4, "men": 5, "other": 1}, headcount_by_country={}
                ).size_class == "small"  # fmt: skip


def test_reading_gives_the_whole_profile():
    assert read() == Profile(
        name="Menuiserie Exemple",
        country="FR",
        sector="C",
        headcount=Headcount(5, 9, 1),
        reference_date=date(2026, 11, 30),
        headcount_by_country={"FR": 10, "ES": 5},
        facts={"has_board": True, "variable_pay": False},
        ecosystem="textile",
    )


def test_the_stored_form_reads_back():
    assert profile_data(read()) == ENTERPRISE


def test_only_country_sector_and_headcount_must_be_given():
    least = read_profile(
        {"country": "ES", "sector": "J", "headcount": {}},
        date(2026, 1, 1),
        countries=COUNTRIES,
        sectors=SECTORS,
    )
    assert least == Profile("", "ES", "J", Headcount(), date(2026, 1, 1))
    assert least.size_class is None


def test_staff_work_in_the_country_of_the_main_site_unless_told():
    assert read(headcount_by_country={}).countries == {"FR": 15}
    assert read().countries == {"FR": 10, "ES": 5}


@pytest.mark.parametrize(
    ("condition", "women", "men", "facts", "holds"),
    [
        ("both_sexes", 1, 1, {}, True),
        ("both_sexes", 0, 9, {}, False),
        ("both_sexes", 9, 0, {}, False),
        ("has_board", 1, 1, {"has_board": True}, True),
        ("has_board", 1, 1, {"has_board": False}, False),
        ("has_board", 1, 1, {}, False),  # a fact not given does not hold
    ],
)
def test_a_condition_looks_at_heads_and_facts(condition, women, men, facts, holds):
    profile = read(
        headcount={"women": women, "men": men}, headcount_by_country={}, facts=facts
    )
    assert profile.holds(condition) is holds


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"name": 5}, "enterprise.name: give a text of at most 200 characters."),
        (
            {"name": "x" * 201},
            "enterprise.name: give a text of at most 200 characters.",
        ),
        (  # composed, this letter becomes two
            {"name": "\u0958" * 101},
            "enterprise.name: give a text of at most 200 characters.",
        ),
        ({"country": "XX"}, "enterprise.country: 'XX' is not one of FR, ES."),
        ({"country": ["FR"]}, "enterprise.country: ['FR'] is not one of FR, ES."),
        ({"sector": None}, "enterprise.sector: None is not one of C, J."),
        ({"ecosystem": "wood"}, "enterprise.ecosystem: 'wood' is not one of textile."),
        (
            {"headcount": 14},
            'enterprise.headcount: give {"women": n, "men": n, "other": n}.',
        ),
        (
            {"headcount": {"women": 1, "children": 2}, "headcount_by_country": {}},
            'enterprise.headcount: give {"women": n, "men": n, "other": n}.',
        ),
        (
            {"headcount": {"women": True}, "headcount_by_country": {}},
            "enterprise.headcount.women: True is no headcount; give a whole number "
            "from 0 to 1000000.",
        ),
        (
            {"headcount": {"men": -1}, "headcount_by_country": {}},
            "enterprise.headcount.men: -1 is no headcount; give a whole number "
            "from 0 to 1000000.",
        ),
        (
            {"headcount": {"men": 2.0}, "headcount_by_country": {}},
            "enterprise.headcount.men: 2.0 is no headcount; give a whole number "
            "from 0 to 1000000.",
        ),
        (
            {"headcount_by_country": {"FR": 14}},
            "enterprise.headcount_by_country: adds up to 14, the headcount to 15; "
            "make them equal or leave this key out.",
        ),
        (
            {"headcount_by_country": {"FR": 14, "XX": 1}},
            "enterprise.headcount_by_country: 'XX' is no known country code.",
        ),
        (
            {"headcount_by_country": [15]},
            'enterprise.headcount_by_country: give an object such as {"FR": 14}.',
        ),
        ({"facts": []}, "enterprise.facts: give an object of true and false."),
        (
            {"facts": {"has_board": "yes"}},
            "enterprise.facts.has_board: give true or false.",
        ),
        (
            {"facts": {"rich": True}},
            "enterprise.facts.rich: unknown fact; known are leave_in_24_months, "
            "has_managers, has_board, variable_pay, has_suppliers, in_group.",
        ),
        (
            {"size": 3},
            "enterprise.size: unknown key; known are country, ecosystem, facts, "
            "headcount, headcount_by_country, name, sector.",
        ),
    ],
)
def test_a_wrong_value_is_told_with_its_place(changes, problem):
    assert problems(**changes) == [problem]


@pytest.mark.parametrize(
    "day", ["30.11.2026", "2026-02-30", "", None, 20261130, "1999-12-31", "2101-01-01"]
)
def test_a_wrong_date_is_told(day):
    assert problems(day) == [
        f"reference_date: {day!r} is no date of this century; write 2026-11-30."
    ]


def test_every_problem_is_told_at_once():
    assert problems("soon", country="XX", sector="YY", facts=[]) == [
        "reference_date: 'soon' is no date of this century; write 2026-11-30.",
        "enterprise.country: 'XX' is not one of FR, ES.",
        "enterprise.sector: 'YY' is not one of C, J.",
        "enterprise.facts: give an object of true and false.",
    ]


@pytest.mark.parametrize("data", [None, [], "enterprise", 5])
def test_an_enterprise_is_an_object(data):
    with pytest.raises(ProfileError) as caught:
        read_profile(data, "2026-11-30", countries=COUNTRIES, sectors=SECTORS)
    assert caught.value.problems == [
        '"enterprise" must be an object with name, country, ...'
    ]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Zoe\u0308", "Zo\u00eb"),
        ("a\r\nb\tc", "a\nb\tc"),
        ("a\x00b\x0cc\x7fd", "abcd"),
        ("a\ud800b", "ab"),
        ("\u0391\u03b8\u03ae\u03bd\u03b1", "\u0391\u03b8\u03ae\u03bd\u03b1"),
    ],
)
def test_text_is_kept_without_what_no_column_can_hold(text, plain):
    assert plain_text(text) == plain
