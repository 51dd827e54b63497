"""A reader who keeps every release, knows all members of every group, and computes.

It knows the rules of reporting/disclosure.py and, as an insider, the own answers. What
it cannot know are the scores and stages of the others: those it bounds by integer
programming over all that was ever published.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor

import numpy
from scipy.linalg import null_space
from scipy.optimize import Bounds, LinearConstraint, milp

from reporting.disclosure import (
    HIGHEST_SHOWN,
    LOWEST_SHOWN,
    Publication,
    Strand,
    next_release,
    next_share_release,
)
from reporting.peer_groups import peer_groups

FIRST_DAY = date(2026, 1, 1)
FEWEST_OTHERS = 5  # said anew here, so that a weaker rule there is noticed
STAGES = ("not_yet", "in_use", "improved")


@dataclass(frozen=True)
class Enterprise:
    """One current result; `result` counts up when the enterprise answers again."""

    name: str
    country: str = "FR"
    sector: str = "C"
    size_class: str = "small"
    clusters: frozenset[str] = frozenset()
    score: int = 50
    stage: str = "in_use"
    result: int = 1

    @property
    def record(self):
        return self.name, self.result

    @property
    def groups(self):
        return peer_groups(self.country, self.sector, self.size_class, self.clusters)


@dataclass
class Archive:
    """Every cell ever published, with the results that stand in it."""

    cells: dict = field(default_factory=dict)  # the current release
    published: dict = field(default_factory=dict)  # Publication: shown cell
    held: dict = field(default_factory=dict)  # Publication: frozenset of results
    results: dict = field(default_factory=dict)  # (name, number): Enterprise
    days: int = 0

    def _strands(self, enterprises):
        """Each result ever published or current, with its strand."""
        self.results |= {e.record: e for e in enterprises}
        groups = {e.record: e.groups for e in enterprises}
        held = defaultdict(set)
        for publication, records in self.held.items():
            for record in records:
                held[record].add(publication)
        last = {name: (name, number) for name, number in sorted(held)}
        last |= {e.name: e.record for e in enterprises}
        for record in groups | held:
            yield (
                self.results[record],
                Strand(
                    groups.get(record, frozenset()),
                    frozenset(held[record]),
                    renewed=last[record[0]] != record,
                ),
            )

    def _publish(self, cells, enterprises, today):
        self.cells = cells
        for group, cell in cells.items():
            publication = Publication(group, cell.released_on)
            if cell.withheld is None and cell.released_on == today:
                self.published[publication] = cell
                self.held[publication] = frozenset(
                    e.record for e in enterprises if group in e.groups
                )
        return cells

    def _today(self):
        self.days += 1
        return FIRST_DAY + timedelta(days=self.days)

    def release_scores(self, enterprises):
        today = self._today()
        strands = Counter(strand for _, strand in self._strands(enterprises))
        histograms = defaultdict(lambda: {"overall": Counter()})
        for enterprise in enterprises:
            for group in enterprise.groups:
                histograms[group]["overall"][enterprise.score] += 1
        cells = next_release(self.cells, strands, histograms, today)
        return self._publish(cells, enterprises, today)

    def release_shares(self, enterprises, kinds=("all", "cluster")):
        today = self._today()
        strands = defaultdict(Counter)
        for result, strand in self._strands(enterprises):
            now = frozenset(group for group in strand.now if group.kind in kinds)
            strands[strand._replace(now=now)][result.stage] += 1
        cells = next_share_release(self.cells, strands, STAGES, today)
        return self._publish(cells, enterprises, today)

    def seen_in(self, record):
        return frozenset(p for p, records in self.held.items() if record in records)


def fewest_betrayed(archive: Archive) -> int | None:
    """The smallest number of enterprises that published cells come down to.

    Takes the exact total of each cell as known. Looks for weights of cells such that
    the weighted sum cancels out for all but a few enterprises; None where every such
    sum concerns at least as many as asked for.
    """
    looks = defaultdict(set)
    for records in archive.held.values():
        for record in records:
            looks[record[0]].add(archive.seen_in(record))
    kinds = Counter(frozenset(seen) for seen in looks.values())
    cells = list(archive.held)

    def matrix(kinds):
        looks = sorted({look for kind in kinds for look in kind}, key=sorted)
        return numpy.array([[float(cell in look) for cell in cells] for look in looks])

    few = [kind for kind, count in kinds.items() if count <= FEWEST_OTHERS]
    many = [kind for kind in kinds if kind not in few]
    if not few:
        return None
    weights = null_space(matrix(many)) if many else numpy.eye(len(cells))
    if not numpy.abs(matrix(few) @ weights).max(initial=0) > 1e-9:
        return None  # what cancels out for many cancels out for all
    sums = {look: matrix([[look]])[0] @ weights for kind in few for look in kind}
    found = [_fewest_left(kinds, few, sums, look) for look in sums]
    return min((count for count in found if count), default=None)


def _fewest_left(kinds, few, sums, largest):
    """The fewest enterprises left in a sum in which the look `largest` weighs most."""
    free = len(sums[largest])
    rows = [numpy.hstack([numpy.zeros(free), [kinds[kind] for kind in few]])]
    low, high = [0], [FEWEST_OTHERS]
    for number, kind in enumerate(few):
        left = numpy.eye(len(few))[number]
        for look in kind:
            rows += [numpy.hstack([sign * sums[look], -left]) for sign in (1, -1)]
            low += [-numpy.inf] * 2
            high += [0] * 2
    rows.append(numpy.hstack([sums[largest], numpy.zeros(len(few))]))
    found = milp(
        c=rows[0],
        constraints=LinearConstraint(numpy.array(rows), [*low, 1], [*high, 1]),
        integrality=[0] * free + [1] * len(few),
        bounds=Bounds(
            [-numpy.inf] * free + [0] * len(few), [numpy.inf] * free + [1] * len(few)
        ),
    )
    return round(found.fun) if found.success else None


class Unknowns:
    """The others' stages or scores as integers: enterprises by look and place."""

    def __init__(self, archive, insider, places, place_of, apart=()):
        self.places = list(places)
        self.own = Counter()
        self.looks = Counter()
        self.truth = Counter()  # looked at only to save computing
        for record, result in archive.results.items():
            seen = archive.seen_in(record)
            if not seen:
                continue
            if record[0] == insider:
                for publication in seen:
                    self.own[publication, place_of(result)] += 1
            else:
                look = seen, record in apart
                self.looks[look] += 1
                self.truth[look, place_of(result)] += 1
        self.index = {
            (look, place): number
            for number, (look, place) in enumerate(
                (look, place) for look in self.looks for place in self.places
            )
        }
        self.rows, self.low, self.high = [], [], []
        for look, count in self.looks.items():
            self.bound({(look, place): 1 for place in self.places}, count, count)

    def bound(self, weights, low, high):
        row = numpy.zeros(len(self.index))
        for key, weight in weights.items():
            row[self.index[key]] = weight
        self.rows.append(row)
        self.low.append(low)
        self.high.append(high)

    def bound_cell(self, publication, places, low, high):
        """So many of this cell stand in these places, the insider's own taken off."""
        own = sum(self.own[publication, place] for place in places)
        self.bound(
            {
                (look, place): 1
                for look in self.looks
                if publication in look[0]
                for place in places
            },
            low - own,
            high - own,
        )

    def extreme(self, weights, sign):
        """The least (sign 1) or largest (-1) sum that agrees with all that is known."""
        objective = numpy.zeros(len(self.index))
        for key, weight in weights.items():
            objective[self.index[key]] = sign * weight
        found = milp(
            c=objective,
            constraints=LinearConstraint(numpy.array(self.rows), self.low, self.high),
            integrality=numpy.ones(len(objective)),
            bounds=Bounds(0, numpy.inf),
        )
        assert found.success, "what was published contradicts itself"
        return sign * round(found.fun)


