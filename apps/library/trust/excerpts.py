"""Keeping the excerpts that the codec search wants while the file goes by once."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from apps.library.trust.codec_traces import FIRST_EXCERPTS, MORE_EXCERPTS, Part, excerpt_samples, excerpt_starts
from apps.library.trust.decoding import Block


class ExcerptKeeper:
    """Collects every excerpt that may be asked for; about 1.6 MB for a CD track of any length."""

    def __init__(self, declared_samples: int, rate: int) -> None:
        self._length, self._rate, self._size = declared_samples, rate, excerpt_samples(rate)
        self._waiting = sorted({start for count in (FIRST_EXCERPTS, MORE_EXCERPTS) for start in self._starts(count)})
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
            pieces.append(block[:, first : start + self._size - self._at].astype(np.float32))
            if start + self._size <= end:
                self._kept[start] = np.concatenate(pieces, axis=1)
            else:
                still_open.append((start, pieces))
        self._open, self._at = still_open, end

    def read(self, count: int, step: int = 1) -> Sequence[Part]:
        """The whole ones of `excerpt_starts(length, count, rate)`, in units of `step` (256: 16 bits padded to 24)."""
        return [(at, self._kept[at] / np.float32(step)) for at in self._starts(count) if at in self._kept]

    def _starts(self, count: int) -> list[int]:
        return excerpt_starts(self._length, count, self._rate)
