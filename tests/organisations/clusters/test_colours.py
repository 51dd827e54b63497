"""Accent colours can be read, whatever a cluster chooses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organisations.clusters.colours import (
    DARK_INK,
    DARK_PANEL,
    PAGE,
    WHITE,
    contrast,
    legible,
    nearest_legible,
    tones,
)

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),  # the well-known lightest grey of AA
        ("#4b2e83", "#faf9fc", 9.9),
    ],
)
def test_contrast_is_the_one_of_wcag(one, other, ratio):
    assert contrast(one, other) == pytest.approx(ratio, abs=0.06)
    assert contrast(other, one) == contrast(one, other)


def test_what_is_legible_stays_as_it_is():
    assert legible("#1b6e3c")
    assert nearest_legible("#1b6e3c") == "#1b6e3c"


def test_a_light_colour_gets_darker_and_keeps_its_hue():
    assert not legible("#ff9900")
    red, green, blue = (
        int(nearest_legible("#ff9900")[i : i + 2], 16) for i in (1, 3, 5)
    )
    assert red > green > blue == 0


@given(COLOURS)
def test_the_nearest_legible_colour_is_legible(colour):
    found = nearest_legible(colour)
    assert min(contrast(found, WHITE), contrast(found, PAGE)) >= 4.5


@given(COLOURS)
def test_the_tones_can_be_read_on_their_grounds(colour):
    accent = nearest_legible(colour)
    tone = tones(accent)
    assert contrast(tone.strong, WHITE) >= 4.5
    assert contrast(tone.strong, tone.tint) >= 4.5
    for light in (tone.dark_accent, tone.dark_strong):
        assert contrast(light, DARK_PANEL) >= 7
        assert contrast(light, DARK_INK) >= 4.5
    assert contrast(tone.dark_strong, tone.dark_tint) >= 4.5
    assert contrast("#f1eff7", tone.dark_tint) >= 4.5  # ink of the dark scheme
