"""What the library speaks of: editions as MusicBrainz describes them, finished downloads, and what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol


class Certainty(StrEnum):
    """How sure it is that files belong to an edition. Nothing is refused for being uncertain; it is marked."""

    SURE = "sure"
    LIKELY = "likely"
    UNCONFIRMED = "unconfirmed"


class Placement(StrEnum):
    """How a file came into the music folder."""

    REFLINK = "reflink"
    HARD_LINK = "hard_link"
    COPY = "copy"


@dataclass(frozen=True, slots=True)
class TrackDetails:
    """A track on a medium. `length` is in seconds; `number` is what is printed, such as "A1"."""

    position: int
    number: str
    title: str
    length: float | None = None
    recording_mbid: str = ""
    track_mbid: str = ""
    artist_credit: str = ""


@dataclass(frozen=True, slots=True)
class MediumDetails:
    """A disc, side set or download of an edition; `format` as MusicBrainz names it, such as "CD"."""

    position: int
    format: str = ""
    title: str = ""
    tracks: tuple[TrackDetails, ...] = ()


@dataclass(frozen=True, slots=True)
class EditionDetails:
    """One MusicBrainz release (https://musicbrainz.org/doc/Release) with its track list.

    `date` and `year` are those of the release group's first release; `edition_date` is this edition's own. Dates are
    ISO and may be partial ("1997", "1997-05", "1997-05-21"). `edition` is the disambiguation text. Unknown is "".
    """

    release_mbid: str
    title: str
    artist_credit: str
    release_group_mbid: str = ""
    artist_mbid: str = ""
    artist_sort: str = ""
    date: str = ""
    year: int | None = None
    edition_date: str = ""
    country: str = ""
    label: str = ""
    catalog_number: str = ""
    barcode: str = ""
    kind: str = ""
    edition: str = ""
    media: tuple[MediumDetails, ...] = ()

    @property
    def track_count(self) -> int:
        """The tracks of all media together."""
        return sum(len(medium.tracks) for medium in self.media)

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values; `from_dict` reads them back."""
        document = asdict(self)
        document["media"] = [{**medium, "tracks": list(medium["tracks"])} for medium in document["media"]]
        return document

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> EditionDetails:
        """Read what `as_dict` wrote; names that this version does not know are left out."""
        media = tuple(
            MediumDetails(**_known(MediumDetails, medium, tracks=_tracks(medium.get("tracks") or ())))
            for medium in document.get("media") or ()
        )
        return cls(**_known(cls, document, media=media))


def _tracks(documents: Iterable[Mapping[str, Any]]) -> tuple[TrackDetails, ...]:
    return tuple(TrackDetails(**_known(TrackDetails, track)) for track in documents)


def _known(kind: type[Any], document: Mapping[str, Any], **replaced: object) -> dict[str, Any]:
    names = set(kind.__dataclass_fields__)
    return {name: value for name, value in document.items() if name in names} | replaced


@dataclass(frozen=True, slots=True)
class FinishedFile:
    """A file of a finished download; `path` is relative to the download's folder, `size` is in bytes."""

    path: Path
    size: int


@dataclass(frozen=True, slots=True)
class FinishedDownload:
    """What downloads hands over once every wanted byte is known to be on the disk.

    `edition` is the one that was asked for, `editions` are those that the files may be as well. `seeding` means that
    the files stay shared: their bytes must not change. `origin` is kept with the album as it is (source, info-hash …);
    its `swarm`, where it has one, is a `trust.swarm.SwarmEvidence` and becomes a part of the trust report. A later
    `batch` of the same download brings files that were wanted only after the earlier ones were taken over.
    """

    download_id: str
    folder: Path
    files: tuple[FinishedFile, ...]
    title: str = ""
    edition: EditionDetails | None = None
    editions: tuple[EditionDetails, ...] = ()
    seeding: bool = True
    origin: dict[str, Any] = field(default_factory=dict)  # JSON; but for `swarm` only its sender reads it
    batch: int = 0


@dataclass(frozen=True, slots=True)
class ImportedAlbum:
    """An album that stands in the library. `path` is its folder, relative to the music folder, with slashes.

    `warnings` are sentences: what could not be taken over, and what to do about it. `also` are the further albums of
    a download that held several; the one that was asked for, else the largest, comes first.
    """

    album_id: str
    path: str
    title: str
    artist: str
    certainty: Certainty
    placement: Placement
    track_ids: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    also: tuple[ImportedAlbum, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportRefused:
    """Nothing was taken over, and nothing was changed. `message` tells what happened and what to do next.

    `permanent` means that trying again without a change ends the same way.
    """

    code: str
    message: str
    permanent: bool


class CatalogueError(Exception):
    """The catalogue gave no answer; `permanent` says that the same question will fail again."""

    def __init__(self, message: str, *, permanent: bool) -> None:
        super().__init__(message)
        self.message, self.permanent = message, permanent


class Catalogue(Protocol):
    """Where editions are looked up. Calls may take seconds and raise CatalogueError, nothing else."""

    def edition(self, release_mbid: str) -> EditionDetails | None:
        """The edition of that release MBID; None where it does not exist."""
        ...

    def editions_of_group(self, release_group_mbid: str) -> tuple[EditionDetails, ...]:
        """The editions of a release group, with track lists."""
        ...

    def find_editions(self, artist: str, title: str, track_count: int | None = None) -> tuple[EditionDetails, ...]:
        """Editions whose names are like these, the likeliest first, with track lists; at most about ten."""
        ...
