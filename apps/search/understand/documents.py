"""A reading out of JSON that somebody else made: the contract's `parsed`, every value checked."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Mapping

from apps.search.domain import ParsedQuery, Quality, QueryType
from apps.search.vocabulary import AudioFormat, Medium

LONGEST_NAME = 300
_FIRST_YEAR, _LAST_YEAR = 1860, 2100
_BIT_DEPTHS = (16, 20, 24, 32)
_MOST_FORMATS = 8
_UNPRINTED = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")

Check = Callable[[object], object]


class NotAReading(ValueError):
    """The document is no reading; the message says which value is wrong, without quoting it."""


def reading_from(document: object) -> ParsedQuery:
    """The reading that an untrusted document holds.

    Fields nobody knows are left out. Raises NotAReading where a known field has a value that can't be meant, or where
    the document names neither artist nor title.
    """
    if not isinstance(document, Mapping):
        raise NotAReading("it is not an object")
    wishes = document.get("preferences") or {}
    if not isinstance(wishes, Mapping):
        raise NotAReading("`preferences` is not an object")
    fields: dict[str, object] = {}
    for name, check in _CHECKS.items():
        value = document.get(name, wishes.get(name))
        if value is None:
            continue
        try:
            fields[name] = check(value)
        except (ValueError, TypeError, OverflowError) as error:
            raise NotAReading(f"`{name}` is not what it should be") from error
    parsed = ParsedQuery(**{name: value for name, value in fields.items() if value is not None})  # type: ignore[arg-type]
    if not any((parsed.artist, parsed.album, parsed.track, parsed.work, parsed.composer)):
        raise NotAReading("it names neither artist nor title")
    if parsed.query_type == QueryType.TRACK and not parsed.track:
        raise NotAReading("a track is asked for and none is named")
    return parsed


def _name(value: object) -> str | None:
    """A printable name; an empty one says nothing."""
    if not isinstance(value, str) or len(value) > LONGEST_NAME:
        raise ValueError
    return " ".join(_UNPRINTED.sub(" ", value).split()) or None


def _whole(lowest: int, highest: int) -> Check:
    def check(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int | float) or int(value) != value:
            raise ValueError
        if not lowest <= value <= highest:
            raise ValueError
        return int(value)

    return check


def _confidence(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or not 0 <= value <= 1:
        raise ValueError
    return float(value)


def _rate(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 8 <= value <= 768:
        raise ValueError
    return value


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _date(value: object) -> str | None:
    return datetime.date.fromisoformat(str(value)).isoformat() if value else None


def _bit_depth(value: object) -> int:
    if isinstance(value, bool) or value not in _BIT_DEPTHS:
        raise ValueError
    return int(str(value))


def _formats(value: object) -> tuple[str, ...]:
    """Formats of the vocabulary, one or a list."""
    values = value if isinstance(value, list) else [value]
    if len(values) > _MOST_FORMATS:
        raise ValueError
    return tuple(dict.fromkeys(AudioFormat(str(each)).value for each in values))


def _vbr(value: object) -> str:
    if value not in ("V0", "V1", "V2"):
        raise ValueError
    return str(value)


_year = _whole(_FIRST_YEAR, _LAST_YEAR)

_CHECKS: dict[str, Check] = {
    **dict.fromkeys(("artist", "album", "track", "composer", "performer", "orchestra", "work"), _name),
    **dict.fromkeys(("disambiguation", "label", "release_type", "edition"), _name),
    **dict.fromkeys(("year", "year_to", "decade"), _year),
    **dict.fromkeys(("similar", "newest", "since", "log", "live", "remaster"), _truth),
    "query_type": lambda value: QueryType(str(value)),
    "confidence": _confidence,
    "date": _date,
    "ordinal": _whole(-1, 99),
    "format": _formats,
    "exclude_format": _formats,
    "quality": lambda value: Quality(str(value)),
    "source": lambda value: Medium(str(value)).value,
    "bitrate": _whole(8, 20_000),
    "bit_depth": _bit_depth,
    "sample_rate_khz": _rate,
    "vbr": _vbr,
}
