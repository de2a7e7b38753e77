"""Looking for a codec's own frame grid in decoded samples.

A lossy codec quantises in the frequency domain, frame by frame. Analysed with that codec's filterbank at exactly its
frame offset, and at no other, many lines are (nearly) zero and the mean log-magnitude drops. The idea and its bound on
false alarms: O. Derrien, "Detection of genuine lossless audio files", J. Audio Eng. Soc. 67 (2019).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
Statistic = NDArray[np.float64]

AUDIBLE = 4.0  # a line counts where its median over all offsets is this many times the rounding noise
NEARLY_ZERO = 1.5  # ... and is nearly zero below this many times the rounding noise
FEWEST_LINES = 20
TREND_WIDTH = 65
STANDARD_DEVIATION_OF_MAD = 1.4826
LOG_DEVIATION = 1.11  # the standard deviation of the logarithm of a Gaussian line's magnitude


class Filterbank(Protocol):
    """Turns an excerpt into the magnitudes of the frames' lines at every offset, shape (hop, lines)."""

    def at_every_offset(self, excerpt: Samples, hop: int) -> Samples: ...


@dataclass(frozen=True)
class FrameGrid:
    """One codec's grid: its name, its filterbank, the samples between frames, and those that one frame spans.

    `drift` is the number of samples to which the frames' offsets are congruent where block switching moves them
    (Vorbis), else the hop itself.
    """

    name: str
    filterbank: Filterbank
    hop: int
    span: int
    drift: int

    @cached_property
    def noise(self) -> float:
        """The RMS of a line for white noise of half a quantisation step: what rounding to integers leaves."""
        rounding = np.random.default_rng(0).uniform(-0.5, 0.5, self.span + 2 * self.hop).astype(np.float32)
        return float(np.sqrt(np.mean(self.filterbank.at_every_offset(rounding, self.hop) ** 2)))


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Samples in units of one quantisation step; `start` is the index of the first one in its file."""

    start: int
    samples: Samples


@dataclass(frozen=True, slots=True)
class GridScore:
    """How far the best offset stands out of all others, in robust standard deviations, and which it is."""

    grid: str
    z: float
    offset: int
    frames: int


def score(grid: FrameGrid, excerpts: Sequence[Excerpt]) -> GridScore:
    """Score `grid` over all frames of `excerpts`; z is 0 where too little of the signal is above the noise."""
    frames = [frame for frame in (_frame(grid, excerpt) for excerpt in excerpts) if frame is not None]
    if not frames:
        return GridScore(grid.name, 0.0, 0, 0)
    lines = sum(frame.lines for frame in frames)
    share = _folded(grid, [frame.nearly_zero for frame in frames])
    level = _folded(grid, [frame.quietness for frame in frames])
    expected = max(float(np.mean([frame.nearly_zero.mean() for frame in frames])), 1 / lines)
    combined = standing_out(share, np.sqrt(expected / lines)) + standing_out(level, LOG_DEVIATION / np.sqrt(lines))
    best = int(np.argmax(combined))
    return GridScore(grid.name, float(combined[best] / np.sqrt(2)), best, len(frames))


@dataclass(frozen=True, slots=True)
class _Frame:
    """At every offset: the share of nearly zero lines and the negative mean log-magnitude, over `lines` lines."""

    nearly_zero: Statistic
    quietness: Statistic
    lines: int


def _frame(grid: FrameGrid, excerpt: Excerpt) -> _Frame | None:
    """The statistics of one frame; None where the excerpt is too short or too quiet."""
    first = -excerpt.start % grid.hop
    samples = excerpt.samples[first : first + grid.span + grid.hop]
    if len(samples) < grid.span + grid.hop:
        return None
    magnitudes = grid.filterbank.at_every_offset(samples, grid.hop)
    heard = np.median(magnitudes[:: max(1, grid.hop // 64)], axis=0) > AUDIBLE * grid.noise
    lines = int(np.count_nonzero(heard))
    if lines < FEWEST_LINES:
        return None
    share = (heard / lines).astype(np.float32)  # averaging by a product is quicker than picking the lines that count
    nearly_zero = (magnitudes < NEARLY_ZERO * grid.noise).astype(np.float32) @ share
    np.maximum(magnitudes, np.float32(grid.noise), out=magnitudes)
    level = np.log(magnitudes, out=magnitudes) @ share
    return _Frame(nearly_zero.astype(np.float64), -level.astype(np.float64), lines)


def _folded(grid: FrameGrid, rows: Iterable[Statistic]) -> Statistic:
    """The mean over frames; where frames drift, the best of each frame's congruent offsets counts."""
    stack = np.stack(list(rows))
    if grid.drift == grid.hop:
        return np.asarray(stack.mean(axis=0))
    trendless = stack - np.stack([_trend(row) for row in stack])
    congruent = trendless.reshape(len(stack), grid.hop // grid.drift, grid.drift)
    return np.asarray(congruent.max(axis=1).mean(axis=0))


def standing_out(values: Statistic, smallest_deviation: float) -> Statistic:
    """Each value's distance from the local trend, in robust standard deviations (median absolute deviation).

    `smallest_deviation` is what chance alone would give; without it a statistic that is zero nearly everywhere, as the
    share of zeros of noise is, would stand out infinitely at its first count.
    """
    rest = values - _trend(values)
    deviation = float(np.median(np.abs(rest - np.median(rest)))) * STANDARD_DEVIATION_OF_MAD
    return np.asarray(rest / max(deviation, smallest_deviation))


def _trend(values: Statistic) -> Statistic:
    """The running median. Music changes within a hop, so the ends are mirrored and not joined."""
    width = min(TREND_WIDTH, len(values) // 2 * 2 - 1)
    around = np.pad(values, width // 2, mode="reflect")
    return np.asarray(np.median(np.lib.stride_tricks.sliding_window_view(around, width), axis=1))
