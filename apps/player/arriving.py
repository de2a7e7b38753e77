"""What can be heard of a download that is still arriving."""

import re
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from django.urls import reverse

from apps.core.errors import ApiError
from apps.downloads.queries import download_document, find_download
from apps.player.services import Item

_NUMBER = re.compile(r"^(\d{1,2}[-.])?\d{1,3}\s*[-._) ]\s*(?=\S)")


def songs_of(download_id: UUID, start_with: int | None = None) -> tuple[list[Item], int]:
    """Its songs in the order of their paths, and which of them comes first. Raises ApiError (404, 409)."""
    download = find_download(download_id)
    if download is None:
        raise ApiError(404, "unknown_download", "There is no such download; it may have been removed.")
    files = sorted(filter(_is_song, download_document(download)["files"]), key=lambda file: str(file["path"]))
    if not files:
        raise ApiError(409, "nothing_yet", "What is inside is not known yet. Try again in a moment.")
    items = [Item(download_id=download_id, file_index=file["index"], title=song_title(file["path"])) for file in files]
    indexes = [file["index"] for file in files]
    return items, indexes.index(start_with) if start_with in indexes else 0


def described(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Queue entries of downloads with the artist, album and cover that were asked for; others as they are."""
    known: dict[str, dict[str, Any]] = {}
    for entry in entries:
        download_id = entry["download_id"]
        if download_id and download_id not in known:
            known[download_id] = _asked_for(download_id)
    return [{**entry, **known[entry["download_id"]]} if entry["download_id"] else entry for entry in entries]


def _asked_for(download_id: str) -> dict[str, Any]:
    download = find_download(download_id)
    edition = download.intent.edition if download else None
    if edition is None:
        return {}
    group = edition.release_group_mbid
    cover = reverse("search:cover", args=[group]) if group else None
    return {"artist": edition.artist_credit, "album": edition.title, "cover": cover}


def song_title(path: str) -> str:
    """A file's name without its number and ending."""
    stem = PurePosixPath(path).stem
    return _NUMBER.sub("", stem).replace("_", " ").strip() or stem


def _is_song(file: dict[str, Any]) -> bool:
    return bool(file["kind"] == "audio" and file["wanted"])
