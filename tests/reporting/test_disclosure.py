"""Nothing that is published says anything about fewer than five others."""

import json
from collections import Counter
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from django.conf import settings as django_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting import disclosure
from reporting.disclosure import (
    Band,
    Cell,
    Publication,
    Strand,
    Withheld,
    cell_for,
    count_band,
    next_release,
    next_share_release,
    percentile,
    publishable,
    share_band,
    shown_points,
    withheld,
)
from reporting.peer_groups import (
    ALL,
    KINDS,
    PeerGroup,
    cluster_widening,
    peer_groups,
    widening,
)
from tests.reporting.attacker import (
    FEWEST_OTHERS,
    STAGES,
    Archive,
    Enterprise,
    fewest_betrayed,
    pinned_counts,
    pinned_scores,
    pinned_stages,
)

TODAY = date(2026, 3, 1)
NARROW = 5  # points: a score known more closely than shown figures is pinned
VECTORS = json.loads(
    (django_settings.BASE_DIR / "tests/data/disclosure_control.json").read_text("utf-8")
)


def vectors(rule):
    return [case for case in VECTORS["cases"] if case["rule"] == rule]


def size(size_class):
    return PeerGroup("size", size_class=size_class)


def cluster(code):
    return PeerGroup("cluster", code)


def sector(code, size_class="small"):
    return PeerGroup("sector_size", code, size_class)


def country(code, size_class="small"):
    return PeerGroup("country_size", code, size_class)


def enterprises(count, start=1, **fields):
    return [Enterprise(f"e{start + n}", **fields) for n in range(count)]


def shown(cells):
    return {group for group, cell in cells.items() if cell.withheld is None}


# Numbers of members


@pytest.mark.parametrize(
    ("members", "count", "median", "quartiles"),
    [
        (4, None, None, None),
        (5, None, None, None),  # for each of them only four others
        (6, Band(6, 11), 50, None),
        (9, Band(6, 11), 50, None),
        (10, Band(6, 11), 50, None),
        (11, Band(11, 21), 50, (50, 50)),
    ],
)
def test_median_from_five_others_quartiles_from_ten(members, count, median, quartiles):
    cells = Archive().release_scores(enterprises(members, score=51))
    if median is None:
        assert cells == {}
        assert withheld(cells, ALL) == Withheld.TOO_FEW
    else:
        assert cells[ALL].count == count
        assert cells[ALL].scores == (("overall", (median, quartiles)),)
        assert withheld(cells, ALL) is None


def test_nobody_at_all():
    assert next_release({}, {}, {}, TODAY) == {}
    assert next_share_release({}, {}, STAGES, TODAY) == {}
    assert cell_for({}, widening("FR", "C", "small")) is None
    assert withheld({}, ALL) == Withheld.TOO_FEW


@pytest.mark.parametrize(
    ("members", "band"),
    [
        (6, (6, 11)),
        (10, (6, 11)),
        (11, (11, 21)),
        (20, (11, 21)),
        (250, (101, 251)),
        (251, (251, None)),
    ],
)
def test_counts_are_shown_in_bands(members, band):
    assert count_band(members) == band


def test_strands_and_histograms_must_agree():
    groups = frozenset({ALL})
    with pytest.raises(ValueError, match="count differently"):
        next_release({}, {Strand(groups): 7}, {ALL: {"overall": {50: 6}}}, TODAY)


# Points


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        (Fraction(0), 5),
        (Fraction(749, 100), 5),
        (Fraction(15, 2), 10),  # half-up
        (Fraction(52), 50),
        (Fraction(105, 2), 55),
        (Fraction(100), 95),  # read "95 or more"
    ],
)
def test_points_are_rounded_to_five_and_the_ends_are_open(points, expected):
    assert shown_points(points) == expected


@pytest.mark.parametrize("case", vectors("percentile_type_7"))
def test_percentiles_of_type_7(case):
    histogram = Counter(case["input"]["values"])
    for share, value in case["expected"].items():
        assert percentile(histogram, Fraction(share)) == Fraction(value)


@pytest.mark.parametrize("case", vectors("median_nonzero"))
def test_median_of_those_who_have_a_value(case):
    histogram = Counter(value for value in case["input"]["values"] if value)
    assert percentile(histogram, Fraction(1, 2)) == case["expected"]


