"""A modified discrete cosine transform of many frames at once, in single precision."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from apps.library.trust.filterbanks.windows import Window

Samples = NDArray[np.float32]


class Mdct:
    """The MDCT with a given window of 2·M samples, giving M lines; orthonormal for power-complementary windows.

    Folded into a DCT-IV that is computed by one complex FFT of M/2 points (Duhamel, Mahieux and Petit, 1991).
    """

    def __init__(self, window: Window) -> None:
        self.length = len(window)
        self.lines = self.length // 2
        self._window = window.astype(np.float32)
        turns = np.arange(self.lines // 2) + 0.25
        self._twiddle = np.exp(-1j * np.pi * turns / self.lines).astype(np.complex64)
        self._scale = np.float32(np.sqrt(2.0 / self.lines))

    def __call__(self, frames: Samples) -> Samples:
        """Frames of shape (n, 2·M) to lines of shape (n, M)."""
        quarter = self.lines // 2
        a, b, c, d = (
            frames[:, i * quarter : (i + 1) * quarter] * self._window[i * quarter : (i + 1) * quarter] for i in range(4)
        )
        folded = np.concatenate([-c[:, ::-1] - d, a - b[:, ::-1]], axis=1)
        spectrum = np.empty((len(frames), quarter), np.complex64)
        spectrum.real, spectrum.imag = folded[:, ::2], folded[:, ::-2]
        spectrum = np.fft.fft(spectrum * self._twiddle, axis=1) * (self._twiddle * self._scale)
        lines = np.empty((len(frames), self.lines), np.float32)
        lines[:, ::2] = spectrum.real
        lines[:, ::-2] = -spectrum.imag
        return lines

    def at_every_offset(self, excerpt: Samples, hop: int) -> Samples:
        """The lines of the `hop` frames that start at samples 0, 1 … hop−1 of `excerpt`; shape (hop, M)."""
        return self(sliding_window_view(excerpt, self.length)[:hop])
