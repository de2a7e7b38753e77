"""Bringing an excerpt back to the rate that a lossy codec worked at, in step with the whole file."""

from functools import cache
from math import ceil

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float32]

HALF_TAPS = 32  # input samples on either side of an output sample, for equal rates
KAISER_BETA = 9.0
PHASES = 4096  # steps in which the distance between an output sample and its neighbours is told


def samples_needed(length: int, rate: int, wanted: int) -> int:
    """How many samples at `rate` give `length` samples at `wanted` hertz."""
    return length if rate == wanted else ceil((length + 1) * rate / wanted) + 2 * _half_taps(rate, wanted) + 2


def resample(sound: Sound, start: int, rate: int, wanted: int) -> tuple[int, Sound]:
    """`sound` of shape (channels, n), whose first sample is number `start` of its file, at `wanted` hertz.

    Returns the number of the first new sample, counted as if the whole file had been resampled without delay, and the
    samples. The filter is a windowed sinc with its cut-off at the lower of both Nyquist frequencies.
    """
    if rate == wanted:
        return start, sound
    half = _half_taps(rate, wanted)
    first = ceil((start + half) * wanted / rate)
    last = int((start + sound.shape[1] - half - 1) * wanted / rate)
    at = np.arange(first, last) * (rate / wanted) - start
    before = np.floor(at).astype(np.int64)
    phase = np.rint((at - before) * PHASES).astype(np.int64)
    neighbours = before[:, None] + np.arange(1 - half, half + 1)
    taps = _filter(rate, wanted)[phase]
    return first, np.asarray(np.einsum("cnt,nt->cn", sound[:, neighbours], taps), np.float32)


def _half_taps(rate: int, wanted: int) -> int:
    return ceil(HALF_TAPS * max(1.0, rate / wanted))


@cache
def _filter(rate: int, wanted: int) -> Sound:
    """The taps for every phase, shape (PHASES + 1, 2·half)."""
    half = _half_taps(rate, wanted)
    cut_off = min(1.0, wanted / rate)
    distance = np.arange(1 - half, half + 1) - np.arange(PHASES + 1)[:, None] / PHASES
    window = np.i0(KAISER_BETA * np.sqrt(np.clip(1 - (distance / half) ** 2, 0, 1))) / np.i0(KAISER_BETA)
    return np.asarray(cut_off * np.sinc(cut_off * distance) * window, np.float32)
