"""A modified discrete cosine transform of many frames at once, in single precision."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from apps.library.trust.filterbanks.windows import Window

Samples = NDArray[np.float32]
Spectra = NDArray[np.complex64]

FRAMES_AT_ONCE = 64  # what is worked on together stays in the processor's cache


class Mdct:
    """The MDCT with a given window of 2·M samples, giving M lines; orthonormal for power-complementary windows.

    Folded into a DCT-IV that is computed by one complex FFT of M/2 points (Duhamel, Mahieux and Petit, 1991).
    """

    def __init__(self, window: Window) -> None:
        self.length = len(window)
        self.lines = self.length // 2
        self._parts = np.split(window.astype(np.float32), 4)
        turns = np.arange(self.lines // 2) + 0.25
        twiddle = np.exp(-1j * np.pi * turns / self.lines)
        self._before = twiddle.astype(np.complex64)
        self._after = (twiddle * np.sqrt(2.0 / self.lines)).astype(np.complex64)

    def __call__(self, frames: Samples) -> Samples:
        """Frames of shape (n, 2·M) to lines of shape (n, M)."""
        spectra = np.empty((len(frames), self.lines // 2), np.complex64)
        self._transform(frames, spectra)
        lines = np.empty((len(frames), self.lines), np.float32)
        lines[:, ::2] = spectra.real
        lines[:, ::-2] = -spectra.imag
        return lines

    def at_every_offset(self, excerpt: Samples, hop: int) -> Samples:
        """The magnitudes of the frames that start at samples 0, 1 … hop−1 of `excerpt`, in no order; shape (hop, M)."""
        frames = sliding_window_view(excerpt, self.length)[:hop]
        spectra = np.empty((hop, self.lines // 2), np.complex64)
        for first in range(0, hop, FRAMES_AT_ONCE):
            self._transform(frames[first : first + FRAMES_AT_ONCE], spectra[first : first + FRAMES_AT_ONCE])
        magnitudes = spectra.view(np.float32)
        return np.abs(magnitudes, out=magnitudes)

    def _transform(self, frames: Samples, spectra: Spectra) -> None:
        """Write the lines 0, 2 … as real parts and M−1, M−3 … as negative imaginary parts into `spectra`."""
        quarter = self.lines // 2
        a, b, c, d = (frames[:, i * quarter : (i + 1) * quarter] for i in range(4))
        of_a, of_b, of_c, of_d = self._parts
        folded = np.empty((len(frames), self.lines), np.float32)
        first, second = folded[:, :quarter], folded[:, quarter:]
        np.multiply(c[:, ::-1], -of_c[::-1], out=first)
        first -= d * of_d
        np.multiply(a, of_a, out=second)
        second -= b[:, ::-1] * of_b[::-1]
        spectra.real, spectra.imag = folded[:, ::2], folded[:, ::-2]
        spectra *= self._before
        np.fft.fft(spectra, axis=1, out=spectra)  # type: ignore[arg-type]  # single precision works, numpy's stub lags
        spectra *= self._after


class PreEmphasised:
    """An MDCT of the signal after the filter 1 − `share`·z⁻¹."""

    def __init__(self, mdct: Mdct, share: float) -> None:
        self._mdct, self._share = mdct, np.float32(share)

    def at_every_offset(self, excerpt: Samples, hop: int) -> Samples:
        """As of the MDCT; what comes before the excerpt counts as silence."""
        raised = excerpt.copy()
        raised[1:] -= self._share * excerpt[:-1]
        return self._mdct.at_every_offset(raised, hop)
