"""A download as a row of the page: its names, its cover, and in words what is happening."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from apps.core import figures
from apps.downloads import queries
from apps.downloads.domain import Status
from apps.downloads.models import Download
from apps.downloads.tasting.domain import Stage
from apps.downloads.tasting.words import taste_words
from apps.library.models import Album

WAITING = frozenset({Status.QUEUED, Status.FETCHING_METADATA, Status.VERIFYING, Status.ORGANISING})
DONE = frozenset({Status.SEEDING, Status.COMPLETE})


@dataclass(frozen=True)
class DownloadRow:
    """What a row shows. `percent` is None while there is nothing to measure; `tone` is moving, still, bad or done."""

    id: str
    title: str
    by: str
    mbid: str
    torrent: str
    status: str
    words: str
    tone: str
    percent: float | None
    can_pause: bool
    can_resume: bool
    can_decide: bool
    playable: int | None
    album: Album | None
    document: dict[str, Any]

    @property
    def done(self) -> bool:
        return self.tone == "done"


def rows(downloads: Iterable[Download]) -> list[DownloadRow]:
    """The rows for these downloads, in their order."""
    found = list(downloads)
    albums = {album.download_id: album for album in Album.objects.filter(download_id__in=[each.id for each in found])}
    documents = queries.downloads_list(found)
    return [
        _row(download, document, albums.get(download.id)) for download, document in zip(found, documents, strict=True)
    ]


def _row(download: Download, document: dict[str, Any], album: Album | None) -> DownloadRow:
    status = document["status"]
    edition = download.intent.edition
    failed = bool(document["error"])
    title = album.title if album else edition.title if edition else download.title or document["info_hash"] or ""
    return DownloadRow(
        id=str(download.id),
        title=title,
        by=album.artist_name if album else edition.artist_credit if edition else "",
        mbid=edition.release_group_mbid if edition else "",
        torrent=download.title,
        status=status,
        words=words(document),
        tone=_tone(status, failed or download.taste == Stage.STOPPED, download.paused),
        percent=_percent(document, status),
        can_pause=download.taste not in (Stage.ASKING, Stage.STOPPED)
        and not download.paused
        and status not in DONE
        and status != Status.FAILED,
        can_resume=download.paused or status == Status.FAILED,
        can_decide=download.taste in (Stage.ASKING, Stage.STOPPED),
        playable=_first_song(document) if not album and status not in (Status.FAILED,) else None,
        album=album,
        document=document,
    )


def _tone(status: str, failed: bool, paused: bool) -> str:
    if failed or status == Status.FAILED:
        return "bad"
    if status in DONE:
        return "done"
    return "still" if paused or status == Status.PAUSED else "moving"


def _percent(document: dict[str, Any], status: str) -> float | None:
    if document["moving"] is not None:
        return float(document["moving"])
    if status in (Status.FETCHING_METADATA, Status.ORGANISING) and not document["error"]:
        return None
    return float(document["percent"])


def _first_song(document: dict[str, Any]) -> int | None:
    songs = [file for file in document["files"] if file["kind"] == "audio" and file["wanted"]]
    return min(songs, key=lambda file: str(file["path"]))["index"] if songs else None


def words(document: dict[str, Any]) -> str:
    """What is happening, in a sentence for a person."""
    if document["error"]:
        return str(document["error"]["message"])
    if document["moving"] is not None:
        return f"Moving to its new place, {document['moving']:.0f} %"
    if document["taste"] and (said := taste_words(document["taste"])):
        return said
    match document["status"]:
        case Status.QUEUED:
            return "Waiting for its turn"
        case Status.FETCHING_METADATA:
            people = document["peers"]
            return f"Asking {_people(people)} what is inside" if people else "Looking for someone who has it"
        case Status.DOWNLOADING:
            return _arriving(document)
        case Status.PAUSED if not document["paused"] and document["files"]:
            return "Choose what to take of it"
        case Status.PAUSED:
            return f"Paused at {document['percent']:.0f} %"
        case Status.VERIFYING:
            return "Checking every byte"
        case Status.ORGANISING:
            return "Putting it into the library"
        case Status.SEEDING:
            given = figures.rate(document["upload_rate"])
            return f"In the library. Giving back{f' at {given}' if given else ''}, ratio {document['ratio']:.2f}"
        case Status.COMPLETE:
            return "In the library. It gave back enough" if document["goals"]["reached"] else "In the library"
    return "It stopped. Try again, or take another copy"


def _arriving(document: dict[str, Any]) -> str:
    rate, peers = figures.rate(document["download_rate"]), document["peers"]
    if not rate:
        return f"Connected to {_people(peers)}, nothing moves yet" if peers else "Nobody who has it is here right now"
    left = figures.span(document["eta"])
    parts = [rate, f"from {_people(peers)}" if peers else "", f"{left} left" if left else ""]
    return ", ".join(part for part in parts if part)


def _people(count: int) -> str:
    return "1 peer" if count == 1 else f"{count} peers"
