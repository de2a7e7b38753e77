"""The true peak (ITU-R BS.1770-4, annex 2): the highest point of the wave between its samples as well.

The wave is interpolated to at least 192 kHz. That is done only where it could exceed what was found so far: no value in
between is larger than the largest sample around it times the sum of the filter's magnitudes. What is left out cannot
matter, so the result is that of the whole file.
"""

from functools import cache
from math import ceil, log10

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float32]  # shape (channels, n)

INTERPOLATED_RATE = 192_000
HALF_TAPS = 16  # samples on either side of an interpolated value
TAPS = 2 * HALF_TAPS
KAISER_BETA = 8.0
STRETCH = 64  # samples that are judged together


class TruePeakMeter:
    """Takes blocks of samples of shape (channels, n), one after the other; `full_scale` is the value of 0 dB."""

    def __init__(self, rate: int, full_scale: float) -> None:
        self._full_scale = full_scale
        self._times = max(1, ceil(INTERPOLATED_RATE / max(rate, 1)))
        magnitudes = np.abs(interpolation(self._times)).sum(axis=0)
        self._gain = float(magnitudes.max(initial=1.0)) * (1 + 1e-5)  # single precision rounds
        self._waiting: Sound | None = None
        self._peak = 0.0

    def add(self, sound: Sound) -> None:
        """Look at the next samples."""
        self._peak = max(self._peak, float(sound.max(initial=0.0)), -float(sound.min(initial=0.0)))
        if self._times == 1:
            return
        before = np.zeros((len(sound), TAPS - 1), np.float32) if self._waiting is None else self._waiting
        joined = np.concatenate([before, sound], axis=1)
        stretches = (joined.shape[1] - TAPS + 1) // STRETCH
        if stretches:
            for channel in joined:
                self._interpolate(channel, stretches)
        self._waiting = joined[:, stretches * STRETCH :]

    def decibels(self) -> float | None:
        """In dBTP; None for silence. After the file's end there is taken to be silence."""
        if self._waiting is not None:
            self.add(np.zeros((len(self._waiting), TAPS + STRETCH), np.float32))
        return round(20 * log10(self._peak / self._full_scale), 2) if self._peak > 0 else None

    def _interpolate(self, wave: Sound, stretches: int) -> None:
        loud = _loudest(wave, stretches) * self._gain > self._peak
        if loud.any():
            windows = np.lib.stride_tricks.sliding_window_view(wave, STRETCH + TAPS - 1)[::STRETCH]
            between = windows[:stretches][loud] @ _for_a_stretch(self._times)
            self._peak = max(self._peak, float(between.max()), -float(between.min()))


def _loudest(wave: Sound, stretches: int) -> Sound:
    """The largest magnitude that reaches into each stretch: of its own samples and of the 31 after them."""
    own = np.abs(wave[: stretches * STRETCH].reshape(stretches, STRETCH)).max(axis=1)
    rest = wave[stretches * STRETCH : stretches * STRETCH + TAPS - 1]
    after = np.append(own[1:], np.abs(rest).max())
    return np.asarray(np.maximum(own, after), np.float32)


@cache
def interpolation(times: int) -> Sound:
    """The taps of a windowed sinc for the places 1/times, 2/times … between two samples; shape (32, times − 1)."""
    places = np.arange(1, times) / times
    distance = np.arange(1 - HALF_TAPS, HALF_TAPS + 1)[:, None] - places
    window = np.i0(KAISER_BETA * np.sqrt(1 - (distance / HALF_TAPS) ** 2)) / np.i0(KAISER_BETA)
    return np.asarray(np.sinc(distance) * window, np.float32)


@cache
def _for_a_stretch(times: int) -> Sound:
    """The matrix that interpolates a whole stretch at once; shape (64 + 31, 64 · (times − 1))."""
    taps = interpolation(times)
    matrix = np.zeros((STRETCH + TAPS - 1, STRETCH, times - 1), np.float32)
    for place in range(STRETCH):
        matrix[place : place + TAPS, place] = taps
    return matrix.reshape(STRETCH + TAPS - 1, -1)
