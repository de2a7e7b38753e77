"""What a request means: the words of the search room, as plain values.

Frozen dataclasses and enums only; nothing here imports Django. The names of `ParsedQuery`'s fields are the
names used in the JSON of the API, of `manage.py understand` and of the data that judges it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Self

_WRONG = "{name} should be {wanted}, not {value!r}"


class QueryType(StrEnum):
    """What is asked for as a whole."""

    ALBUM = "album"
    TRACK = "track"
    ARTIST = "artist"


class Quality(StrEnum):
    """A wish about sound or size that names no format."""

    LOSSLESS = "lossless"
    HIRES = "hires"
    BEST = "best"
    SMALL = "small"


class FormatPreference(StrEnum):
    """The standing choice of format, from the page or the API."""

    LOSSLESS = "lossless"
    HIRES = "hires"
    MP3 = "mp3"
    ANY = "any"


class Balance(StrEnum):
    """What counts more than usual when copies are ranked."""

    BALANCED = "balanced"
    SOUND = "sound"
    SPEED = "speed"
    SAFETY = "safety"


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a person prefers apart from the words; the words win where they disagree.

    `balance` None is the standing choice in Settings.
    """

    format: FormatPreference = FormatPreference.ANY
    type: QueryType | None = None
    ask: bool = True
    balance: Balance | None = None


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """One reading of a request. A field at its default was not said.

    `year` is the year of first release, `date` a concert's (`YYYY-MM-DD` or `YYYY-MM`), `decade` its first
    year (1980). `bitrate` is in kbit/s, `sample_rate_khz` in kHz. `format` lists formats any of which will
    do. `live`, `remaster`, `log`: true wanted, false not wanted. `ordinal` counts the artist's albums from 1;
    -1 is the last. `since` makes `year` the first of all later ones. `confidence` is 0 to 1; `reasons` say in
    sentences where each part comes from. `problem` is a code where the request names nothing.
    """

    raw: str = ""
    language: str | None = None
    query_type: QueryType = QueryType.ALBUM
    confidence: float = 0.0
    reasons: tuple[str, ...] = ()
    problem: str | None = None

    artist: str | None = None
    album: str | None = None
    track: str | None = None
    year: int | None = None
    year_to: int | None = None
    decade: int | None = None
    date: str | None = None
    composer: str | None = None
    performer: str | None = None
    orchestra: str | None = None
    work: str | None = None
    disambiguation: str | None = None
    label: str | None = None
    release_type: str | None = None
    similar: bool = False
    newest: bool = False
    since: bool = False
    ordinal: int | None = None

    format: tuple[str, ...] = ()
    quality: Quality | None = None
    bitrate: int | None = None
    vbr: str | None = None
    bit_depth: int | None = None
    sample_rate_khz: float | None = None
    source: str | None = None
    log: bool | None = None
    live: bool | None = None
    remaster: bool | None = None
    edition: str | None = None

    exclude_artist: tuple[str, ...] = ()
    exclude_album: tuple[str, ...] = ()
    exclude_track: tuple[str, ...] = ()
    exclude_format: tuple[str, ...] = ()
    exclude_source: tuple[str, ...] = ()
    exclude_edition: tuple[str, ...] = ()
    exclude_release_type: tuple[str, ...] = ()

    def said(self) -> dict[str, object]:
        """The flat JSON form: every field that says something, a list only where there are several values."""
        values: dict[str, object] = {}
        for each in fields(self):
            value = getattr(self, each.name)
            if each.name in _ABOUT_THE_READING or (value == each.default and each.name != "query_type"):
                continue
            if isinstance(value, tuple):
                value = value[0] if len(value) == 1 else list(value)
            values[each.name] = value.value if isinstance(value, StrEnum) else value
        return values

    def as_dict(self) -> dict[str, object]:
        """The contract's `parsed`: what is asked for at the top, how it should sound under `preferences`."""
        said = self.said()
        answer: dict[str, object] = {name: said.pop(name, None) for name in _ALWAYS}
        answer["confidence"] = round(self.confidence, 3)
        answer["preferences"] = {name: said.pop(name) for name in WISHES if name in said}
        return (
            answer
            | said
            | {"raw": self.raw, "language": self.language, "reasons": list(self.reasons)}
            | ({"problem": self.problem} if self.problem else {})
        )

    def because(self, *reasons: str, **changes: object) -> Self:
        """A copy with `changes`, and the reasons for them."""
        return replace(self, reasons=self.reasons + reasons, **changes)  # type: ignore[arg-type]


WISHES = (
    "format", "quality", "bitrate", "vbr", "bit_depth", "sample_rate_khz", "source", "log", "live",
    "remaster", "edition", "exclude_format", "exclude_source", "exclude_edition", "exclude_release_type",
)  # fmt: skip
_ALWAYS = ("artist", "album", "track", "year", "query_type")
_ABOUT_THE_READING = frozenset({"raw", "language", "confidence", "reasons", "problem"})


@dataclass(frozen=True, slots=True)
class Claim:
    """What one reading says exists, in the request's own words."""

    artist: str | None = None
    album: str | None = None
    track: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What exists for a claim, under its proper names.

    `likeness` 0 to 1 tells how near the names are to the words.
    A part of the claim that was not found stays `None`. `fame` 0 to 1 separates two that are equally near.
    `where` is named in the reasons: "your library", "the catalogue", "MusicBrainz".
    """

    artist: str | None = None
    album: str | None = None
    track: str | None = None
    likeness: float = 1.0
    fame: float = 0.5
    where: str = "the catalogue"


@dataclass(frozen=True, slots=True)
class Reading:
    """A candidate reading with its score (higher is better; comparable within one request only) and why."""

    parsed: ParsedQuery
    score: float
    reasons: tuple[str, ...] = field(default=())

    def as_dict(self) -> dict[str, object]:
        return {"parsed": self.parsed.as_dict(), "score": round(self.score, 3), "reasons": list(self.reasons)}


def preferences_from(values: Mapping[str, object]) -> Preferences:
    """Preferences out of untrusted JSON.

    Raises ValueError, with a sentence for a person, on a value the contract does not know.
    """
    values = {name: value for name, value in values.items() if value is not None}
    ask = values.get("ask", True)
    if not isinstance(ask, bool):
        raise ValueError(_WRONG.format(name="ask", wanted="true or false", value=ask))
    kind = values.get("type")
    chosen = values.get("format", "any")
    if kind is not None and kind not in list(QueryType):
        raise ValueError(_WRONG.format(name="type", wanted="album, track or artist", value=kind))
    if chosen not in list(FormatPreference):
        raise ValueError(_WRONG.format(name="format", wanted="lossless, hires, mp3 or any", value=chosen))
    balance = values.get("balance")
    if balance is not None and balance not in list(Balance):
        raise ValueError(_WRONG.format(name="balance", wanted="balanced, sound, speed or safety", value=balance))
    asked_for = QueryType(str(kind)) if kind else None
    return Preferences(FormatPreference(str(chosen)), asked_for, ask, Balance(str(balance)) if balance else None)
