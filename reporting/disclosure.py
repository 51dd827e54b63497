"""Which figures about peer groups may leave the house. Pure and exact.

Counts go in, released cells come out; no list of enterprises, no database, no
language. Whether a cell of scores is shown depends only on who stands in the group,
never on what they answered, so that a withheld cell says nothing either. Shares are
withheld by their content too, where zero or 100 % would show in some disguise.

The room assumes a reader who knows who belongs to which group, keeps every release,
subtracts whatever can be subtracted, and may be one of the enterprises itself. The
rules follow the Handbook on Statistical Disclosure Control
(https://sdctools.github.io/HandbookSDC/, chapters 4 and 5): a least number of
contributors, complementary suppression, differencing, zero and 100 %, rounding.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import accumulate, count
from math import ceil, floor
from typing import NamedTuple

from assessment.scoring import whole_points
from reporting.peer_groups import KINDS, PeerGroup

OTHERS_FOR_MEDIAN = 5
OTHERS_FOR_QUARTILES = 10
# The asking enterprise may be any of the members: it subtracts itself.
FEWEST = OTHERS_FOR_MEDIAN + 1
FEWEST_FOR_QUARTILES = OTHERS_FOR_QUARTILES + 1
COUNT_BANDS = (FEWEST, FEWEST_FOR_QUARTILES, 21, 51, 101, 251)  # where each begins
STEP = 5  # points
LOWEST_SHOWN, HIGHEST_SHOWN = 5, 95  # "5 or less", "95 or more"
# Edges of the bands of shares, in per cent, by the least number of members. The first
# and the last band always hold at least three counts: nobody, all, and all but one
# look like their neighbours, also to the one who is the odd one out.
SHARE_EDGES = {
    FEWEST: (0, 35, 65, 100),
    FEWEST_FOR_QUARTILES: (0, 25, 50, 75, 100),
    21: (0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100),
}


class Publication(NamedTuple):
    """One cell as it was published on one day."""

    group: PeerGroup
    released_on: date


class Strand(NamedTuple):
    """Results that no published figure tells apart.

    `now`: the groups they stand in today; none for a result no longer current.
    `held`: the published cells, replaced ones too, that hold these very results.
    `renewed`: the enterprise has a newer result, which is counted in another strand;
    an enterprise without a current result has one strand that is not renewed.
    """

    now: frozenset[PeerGroup]
    held: frozenset[Publication] = frozenset()
    renewed: bool = False


class Band(NamedTuple):
    """From `low` up to, but not including, `high`; None is without end."""

    low: int
    high: int | None


class Withheld(StrEnum):
    """Why a cell is not shown. `protected` does not say against what."""

    TOO_FEW = "too_few"
    PROTECTED = "protected"


class Middle(NamedTuple):
    """Median and quartiles (or None) of one score, in multiples of 5 points."""

    median: int
    quartiles: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """What may be said of one group's scores: the middle of each measure."""

    group: PeerGroup
    released_on: date
    count: Band | None = None
    scores: tuple[tuple[str, Middle], ...] = ()
    withheld: Withheld | None = None


@dataclass(frozen=True, slots=True)
class ShareCell:
    """What may be said of one group's answers: a band of per cent by stage."""

    group: PeerGroup
    released_on: date
    count: Band | None = None
    shares: tuple[tuple[str, Band], ...] = ()
    withheld: Withheld | None = None


AnyCell = Cell | ShareCell
Cells = Mapping[PeerGroup, AnyCell]


def withheld(cells: Cells, group: PeerGroup) -> Withheld | None:
    """Why this group is not shown, or None.

    Groups of too few have no cell at all: an empty one looks like one of five.
    """
    return cells[group].withheld if group in cells else Withheld.TOO_FEW


def cell_for(cells: Cells, groups: Iterable[PeerGroup]) -> AnyCell | None:
    """The first of these groups that is shown; the cell names it."""
    shown = (group for group in groups if withheld(cells, group) is None)
    return next((cells[group] for group in shown), None)


def next_release(
    previous: Mapping[PeerGroup, Cell],
    strands: Mapping[Strand, int],
    histograms: Mapping[PeerGroup, Mapping[str, Mapping[int, int]]],
    today: date,
) -> dict[PeerGroup, Cell]:
    """The cells of scores: enterprises by strand, and by group, measure and points.

    A measure (an area, or the overall score) that some have and others have not makes
    a release of its own. A group keeps its old cell, with its date, until enough
    enterprises entered, left or have a new result, and as long as old and new figures
    together would betray.
    """
    sizes = _sizes(strands)
    for group, size in sizes.items():
        for measure, histogram in histograms[group].items():
            if sum(histogram.values()) != size:
                raise ValueError(f"{group}: strands and {measure} count differently.")
    fresh = publishable(strands, previous)
    new = {group: _score_cell(group, histograms[group], today) for group in fresh}
    return _cells(Cell, previous, sizes, new, today)


