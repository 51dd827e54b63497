"""The geometry of charts, checked with a ruler."""

from fractions import Fraction
from math import dist, isclose

import pytest

from reporting.charts import radar, share_of_line

CENTRE = (200, 200)


def test_the_first_value_stands_at_the_top_and_the_rest_follow_the_clock():
    chart = radar([100, 100, 100, 100], [100, 100, 100, 100])
    rounded = [(round(x), round(y)) for x, y in chart.low]
    assert rounded == [(200, 40), (360, 200), (200, 360), (40, 200)]


@pytest.mark.parametrize("value", [0, 1, 37, 50, 100])
@pytest.mark.parametrize("count", [3, 8, 11])
def test_a_value_reaches_its_share_of_the_way_outwards(value, count):
    chart = radar([value] * count, [100] * count)
    for point, outer in zip(chart.low, chart.high, strict=True):
        assert isclose(dist(point, CENTRE), 160 * value / 100, abs_tol=1e-9)
        assert isclose(dist(outer, CENTRE), 160)


def test_a_value_not_computed_leaves_a_gap_at_the_centre():
    chart = radar([None, 50, 50], [None, 50, 50])
    assert chart.low[0] == chart.high[0] == CENTRE


def test_rings_stand_at_each_twenty_points():
    chart = radar([10] * 8, [20] * 8)
    assert [value for value, _ in chart.rings] == [20, 40, 60, 80, 100]
    for value, points in chart.rings:
        assert len(points) == 8
        assert isclose(dist(points[0], CENTRE), 160 * value / 100)


def test_labels_stand_inside_the_drawing_and_outside_the_rings():
    chart = radar([10] * 8, [20] * 8)
    assert [spoke.number for spoke in chart.spokes] == list(range(1, 9))
    for spoke in chart.spokes:
        assert dist(spoke.label, CENTRE) > 160
        assert all(0 < coordinate < 400 for coordinate in spoke.label)
    anchors = [spoke.anchor for spoke in chart.spokes]
    assert anchors == ["middle", *["start"] * 3, "middle", *["end"] * 3]


def test_polygons_are_written_for_svg_with_one_decimal():
    chart = radar([100, 0, 0], [100, 100, 100], size=100, margin=10)
    assert chart.svg_low == "50.0,10.0 50.0,50.0 50.0,50.0"
    assert chart.svg_high == "50.0,10.0 84.6,70.0 15.4,70.0"
    assert [top for _value, _points, top in chart.svg_rings][-1] == (50, 10)


@pytest.mark.parametrize(
    ("points", "length", "place"),
    [(0, 300, 0), (50, 300, 150), (100, 300, 300), (Fraction(1, 3), 300, 1)],
)
def test_a_value_has_its_place_on_a_line(points, length, place):
    assert isclose(share_of_line(points, length), place)
