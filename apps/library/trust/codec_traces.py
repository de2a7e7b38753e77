"""Was this lossless audio ever MP3, AAC, Vorbis or Opus? The codec's own frame grid tells.

No trace is no proof: it says that none was found. What was measured, and where it fails, is in
`docs/trust-measured.md`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from apps.library.trust.filterbanks import windows
from apps.library.trust.filterbanks.mdct import Mdct, PreEmphasised
from apps.library.trust.filterbanks.mp3 import HOP as MP3_HOP
from apps.library.trust.filterbanks.mp3 import SPAN as MP3_SPAN
from apps.library.trust.filterbanks.mp3 import Mp3Filterbank
from apps.library.trust.frame_grids import Excerpt, FrameGrid, GridScore, highest, score_at
from apps.library.trust.resampling import resample, samples_needed

CERTAIN_Z = 8.0  # nothing genuine came near it; chosen on one half of a measured set, see docs/trust-measured.md
DOUBTFUL_Z = 6.0  # from here to there it is *unknown*
WORTH_MORE_Z = 4.0  # an offset that stands out this far among few frames is looked at in many, which then decide
BEYOND_DOUBT_Z = 20.0  # ... but this far never by chance: no more frames are asked for
CANDIDATES, MOST_DOUBTED = 2, 2  # such offsets of a grid, and of all grids
FRAME_SAMPLES = 4200  # holds one frame of every grid at every offset, wherever its first frame starts
FIRST_EXCERPTS, MORE_EXCERPTS = 16, 48
APART = 2048  # samples between excerpts: what is in several of them must not count several times
FEWEST_EXCERPTS = 6
CD_RATE, OPUS_RATE = 44_100, 48_000
OPUS_PRE_EMPHASIS = 0.85  # RFC 6716, 4.3

Place = tuple[int, FrameGrid]
Channel = NDArray[np.float32]  # shape (n,)
Channels = NDArray[np.float32]  # shape (channels, n)
Part = tuple[int, Channels]
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


def excerpt_places(length: int, count: int, rate: int) -> list[tuple[int, int]]:
    """Where in `length` samples `count` excerpts may begin, each from here to there: side by side.

    The beginning and the end are left out; a tiny file has no place.
    """
    last = length - excerpt_samples(rate)
    count = min(count, last // APART)
    if count < FEWEST_EXCERPTS:
        return []
    edges = [int(at) for at in np.linspace(0.06 * last, 0.94 * last, count + 1)]
    return [(start, max(start, following - APART)) for start, following in pairwise(edges)]


def find_trace(read: Read, rate: int) -> CodecTrace | None:
    """The strongest codec trace, or None where there is too little sound to tell.

    `read(count)` gives up to `count` excerpts as (index of the first sample, samples of shape (channels, n) in units of
    one quantisation step), n being `excerpt_samples(rate)`. More are asked for only where an offset stands out a bit,
    and not so far that nothing is left to decide.
    """
    few = _first_look(read(FIRST_EXCERPTS), rate)
    if not few:
        return None
    doubted = _doubted(few) if few[0].z < BEYOND_DOUBT_Z else ()
    decided = _closer_look(read(MORE_EXCERPTS), doubted, rate) if doubted else few
    best = max(decided, key=lambda found: found.z)
    return CodecTrace(_codec(best, few), best.z, best.score.frames, best.rate)


@dataclass(frozen=True, slots=True)
class _Found:
    """What stands out at a rate, and of which grid."""

    rate: int
    grid: FrameGrid
    score: GridScore

    @property
    def z(self) -> float:
        return self.score.z

    def alike(self, other: "_Found") -> bool:
        """Windows of one length show each other's traces at the same offset."""
        apart = self.score.offset - other.score.offset
        steps = [one.grid.drift for one in (self, other) if one.score.drifts]
        return (self.rate, self.grid.hop) == (other.rate, other.grid.hop) and apart % min([self.grid.hop, *steps]) == 0


def _doubted(few: Sequence[_Found]) -> list[_Found]:
    """What is worth a closer look; of what is alike the highest."""
    doubted: list[_Found] = []
    for one in few:
        if one.z >= WORTH_MORE_Z and not any(one.alike(other) for other in doubted):
            doubted.append(one)
    return doubted[:MOST_DOUBTED]


def _codec(best: _Found, few: Sequence[_Found]) -> str:
    """Of the grids that show the trace, the one that showed it most at first: at every offset all are compared."""
    return max((one for one in few if one.alike(best)), key=lambda found: found.z, default=best).grid.name


def _first_look(parts: Sequence[Part], rate: int) -> list[_Found]:
    """The offsets that stand out most among few frames, of all grids, the highest first."""
    found = []
    for base, grid, moved in _at_each_rate(parts, looked_for(rate), rate):
        scores = highest(grid, _excerpts(moved, _two_signals), CANDIDATES)
        found += [_Found(base, grid, score) for score in scores]
    return sorted(found, key=lambda one: one.z, reverse=True)


def _closer_look(parts: Sequence[Part], doubted: Sequence[_Found], rate: int) -> list[_Found]:
    """The same over many frames: one offset in all signals; where the grid drifts, any offset."""
    found = []
    for base, grid, moved in _at_each_rate(parts, list(dict.fromkeys((one.rate, one.grid) for one in doubted)), rate):
        here = [one.score for one in doubted if (one.rate, one.grid) == (base, grid)]
        pairs = [_excerpts(moved, _left_and_right), _excerpts(moved, _middle_and_side)]
        scores = [score_at(grid, pairs, score.offset) for score in here if not score.drifts]
        if any(score.drifts for score in here):
            scores += highest(grid, _excerpts(moved, _two_signals)) or [GridScore(0.0, 0, 0)]
        found += [_Found(base, grid, score) for score in scores]
    return found


def _excerpts(parts: Sequence[Part], signals: Callable[[Channels], list[Channel]]) -> list[Excerpt]:
    return [Excerpt(start, signal) for start, channels in parts for signal in signals(channels)]


def _at_each_rate(
    parts: Sequence[Part], places: Sequence[Place], rate: int
) -> Iterator[tuple[int, FrameGrid, Sequence[Part]]]:
    """Every place with the parts at its rate."""
    for base in dict.fromkeys(base for base, _grid in places):
        moved = [resample(channels, start, rate, base) for start, channels in parts]
        yield from ((base, grid, moved) for of, grid in places if of == base)


def _left_and_right(channels: Channels) -> list[Channel]:
    """Once where both are the same."""
    alike = len(channels) < 2 or np.array_equal(channels[0], channels[1])
    return [np.ascontiguousarray(channel) for channel in channels[: 1 if alike else 2]]


def _middle_and_side(channels: Channels) -> list[Channel]:
    """What codecs quantise instead of left and right where those are alike; none where they are the same."""
    if len(_left_and_right(channels)) < 2:
        return []
    return [(channels[0] + channels[1]) / 2, (channels[0] - channels[1]) / 2]


def _two_signals(channels: Channels) -> list[Channel]:
    """One of what a codec may code: the left, and the side."""
    return [*_left_and_right(channels)[:1], *_middle_and_side(channels)[1:]]
