"""Accent colours: whether text in them can be read, and the tones derived from them.

Relative luminance and contrast as WCAG 2.2 defines them
(https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio). Colours are texts such as "#4b2e83".
"""

import colorsys
from dataclasses import dataclass

WHITE, PAGE = "#ffffff", "#faf9fc"  # panels and page of the light scheme
DARK_PANEL, DARK_INK = "#1e1b28", "#1d1430"  # of the dark scheme, see penelope.css
LEAST = 4.5  # AA, text
DARK_LEAST = 7.0  # light text on dark glares: more contrast, less brightness
STEPS = 200


@dataclass(frozen=True, slots=True)
class Tones:
    """What takes the place of the product's own accent."""

    accent: str
    strong: str
    tint: str
    dark_accent: str
    dark_strong: str
    dark_tint: str


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def legible(accent: str) -> bool:
    """Whether text in it can be read on white and on the page, and white on it."""
    return min(contrast(accent, WHITE), contrast(accent, PAGE)) >= LEAST


def nearest_legible(accent: str) -> str:
    """The colour itself, else the nearest darker one of its hue that can be read."""
    hue, lightness, saturation = _hls(accent)
    for step in range(STEPS + 1):
        darker = _hex(hue, lightness * (1 - step / STEPS), saturation)
        if legible(darker):
            return darker
    return "#000000"


def tones(accent: str) -> Tones:
    """The tones of both schemes. They never fail; `legible` says what to refuse."""
    hue, lightness, saturation = _hls(accent)
    dark = _lightened(hue, lightness, saturation)
    _, dark_lightness, _ = _hls(dark)
    return Tones(
        accent=accent.lower(),
        strong=_hex(hue, lightness * 0.7, saturation),
        tint=_mixed(accent, WHITE, 0.08),
        dark_accent=dark,
        dark_strong=_hex(hue, (1 + dark_lightness) / 2, saturation),
        dark_tint=_mixed(dark, DARK_PANEL, 0.12),
    )


def _lightened(hue, lightness, saturation):
    """Light enough to be read on the dark panel, and to carry dark text."""
    for step in range(STEPS + 1):
        lighter = _hex(hue, lightness + (1 - lightness) * step / STEPS, saturation)
        if (
            contrast(lighter, DARK_PANEL) >= DARK_LEAST
            and contrast(lighter, DARK_INK) >= LEAST
        ):
            return lighter
    return WHITE


def _rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def _luminance(colour: str) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in _rgb(colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _hls(colour: str) -> tuple[float, float, float]:
    return colorsys.rgb_to_hls(*_rgb(colour))


def _hex(hue: float, lightness: float, saturation: float) -> str:
    return _text(colorsys.hls_to_rgb(hue, lightness, saturation))


def _mixed(colour: str, ground: str, share: float) -> str:
    pairs = zip(_rgb(colour), _rgb(ground), strict=True)
    return _text(part * share + below * (1 - share) for part, below in pairs)


def _text(parts) -> str:
    return "#" + "".join(f"{round(min(max(part, 0), 1) * 255):02x}" for part in parts)
