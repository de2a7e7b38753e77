"""The plan of an import: what will stand where under which tags. Plain JSON, since the journal keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

Tags = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class PlannedTrack:
    """A track: `source` relative to the download's folder, `name` its path below the album's folder.

    With a `span` (seconds; no end: to the file's end) it is a stretch of a file that holds several tracks.
    """

    source: str
    name: str
    title: str
    artist: str
    artist_mbid: str
    disc: int
    number: int
    tags: Tags
    format: str
    lossless: bool
    duration: float
    bitrate: int
    sample_rate: int
    channels: int
    bit_depth: int
    genre: str = ""
    composer: str = ""
    lyrics: str = ""
    paired: bool = False
    span: tuple[float, float | None] | None = None


@dataclass(frozen=True, slots=True)
class PlannedCompanion:
    """A picture, log or text that comes along unchanged; a cue sheet whose file has a new name comes as `text`."""

    source: str
    name: str
    text: str | None = None


@dataclass(frozen=True, slots=True)
class AlbumPlan:
    """An album: names, edition, tracks. `folder` is what the template gives; the commit may have to add to it."""

    folder: str
    artist: str
    artist_mbid: str
    artist_sort: str
    title: str
    year: int | None
    certainty: str
    tracks: tuple[PlannedTrack, ...]
    companions: tuple[PlannedCompanion, ...] = ()
    details: dict[str, Any] | None = None  # EditionDetails.as_dict()
    alternatives: tuple[dict[str, Any], ...] = ()  # JSON for the page
    reasons: tuple[dict[str, Any], ...] = ()  # JSON for the page
    placement: str = ""
    cover: dict[str, Any] = field(default_factory=dict)  # Album's cover columns
    origin: dict[str, Any] = field(default_factory=dict)  # JSON that only its sender reads
    warnings: tuple[str, ...] = ()
    undo: dict[str, dict[str, Any]] = field(default_factory=dict)  # KeptChange as a dict, by the track's source

    @property
    def release_mbid(self) -> str:
        return str((self.details or {}).get("release_mbid", ""))

    def as_dict(self) -> dict[str, Any]:
        """JSON values; `from_dict` reads them back."""
        return asdict(self)

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> AlbumPlan:
        tracks = tuple(
            PlannedTrack(
                **{
                    **track,
                    "tags": {name: tuple(values) for name, values in track["tags"].items()},
                    "span": tuple(track["span"]) if track["span"] else None,
                }
            )
            for track in document["tracks"]
        )
        companions = tuple(PlannedCompanion(**companion) for companion in document["companions"])
        lists = {name: tuple(document[name]) for name in ("alternatives", "reasons", "warnings")}
        return cls(**{**document, **lists, "tracks": tracks, "companions": companions})
