"""The true peak: that of a full interpolation, whatever was left out, and the figures of the recommendation."""

import numpy as np
import pytest
from numpy.typing import NDArray

from apps.library.trust.true_peak import TAPS, TruePeakMeter, interpolation
from tests.library.sounds import music


def measured(sound: NDArray[np.float32], rate: int = 44_100, block: int = 5000) -> float | None:
    meter = TruePeakMeter(rate, 1.0)
    for at in range(0, sound.shape[1], block):
        meter.add(sound[:, at : at + block])
    return meter.decibels()


def everywhere(sound: NDArray[np.float32], times: int) -> float:
    """The peak with every value in between computed."""
    padded = np.pad(sound, ((0, 0), (TAPS, TAPS)))
    between = np.lib.stride_tricks.sliding_window_view(padded, TAPS, axis=1) @ interpolation(times)
    return float(20 * np.log10(max(np.abs(between).max(), np.abs(sound).max())))


@pytest.mark.parametrize(
    "sound",
    [
        music(3),
        np.clip(3 * music(2), -1, 1),
        np.random.default_rng(1).normal(0, 0.2, (2, 40_001)).astype(np.float32),
        np.ones((1, 1000), np.float32),
    ],
)
@pytest.mark.parametrize("block", [7, 5000])
def test_what_is_left_out_does_not_matter(sound: NDArray[np.float32], block: int) -> None:
    short = sound[:, : 20 * block + 13]
    assert measured(short, block=block) == pytest.approx(everywhere(short, 5), abs=0.006)


@pytest.mark.parametrize(("rate", "tolerance"), [(44_100, 0.15), (48_000, 0.1), (96_000, 0.4), (192_000, 0.7)])
def test_a_sine_between_its_samples(rate: int, tolerance: float) -> None:
    """A quarter of the sample rate, sampled at 45 degrees: each sample is 3 dB below the peak (up to 96 kHz)."""
    at = np.arange(rate // 4)
    frequency = rate / 4 if rate < 96_000 else 11_025
    fade = np.minimum(1, np.minimum(at, at[::-1]) / 500)
    sine = (0.5 * fade * np.sin(2 * np.pi * frequency / rate * at + np.pi / 4)).astype(np.float32)[None]
    found = measured(sine, rate)
    assert found is not None
    assert found == pytest.approx(-6.02, abs=tolerance)


def test_silence_has_none() -> None:
    assert measured(np.zeros((2, 300), np.float32)) is None
