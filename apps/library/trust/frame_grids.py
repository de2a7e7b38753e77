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
MEDIAN_OF = 32  # offsets, of which each line's median is taken
LOGGED_TOGETHER = 4
LARGEST = 1e9  # a product of four stays within single precision; 24-bit samples reach a quarter of it
SURROUNDINGS = 16  # offsets on either side
STANDARD_DEVIATION_OF_MAD = 1.4826
# A click that mirrors itself cancels in a frame at exactly one offset, and synthesisers begin notes at multiples of 64
# samples: where frames may drift, no frame counts for more than this, so that a few of them do not decide.
MOST_OF_A_FRAME = 4.0
SPREAD_OF_BEST = 0.5  # the standard deviation of the best of sixteen such values
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
    smallest = _smallest_deviations(grid, frames, lines)
    combined = standing_out(share, smallest[0]) + standing_out(level, smallest[1])
    best = int(np.argmax(combined))
    return GridScore(grid.name, float(combined[best] / np.sqrt(2)), best, len(frames))


@dataclass(frozen=True, slots=True)
class _Frame:
    """At every offset: the share of nearly zero lines and the negative mean log-magnitude, over `lines` lines."""

    nearly_zero: Statistic
    quietness: Statistic
    lines: int


def _smallest_deviations(grid: FrameGrid, frames: Sequence["_Frame"], lines: int) -> tuple[float, float]:
    """What chance alone gives to the two statistics: the share of zeros, and the mean logarithm."""
    if grid.drift != grid.hop:
        return SPREAD_OF_BEST / np.sqrt(len(frames)), SPREAD_OF_BEST / np.sqrt(len(frames))
    expected = max(float(np.mean([frame.nearly_zero.mean() for frame in frames])), 1 / lines)
    return float(np.sqrt(expected / lines)), float(LOG_DEVIATION / np.sqrt(lines))


def _frame(grid: FrameGrid, excerpt: Excerpt) -> _Frame | None:
    """The statistics of one frame; None where the excerpt is too short or too quiet."""
    first = -excerpt.start % grid.hop
    samples = excerpt.samples[first : first + grid.span + grid.hop]
    if len(samples) < grid.span + grid.hop:
        return None
    magnitudes = grid.filterbank.at_every_offset(samples, grid.hop)
    some = np.sort(magnitudes[:: max(1, grid.hop // MEDIAN_OF)], axis=0)
    heard = np.flatnonzero(some[len(some) // 2] > AUDIBLE * grid.noise)
    heard = heard[: len(heard) // LOGGED_TOGETHER * LOGGED_TOGETHER]
    if len(heard) < FEWEST_LINES:
        return None
    magnitudes = np.take(magnitudes, heard, axis=1)
    few = (magnitudes < np.float32(NEARLY_ZERO * grid.noise)).view(np.uint8)
    nearly_zero = np.add.reduce(few, axis=1, dtype=np.uint16) / len(heard)
    return _Frame(nearly_zero, -_mean_logarithm(magnitudes, grid.noise), len(heard))


def _mean_logarithm(magnitudes: Samples, floor: float) -> Statistic:
    """Of each row; magnitudes count as `floor` at least. The logarithm of a product costs less than four of them."""
    bounded = np.clip(magnitudes, np.float32(floor), np.float32(LARGEST), out=magnitudes)
    products = bounded
    for _ in range(LOGGED_TOGETHER.bit_length() - 1):
        half = products.shape[1] // 2
        products = products[:, :half] * products[:, half:]
    np.log(products, out=products)
    return np.asarray(products.sum(axis=1, dtype=np.float64) / magnitudes.shape[1])


def _folded(grid: FrameGrid, rows: Iterable[Statistic]) -> Statistic:
    """The mean over frames; where frames drift, the best of each frame's congruent offsets counts."""
    stack = np.stack(list(rows))
    if grid.drift == grid.hop:
        return np.asarray(stack.mean(axis=0))
    own = np.stack([np.minimum(standing_out(row), MOST_OF_A_FRAME) for row in stack])
    congruent = own.reshape(len(own), grid.hop // grid.drift, grid.drift)
    return np.asarray(congruent.max(axis=1).mean(axis=0))


def standing_out(values: Statistic, smallest_deviation: float = 1e-9) -> Statistic:
    """Each value's height above its surroundings, in robust standard deviations (median absolute deviation).

    `smallest_deviation` is what chance alone would give; without it a statistic that is zero nearly everywhere, as the
    share of zeros of noise is, would stand out infinitely at its first count.
    """
    rest = values - _surroundings(values)
    rest -= np.median(rest)
    deviation = float(np.median(np.abs(rest))) * STANDARD_DEVIATION_OF_MAD
    return np.asarray(rest / max(deviation, smallest_deviation))


def _surroundings(values: Statistic) -> Statistic:
    """The running median of what comes before or after each value, whichever is higher.

    A codec's trace is one sample wide. What a note leaves, where a frame just ends before it begins, is a step or a
    slope; it does not stand above both its sides. Music changes within a hop, so the ends are mirrored and not joined.
    """
    width = min(SURROUNDINGS, len(values) // 4)
    around = np.pad(values, width, mode="reflect")
    medians = np.median(np.lib.stride_tricks.sliding_window_view(around, width), axis=1)
    return np.asarray(np.maximum(medians[: len(values)], medians[width + 1 : width + 1 + len(values)]))