# Groups inside groups


@pytest.mark.parametrize("few", [1, 2, 3, 4, 5])
def test_of_groups_that_differ_by_few_the_larger_is_shown(few):
    population = enterprises(20, clusters=frozenset("a")) + enterprises(few, 50)
    cells = Archive().release_scores(population)
    assert shown(cells) & {ALL, cluster("a")} == {ALL}
    assert withheld(cells, cluster("a")) == Withheld.PROTECTED


def test_of_groups_that_differ_by_enough_both_are_shown():
    population = enterprises(20, clusters=frozenset("a")) + enterprises(6, 50)
    cells = Archive().release_scores(population)
    assert shown(cells) >= {ALL, cluster("a")}


def test_the_same_group_under_two_names_is_shown_twice():
    cells = Archive().release_scores(enterprises(8, clusters=frozenset("a")))
    assert shown(cells) == enterprises(1, clusters=frozenset("a"))[0].groups


@pytest.mark.parametrize("few", [1, 5])
def test_what_the_shown_parts_leave_of_their_whole_is_enough(few):
    population = (
        enterprises(12, size_class="micro")
        + enterprises(9, 20)
        + enterprises(few, 40, size_class="large")
    )
    cells = Archive().release_scores(population)
    assert shown(cells) & {ALL, size("micro"), size("small"), size("large")} == {
        ALL,
        size("micro"),  # with the small ones, few would be left
    }


def test_the_parts_of_a_cluster_leave_room_for_the_whole_cluster():
    a = frozenset("a")
    population = (
        enterprises(12, clusters=a, size_class="micro")
        + enterprises(9, 20, clusters=a)
        + enterprises(3, 40, clusters=a, size_class="large")
        + enterprises(20, 50, size_class="micro")
        + enterprises(20, 80)
        + enterprises(20, 110, size_class="large")
    )
    cells = Archive().release_scores(population)
    parts = {PeerGroup("cluster_size", "a", size) for size in ("micro", "small")}
    assert cluster("a") in shown(cells)
    assert shown(cells) & parts == {PeerGroup("cluster_size", "a", "micro")}


def test_countries_against_sectors():
    """All but one of Romania's are in sector G, and all but two of G in Romania."""
    population = (
        enterprises(20)
        + enterprises(8, 30, country="RO", sector="G")
        + enterprises(1, 40, country="RO")
        + enterprises(2, 50, sector="G")
    )
    cells = Archive().release_scores(population)
    assert {sector("G"), sector("C")} <= shown(cells)  # 10 and 21 of 31
    assert not {country("FR"), country("RO")} & shown(cells)


def test_countries_and_sectors_that_cross_well():
    population = [
        enterprise
        for start, (land, branch) in enumerate(
            [("FR", "C"), ("FR", "G"), ("RO", "C"), ("RO", "G")]
        )
        for enterprise in enterprises(6, 10 * start, country=land, sector=branch)
    ]
    cells = Archive().release_scores(population)
    assert shown(cells) == {
        ALL,
        size("small"),
        *(country(code) for code in ("FR", "RO")),
        *(sector(code) for code in ("C", "G")),
    }


def test_an_enterprise_in_two_clusters():
    population = (
        enterprises(9, clusters=frozenset("a"))
        + enterprises(1, 20, clusters=frozenset("ab"))
        + enterprises(9, 30, clusters=frozenset("b"))
        + enterprises(3, 40)
    )
    archive = Archive()
    cells = archive.release_scores(population)
    # Both, and all: how many are in neither, less those in both, would be known.
    assert shown(cells) & {ALL, cluster("a"), cluster("b")} == {ALL, cluster("a")}
    assert fewest_betrayed(archive) is None


# Two releases


def released_twice(before, after):
    archive = Archive()
    archive.release_scores(before)
    first = archive.cells
    return first, archive.release_scores(after)


@pytest.mark.parametrize("newcomers", [1, 5])
def test_a_few_newcomers_wait(newcomers):
    before = enterprises(8, score=20)
    first, second = released_twice(before, before + enterprises(newcomers, 20))
    assert second == first


