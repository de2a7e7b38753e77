"""Keeping the excerpts that the codec search wants while the file goes by once."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from apps.library.trust.codec_traces import EXCERPT_SAMPLES, FIRST_EXCERPTS, MORE_EXCERPTS, excerpt_starts
from apps.library.trust.decoding import Block

Part = tuple[int, NDArray[np.float32]]


class ExcerptKeeper:
    """Collects every excerpt that may be asked for; about 1.6 MB for a stereo file of any length."""

    def __init__(self, declared_samples: int) -> None:
        self._length = declared_samples
        starts = {*excerpt_starts(declared_samples, FIRST_EXCERPTS), *excerpt_starts(declared_samples, MORE_EXCERPTS)}
        self._waiting = sorted(starts)
        self._open: list[tuple[int, list[NDArray[np.float32]]]] = []
        self._kept: dict[int, NDArray[np.float32]] = {}
        self._at = 0

    def add(self, block: Block) -> None:
        """Look at the next block of shape (channels, n)."""
        end = self._at + block.shape[1]
        while self._waiting and self._waiting[0] < end:
            self._open.append((self._waiting.pop(0), []))
        still_open = []
        for start, pieces in self._open:
            first = max(start - self._at, 0)
            pieces.append(block[:, first : start + EXCERPT_SAMPLES - self._at].astype(np.float32))
            if start + EXCERPT_SAMPLES <= end:
                self._kept[start] = np.concatenate(pieces, axis=1)
            else:
                still_open.append((start, pieces))
        self._open, self._at = still_open, end

    def read(self, count: int, step: int = 1) -> Sequence[Part]:
        """The whole excerpts of `excerpt_starts(length, count)`, in units of `step` (256: 16 bits padded to 24)."""
        starts = excerpt_starts(self._length, count)
        return [(start, self._kept[start] / np.float32(step)) for start in starts if start in self._kept]
