"""Which of two copies of an album is better, and why. Pure: it compares what is known of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any  # whatever two of a kind can be compared by

_TRUST = {"damaged": 0, "suspicious": 1, "unknown": 2, "pending": 2, "genuine": 3}
_TRUST_WORDS = {
    "damaged": "is damaged",
    "suspicious": "has traces of a lossy codec",
    "unknown": "could not be proven genuine",
    "pending": "was not examined yet",
    "genuine": "was examined, and no trace of a lossy codec was found",
}


@dataclass(frozen=True, slots=True)
class CopyFacts:
    """What counts of one copy. `expected` is the number of tracks of its edition, 0 where that is not known.

    `bitrate` is in bit/s, `sample_rate` in Hz; both and `bit_depth` are the least of its tracks.
    """

    trust: str
    tracks: int
    expected: int
    unreadable: int
    lossless: bool
    bit_depth: int
    sample_rate: int
    bitrate: int
    format: str
    certainty: str = ""
    has_cover: bool = False

    @property
    def lacking(self) -> int:
        return max(self.expected - self.tracks, 0) + self.unreadable


@dataclass(frozen=True, slots=True)
class Comparison:
    """`better` is 0 or 1, None where neither is; `reasons` are sentences about the better one, the weightiest first."""

    better: int | None
    reasons: tuple[str, ...]


def compare(a: CopyFacts, b: CopyFacts) -> Comparison:
    """The first difference that counts decides; the others that agree are named, too."""
    lines = [line for line in _lines(a, b) if line[0]]
    if not lines:
        return Comparison(None, ("They are alike.",))
    better = 0 if lines[0][0] > 0 else 1
    sign = 1 if better == 0 else -1
    return Comparison(better, tuple(words[better] for difference, *words in lines if difference * sign > 0))


def _lines(a: CopyFacts, b: CopyFacts) -> list[tuple[int, str, str]]:
    """`(difference, sentence if a is better, sentence if b is)` for each trait, the weightiest first."""
    both_lossless = a.lossless and b.lossless
    return [
        _trait(_sound(a), _sound(b), f"The other one {_words(b)}.", f"The other one {_words(a)}."),
        _trait(-a.lacking, -b.lacking, _whole(a, b), _whole(b, a)),
        _trait(_TRUST.get(a.trust, 2), _TRUST.get(b.trust, 2), _examined(a, b), _examined(b, a)),
        _trait(a.lossless, b.lossless, f"It is lossless; the other one is {b.format}.",
               f"It is lossless; the other one is {a.format}."),
        _trait(_depth(a) if both_lossless else 0, _depth(b) if both_lossless else 0,
               f"It has {_resolution(a)} in place of {_resolution(b)}.",
               f"It has {_resolution(b)} in place of {_resolution(a)}."),
        _trait(_rate(a) if a.format == b.format else 0, _rate(b) if a.format == b.format else 0,
               f"It has {a.bitrate // 1000} kbit/s in place of {b.bitrate // 1000}.",
               f"It has {b.bitrate // 1000} kbit/s in place of {a.bitrate // 1000}."),
        _trait(a.certainty == "sure", b.certainty == "sure", *["It is matched to its edition for sure."] * 2),
        _trait(a.has_cover, b.has_cover, *["It has a cover."] * 2),
    ]  # fmt: skip


def _trait(a: Any, b: Any, if_a: str, if_b: str) -> tuple[int, str, str]:
    return ((a > b) - (a < b), if_a, if_b)


def _sound(copy: CopyFacts) -> int:
    """Damage weighs more than anything; a fake counts as the lossy copy it is."""
    return 0 if copy.trust == "damaged" else 1 if copy.trust == "suspicious" and copy.lossless else 2


def _words(copy: CopyFacts) -> str:
    return _TRUST_WORDS.get(copy.trust, _TRUST_WORDS["unknown"])


def _examined(better: CopyFacts, other: CopyFacts) -> str:
    """What was proven of the better one; where nothing was, what was found against the other."""
    return f"It {_words(better)}." if better.trust == "genuine" else f"The other one {_words(other)}."


def _whole(better: CopyFacts, other: CopyFacts) -> str:
    if better.lacking == 0:
        return f"It is whole; the other one lacks {other.lacking} track{'' if other.lacking == 1 else 's'}."
    return f"It lacks {better.lacking} tracks, the other one {other.lacking}."


def _depth(copy: CopyFacts) -> tuple[int, int]:
    return (copy.bit_depth, copy.sample_rate)


def _resolution(copy: CopyFacts) -> str:
    return f"{copy.bit_depth} bit and {copy.sample_rate / 1000:g} kHz"


def _rate(copy: CopyFacts) -> int:
    """Steps of 16 kbit/s of a lossy copy: less is no difference, and of a lossless one the rate says nothing."""
    return 0 if copy.lossless else round(copy.bitrate / 16_000)
