"""What a release title says."""

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from apps.search.vocabulary import AudioFormat, Medium, ReleaseType


class ContentType(StrEnum):
    """What a title names when it does not name music."""

    MOVIE = "movie"
    EPISODE = "episode"
    SERIES = "series"
    ANIME = "anime"
    SPORTS = "sports"
    GAME = "game"
    APP = "app"
    BOOK = "book"
    COMIC = "comic"
    MAGAZINE = "magazine"
    AUDIOBOOK = "audiobook"
    EDUCATION = "education"
    BOOKWARE = "bookware"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was searched for: the only way to part artist and album where a title does not."""

    artist: str | None = None
    albums: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReleaseTitle:
    """A release title, read. ``None`` means that the title does not say.

    ``bitrate`` is in kbit/s, ``sample_rate_khz`` in kHz, ``log_score`` in percent. ``source`` is the medium the
    audio was taken from. ``inferred`` names the fields that custom implies and the title does not state (a bare
    "320" is an MP3). ``clean`` is the album or track title without edition, remaster and guest notes.
    """

    title: str
    is_music: bool = True
    type: ContentType | None = None
    video: bool = False
    reject: bool = False
    artist: str | None = None
    album: str | None = None
    track_title: str | None = None
    clean: str | None = None
    year: int | None = None
    discography: bool = False
    discography_start: int | None = None
    discography_end: int | None = None
    format: AudioFormat | None = None
    lossless: bool | None = None
    bitrate: int | None = None
    vbr: str | None = None
    vorbis_quality: int | None = None
    bit_depth: int | None = None
    sample_rate_khz: float | None = None
    source: Medium | None = None
    release_type: ReleaseType | None = None
    edition: str | None = None
    edition_year: int | None = None
    remaster: bool = False
    log: bool = False
    log_score: int | None = None
    cue: bool = False
    language: str | None = None
    group: str | None = None
    repack: bool = False
    version: int = 1
    inferred: tuple[str, ...] = ()

    @classmethod
    def of(cls, title: str, values: dict[str, Any]) -> "ReleaseTitle":
        """Make one from the fields that are known, at once.

        The generated ``__init__`` of a frozen dataclass sets each of the fields by itself: for this many that takes
        a tenth of the time there is for a title.
        """
        made = object.__new__(cls)
        made.__dict__["title"] = title
        made.__dict__.update(_DEFAULTS)
        made.__dict__.update(values)
        return made

    def as_dict(self) -> dict[str, object]:
        """The fields by name, ready for JSON."""
        return {**self.__dict__, "inferred": list(self.inferred)}


_DEFAULTS = {one.name: one.default for one in fields(ReleaseTitle) if one.name != "title"}
