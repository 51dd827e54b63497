"""The geometry of charts: computed once, drawn as SVG on the page and in the PDF.

Pure. Coordinates run as in SVG: x to the right, y downwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import cos, pi, sin

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Spoke:
    """One axis of a radar: where it ends and where its label stands."""

    number: int
    end: Point
    label: Point
    anchor: str  # start, middle or end: how the label hangs on its point


@dataclass(frozen=True, slots=True)
class Radar:
    """Areas as a polygon around a centre; a value not computed leaves a gap at 0."""

    size: float
    centre: Point
    rings: tuple[tuple[int, tuple[Point, ...]], ...]  # (points, polygon)
    spokes: tuple[Spoke, ...]
    low: tuple[Point, ...]
    high: tuple[Point, ...]

    def svg(self, points: Sequence[Point]) -> str:
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)

    @property
    def svg_rings(self) -> list[tuple[int, str, Point]]:
        return [(value, self.svg(points), points[0]) for value, points in self.rings]

    @property
    def svg_low(self) -> str:
        return self.svg(self.low)

    @property
    def svg_high(self) -> str:
        return self.svg(self.high)


def radar(
    lows: Sequence[int | None],
    highs: Sequence[int | None],
    *,
    size: float = 400,
    margin: float = 40,
) -> Radar:
    """A radar of values from 0 to 100, three or more, the first at the top."""
    centre = (size / 2, size / 2)
    radius = size / 2 - margin
    count = len(lows)

    def at(index: int, value: float) -> Point:
        angle = 2 * pi * index / count
        reach = radius * value / 100
        return (centre[0] + reach * sin(angle), centre[1] - reach * cos(angle))

    spokes = []
    for index in range(count):
        angle = 2 * pi * index / count
        x, y = at(index, 100 * (1 + 18 / radius))
        lean = sin(angle)
        anchor = "middle" if abs(lean) < 0.2 else "start" if lean > 0 else "end"
        spokes.append(Spoke(index + 1, at(index, 100), (x, y), anchor))
    return Radar(
        size=size,
        centre=centre,
        rings=tuple(
            (value, tuple(at(index, value) for index in range(count)))
            for value in (20, 40, 60, 80, 100)
        ),
        spokes=tuple(spokes),
        low=tuple(at(index, value or 0) for index, value in enumerate(lows)),
        high=tuple(at(index, value or 0) for index, value in enumerate(highs)),
    )


def share_of_line(points: int | Fraction, length: float) -> float:
    """Where a value from 0 to 100 stands on a line of this length."""
    return float(points) * length / 100
