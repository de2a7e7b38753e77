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
from apps.library.trust.filterbanks.mdct import Mdct, PreEmphasised
from apps.library.trust.filterbanks.mp3 import HOP as MP3_HOP
from apps.library.trust.filterbanks.mp3 import SPAN as MP3_SPAN
from apps.library.trust.filterbanks.mp3 import Mp3Filterbank
from apps.library.trust.frame_grids import Excerpt, FrameGrid, GridScore, score
from apps.library.trust.resampling import resample, samples_needed

CERTAIN_Z = 8.0  # nothing genuine came near it; chosen on one half of a measured set, see docs/trust-measured.md
DOUBTFUL_Z = 6.0  # from here to there it is *unknown*
WORTH_MORE_Z = 4.5  # a grid that stands out this far among few frames is looked at in many, which then decide
FRAME_SAMPLES = 4200  # holds one frame of every grid at every offset, wherever its first frame starts
FIRST_EXCERPTS, MORE_EXCERPTS = 16, 36
APART = 2048  # samples between excerpts: what is in several of them must not count several times
FEWEST_EXCERPTS = 6
CD_RATE, OPUS_RATE = 44_100, 48_000
OPUS_PRE_EMPHASIS = 0.85  # RFC 6716, 4.3

Part = tuple[int, NDArray[np.float32]]
Read = Callable[[int], Sequence[Part]]


@dataclass(frozen=True, slots=True)
class CodecTrace:
    """The strongest trace: the codec (`mp3`, `aac`, `vorbis`, `opus`), how far it stands out, and over how many frames.

    `rate` is the sample rate in hertz at which it shows. Where it is `doubtful` the honest answer is *unknown*.
    """

    codec: str
    z: float
    frames: int
    rate: int

    @property
    def certain(self) -> bool:
        return self.z >= CERTAIN_Z

    @property
    def doubtful(self) -> bool:
        return DOUBTFUL_Z <= self.z < CERTAIN_Z


@cache
def grids() -> tuple[FrameGrid, ...]:
    """The grids of the codecs that exist at many sample rates."""
    long_aac, short_aac = 2048, 256
    return (
        FrameGrid("mp3", Mp3Filterbank(), MP3_HOP, MP3_SPAN, MP3_HOP),
        FrameGrid("aac", Mdct(windows.kaiser_bessel_derived(long_aac, 4)), 1024, long_aac, 1024),
        FrameGrid("aac", Mdct(windows.sine(long_aac)), 1024, long_aac, 1024),
        FrameGrid("aac", Mdct(windows.sine(short_aac)), 128, short_aac, 128),
        FrameGrid("vorbis", Mdct(windows.vorbis(2048)), 1024, 2048, 64),
    )


@cache
def opus_grid() -> FrameGrid:
    """Opus exists at 48 kHz alone."""
    return FrameGrid("opus", PreEmphasised(Mdct(windows.opus(1920)), OPUS_PRE_EMPHASIS), 960, 1920, 960)


def looked_for(rate: int) -> tuple[tuple[int, FrameGrid], ...]:
    """What to look for in a file of `rate` hertz: grids, each with the rate at which its codec would have worked.

    A lossy file may have been resampled since. What is at 44.1 kHz may come from Opus, what is at any higher rate from
    44.1 or 48 kHz.
    """
    opus = (OPUS_RATE, opus_grid())
    if rate <= CD_RATE:
        return *((rate, grid) for grid in grids()), *([opus] if rate == CD_RATE else [])
    return *((base, grid) for base in (OPUS_RATE, CD_RATE) for grid in grids()), opus


def excerpt_samples(rate: int) -> int:
    """How many samples an excerpt of a file of `rate` hertz needs."""
    return max(samples_needed(FRAME_SAMPLES, rate, base) for base, _grid in looked_for(rate))


def excerpt_starts(length: int, count: int, rate: int) -> list[int]:
    """Where to listen in `length` samples: evenly, leaving out the beginning and the end; nowhere in a tiny file."""
    last = length - excerpt_samples(rate)
    count = min(count, last // APART)
    if count < FEWEST_EXCERPTS:
        return []
    return sorted({int(at) for at in np.linspace(0.06 * last, 0.94 * last, count)})


def find_trace(read: Read, rate: int) -> CodecTrace | None:
    """The strongest codec trace, or None where there is too little sound to tell.

    `read(count)` gives up to `count` excerpts as (index of the first sample, samples of shape (channels, n) in units of
    one quantisation step), n being `excerpt_samples(rate)`. More are asked for only for grids that stand out a little.
    """
    first = _scores(read(FIRST_EXCERPTS), looked_for(rate), rate)
    doubted = [place for place, found in first if found.z >= WORTH_MORE_Z]
    decided = _scores(read(MORE_EXCERPTS), doubted, rate) if doubted else first
    return _trace(max(decided, key=lambda found: found[1].z, default=None))


Place = tuple[int, FrameGrid]


def _scores(parts: Sequence[Part], places: Sequence[Place], rate: int) -> list[tuple[Place, GridScore]]:
    """The score of every place at which any frame could be heard."""
    found = []
    for base in dict.fromkeys(base for base, _grid in places):
        resampled = [resample(channels, start, rate, base) for start, channels in parts]
        plain = [Excerpt(start, signal) for start, channels in resampled for signal in _signals(channels)]
        for _base, grid in (place for place in places if place[0] == base):
            heard = score(grid, plain)
            if heard.frames:
                found.append(((base, grid), heard))
    return found


def _signals(channels: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    """A codec codes left and right, or middle and side: look at the middle and at the left."""
    if len(channels) < 2 or np.array_equal(channels[0], channels[1]):
        return [np.ascontiguousarray(channels[0])]
    return [(channels[0] + channels[1]) / 2, np.ascontiguousarray(channels[0])]


def _trace(found: tuple[Place, GridScore] | None) -> CodecTrace | None:
    if found is None:
        return None
    (base, _grid), heard = found
    return CodecTrace(heard.grid, heard.z, heard.frames, base)
