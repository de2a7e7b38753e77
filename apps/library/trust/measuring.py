"""What one pass over the samples measures: runs of zeros, full-scale runs, used bits, peaks, the average spectrum.

Each measure takes blocks of shape (channels, n) in units of one quantisation step and is asked for its result at the
end, so that a file of any length takes the same memory.
"""

import zlib
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from apps.library.trust.decoding import Block

SPECTRUM_POINTS = 4096
CLIPPED_RUN = 3  # samples at full scale in a row: fewer may be a peak that was normalised
WINDOW = np.hanning(SPECTRUM_POINTS).astype(np.float32)
LINE_NOISE = float(np.sum(WINDOW.astype(np.float64) ** 2) / 12)  # the power that rounding leaves in one line

Wave = NDArray[np.float32]  # one signal in units of one quantisation step


@dataclass(slots=True)
class ZeroRuns:
    """The longest run of digital zero that has sound before and after it, in samples, and where it starts."""

    longest: int = 0
    longest_start: int = 0
    leading: int = 0
    trailing: int = 0
    _at: int = 0
    _run: int = 0
    _heard: bool = False

    def add(self, block: Block) -> None:
        """Look at the next block."""
        sounding = block[0] != 0
        for channel in block[1:]:
            sounding |= channel != 0
        edges = np.flatnonzero(sounding[1:] != sounding[:-1]) + 1
        ends = np.concatenate([[0], edges, [len(sounding)]])
        for first, last in zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True):
            if not sounding[first]:
                self._run += last - first
            else:
                self._close(self._run, self._at + first)
                self._run = 0
        self._at += len(sounding)
        self.trailing = self._run

    def _close(self, run: int, end: int) -> None:
        if not self._heard:
            self.leading, self._heard = run, True
        elif run > self.longest:
            self.longest, self.longest_start = run, end - run

    @property
    def silent(self) -> bool:
        """Whether there was no sound at all."""
        return not self._heard


@dataclass(slots=True)
class Levels:
    """Peaks and clipping: the largest magnitude, and how many runs of three or more samples stay at full scale."""

    bits: int
    peak: int = 0
    clipped_runs: int = 0
    used_bits: int = 0

    def add(self, block: Block) -> None:
        """Look at the next block."""
        if not block.size:
            return
        peak = max(int(block.max()), -int(block.min()))
        self.peak = max(self.peak, peak)
        self.used_bits |= int(np.bitwise_or.reduce(block, axis=None)) & (2**self.bits - 1)
        top = 2 ** (self.bits - 1) - 1
        if peak < top:
            return
        for channel in (block >= top) | (block <= -top):
            edges = np.flatnonzero(np.diff(np.concatenate([[False], channel, [False]]).astype(np.int8)))
            self.clipped_runs += int(np.count_nonzero(edges[1::2] - edges[::2] >= CLIPPED_RUN))

    @property
    def real_bits(self) -> int:
        """The bits that carry anything: a 24-bit file whose lower 8 bits are always zero has 16."""
        if not self.used_bits:
            return 0
        lowest = (self.used_bits & -self.used_bits).bit_length() - 1
        return self.bits - lowest

    @property
    def peak_dbfs(self) -> float:
        """The sample peak in decibels below full scale."""
        return float(20 * np.log10(max(self.peak, 1e-9) / 2 ** (self.bits - 1)))


@dataclass(slots=True)
class AverageSpectrum:
    """Mean power a frequency (Hann window, no overlap) over the whole file, left and right together."""

    rate: int
    frames: int = 0
    _power: NDArray[np.float64] = field(default_factory=lambda: np.zeros(SPECTRUM_POINTS // 2 + 1))
    _left_over: Wave = field(default_factory=lambda: np.zeros(0, np.float32))

    def add(self, mono: Wave) -> NDArray[np.float32]:
        """Look at the next samples of the middle signal; returns the power of the frames that they completed."""
        mono = np.concatenate([self._left_over, mono])
        whole = len(mono) // SPECTRUM_POINTS
        self._left_over = mono[whole * SPECTRUM_POINTS :]
        lines = np.fft.rfft(mono[: whole * SPECTRUM_POINTS].reshape(whole, SPECTRUM_POINTS) * WINDOW, axis=1)
        power = np.asarray(lines.real**2 + lines.imag**2, np.float32)
        self._power += power.sum(axis=0, dtype=np.float64)
        self.frames += whole
        return power

    def decibels(self) -> NDArray[np.float64]:
        """The spectrum in dB, 0 being one quantisation step's rounding noise a line."""
        return np.asarray(10 * np.log10(self._power / max(self.frames, 1) / LINE_NOISE + 1e-12))

    def frequencies(self) -> NDArray[np.float64]:
        """The lines' frequencies in hertz."""
        return np.asarray(np.fft.rfftfreq(SPECTRUM_POINTS, 1 / self.rate), np.float64)


@dataclass(slots=True)
class RipChecksums:
    """The CRC-32 of 16-bit samples as ripping programs log it: of all, and without zeros (an option of EAC)."""

    _all: int = 0
    _nonzero: int = 0

    def add(self, block: Block) -> None:
        """Look at the next block."""
        interleaved = block.astype("<i2").T.ravel()
        self._all = zlib.crc32(interleaved.data, self._all)
        self._nonzero = zlib.crc32(interleaved[interleaved != 0].data, self._nonzero)

    @property
    def all_samples(self) -> str | None:
        """Eight hexadecimal digits; None where nothing was counted."""
        return f"{self._all:08X}" if self._all else None

    @property
    def without_zeros(self) -> str | None:
        """As `all_samples`."""
        return f"{self._nonzero:08X}" if self._nonzero else None
