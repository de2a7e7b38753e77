"""The wash of an album page: two calm colours from its cover, in OKLCH, with enough contrast for the text on them.

OKLab after Björn Ottosson (https://bottosson.github.io/posts/oklab/); contrast after WCAG 2.2, 1.4.3.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

LEAST_CONTRAST = 4.5
ACCENT_CONTRAST = 3.0
SAMPLE_SIDE = 48
HUE_BINS = 24
GREY_CHROMA = 0.025

Colours = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Oklch:
    """Lightness 0 to 1, chroma 0 to about 0.37, hue in degrees."""

    lightness: float
    chroma: float
    hue: float

    def css(self) -> str:
        return f"oklch({self.lightness * 100:.1f}% {self.chroma:.3f} {self.hue:.0f})"


DARK_TEXT, LIGHT_TEXT = Oklch(0.2, 0.0, 0.0), Oklch(0.97, 0.0, 0.0)


def wash(image: Image.Image) -> dict[str, Any]:
    """`{"hue", "chroma", "dark": {"background", "accent", "text"}, "light": {…}}` with CSS colours.

    Text has a contrast of at least 4.5 on its background, the accent one of 3.
    """
    small = image.convert("RGB").resize((SAMPLE_SIDE, SAMPLE_SIDE), Image.Resampling.BOX)
    lightness, chroma, hue = _oklch(np.asarray(small, dtype=np.float64).reshape(-1, 3) / 255)
    main_hue, main_chroma = _dominant(lightness, chroma, hue)
    strength = min(main_chroma, 0.14)
    return {
        "hue": round(main_hue, 1),
        "chroma": round(main_chroma, 3),
        "dark": _side(Oklch(0.25, strength * 0.5, main_hue), LIGHT_TEXT, main_hue, main_chroma, step=-0.01),
        "light": _side(Oklch(0.93, strength * 0.35, main_hue), DARK_TEXT, main_hue, main_chroma, step=0.01),
    }


def _side(background: Oklch, text: Oklch, hue: float, chroma: float, step: float) -> dict[str, str]:
    while contrast(background, text) < LEAST_CONTRAST and 0.05 < background.lightness < 0.99:
        background = Oklch(background.lightness + step, background.chroma, hue)
    accent = Oklch(0.78 if step < 0 else 0.5, min(max(chroma, 0.06), 0.16), hue)
    while contrast(background, accent) < ACCENT_CONTRAST and 0.05 < accent.lightness < 0.99:
        accent = Oklch(accent.lightness - step, accent.chroma, hue)
    return {"background": background.css(), "accent": accent.css(), "text": text.css()}


def _dominant(lightness: Colours, chroma: Colours, hue: Colours) -> tuple[float, float]:
    """Hue and chroma of what the eye takes for the cover's colour: much of it, or a little that is strong."""
    seen = (lightness > 0.12) & (lightness < 0.97) & (chroma > GREY_CHROMA)
    if seen.sum() < 0.02 * len(hue):
        return 70.0, 0.01  # a grey cover: the house's own warmth
    weights = np.where(seen, chroma, 0.0)
    bins, _edges = np.histogram(hue, bins=HUE_BINS, range=(0, 360), weights=weights)
    smooth = bins + 0.5 * (np.roll(bins, 1) + np.roll(bins, -1))
    centre = (int(np.argmax(smooth)) + 0.5) * 360 / HUE_BINS
    near = np.abs((hue - centre + 180) % 360 - 180) < 1.5 * 360 / HUE_BINS
    weights = np.where(near, weights, 0.0)
    angles = np.radians(hue)
    mean = math.degrees(math.atan2(float((np.sin(angles) * weights).sum()), float((np.cos(angles) * weights).sum())))
    return mean % 360, float((chroma * weights).sum() / weights.sum())


def _oklch(srgb: Colours) -> tuple[Colours, Colours, Colours]:
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    lms = np.cbrt(linear @ _TO_LMS.T)
    lab = lms @ _TO_LAB.T
    return lab[:, 0], np.hypot(lab[:, 1], lab[:, 2]), np.degrees(np.arctan2(lab[:, 2], lab[:, 1])) % 360


def contrast(a: Oklch, b: Oklch) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    bright, dark = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: Oklch) -> float:
    angle = math.radians(colour.hue)
    lab = np.array([colour.lightness, colour.chroma * math.cos(angle), colour.chroma * math.sin(angle)])
    linear = np.clip(_FROM_LMS @ (_FROM_LAB @ lab) ** 3, 0, 1)
    return float(linear @ np.array([0.2126, 0.7152, 0.0722]))


_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_FROM_LMS = np.linalg.inv(_TO_LMS)
_FROM_LAB = np.linalg.inv(_TO_LAB)
