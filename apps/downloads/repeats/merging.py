"""Merging what is added again into the download that is there: its trackers, its .torrent, and what more is wanted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from apps.downloads.choice import Candidate, choose
from apps.downloads.contacts.trackers import MOST_TRACKERS, is_tracker
from apps.downloads.domain import ARRIVED, FileKind, Intent, SourceError, Status
from apps.downloads.magnets import LONGEST_MAGNET, read_magnet
from apps.downloads.metainfo import Metainfo, read_metainfo
from apps.downloads.models import Download
from apps.downloads.repeats.widening import with_files


@dataclass(frozen=True, slots=True)
class Brought:
    """What the second adding knows of the torrent."""

    trackers: tuple[str, ...] = ()
    metainfo: bytes | None = None
    is_private: bool = False
    intent: Intent | None = None
    wanted_files: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Merged:
    """The fields of the row that change, and how many trackers are new."""

    changes: dict[str, Any] = field(default_factory=dict)
    trackers_added: int = 0


def merge(download: Download, brought: Brought) -> Merged:
    """What is to change of a download that is added again. A private torrent keeps to its own trackers (BEP 27)."""
    changes, added = _trackers(download, brought)
    if download.status == Status.FAILED or (download.paused and download.status not in ARRIVED):
        changes |= {"paused": False, "status": Status.QUEUED, "error_code": "", "error_message": ""}
    changes |= _raised(download, brought)
    return Merged(changes, added)


def _trackers(download: Download, brought: Brought) -> tuple[dict[str, Any], int]:
    own = _own_metainfo(download)
    if brought.is_private or (own is not None and own.is_private):
        return {}, 0
    known = _known_trackers(download, own)
    fresh = [url for url in dict.fromkeys(brought.trackers) if url not in known and is_tracker(url)]
    fresh = fresh[: max(0, MOST_TRACKERS - len(known))]
    if not fresh:
        return {}, 0
    if download.trackers is not None:
        return {"trackers": [*download.trackers, fresh]}, len(fresh)
    uri, count = _with_trackers(download.magnet or _magnet_of(download), fresh)
    return {"magnet": uri}, count


def _own_metainfo(download: Download) -> Metainfo | None:
    kept = getattr(download, "metainfo", None)
    if kept is None:
        return None
    try:
        return read_metainfo(bytes(kept.data))
    except SourceError:  # what the swarm told need not stand the test of an upload
        return None


def _known_trackers(download: Download, own: Metainfo | None) -> set[str]:
    if download.trackers is not None:
        return {url for tier in download.trackers for url in (tier if isinstance(tier, list) else [tier])}
    named = set(own.trackers) if own is not None else set()
    return named | set(read_magnet(download.magnet).trackers if download.magnet else ())


def _magnet_of(download: Download) -> str:
    """The shortest magnet link of a torrent that came without one; trackers besides the .torrent's live in it."""
    topics = []
    if download.info_hash and not (download.info_hash_v2 and download.info_hash_v2.startswith(download.info_hash)):
        topics.append(f"xt=urn:btih:{download.info_hash}")
    if download.info_hash_v2:
        topics.append(f"xt=urn:btmh:1220{download.info_hash_v2}")
    return "magnet:?" + "&".join(topics)


def _with_trackers(uri: str, urls: Iterable[str]) -> tuple[str, int]:
    count = 0
    for url in urls:
        longer = f"{uri}&tr={quote(url, safe='')}"
        if len(longer) > LONGEST_MAGNET:
            break
        uri, count = longer, count + 1
    return uri, count


def _raised(download: Download, brought: Brought) -> dict[str, Any]:
    """The wish, made to hold what is wanted now as well; it never gets smaller."""
    if download.wanted_files is None and not download.intent.track_title:
        return {}  # everything is wanted already
    files = [Candidate(file.index, file.path, file.size, FileKind(file.kind)) for file in download.files.all()]
    if not files:
        return _raised_unseen(download, brought)
    present = choose(files, download.intent, download.wanted_files)
    asked = choose(files, brought.intent or Intent(), brought.wanted_files)
    return {} if asked <= present else with_files(download, present | asked)


def _raised_unseen(download: Download, brought: Brought) -> dict[str, Any]:
    """The same while it is not known yet what is inside: numbers can be joined, else everything is wanted."""
    if brought.wanted_files is not None and download.wanted_files is not None:
        return {"wanted_files": sorted({*download.wanted_files, *brought.wanted_files})}
    if brought.intent is not None and brought.intent.track_title == download.intent.track_title != "":
        return {}
    intent = brought.intent or download.intent
    whole = {**intent.as_dict(), "track_title": ""}
    return {"wanted_files": None, "intent_document": whole}
