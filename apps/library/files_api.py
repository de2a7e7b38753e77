"""An album's files over JSON: `/api/library/albums/{id}/files` and what can be done with them."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status

from apps.core.paging import Limit, Offset, each, page_document
from apps.library import services
from apps.library.files_page import files_document
from apps.library.models import Album
from apps.library.refiling.page import identity_document
from apps.library.refiling.wishes import confirm, request_look_up, take_best, take_release, unsure_albums

router = Router(tags=["library"])


class ChangedTag(Schema):
    tag: str
    word: str
    before: str
    now: str


class ChangedFile(Schema):
    path: str
    name: str
    state: str
    fault: str
    tags: list[ChangedTag]


class Reason(Schema):
    check: str
    word: str
    message: str
    fit: int


class Alternative(Schema):
    release_mbid: str
    title: str
    artist: str
    date: str
    country: str
    edition: str
    label: str
    track_count: int
    score: int


class Identity(Schema):
    album_id: str
    certainty: str
    certainty_sentence: str
    score: int | None
    release_mbid: str | None
    reasons: list[Reason]
    alternatives: list[Alternative]
    changing: bool
    message: str


class ChosenRelease(Schema):
    release_mbid: UUID


class UnsureAlbum(Schema):
    id: str
    title: str
    artist: str
    path: str
    certainty: str
    mbid: str | None
    alternatives: list[Alternative]


class UnsurePage(Schema):
    items: list[UnsureAlbum]
    total: int
    offset: int
    limit: int


class ChosenAlbums(Schema):
    album_ids: list[UUID]


class Settled(Schema):
    settled: int
    asked: int


class AlbumFiles(Schema):
    album_id: str
    placement: str
    placement_title: str
    placement_sentence: str
    undoable: int
    undoing: int
    is_image: bool
    splitting: bool
    split_into: str | None
    split_fault: str
    files: list[ChangedFile]


@router.get("/albums/{uuid:album_id}/files", response=AlbumFiles, url_name="library_files")
def files(request: HttpRequest, album_id: UUID) -> dict[str, Any]:
    """How the album's files came here (`reflink`, `hard_link`, `copy`, `own`), and the tags written into them."""
    return files_document(get_object_or_404(Album, pk=album_id))


@router.post("/albums/{uuid:album_id}/tags/undo", response={202: AlbumFiles}, url_name="library_undo_tags")
def undo_tags(request: HttpRequest, album_id: UUID) -> Status[dict[str, Any]]:
    """Give every file of the album the bytes back that it had before it was tagged; in the background."""
    album = get_object_or_404(Album, pk=album_id)
    services.undo_tags(album.pk)
    return Status(202, files_document(album))


@router.get("/albums/{uuid:album_id}/identity", response=Identity, url_name="library_identity")
def identity(request: HttpRequest, album_id: UUID) -> dict[str, Any]:
    """Which release the album is held to be, why, and what else it may be."""
    return identity_document(get_object_or_404(Album, pk=album_id))


@router.put("/albums/{uuid:album_id}/identity", response={202: Identity}, url_name="library_take_release")
def take(request: HttpRequest, album_id: UUID, chosen: ChosenRelease) -> Status[dict[str, Any]]:
    """The album is that release: confirmed where it was held to be it, else tagged and renamed in the background."""
    album = get_object_or_404(Album, pk=album_id)
    if str(chosen.release_mbid) == album.mbid:
        confirm(album.pk)
        album.refresh_from_db()
    else:
        take_release(album.pk, str(chosen.release_mbid))
    return Status(202, identity_document(album))


@router.post("/albums/{uuid:album_id}/identity/look-up", response={202: Identity}, url_name="library_look_up")
def look_up(request: HttpRequest, album_id: UUID) -> Status[dict[str, Any]]:
    """Ask MusicBrainz what the album may be; `alternatives` fill in the background."""
    album = get_object_or_404(Album, pk=album_id)
    request_look_up(album.pk)
    return Status(202, identity_document(album))


@router.post("/albums/{uuid:album_id}/replaygain", response={202: AlbumFiles}, url_name="library_replaygain")
def replaygain(request: HttpRequest, album_id: UUID) -> Status[dict[str, Any]]:
    """Write ReplayGain 2 (track and album) into the files, from what was measured; in the background."""
    album = get_object_or_404(Album, pk=album_id)
    services.write_replaygain(album.pk)
    return Status(202, files_document(album))


@router.post("/albums/{uuid:album_id}/split", response={202: AlbumFiles}, url_name="library_split")
def split(request: HttpRequest, album_id: UUID) -> Status[dict[str, Any]]:
    """Make an album of single FLAC files out of one that is one file with a cue sheet; in the background."""
    album = get_object_or_404(Album, pk=album_id)
    services.split_image(album.pk)
    return Status(202, files_document(album))


@router.get("/unsure", response=UnsurePage, url_name="library_unsure")
def unsure(request: HttpRequest, offset: Offset = 0, limit: Limit = 50) -> dict[str, Any]:
    """The albums that no release is confirmed for, with what they may be."""
    return page_document(unsure_albums(), each(_unsure), offset, limit)


def _unsure(album: Album) -> dict[str, Any]:
    return {
        "id": str(album.pk),
        "title": album.title,
        "artist": album.artist_name,
        "path": album.folder,
        "certainty": album.certainty,
        "mbid": album.mbid or None,
        "alternatives": album.alternatives,
    }


@router.post("/unsure/settle", response={202: Settled}, url_name="library_settle")
def settle(request: HttpRequest, chosen: ChosenAlbums) -> Status[dict[str, int]]:
    """Take the best guess for each of these albums; those without one are looked up (`asked`)."""
    settled, asked = take_best(chosen.album_ids)
    return Status(202, {"settled": settled, "asked": asked})
