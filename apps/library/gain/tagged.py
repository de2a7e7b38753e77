"""What the tags of a file say about its gain. No Django in here.

ReplayGain tags are relative to −18 LUFS (or to 89 dB, which is the same), those of Opus to −23 LUFS in 1/256 dB, beside
the gain in its header, which every decoder applies by itself (RFC 7845, section 5.2.1).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass

from apps.library.tagging.replaygain import LARGEST_GAIN, OPUS_REFERENCE_LUFS, REFERENCE_LUFS

LARGEST_PEAK = 10.0  # 20 dB above full scale: more is a slip of the pen
_NUMBER = re.compile(r"^\s*([+-]?\d{1,3}(?:[.,]\d{1,9})?)\s*(?:dB)?\s*$", re.IGNORECASE)
_Q7_8 = re.compile(r"^\s*[+-]?\d{1,5}\s*$")


@dataclass(frozen=True, slots=True)
class Gains:
    """Gains in dB, peaks as a factor of full scale; None where unknown."""

    track_gain: float | None = None
    track_peak: float | None = None
    album_gain: float | None = None
    album_peak: float | None = None

    @property
    def any(self) -> bool:
        """Whether there is a gain at all; a peak alone is of no use."""
        return self.track_gain is not None or self.album_gain is not None

    def as_tuple(self) -> tuple[float | None, ...]:
        return astuple(self)


def tagged_gains(tags: Mapping[str, Sequence[str]]) -> Gains:
    """What these tags (under the names of `apps.library.tags.names`) say; what makes no sense says nothing."""

    def first(name: str) -> str:
        return next(iter(tags.get(name, ())), "")

    def gain(kind: str) -> float | None:
        told = _decibels(first(f"replaygain_{kind}_gain"))
        return told if told is not None else _opus(first(f"r128_{kind}_gain"))

    def peak(kind: str) -> float | None:
        told = _decibels(first(f"replaygain_{kind}_peak"))
        return told if told is not None and 0 < told <= LARGEST_PEAK else None

    return Gains(gain("track"), peak("track"), gain("album"), peak("album"))


def _decibels(text: str) -> float | None:
    match = _NUMBER.match(text)
    value = float(match[1].replace(",", ".")) if match else math.nan
    return value if abs(value) <= LARGEST_GAIN else None


def _opus(text: str) -> float | None:
    if not _Q7_8.match(text):
        return None
    value = int(text) / 256 + REFERENCE_LUFS - OPUS_REFERENCE_LUFS
    return value if abs(value) <= LARGEST_GAIN else None
