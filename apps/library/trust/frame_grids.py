"""Looking for a codec's own frame grid in decoded samples.

A lossy codec quantises in the frequency domain, frame by frame. Analysed with that codec's filterbank at exactly its
frame offset, and at no other, many lines are (nearly) zero and the mean log-magnitude drops. The idea and its bound on
false alarms: O. Derrien, "Detection of genuine lossless audio files", J. Audio Eng. Soc. 67 (2019).
"""

from collections.abc import Sequence
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
# A sound that mirrors itself cancels in a frame at exactly one offset, and synthesisers begin notes at multiples of 64
# samples. In standard deviations of its own, no frame counts for more than this; less where frames may drift.
MOST_IN_STEP, MOST_IN_DRIFT = 8.0, 4.0
SPREAD_OF_BEST = 0.5  # the standard deviation of the best of sixteen such heights
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
    combined = _in_step(grid, frames)
    if grid.drift != grid.hop:
        combined = max(combined, _drifting(grid, frames), key=np.max)
    best = int(np.argmax(combined))
    return GridScore(grid.name, float(combined[best] / np.sqrt(2)), best, len(frames))


@dataclass(frozen=True, slots=True)
class _Frame:
    """At every offset: the share of nearly zero lines and the negative mean log-magnitude, over `lines` lines."""

    nearly_zero: Statistic
    quietness: Statistic
    lines: int


def _in_step(grid: FrameGrid, frames: Sequence[_Frame]) -> Statistic:
    """At every offset: how far both statistics stand out, where all frames keep in step with the file.

    It is no more than twice what the frames say when none of them counts for much: a few do not decide.
    """
    lines = sum(frame.lines for frame in frames)
    share = np.mean([frame.nearly_zero for frame in frames], axis=0)
    level = np.mean([frame.quietness for frame in frames], axis=0)
    together = standing_out(share, _share_deviation(share, lines)) + standing_out(level, LOG_DEVIATION / np.sqrt(lines))
    return np.minimum(together, 2 * _consensus(grid.hop, frames, MOST_IN_STEP, 1.0))


def _drifting(grid: FrameGrid, frames: Sequence[_Frame]) -> Statistic:
    """The same up to offset `grid.drift`, where block switching moves frames: the best offset of each one counts."""
    return _consensus(grid.drift, frames, MOST_IN_DRIFT, SPREAD_OF_BEST)


def _consensus(period: int, frames: Sequence[_Frame], most: float, spread: float) -> Statistic:
    """At every offset up to `period`: how far the frames' own heights, each `most` at most, stand out together."""
    least = spread / np.sqrt(len(frames))
    share = [standing_out(frame.nearly_zero, _share_deviation(frame.nearly_zero, frame.lines)) for frame in frames]
    level = [standing_out(frame.quietness, LOG_DEVIATION / np.sqrt(frame.lines)) for frame in frames]
    return standing_out(_mean_of_best(period, share, most), least) + standing_out(
        _mean_of_best(period, level, most), least
    )


def _mean_of_best(period: int, rows: Sequence[Statistic], most: float) -> Statistic:
    stack = np.minimum(np.stack(rows), most)
    return np.asarray(stack.reshape(len(stack), -1, period).max(axis=1).mean(axis=0))


def _share_deviation(share: Statistic, lines: int) -> float:
    """What chance alone gives to a share of `lines` lines."""
    return float(np.sqrt(max(float(share.mean()), 1 / lines) / lines))


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


def standing_out(values: Statistic, smallest_deviation: float) -> Statistic:
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
