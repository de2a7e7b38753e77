"""What the ranking speaks of: the facts about a copy, the wish it is held against, and the ledger that comes out.

Nothing here or in this package imports Django: the Community API ranks with the same rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from apps.search.domain import Balance, FormatPreference, Quality, QueryType


@dataclass(frozen=True, slots=True)
class Fit:
    """How a torrent's files lie on an edition's track list.

    `named` is the edition in words; `extra` counts audio files beyond it; `audio_size` is in bytes. `danger` tells
    what is wrong with what is inside, as a sentence. `total` is 0 where there was no track list to hold it against.
    """

    matched: int
    total: int
    extra: int = 0
    release_mbid: str = ""
    named: str = ""
    audio_size: int = 0
    danger: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about one copy; None or "" is unknown.

    `size` is in bytes, `bitrate` in kbit/s, `sample_rate` in Hz, `age_days` since it was published. `seeders_claimed`
    has each source's claim, `seeders_counted` what the trackers told just now. `seconds` is the length of the music
    that it should hold. `trouble` tells why it, or one just like it, failed before. `hearsay` is the tone in which
    people speak of such copies, -1 to 1, `hearsay_words` a clause about that.
    """

    id: str
    title: str = ""
    artist: str = ""
    album: str = ""
    track: str = ""
    year: int | None = None
    edition: str = ""
    edition_year: int | None = None
    release_type: str = ""
    is_music: bool = True
    is_video: bool = False
    is_discography: bool = False
    format: str = ""
    lossless: bool | None = None
    bitrate: int | None = None
    vbr: str = ""
    bit_depth: int | None = None
    sample_rate: int | None = None
    medium: str = ""
    remaster: bool = False
    log: bool = False
    log_score: int | None = None
    cue: bool = False
    size: int | None = None
    seeders: int | None = None
    leechers: int | None = None
    seeders_claimed: tuple[int, ...] = ()
    seeders_counted: int | None = None
    grabs: int | None = None
    sources: tuple[str, ...] = ()
    age_days: float | None = None
    is_private: bool = False
    is_web_seeded: bool = False
    seconds: float | None = None
    fit: Fit | None = None
    trouble: str = ""
    hearsay: float | None = None
    hearsay_words: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values of what is known; `from_dict` reads them back."""
        document = {name: value for name in _FACTS if (value := getattr(self, name)) not in (None, "", ())}
        for name in ("seeders_claimed", "sources"):
            if name in document:
                document[name] = list(document[name])
        if self.fit:
            document["fit"] = self.fit.as_dict()
        return document

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> Facts:
        """Read what `as_dict` wrote; names that this version does not know are left out."""
        values = {name: value for name, value in document.items() if name in cls.__dataclass_fields__}
        for name in ("seeders_claimed", "sources"):
            values[name] = tuple(values.get(name) or ())
        values["fit"] = Fit(**values["fit"]) if values.get("fit") else None
        return cls(**values)


_FACTS = tuple(each.name for each in fields(Facts))


@dataclass(frozen=True, slots=True)
class Weights:
    """How much of the score each component is; together 1."""

    match: float = 0.40
    fit: float = 0.12
    quality: float = 0.22
    swarm: float = 0.14
    trust: float = 0.09
    signals: float = 0.03


WEIGHTS: Mapping[Balance, Weights] = {
    Balance.BALANCED: Weights(),
    Balance.SOUND: Weights(match=0.38, fit=0.10, quality=0.36, swarm=0.07, trust=0.07, signals=0.02),
    Balance.SPEED: Weights(match=0.38, fit=0.10, quality=0.12, swarm=0.31, trust=0.07, signals=0.02),
    Balance.SAFETY: Weights(match=0.38, fit=0.16, quality=0.14, swarm=0.10, trust=0.20, signals=0.02),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What a copy is held against: the request as understood, what it was found to be, and the preferences.

    `artists` and `albums` are all names under which it may go, the proper one first. `formats` are what the words ask
    for, `preference` the standing choice. `seconds` is the length of what is wanted, `tracks` its number of tracks.
    """

    query_type: QueryType = QueryType.ALBUM
    artists: tuple[str, ...] = ()
    albums: tuple[str, ...] = ()
    track: str = ""
    year: int | None = None
    years: tuple[int, ...] = ()
    preference: FormatPreference = FormatPreference.ANY
    formats: tuple[str, ...] = ()
    quality: Quality | None = None
    bitrate: int | None = None
    vbr: str = ""
    bit_depth: int | None = None
    sample_rate: int | None = None
    medium: str = ""
    edition: str = ""
    release_type: str = ""
    live: bool | None = None
    remaster: bool | None = None
    log: bool | None = None
    excluded_formats: tuple[str, ...] = ()
    excluded_media: tuple[str, ...] = ()
    excluded_words: tuple[str, ...] = ()
    seconds: float | None = None
    tracks: int | None = None
    balance: Balance = Balance.BALANCED

    @property
    def weights(self) -> Weights:
        return WEIGHTS[self.balance]

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values of what is wished; `from_dict` reads them back."""
        document = {each.name: getattr(self, each.name) for each in fields(self)}
        document = {name: value for name, value in document.items() if value not in (None, "", ())}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in document.items()}

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> Wish:
        """Read what `as_dict` wrote; names that this version does not know are left out."""
        values = {name: value for name, value in document.items() if name in cls.__dataclass_fields__}
        values = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
        for name, kind in (("query_type", QueryType), ("preference", FormatPreference), ("balance", Balance)):
            if name in values:
                values[name] = kind(values[name])
        if values.get("quality"):
            values["quality"] = Quality(values["quality"])
        return cls(**values)


@dataclass(frozen=True, slots=True)
class Line:
    """One piece of evidence: what it gives (points of its component), and why, as a clause for a person."""

    code: str
    points: float
    text: str


@dataclass(frozen=True, slots=True)
class Component:
    """A part of the score: `value` is the sum of its lines (0 to 100; penalties: negative), `points` what it gives."""

    name: str
    weight: float
    value: float
    lines: tuple[Line, ...]
    setting: str = ""

    @property
    def points(self) -> float:
        return self.weight * self.value

    def as_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "weight": self.weight,
            "value": round(self.value, 2),
            "points": round(self.points, 2),
            "setting": self.setting,
            "lines": [{"code": x.code, "points": round(x.points, 2), "text": x.text} for x in self.lines],
        }


@dataclass(frozen=True, slots=True)
class Change:
    """What would have to be otherwise: a setting (`format`, `balance`) or a fact (`seeders`), and its value."""

    name: str
    value: str | int
    text: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every component of a copy's score; they add up to it."""

    components: tuple[Component, ...]
    first_if: Change | None = None

    @property
    def score(self) -> float:
        return sum(component.points for component in self.components)

    def value(self, name: str) -> float:
        """A component's value, 0 where there is none of that name."""
        return next((each.value for each in self.components if each.name == name), 0.0)

    def as_dict(self) -> dict[str, Any]:
        return {
            "score": round(self.score, 2),
            "components": [component.as_dict() for component in self.components],
            "first_if": self.first_if.as_dict() if self.first_if else None,
        }


@dataclass(frozen=True, slots=True)
class Ranked:
    """A copy in its place. `rank` begins at 1; `quality_score` and `trust_score` are 0 to 100."""

    facts: Facts
    rank: int
    ledger: Ledger
    explanation: str = ""
    tags: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def score(self) -> float:
        return self.ledger.score

    @property
    def quality_score(self) -> float:
        return self.ledger.value("quality")

    @property
    def trust_score(self) -> float:
        return self.ledger.value("trust")
