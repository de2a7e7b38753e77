"""What the downloads speak of: where a torrent comes from, what is wanted of it, and how it fares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from apps.library.domain import EditionDetails

MOST_TORRENT_BYTES = 10 * 1024 * 1024


class Status(StrEnum):
    """How a download fares (CONTRACT.md, `GET /api/download/{id}`)."""

    QUEUED = "queued"
    FETCHING_METADATA = "fetching_metadata"
    DOWNLOADING = "downloading"
    PAUSED = "paused"
    VERIFYING = "verifying"
    ORGANISING = "organising"
    SEEDING = "seeding"
    COMPLETE = "complete"
    FAILED = "failed"


UNDER_WAY = frozenset({Status.QUEUED, Status.FETCHING_METADATA, Status.DOWNLOADING})
ARRIVED = frozenset({Status.VERIFYING, Status.ORGANISING, Status.SEEDING, Status.COMPLETE})


class FileKind(StrEnum):
    """What a file of a torrent is, judged by its name until its content is known."""

    AUDIO = "audio"
    COVER = "cover"
    CUE = "cue"
    LOG = "log"
    TEXT = "text"
    OTHER = "other"


COMPANIONS = frozenset({FileKind.COVER, FileKind.CUE, FileKind.LOG, FileKind.TEXT})


class Removal(StrEnum):
    """What is to become of a download that a person removed: its data stay, are recycled, or are deleted."""

    NONE = ""
    KEEP_DATA = "keep_data"
    RECYCLE = "recycle"
    DELETE_DATA = "delete_data"


class AtGoal(StrEnum):
    """What happens when a torrent has been seeded as much as was wished."""

    STOP = "stop"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a download does not go on. `message` tells what happened and what to do next."""

    code: str
    message: str

    def as_dict(self) -> dict[str, str]:
        """`{"code", "message"}`."""
        return {"code": self.code, "message": self.message}


class SourceError(Exception):
    """A magnet link, a .torrent file or a torrent's address is of no use; `permanent`: asking again won't help."""

    def __init__(self, code: str, message: str, *, permanent: bool = True) -> None:
        super().__init__(message)
        self.code, self.message, self.permanent = code, message, permanent


@dataclass(frozen=True, slots=True)
class MagnetSource:
    """A magnet link (BEP 9, BEP 52)."""

    uri: str


@dataclass(frozen=True, slots=True)
class TorrentSource:
    """The bytes of a .torrent file (BEP 3)."""

    data: bytes


@dataclass(frozen=True, slots=True)
class UrlSource:
    """An http or https address of a .torrent file, or one that redirects to a magnet link.

    It may hold an indexer's key, so it never leaves the server. `info_hash` is what the indexer said, if it did.
    """

    url: str
    info_hash: str = ""


Source = MagnetSource | TorrentSource | UrlSource


@dataclass(frozen=True, slots=True)
class Intent:
    """What was asked for when the download began.

    `track_title` means song mode: that song's file alone is fetched. `editions` are those that it may be as well.
    `told` is what was said of its swarm then: fields of `library.trust.swarm.SwarmEvidence`.
    """

    edition: EditionDetails | None = None
    editions: tuple[EditionDetails, ...] = ()
    track_title: str = ""
    result_id: str = ""
    search_id: str = ""
    told: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values; `from_dict` reads them back."""
        return {
            "edition": self.edition.as_dict() if self.edition else None,
            "editions": [edition.as_dict() for edition in self.editions],
            "track_title": self.track_title,
            "result_id": self.result_id,
            "search_id": self.search_id,
            "told": dict(self.told),
        }

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> Intent:
        """Read what `as_dict` wrote; an empty document is an empty intent."""
        edition = document.get("edition")
        return cls(
            edition=EditionDetails.from_dict(edition) if edition else None,
            editions=tuple(EditionDetails.from_dict(each) for each in document.get("editions") or ()),
            track_title=str(document.get("track_title") or ""),
            result_id=str(document.get("result_id") or ""),
            search_id=str(document.get("search_id") or ""),
            told=dict(document.get("told") or {}),
        )


@dataclass(frozen=True, slots=True)
class Origin:
    """What something that can be downloaded, such as a search result, stands for."""

    source: Source
    title: str = ""
    intent: Intent | None = None
