"""Was this lossless audio ever MP3, AAC, Vorbis or Opus? The codec's own frame grid tells.

No trace is no proof: it says that none was found. What was measured, and where it fails, is in
`docs/trust-measured.md`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from apps.library.trust.filterbanks import windows
from apps.library.trust.filterbanks.mdct import Mdct
from apps.library.trust.filterbanks.mp3 import HOP as MP3_HOP
from apps.library.trust.filterbanks.mp3 import SPAN as MP3_SPAN
from apps.library.trust.filterbanks.mp3 import Mp3Filterbank
from apps.library.trust.frame_grids import Excerpt, FrameGrid, GridScore, score

CERTAIN_Z = 12.0  # nothing genuine came near it; chosen on a measured set, see docs/trust-measured.md
DOUBTFUL_Z = 8.0  # from here on more frames are asked for
EXCERPT_SAMPLES = 4200  # holds one frame of every grid at every offset, wherever its first frame starts
FIRST_EXCERPTS, MORE_EXCERPTS = 12, 36
OPUS_RATE = 48_000
OPUS_PRE_EMPHASIS = 0.85

Read = Callable[[int], Sequence[tuple[int, NDArray[np.float32]]]]


@dataclass(frozen=True, slots=True)
class CodecTrace:
    """The strongest trace: the codec (`mp3`, `aac`, `vorbis`, `opus`), how far it stands out, and over how many frames.

    `certain` is true from z = 12; between 8 and 12 the honest answer is *unknown*.
    """

    codec: str
    z: float
    frames: int

    @property
    def certain(self) -> bool:
        return self.z >= CERTAIN_Z

    @property
    def doubtful(self) -> bool:
        return DOUBTFUL_Z <= self.z < CERTAIN_Z


@cache
def grids(rate: int) -> tuple[FrameGrid, ...]:
    """The grids worth looking for at a sample rate in hertz. Opus exists at 48 kHz alone."""
    long_aac, short_aac = 2048, 256
    found = [
        FrameGrid("mp3", Mp3Filterbank(), MP3_HOP, MP3_SPAN, MP3_HOP),
        FrameGrid("aac", Mdct(windows.kaiser_bessel_derived(long_aac, 4)), 1024, long_aac, 1024),
        FrameGrid("aac", Mdct(windows.sine(long_aac)), 1024, long_aac, 1024),
        FrameGrid("aac", Mdct(windows.sine(short_aac)), 128, short_aac, 128),
        FrameGrid("vorbis", Mdct(windows.vorbis(2048)), 1024, 2048, 64),
    ]
    if rate == OPUS_RATE:
        found.append(FrameGrid("opus", Mdct(windows.opus(1920)), 960, 1920, 960))
    return tuple(found)


def excerpt_starts(length: int, count: int) -> list[int]:
    """Where to listen in `length` samples: evenly, leaving out the beginning and the end."""
    last = length - EXCERPT_SAMPLES
    if last < 0:
        return []
    return sorted({int(at) for at in np.linspace(0.06 * last, 0.94 * last, count)})


def find_trace(read: Read, rate: int) -> CodecTrace | None:
    """The strongest codec trace, or None where there is too little sound to tell.

    `read(count)` gives up to `count` excerpts as (index of the first sample, samples of shape (channels, 4200) in units
    of one quantisation step). It is called a second time, for more, only when the first answer is doubtful.
    """
    first = _strongest(read(FIRST_EXCERPTS), grids(rate))
    if first is None or not DOUBTFUL_Z <= first.z < CERTAIN_Z:
        return _trace(first)
    doubted = tuple(grid for grid in grids(rate) if grid.name == first.grid)
    return _trace(_strongest(read(MORE_EXCERPTS), doubted) or first)


def _strongest(parts: Sequence[tuple[int, NDArray[np.float32]]], looked_for: Sequence[FrameGrid]) -> GridScore | None:
    plain = [Excerpt(start, signal) for start, channels in parts for signal in _signals(channels)]
    scores = [score(grid, _pre_emphasised(plain) if grid.name == "opus" else plain) for grid in looked_for]
    heard = [found for found in scores if found.frames]
    return max(heard, key=lambda found: found.z, default=None)


def _signals(channels: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    """A codec codes left and right, or middle and side: look at the middle and at the left."""
    if len(channels) < 2 or np.array_equal(channels[0], channels[1]):
        return [np.ascontiguousarray(channels[0])]
    return [(channels[0] + channels[1]) / 2, np.ascontiguousarray(channels[0])]


def _pre_emphasised(excerpts: Sequence[Excerpt]) -> list[Excerpt]:
    """Opus codes a pre-emphasised signal (RFC 6716, 4.3)."""
    return [
        Excerpt(e.start, np.concatenate([e.samples[:1], e.samples[1:] - OPUS_PRE_EMPHASIS * e.samples[:-1]]))
        for e in excerpts
    ]


def _trace(found: GridScore | None) -> CodecTrace | None:
    return CodecTrace(found.grid, found.z, found.frames) if found else None