def next_share_release(
    previous: Mapping[PeerGroup, ShareCell],
    strands: Mapping[Strand, Mapping[str, int]],
    stages: Sequence[str],
    today: date,
) -> dict[PeerGroup, ShareCell]:
    """The cells of one question: enterprises by strand and stage.

    As `next_release`; `strands` lists renewed results too. Besides, a cell is shown
    only if any member could, for all that is published, stand at any stage. That is
    strict where clusters share a few members: best count these in one cluster only.
    """
    counts = {strand: sum(by_stage.values()) for strand, by_stage in strands.items()}
    fresh = publishable(counts, previous)
    while (group := _too_telling(strands, stages, fresh)) is not None:
        fresh.remove(group)
    answers = _answers(strands, fresh)
    new = {group: _share_cell(group, answers[group], stages, today) for group in fresh}
    return _cells(ShareCell, previous, _sizes(counts), new, today)


def publishable(strands: Mapping[Strand, int], previous: Cells) -> set[PeerGroup]:
    """The groups of which new figures can be published besides the old ones.

    Takes the exact content of every published cell as known. A figure about few is
    then betrayed if some weighted sum of cells, old and new, cancels out for all but
    these few. Groups are taken one by one: a new one is safe if it divides at least
    FEWEST disjoint pairs of enterprises that nothing so far tells apart, since no sum
    with it can cancel out for both of a pair; one in no cell yet needs no partner.
    """
    members = _members(strands)
    sizes = _sizes(strands)
    unchanged = _unchanged(strands, members, previous)
    counts = [0 if strand.renewed else n for strand, n in strands.items()]
    unused = count(1)
    looks_of = defaultdict(unused.__next__, {frozenset(): 0})  # 0: in no published cell
    looks = [looks_of[strand.held] for strand in strands]
    alike = Counter()
    for look, enterprises in zip(looks, counts, strict=True):
        alike[look] += enterprises
    told, told_apart, fresh = set(), Counter(), set()
    for group in sorted(
        (group for group, size in sizes.items() if size >= FEWEST),
        key=lambda g: (g not in unchanged, KINDS.index(g.kind), -sizes[g], g),
    ):
        whole, like = group.whole, (group.whole, group.kind)
        rest = sizes[whole] - told_apart[like] - sizes[group]
        if 0 < rest < FEWEST:
            continue  # leave room for the whole
        known = (
            group in unchanged
            or members[group] in told
            # All the others of its kind and their whole are told: so is this one.
            or (whole in told_apart and rest == 0)
            or any(told_apart[group, kind] == sizes[group] for kind in KINDS)
        )
        if not known:
            inside = Counter()
            for strand in members[group]:
                inside[looks[strand]] += counts[strand]
            pairs = sum(
                min(inside[look], alike[look] - inside[look]) if look else inside[look]
                for look in inside
            )
            if pairs < FEWEST:
                continue
            divided = {look: next(unused) for look in inside}
            for strand in members[group]:
                looks[strand] = divided[looks[strand]]
            for look, enterprises in inside.items():
                alike[look] -= enterprises
                alike[divided[look]] = enterprises
        told.add(members[group])
        told_apart[group] = sizes[group]
        told_apart[like] += sizes[group]
        if group not in unchanged:
            fresh.add(group)
    return fresh


def percentile(histogram: Mapping[int, int], share: Fraction) -> Fraction:
    """Type 7 of Hyndman and Fan (1996), exact: what spreadsheets compute."""
    points = sorted(histogram)
    up_to = list(accumulate(histogram[point] for point in points))
    place = (up_to[-1] - 1) * share
    low = points[bisect_right(up_to, floor(place))]
    high = points[bisect_right(up_to, ceil(place))]
    return low + (place - floor(place)) * (high - low)


def shown_points(points: Fraction) -> int:
    """Rounded half-up to 5; the ends stand for all that lies beyond."""
    rounded = STEP * whole_points(Fraction(points) / STEP)
    return min(max(rounded, LOWEST_SHOWN), HIGHEST_SHOWN)


def count_band(size: int) -> Band:
    place = bisect_right(COUNT_BANDS, size)
    return Band(COUNT_BANDS[place - 1], (*COUNT_BANDS, None)[place])


def share_band(count: int, of: int) -> Band:
    """The band of `count` in per cent; the last one is open."""
    edges = SHARE_EDGES[max(least for least in SHARE_EDGES if least <= of)]
    place = min(bisect_right(edges, Fraction(100 * count, of)), len(edges) - 1)
    return Band(edges[place - 1], None if edges[place] == 100 else edges[place])


