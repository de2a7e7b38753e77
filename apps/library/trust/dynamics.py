"""How the loudness moves: the waveform for the page, and the dynamic range that people compare masters by."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

WAVEFORM_POINTS = 400
PEAK_SAMPLES = 1024
RANGE_SECONDS = 3
LOUDEST_SHARE = 0.2

Sound = NDArray[np.float32]  # shape (channels, n), in units of one quantisation step


@dataclass(slots=True)
class Waveform:
    """The peaks of a file of any length."""

    full_scale: float
    _peaks: list[NDArray[np.float32]] = field(default_factory=list)

    def add(self, sound: Sound) -> None:
        """Look at the next samples."""
        loudest = np.maximum(sound.max(axis=0), -sound.min(axis=0))
        starts = np.arange(0, len(loudest), PEAK_SAMPLES)
        if len(starts):
            self._peaks.append(np.maximum.reduceat(loudest, starts))

    def points(self) -> tuple[int, ...]:
        """At most 400 peaks, 0 to 255."""
        if not self._peaks:
            return ()
        peaks = np.concatenate(self._peaks)
        starts = np.unique(np.linspace(0, len(peaks), min(WAVEFORM_POINTS, len(peaks)), endpoint=False).astype(int))
        shown = np.maximum.reduceat(peaks, starts) / self.full_scale
        return tuple(int(value) for value in np.rint(np.clip(shown, 0, 1) * 255))


@dataclass(slots=True)
class DynamicRange:
    """The DR value of the TT meter: blocks of 3 s, the loudest fifth's RMS against the second highest peak."""

    rate: int
    _powers: list[NDArray[np.float64]] = field(default_factory=list)
    _peaks: list[NDArray[np.float64]] = field(default_factory=list)
    _power: NDArray[np.float64] | None = None
    _peak: NDArray[np.float64] | None = None
    _length: int = 0

    def add(self, sound: Sound) -> None:
        """Look at the next samples."""
        whole = RANGE_SECONDS * self.rate
        at = 0
        while at < sound.shape[1]:
            part = sound[:, at : at + whole - self._length]
            power = np.array([float(np.dot(channel, channel)) for channel in part])
            peak = np.maximum(part.max(axis=1), -part.min(axis=1)).astype(np.float64)
            self._power = power if self._power is None else self._power + power
            self._peak = peak if self._peak is None else np.maximum(self._peak, peak)
            self._length += part.shape[1]
            at += part.shape[1]
            if self._length == whole:
                self._close()

    def _close(self) -> None:
        if self._power is not None and self._peak is not None:
            self._powers.append(2 * self._power / self._length)
            self._peaks.append(self._peak)
        self._power, self._peak, self._length = None, None, 0

    def value(self) -> int | None:
        """DR in dB, the mean over channels; None below two whole blocks or for silence."""
        if len(self._powers) < 2:
            return None
        powers, peaks = np.sort(np.stack(self._powers), axis=0), np.sort(np.stack(self._peaks), axis=0)
        loud = powers[-max(1, round(LOUDEST_SHARE * len(powers))) :].mean(axis=0)
        if not loud.all():
            return None
        return max(0, round(float(np.mean(20 * np.log10(peaks[-2] / np.sqrt(loud))))))