def _band_ends(band, of):
    """The least and the largest count in a band of per cent."""
    counts = [
        count
        for count in range(of + 1)
        if band.low <= Fraction(100 * count, of)
        and (band.high is None or Fraction(100 * count, of) < band.high)
    ]
    return counts[0], counts[-1]


def stage_unknowns(archive, insider, apart=()):
    """All that the shares of one question say about the others."""
    unknowns = Unknowns(archive, insider, STAGES, lambda r: r.stage, apart)
    for publication, cell in archive.published.items():
        for stage, band in cell.shares:
            ends = _band_ends(band, len(archive.held[publication]))
            unknowns.bound_cell(publication, [stage], *ends)
    return unknowns


def pinned_stages(archive, insider):
    """Others known to stand, or known not to stand, at some stage.

    What is true is possible: only stages at which none or all of a look stand are
    worth the computation.
    """
    unknowns = stage_unknowns(archive, insider)
    for look, count in unknowns.looks.items():
        for stage in STAGES:
            true = unknowns.truth[look, stage]
            if true == 0 and unknowns.extreme({(look, stage): 1}, -1) == 0:
                yield look, stage, 0
            if true == count and unknowns.extreme({(look, stage): 1}, 1) == count:
                yield look, stage, count


def pinned_counts(archive, insider, sets_of_few):
    """Sets of fewer than five others whose number at a stage is known."""
    for records in sets_of_few:
        unknowns = stage_unknowns(archive, insider, records)
        inside = [look for look in unknowns.looks if look[1]]
        for stage in STAGES if inside else ():
            weights = {(look, stage): 1 for look in inside}
            true = sum(unknowns.truth[key] for key in weights)
            if all(unknowns.extreme(weights, sign) == true for sign in (-1, 1)):
                yield records, stage, true