def test_six_newcomers_make_a_new_cell():
    before = enterprises(8, score=20)
    first, second = released_twice(before, before + enterprises(6, 20, score=90))
    assert second[ALL].released_on > first[ALL].released_on
    assert second[ALL].scores == (("overall", (20, (20, 90))),)


@pytest.mark.parametrize(("renewed", "new"), [(5, False), (6, True)])
def test_new_results_change_a_cell_once_there_are_enough(renewed, new):
    before = enterprises(20, score=20)
    after = [replace(e, score=90, result=2) for e in before[:renewed]]
    first, second = released_twice(before, after + before[renewed:])
    assert (second[ALL].released_on > first[ALL].released_on) == new


@pytest.mark.parametrize(("left", "new"), [(5, False), (6, True)])
def test_leavers_change_a_cell_once_there_are_enough(left, new):
    before = enterprises(20)
    first, second = released_twice(before, before[left:])
    assert (second[ALL].released_on > first[ALL].released_on) == new


def test_a_group_that_became_too_small_is_no_longer_shown():
    before = enterprises(7)
    _, second = released_twice(before, before[2:])
    assert withheld(second, ALL) == Withheld.TOO_FEW


def test_two_releases_together_do_not_betray_a_part():
    """Eight changed in all, six of them micro: the other two would be left over."""
    before = enterprises(20, size_class="micro") + enterprises(20, 50)
    after = before + enterprises(6, 80, size_class="micro") + enterprises(2, 90)
    first, second = released_twice(before, after)
    assert second[ALL].released_on > first[ALL].released_on
    assert second[size("micro")] == first[size("micro")]
    assert second[size("small")] == first[size("small")]


def test_small_steps_over_several_releases_add_up():
    archive = Archive()
    for newcomers in range(7):
        archive.release_scores(enterprises(20 + newcomers))
        releases = {publication.released_on for publication in archive.published}
        assert len(releases) == (1 if newcomers < 6 else 2)


# Shares


@pytest.mark.parametrize("case", vectors("group_attribute_disclosure"))
def test_all_alike_looks_like_all_but_one(case):
    rows = case["input"]["table_full_part"]
    bands = {
        row: [share_band(count, sum(counts)) for count in counts]
        for row, counts in rows.items()
        if sum(counts) >= disclosure.FEWEST
    }
    (alike,) = case["expected"]["rows_where_all_fall_in_one_column"]
    (odd,) = case["expected"]["rows_with_a_single_odd_one_out"]
    assert bands[alike] == bands[odd] == [Band(65, None), Band(0, 35)]


@pytest.mark.parametrize("members", range(6, 130))
def test_the_outer_bands_hold_three_counts(members):
    none, few = share_band(0, members), share_band(2, members)
    most, every = share_band(members - 2, members), share_band(members, members)
    assert none == few
    assert most == every
    assert none.low == 0
    assert every.high is None


def test_the_bands_of_one_question():
    """Of 40: 30 in use, 10 improved."""
    population = enterprises(30) + enterprises(10, 50, stage="improved")
    cells = Archive().release_shares(population)
    assert cells[ALL].count == Band(21, 51)
    assert cells[ALL].shares == (
        ("not_yet", Band(0, 10)),
        ("in_use", Band(70, 80)),
        ("improved", Band(20, 30)),
    )


def test_bands_that_leave_nobody_for_a_stage_are_withheld():
    """3 and 3 of 6 are a band each: nobody could stand at the third stage."""
    population = enterprises(3) + enterprises(3, 20, stage="improved")
    cells = Archive().release_shares(population)
    assert withheld(cells, ALL) == Withheld.PROTECTED


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("members", [6, 11, 21])
def test_all_at_one_stage_is_not_said(members, stage):
    archive = Archive()
    archive.release_shares(enterprises(members, stage=stage))
    assert len(archive.published) == 1
    assert list(pinned_stages(archive, "e1")) == []


ODD_POPULATIONS = {
    "the reader alone at a stage": {
        ("", "in_use"): 3,
        ("", "not_yet"): 3,
        ("", "improved"): 1,
    },
    "no room above in the band of all": {
        ("", "improved"): 4,
        ("", "in_use"): 3,
        ("a", "not_yet"): 3,
        ("a", "improved"): 3,
        ("a", "in_use"): 2,
    },
}


