"""ReplayGain 2.0: how much louder or softer a track, or an album as a whole, is to be played.

Loudness is EBU R 128 and the reference −18 LUFS (https://wiki.hydrogenaud.io/index.php?title=ReplayGain_2.0_specification).
Opus has tags of its own instead, relative to −23 LUFS, in 1/256 dB (RFC 7845, section 5.2.1). No Django in here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10

from apps.library.trust.loudness_blocks import Blocks, gated_loudness

REFERENCE_LUFS = -18.0
OPUS_REFERENCE_LUFS = -23.0
RELATIVE_GATE_LU = 10.0
LARGEST_GAIN = 51.0  # dB, the most that the ReplayGain specification foresees
Tags = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Measured:
    """A file's integrated loudness in LUFS, its true peak in dBTP, its length in seconds.

    `blocks`: how many of its moments are how loud (`loudness_blocks`); None where an older examination kept none.
    """

    loudness: float
    true_peak: float
    seconds: float
    blocks: Blocks | None = None


def album_loudness(tracks: Sequence[Measured]) -> float:
    """The loudness of the tracks played one after the other, in LUFS: the blocks of all of them, gated together.

    Where the blocks of a track are not known, the power of the tracks is averaged over their lengths instead, without
    those more than 10 LU below the mean; that comes within some tenths of a dB.
    """
    blocks = [track.blocks for track in tracks if track.blocks is not None]
    exact = gated_loudness(blocks) if len(blocks) == len(tracks) else None
    if exact is not None:
        return exact
    mean = _mean(tracks)
    return _mean([track for track in tracks if track.loudness >= mean - RELATIVE_GATE_LU])


def _mean(tracks: Sequence[Measured]) -> float:
    seconds = sum(track.seconds for track in tracks)
    power = sum(track.seconds * 10 ** (track.loudness / 10) for track in tracks)
    return 10 * log10(power / seconds)


def gain_tags(track: Measured | None, album: Sequence[Measured], *, opus: bool) -> Tags:
    """The tags of a file; `track` is None for one that holds several tracks. Names are those of `tags.names`."""
    together = album_loudness(album)
    peak = max(each.true_peak for each in album)
    if opus:
        tags = {"r128_album_gain": _q7_8(OPUS_REFERENCE_LUFS - together)}
        if track is not None:
            tags["r128_track_gain"] = _q7_8(OPUS_REFERENCE_LUFS - track.loudness)
        return {name: (value,) for name, value in tags.items()}
    tags = {
        "replaygain_album_gain": _decibels(REFERENCE_LUFS - together),
        "replaygain_album_peak": _factor(peak),
        "replaygain_reference_loudness": f"{REFERENCE_LUFS:.2f} LUFS",
    }
    if track is not None:
        tags["replaygain_track_gain"] = _decibels(REFERENCE_LUFS - track.loudness)
        tags["replaygain_track_peak"] = _factor(track.true_peak)
    return {name: (value,) for name, value in tags.items()}


def _decibels(gain: float) -> str:
    return f"{max(min(gain, LARGEST_GAIN), -LARGEST_GAIN):.2f} dB"


def _factor(decibels: float) -> str:
    return f"{linear(decibels):.6f}"


def linear(decibels: float) -> float:
    """A peak in dBTP as a factor of full scale."""
    return float(10 ** (decibels / 20))


def _q7_8(gain: float) -> str:
    return str(max(min(round(gain * 256), 32767), -32768))
