"""Every pair of colours that carries text reaches WCAG 2.2's AA, in the dark and in the light."""

import re
from pathlib import Path

import pytest

from apps.library.colours import Oklch, contrast

TOKENS = Path(__file__).resolve().parents[2] / "static" / "css" / "tokens.css"
TEXT, LARGE_OR_SHAPE = 4.5, 3.0
GROUNDS = ("paper", "raised", "lifted")
ON_GROUNDS = ("ink", "ink-soft", "ink-faint", "accent-ink", "good", "unsure", "bad")
COLOUR = re.compile(r"oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)")


def tokens(scheme: int) -> dict[str, Oklch]:
    """Each colour token: scheme 0 is light, 1 dark."""
    found = {}
    for name, value in re.findall(r"--([\w-]+):\s*(.*?);", TOKENS.read_text(), re.S):
        colours = [Oklch(float(a) / 100, float(b), float(c)) for a, b, c in COLOUR.findall(value)]
        if colours:
            found[name] = colours[scheme] if len(colours) > 1 else colours[0]
    return found


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", ON_GROUNDS)
def test_text_is_readable_on_its_ground(scheme: int, ground: str, text: str) -> None:
    colours = tokens(scheme)
    assert contrast(colours[text], colours[ground]) >= TEXT


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("on-accent", "accent"),
        ("on-accent", "accent-lit"),
        ("accent-ink", "accent-wash"),
        ("ink", "accent-wash"),
        ("ink", "bad-wash"),
        ("bad", "bad-wash"),
        ("ink-soft", "sunken"),
        ("paper", "ink"),
    ],
)
def test_special_pairs_are_readable(scheme: int, text: str, ground: str) -> None:
    colours = tokens(scheme)
    assert contrast(colours[text], colours[ground]) >= TEXT


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_edges_of_fields_can_be_seen(scheme: int) -> None:
    colours = tokens(scheme)
    assert contrast(colours["line-strong"], colours["paper"]) >= LARGE_OR_SHAPE