@pytest.mark.parametrize("counts", ODD_POPULATIONS.values(), ids=ODD_POPULATIONS)
def test_whoever_reads_learns_of_nobody(counts):
    population, readers = [], []
    for (codes, stage), count in counts.items():
        fields = {"clusters": frozenset(codes), "stage": stage}
        readers.append(f"e{len(population) + 1}")
        population += enterprises(count, len(population) + 1, **fields)
    archive = Archive()
    archive.release_shares(population)
    for reader in readers:
        assert list(pinned_stages(archive, reader)) == []


def test_shares_are_frozen_too():
    before = enterprises(30) + enterprises(10, 50, stage="improved")
    archive = Archive()
    first = archive.release_shares(before)
    assert withheld(first, ALL) is None
    assert archive.release_shares([*before, *enterprises(3, 80)]) == first


# The group one is compared with


def test_the_list_of_groups():
    assert peer_groups("FR", "C", "small", ["a"]) == {
        *widening("FR", "C", "small"),
        *cluster_widening("a", "small"),
    }
    assert {group.kind for group in peer_groups("FR", "C", "small", "a")} == set(KINDS)


def test_the_closest_group_that_is_shown_is_named():
    population = enterprises(12) + enterprises(7, 30, country="RO", sector="G")
    cells = Archive().release_scores(population)
    assert cell_for(cells, widening("FR", "C", "small")).group == sector("C")
    assert cell_for(cells, widening("FR", "J", "small")).group == country("FR")
    assert cell_for(cells, widening("ES", "J", "small")).group == size("small")
    assert cell_for(cells, widening("ES", "J", "large")).group == ALL
    assert cell_for(cells, cluster_widening("a", "small")) is None


@pytest.mark.parametrize("case", vectors("reference_group"))
def test_the_first_group_that_reaches_the_minimum(case):
    counts, least = case["input"]["counts_nonzero"], case["input"]["min_count"]
    cells = {
        cluster(code): Cell(cluster(code), TODAY)
        for code, count in counts.items()
        if count >= least
    }
    order = [cluster(code) for code in case["input"]["preference_order"]]
    assert cell_for(cells, order).group == cluster(case["expected"])


# Worked numbers of the handbook, with its own least number


@pytest.mark.parametrize("case", vectors("minimum_frequency"))
def test_minimum_frequency(case, monkeypatch):
    monkeypatch.setattr(disclosure, "FEWEST", case["input"]["n"])
    fresh = publishable({Strand(frozenset({ALL})): case["input"]["count"]}, {})
    assert (fresh == set()) == case["expected"]["unsafe"]


@pytest.mark.parametrize("case", vectors("group_publishable"))
def test_group_publishable(case, monkeypatch):
    monkeypatch.setattr(disclosure, "FEWEST", case["input"]["min_count"])
    fresh = publishable({Strand(frozenset({ALL})): case["input"]["count"]}, {})
    assert (fresh == {ALL}) == case["expected"]


@pytest.mark.parametrize("case", vectors("secondary_suppression_needed"))
def test_a_second_cell_is_suppressed(case, monkeypatch):
    (hidden,), (left,) = zip(*case["expected"]["recoverable"].items(), strict=True)
    counts = case["input"]["cells"] | {hidden: left}
    assert sum(counts.values()) == case["input"]["published_total"]
    monkeypatch.setattr(disclosure, "FEWEST", left + 1)
    strands = {Strand(frozenset({ALL, size(c)})): n for c, n in counts.items()}
    shown_parts = publishable(strands, {}) - {ALL}
    assert size(hidden) not in shown_parts
    second = len(counts) - len(shown_parts) >= 2
    assert second == case["expected"]["needs_second_suppressed_cell"]