def _order_bounds(cell, size):
    """What a shown median or quartile says: (points, least, most at or above them)."""
    ((_, middle),) = cell.scores
    shown = [(Fraction(1, 2), middle.median)]
    if middle.quartiles:
        shown += zip((Fraction(1, 4), Fraction(3, 4)), middle.quartiles, strict=True)
    for share, points in shown:
        place = (size - 1) * share
        part = place - floor(place)
        low_rank, high_rank = floor(place), ceil(place)  # from 0 upwards
        if points > LOWEST_SHOWN:  # the true value is at least this
            bottom = points - Fraction(5, 2)
            yield ceil(bottom), size - high_rank, size
            yield ceil((bottom - part * 100) / (1 - part)), size - low_rank, size
        if points < HIGHEST_SHOWN:  # the true value is below this
            top = points + Fraction(5, 2)
            yield ceil(top), 0, size - low_rank - 1
            if part:
                yield ceil(top / part), 0, size - high_rank - 1


def pinned_scores(archive, insider, narrow):
    """Others whose score is known to less than `narrow` points."""
    bounds = [
        (publication, points, least, most)
        for publication, cell in archive.published.items()
        for points, least, most in _order_bounds(cell, len(archive.held[publication]))
        if 0 < points <= 100
    ]
    starts = sorted({0, *(points for _, points, _, _ in bounds)})
    ends = [*(start - 1 for start in starts[1:]), 100]

    def place_of(result):
        return max(start for start in starts if start <= result.score)

    looks = defaultdict(dict)
    for record, result in archive.results.items():
        if record[0] != insider and archive.seen_in(record):
            looks[archive.seen_in(record)][record] = result.score
    for scores in looks.values():
        if max(scores.values()) - min(scores.values()) >= narrow:
            continue  # any of these may have the score of any other
        record, score = next(iter(scores.items()))
        unknowns = Unknowns(archive, insider, starts, place_of, {record})
        for publication, points, least, most in bounds:
            above = [start for start in starts if start >= points]
            unknowns.bound_cell(publication, above, least, most)
        (one,) = (look for look in unknowns.looks if look[1])
        lowest = unknowns.extreme({(one, start): start for start in starts}, 1)
        if score - lowest >= narrow:
            continue
        highest = unknowns.extreme(
            {(one, s): end for s, end in zip(starts, ends, strict=True)}, -1
        )
        if highest - lowest < narrow:
            yield record, lowest, highest