def _members(strands: Mapping[Strand, object]) -> dict[PeerGroup, tuple[int, ...]]:
    """The numbers of the strands of each group."""
    members = defaultdict(list)
    for number, strand in enumerate(strands):
        for group in strand.now:
            members[group].append(number)
    return {group: tuple(numbers) for group, numbers in members.items()}


def _sizes(strands: Mapping[Strand, int]) -> Counter:
    sizes = Counter()
    for strand, enterprises in strands.items():
        for group in strand.now:
            sizes[group] += enterprises
    return sizes


def _unchanged(strands: Iterable[Strand], members, previous: Cells) -> set[PeerGroup]:
    """The groups whose shown cell holds exactly the results they have today."""
    held = defaultdict(list)
    for number, strand in enumerate(strands):
        for publication in strand.held:
            held[publication].append(number)
    return {
        group
        for group, cell in previous.items()
        if cell.withheld is None
        and members.get(group) == tuple(held[Publication(group, cell.released_on)])
    }


def _cells(cell, previous: Cells, sizes, fresh: Cells, today: date) -> dict:
    """The new cells, the old ones that stay, and the withheld."""
    cells = {}
    for group, size in sizes.items():
        if size < FEWEST:
            continue
        if group in fresh:
            cells[group] = fresh[group]
        elif withheld(previous, group) is None:
            cells[group] = previous[group]
        else:
            cells[group] = cell(group, today, withheld=Withheld.PROTECTED)
    return cells


def _score_cell(group: PeerGroup, histograms, today: date) -> Cell:
    scores = tuple((name, _middle(points)) for name, points in histograms.items())
    size = sum(next(iter(histograms.values())).values())
    return Cell(group, today, count_band(size), scores)


def _middle(histogram: Mapping[int, int]) -> Middle:
    lower, median, upper = (
        shown_points(percentile(histogram, Fraction(quarter, 4)))
        for quarter in (1, 2, 3)
    )
    enough = sum(histogram.values()) >= FEWEST_FOR_QUARTILES
    return Middle(median, (lower, upper) if enough else None)


def _share_cell(group, counts: Counter, stages: Sequence[str], today) -> ShareCell:
    size = counts.total()
    shares = tuple((stage, share_band(counts[stage], size)) for stage in stages)
    return ShareCell(group, today, count_band(size), shares)


def _answers(strands, fresh: set[PeerGroup]) -> dict:
    """How many stand at each stage, by published cell, old or new."""
    answers = defaultdict(Counter)
    for strand, by_stage in strands.items():
        for cell in strand.held | (strand.now & fresh):
            answers[cell].update(by_stage)
    return answers


def _too_telling(strands, stages: Sequence[str], fresh: set[PeerGroup]):
    """The smallest new cell among those that leave a member too little choice.

    Zero and 100 % in any disguise. Members that nothing tells apart are safe if each
    can trade places with another, or change stage without any band noticing; one of
    them may be the reader, who counts for nothing.
    """
    answers = _answers(strands, fresh)
    left = {cell: _unnoticed(counts, stages, -1) for cell, counts in answers.items()}
    joined = {cell: _unnoticed(counts, stages, +1) for cell, counts in answers.items()}
    alike = defaultdict(Counter)
    for strand, by_stage in strands.items():
        alike[strand.held | (strand.now & fresh)].update(by_stage)
    alike.pop(frozenset(), None)  # in no published cell
    for cells, counts in alike.items():
        can_leave = set.intersection(*(left[cell] for cell in cells))
        can_join = set.intersection(*(joined[cell] for cell in cells))
        movable = can_leave.issuperset(+counts) or any(counts[s] > 1 for s in can_leave)
        trade = counts.total() >= FEWEST  # too few would still be counted together
        if not all(
            (trade and counts[s] > 1)
            or counts[s] == counts.total()
            or (movable and s in can_join)
            for s in stages
        ):
            touching = {
                group
                for strand in strands
                if cells & (strand.held | (strand.now & fresh))
                for group in strand.now & fresh
            }
            suspects = (cells & fresh) or touching
            if suspects:
                return min(suspects, key=lambda g: (answers[g].total(), g))
    return None


def _unnoticed(counts: Counter, stages: Sequence[str], change: int) -> set[str]:
    """The stages at which one more or one less stays in the same band."""
    size = counts.total()
    return {
        stage
        for stage in stages
        if 0 <= counts[stage] + change <= size
        and share_band(counts[stage], size) == share_band(counts[stage] + change, size)
    }
