"""Looking for a codec's own frame grid in decoded samples.

A lossy codec quantises in the frequency domain, frame by frame. Analysed with that codec's filterbank at exactly its
frame offset, and at no other, many lines are (nearly) zero and the mean log-magnitude drops. The idea and its bound on
false alarms: O. Derrien, "Detection of genuine lossless audio files", J. Audio Eng. Soc. 67 (2019).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
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
BESIDE = 48  # offsets on either side of the one in question that tell how much they differ by chance
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
    """How far an offset stands out of those around it, in robust standard deviations, and over how many frames.

    Of a grid that `drifts` within the file, `offset` is what its frames' offsets are congruent to.
    """

    z: float
    offset: int
    frames: int
    drifts: bool = False


def highest(grid: FrameGrid, excerpts: Sequence[Excerpt], count: int = 1) -> list[GridScore]:
    """The `count` offsets of `grid` that stand out most over all frames of `excerpts`, the highest first.

    None where too little of the signal is above the noise.
    """
    frames = _Frames.of(_frame(grid, excerpt, 0, grid.hop) for excerpt in excerpts)
    if not len(frames.lines):
        return []
    z, drifts = _in_step(frames) / np.sqrt(2), False
    if grid.drift != grid.hop:
        drifting = _drifting(grid, frames) / np.sqrt(2)
        if drifting.max() > z.max():
            z, drifts = drifting, True
    return [GridScore(float(z[offset]), int(offset), len(frames.lines), drifts) for offset in np.argsort(-z)[:count]]


def score_at(grid: FrameGrid, signals: Sequence[Sequence[Excerpt]], offset: int) -> GridScore:
    """How far this one offset of `grid` stands out: over the excerpts of the signals that show it best, or of all.

    Costs a tenth of looking at every offset.
    """
    start, count = offset - BESIDE, 2 * BESIDE + 1
    heard = [[_frame(grid, excerpt, start, count) for excerpt in excerpts] for excerpts in signals]
    together = _Frames.of(frame for frames in heard for frame in frames)
    ends = np.cumsum([0, *(sum(frame is not None for frame in frames) for frames in heard)]).tolist()
    rows = [slice(start, end) for start, end in [*pairwise(ends), (0, ends[-1])] if end > start]
    scores = [(float(_in_step(together.only(some))[BESIDE] / np.sqrt(2)), some.stop - some.start) for some in rows]
    z, frames = max(scores, default=(0.0, 0))
    return GridScore(z, offset, frames)


@dataclass(frozen=True, slots=True)
class _Frame:
    """At every offset: the share of nearly zero lines and the negative mean log-magnitude, over `lines` lines."""

    nearly_zero: Statistic
    quietness: Statistic
    lines: int


@dataclass(frozen=True, slots=True)
class _Frames:
    """Frames, one a row; `own_share` and `own_level` are how far each frame's own statistics stand out."""

    nearly_zero: Statistic
    quietness: Statistic
    lines: Statistic
    own_share: Statistic
    own_level: Statistic

    @classmethod
    def of(cls, frames: Iterable[_Frame | None]) -> "_Frames":
        """Those that were heard."""
        heard = [frame for frame in frames if frame is not None]
        if not heard:
            none = np.empty((0, 0))
            return cls(none, none, np.empty(0), none, none)
        share, level = np.stack([f.nearly_zero for f in heard]), np.stack([f.quietness for f in heard])
        lines = np.array([float(f.lines) for f in heard])
        own_share = standing_out(share, _share_deviation(share, lines))
        return cls(share, level, lines, own_share, standing_out(level, LOG_DEVIATION / np.sqrt(lines)))

    def only(self, rows: slice) -> "_Frames":
        """Some of them."""
        return _Frames(
            self.nearly_zero[rows], self.quietness[rows], self.lines[rows], self.own_share[rows], self.own_level[rows]
        )


def _in_step(frames: _Frames) -> Statistic:
    """At every offset: how far both statistics stand out, where all frames keep in step with the file.

    It is no more than twice what the frames say when none of them counts for much: a few do not decide.
    """
    lines = frames.lines.sum()
    share = np.average(frames.nearly_zero, axis=0, weights=frames.lines)
    level = np.average(frames.quietness, axis=0, weights=frames.lines)
    together = standing_out(share, _share_deviation(share, lines)) + standing_out(level, LOG_DEVIATION / np.sqrt(lines))
    return np.minimum(together, 2 * _consensus(len(share), frames, MOST_IN_STEP, 1.0))


def _drifting(grid: FrameGrid, frames: _Frames) -> Statistic:
    """The same up to offset `grid.drift`, where block switching moves frames: the best offset of each one counts."""
    return _consensus(grid.drift, frames, MOST_IN_DRIFT, SPREAD_OF_BEST)


def _consensus(period: int, frames: _Frames, most: float, spread: float) -> Statistic:
    """At every offset up to `period`: how far the frames' own heights, each `most` at most, stand out together."""
    least = spread / np.sqrt(len(frames.lines))
    return sum(
        (standing_out(_mean_of_best(period, own, most), least) for own in (frames.own_share, frames.own_level)),
        start=np.zeros(period),
    )


def _mean_of_best(period: int, rows: Statistic, most: float) -> Statistic:
    return np.asarray(np.minimum(rows, most).reshape(len(rows), -1, period).max(axis=1).mean(axis=0))


def _share_deviation(share: Statistic, lines: Statistic | float) -> Statistic:
    """What chance alone gives to a share of `lines` lines."""
    return np.asarray(np.sqrt(np.maximum(share.mean(axis=-1), 1 / lines) / lines))


def _frame(grid: FrameGrid, excerpt: Excerpt, offset: int, count: int) -> _Frame | None:
    """The statistics of one frame at `count` offsets from `offset` on; None where it is too short or too quiet."""
    first = (offset - excerpt.start) % grid.hop
    samples = excerpt.samples[first : first + grid.span + count]
    if len(samples) < grid.span + count:
        return None
    magnitudes = grid.filterbank.at_every_offset(samples, count)
    some = np.sort(magnitudes[:: max(1, count // MEDIAN_OF)], axis=0)
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


def standing_out(values: Statistic, smallest_deviation: Statistic | float) -> Statistic:
    """Each value's height above its surroundings, in robust standard deviations (median absolute deviation); by rows.

    `smallest_deviation` is what chance alone would give; without it a statistic that is zero nearly everywhere, as the
    share of zeros of noise is, would stand out infinitely at its first count.
    """
    rest = values - _surroundings(values)
    rest -= np.median(rest, axis=-1, keepdims=True)
    deviation = np.median(np.abs(rest), axis=-1) * STANDARD_DEVIATION_OF_MAD
    return np.asarray(rest / np.maximum(deviation, smallest_deviation)[..., None])


def _surroundings(values: Statistic) -> Statistic:
    """The running median of what comes before or after each value, whichever is higher.

    A codec's trace is one sample wide. What a note leaves, where a frame just ends before it begins, is a step or a
    slope; it does not stand above both its sides. Music changes within a hop, so the ends are mirrored and not joined.
    """
    length = values.shape[-1]
    width = min(SURROUNDINGS, length // 4)
    around = np.pad(values, [(0, 0)] * (values.ndim - 1) + [(width, width)], mode="reflect")
    medians = np.median(np.lib.stride_tricks.sliding_window_view(around, width, axis=-1), axis=-1)
    return np.asarray(np.maximum(medians[..., :length], medians[..., width + 1 : width + 1 + length]))
