"""Keeping the excerpts that the codec search wants while the file goes by once."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from apps.library.trust.codec_traces import FIRST_EXCERPTS, MORE_EXCERPTS, Part, excerpt_places, excerpt_samples
from apps.library.trust.decoding import Block

STRIDE = 512  # samples between the starts that are compared where the first one is clipped
AT_PEAK = 2  # steps below the peak: what was clipped, made quieter and dithered lies there too


@dataclass
class _Place:
    """Where one excerpt may lie (its start from `first` to `last`), and the least clipped one so far."""

    first: int
    last: int
    start: int = -1
    clipped: int = -1
    samples: NDArray[np.float32] = field(default_factory=lambda: np.empty((0, 0), np.float32))


class ExcerptKeeper:
    """Collects every excerpt that may be asked for; about 2 MB for a CD track of any length.

    What a decoder gave beyond full scale is cut off, and with it the codec's trace in every frame that holds it. So
    each place keeps the excerpt with the fewest samples at the peak; where nothing is clipped it is the first.
    """

    def __init__(self, declared_samples: int, rate: int) -> None:
        self._size = excerpt_samples(rate)
        self._places = {
            count: [_Place(first, last) for first, last in excerpt_places(declared_samples, count, rate)]
            for count in (FIRST_EXCERPTS, MORE_EXCERPTS)
        }
        self._before: Block | None = None
        self._at = 0
        self._peak = 0

    def add(self, block: Block) -> None:
        """Look at the next block of shape (channels, n)."""
        joined = block if self._before is None else np.concatenate([self._before, block], axis=1)
        first, end = self._at + block.shape[1] - joined.shape[1], self._at + block.shape[1]
        self._peak = max(self._peak, int(block.max(initial=0)), -int(block.min(initial=0)))
        for place in (place for places in self._places.values() for place in places):
            if place.clipped != 0 and place.first < end and place.last + self._size > self._at:
                self._look(place, joined, first)
        self._before, self._at = joined[:, max(0, joined.shape[1] - self._size + 1) :].copy(), end

    def _look(self, place: _Place, sound: Block, start: int) -> None:
        """Take the least clipped excerpt of `sound`, which begins at `start`, where it beats the one that is kept."""
        missed = max(0, -((place.first - start) // STRIDE))
        last = min(place.last, start + sound.shape[1] - self._size)
        starts = np.arange(place.first + missed * STRIDE, last + 1, STRIDE)
        if not len(starts):
            return
        heard = sound[:, starts[0] - start : starts[-1] - start + self._size]
        at_peak = (np.abs(heard) >= max(self._peak - AT_PEAK, 1)).any(axis=0)
        before = np.concatenate([[0], np.cumsum(at_peak)])
        clipped = before[starts - starts[0] + self._size] - before[starts - starts[0]]
        best = int(np.argmin(clipped))
        if place.clipped < 0 or clipped[best] < place.clipped:
            first = int(starts[best])
            place.start, place.clipped = first, int(clipped[best])
            place.samples = sound[:, first - start : first - start + self._size].astype(np.float32)

    def read(self, count: int, step: int = 1) -> Sequence[Part]:
        """The whole ones of `count` excerpts, in units of `step` (256: 16 bits padded to 24)."""
        return [(place.start, place.samples / np.float32(step)) for place in self._places[count] if place.clipped >= 0]
