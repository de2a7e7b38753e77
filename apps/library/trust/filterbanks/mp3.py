"""MP3's hybrid filterbank: 32 polyphase bands, an MDCT of 18 lines in each, alias reduction (ISO 11172-3, annex C)."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from apps.library.trust.filterbanks.windows import mp3_prototype, sine

Samples = NDArray[np.float32]

BANDS = 32
LINES_A_BAND = 18
HOP = BANDS * LINES_A_BAND  # 576 samples: one granule
TAPS = 512
SLOTS = 2 * LINES_A_BAND
SPAN = TAPS + (SLOTS - 1) * BANDS  # samples that one granule's lines depend on
ALIAS_COEFFICIENTS = (-0.6, -0.535, -0.33, -0.185, -0.095, -0.041, -0.0142, -0.0037)  # table B.9


class Mp3Filterbank:
    """Long blocks only: an encoder uses short ones for attacks, and a share of the frames is enough."""

    lines = HOP

    def __init__(self) -> None:
        taps, bands = np.arange(TAPS), np.arange(BANDS)[:, None]
        modulation = np.cos((2 * bands + 1) * (taps - 16) * np.pi / 64) * mp3_prototype()
        self._polyphase = modulation[:, ::-1].T.astype(np.float32)
        slots, lines = np.arange(SLOTS)[:, None], np.arange(LINES_A_BAND)
        transform = np.cos(np.pi / 72 * (2 * slots + 19) * (2 * lines + 1)) * sine(SLOTS)[:, None] / 3
        self._mdct = transform.astype(np.float32)
        inversion = np.ones((SLOTS, BANDS), np.float32)
        inversion[1::2, 1::2] = -1  # every second slot of every second band is turned over
        self._inversion = inversion
        alias = np.array(ALIAS_COEFFICIENTS)
        self._keep = (1 / np.sqrt(1 + alias**2)).astype(np.float32)
        self._cross = (alias / np.sqrt(1 + alias**2)).astype(np.float32)

    def at_every_offset(self, excerpt: Samples, hop: int = HOP) -> Samples:
        """The magnitudes of the granules that start at samples 0, 1 … hop−1 of `excerpt`; shape (hop, 576)."""
        bands = sliding_window_view(excerpt[: hop + SPAN], TAPS) @ self._polyphase
        slots = np.arange(hop)[:, None] + BANDS * np.arange(SLOTS)
        lines = np.einsum("osb,sk->obk", bands[slots] * self._inversion, self._mdct, optimize=True)
        upper = lines[:, :-1, 17:9:-1].copy()
        lower = lines[:, 1:, :8].copy()
        lines[:, :-1, 17:9:-1] = upper * self._keep + lower * self._cross
        lines[:, 1:, :8] = lower * self._keep - upper * self._cross
        return np.asarray(np.abs(lines.reshape(hop, HOP)), np.float32)
