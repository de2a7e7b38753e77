"""Bar charts as geometry for a template's SVG: no script, no inline style, nothing from elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720, 160
GAP = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar, in the chart's units, and what it says."""

    x: float
    y: float
    width: float
    height: float
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A titled row of bars."""

    title: str
    bars: list[Bar]
    highest: str
    width: int = WIDTH
    height: int = HEIGHT


def bars(title: str, labels: Sequence[str], values: Sequence[float]) -> Chart:
    """Bars as high as their share of the highest value."""
    highest = max(values, default=0.0)
    step = WIDTH / max(len(values), 1)
    made = []
    for number, (label, value) in enumerate(zip(labels, values, strict=True)):
        height = round(HEIGHT * value / highest, 1) if highest else 0.0
        made.append(Bar(round(number * step, 1), HEIGHT - height, round(step - GAP, 1), height, label, f"{value:g}"))
    return Chart(title, made, f"{highest:g}")
