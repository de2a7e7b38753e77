"""What goes to a source and what comes back, whatever kind of source it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Terms:
    """The words to look for. `text` is what a source without fields is asked; empty fields are not known."""

    text: str
    artist: str = ""
    album: str = ""
    track: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A file inside a torrent: its path with slashes, its size in bytes, its length in seconds where known.

    `root` is the root of its pieces where the torrent is v2 or hybrid (BEP 52, 64 hex digits).
    """

    path: str
    size: int
    length: float | None = None
    root: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """What one source says of one torrent. Unknown is "" or None.

    `info_hash` is v1 (40 hex digits), `info_hash_v2` 64. `torrent_url` may hold a key: it never leaves the server.
    `artist`, `album` and `year` are the source's own fields, not read from the title;
    `indexer` is where an aggregator such as Prowlarr found it.
    """

    source: str
    title: str
    info_hash: str = ""
    info_hash_v2: str = ""
    magnet: str = ""
    torrent_url: str = ""
    size: int | None = None
    seeders: int | None = None
    leechers: int | None = None
    published_at: datetime | None = None
    trackers: tuple[str, ...] = ()
    files: tuple[ListedFile, ...] = ()
    artist: str = ""
    album: str = ""
    year: int | None = None
    indexer: str = ""
    grabs: int | None = None
    is_private: bool = False
    is_web_seeded: bool = False
    licence: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values of what is known; `from_dict` reads them back."""
        known = ((name, getattr(self, name)) for name in _OFFER)
        document = {name: value for name, value in known if value not in (None, "", ()) and value is not False}
        document["files"] = [asdict(file) for file in self.files]
        document["trackers"] = list(self.trackers)
        if self.published_at is not None:
            document["published_at"] = self.published_at.isoformat()
        return document

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> Offer:
        """Read what `as_dict` wrote; names that this version does not know are left out."""
        names = set(cls.__dataclass_fields__)
        values = {name: value for name, value in document.items() if name in names}
        values["files"] = tuple(ListedFile(**file) for file in document.get("files") or ())
        values["trackers"] = tuple(document.get("trackers") or ())
        if document.get("published_at"):
            values["published_at"] = datetime.fromisoformat(document["published_at"])
        return cls(**values)


_OFFER = tuple(each.name for each in fields(Offer))


@dataclass(frozen=True, slots=True)
class Found:
    """A source's answer: its offers, and how many entries were left out for which reason."""

    offers: tuple[Offer, ...]
    left_out: Mapping[str, int] = field(default_factory=dict)


class SourceFailed(Exception):
    """A source gave no usable answer. Neither `message` nor anything chained to it holds a key.

    `code` is one of `timeout`, `unreachable`, `too_large`, `redirect`, `address`, `status`, `malformed`, `not_a_feed`,
    `key_refused`, `limit_reached`, `unsupported`, `indexer_error`. `permanent`: asking again the same way fails again.
    `retry_after` is in seconds.
    """

    def __init__(self, code: str, message: str, *, permanent: bool, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.permanent, self.retry_after = code, message, permanent, retry_after

    def as_dict(self) -> dict[str, str]:
        """`{"code", "message"}`."""
        return {"code": self.code, "message": self.message}


class SourceAdapter(Protocol):
    """A source that can be asked. `deadline` is in seconds and holds for a whole search."""

    name: str
    deadline: float

    async def search(self, terms: Terms) -> Found:
        """What the source has of `terms`. Raises SourceFailed and nothing else."""
        ...