@pytest.mark.parametrize("case", vectors("unique_cell_in_frequency_table"))
def test_a_cell_of_one_is_hidden_and_its_neighbour_with_it(case, monkeypatch):
    monkeypatch.setattr(disclosure, "FEWEST", 2)
    table = case["input"]["table"]
    strands = {
        Strand(frozenset({ALL, size(sex), sector(state, sex)})): count
        for state, row in table.items()
        for sex, count in row.items()
    }
    fresh = publishable(strands, {})
    assert {ALL, size("male"), size("female")} <= fresh
    for state, sex in case["expected"]["cells_with_count_1"]:
        hidden = {row for row in table if sector(row, sex) not in fresh}
        assert state in hidden
        assert len(hidden) >= 2
    totals = Counter()
    for strand, count in strands.items():
        for group in strand.now - {sector(s, x) for s in table for x in table[s]}:
            totals[group.size_class or "all"] += count
    assert totals == case["expected"]["totals"]


# The attacker

WORLDS = st.sampled_from(
    [
        # countries, sectors, size classes, clusters, scores, stages
        ("F", "C", ["small"], ["", "a"], [100], STAGES[:1]),
        ("FFFFR", "CCCG", ["micro", "small"], ["", "a", "b", "ab"], [0, 100], STAGES),
        ("FR", "CG", ["small"], ["", "", "a"], range(101), STAGES[:2]),
        ("FRE", "CGJ", ["micro", "small"], ["", "a", "b"], [20, 93, 95, 97], STAGES),
        ("FFR", "CCG", ["micro", "micro", "large"], ["a", "a", "b"], [50], STAGES[1:]),
    ]
)
# Mostly little changes: these are the dangerous ones.
FATES = st.sampled_from([["stay"] * 9 + ["go", "again", "join"], ["stay"], ["again"]])


@st.composite
def two_waves(draw):
    """A population of 5 to 60 and what becomes of it."""
    countries, sectors, size_classes, clusters, scores, stages = draw(WORLDS)
    answers = st.fixed_dictionaries(
        {"score": st.sampled_from(scores), "stage": st.sampled_from(stages)}
    )
    profiles = st.fixed_dictionaries(
        {
            "country": st.sampled_from(countries),
            "sector": st.sampled_from(sectors),
            "size_class": st.sampled_from(size_classes),
            "clusters": st.sampled_from(clusters).map(frozenset),
        }
    )

    def newcomers(count, start):
        return [
            Enterprise(f"e{start + n}", **draw(profiles), **draw(answers))
            for n in range(count)
        ]

    before = newcomers(draw(st.integers(5, 60)), 1)
    fates = st.sampled_from(draw(FATES))
    after = newcomers(draw(st.sampled_from([0, 1, 5, 6, 12])), 101)
    for enterprise in before:
        fate = draw(fates)
        if fate == "again":
            after.append(replace(enterprise, **draw(answers), result=2))
        elif fate == "join":
            after.append(replace(enterprise, clusters=frozenset("a")))
        elif fate == "stay":
            after.append(enterprise)
    return before, after


programmed = settings(max_examples=20, deadline=None)


@settings(deadline=None)
@given(two_waves())
def test_no_sum_of_cells_comes_down_to_few(waves):
    """With the exact total of each cell: every scale, every stage, every score."""
    archive = Archive()
    for wave in waves:
        archive.release_scores(wave)
    assert fewest_betrayed(archive) is None


@programmed
@given(two_waves())
def test_no_score_is_pinned_down(waves):
    archive = Archive()
    for wave in waves:
        archive.release_scores(wave)
    assert list(pinned_scores(archive, "e1", NARROW)) == []


@programmed
@given(two_waves())
def test_no_stage_is_pinned_down(waves):
    """Nobody is known to stand, or not to stand, at a stage; nor how many of few."""
    archive = Archive()
    few = set()
    for wave in waves:
        archive.release_shares(wave)
        others = [enterprise for enterprise in wave if enterprise.name != "e1"]
        for group in {group for enterprise in others for group in enterprise.groups}:
            few.add(frozenset(e.record for e in others if group in e.groups))
    assert list(pinned_stages(archive, "e1")) == []
    few = [records for records in few if len(records) < FEWEST_OTHERS]
    assert list(pinned_counts(archive, "e1", few)) == []


def test_the_attacker_would_notice():
    """All, and all but two, both shown with their exact totals."""
    archive = Archive()
    population = enterprises(10)
    archive.release_scores(population)
    archive.held[Publication(cluster("a"), TODAY)] = frozenset(
        enterprise.record for enterprise in population[2:]
    )
    assert fewest_betrayed(archive) == 2
