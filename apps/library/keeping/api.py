"""Keeping over JSON: below `/api/library`."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status

from apps.core.paging import LARGEST_PAGE, Limit, Offset, each, page_document
from apps.library import services, starring
from apps.library.keeping import bin as recycle_bin
from apps.library.keeping import documents, duplicates, editing, faults
from apps.library.keeping.upgrades import keep_better
from apps.library.queries import DEFAULT_PAGE
from apps.library.starring import Kind

router = Router(tags=["library"])


class KeepIn(Schema):
    """Which of two copies to keep, and which to put into the bin."""

    keep: UUID
    spare: UUID


@router.get("/duplicates", response=dict[str, Any])
def held_twice(request: HttpRequest, offset: Offset = 0, limit: Limit = DEFAULT_PAGE) -> dict[str, Any]:
    """Albums of which there is more than one copy, and, with the first page, recordings that one album has twice.

    `total`, `offset` and `limit` count names of which there may be copies.
    """
    limit = min(limit, LARGEST_PAGE)
    held, total = duplicates.albums_held_twice(offset, limit)
    twins = [documents.twin_document(twin) for twin in duplicates.twins()] if not offset else []
    albums = [documents.held_document(copies) for copies in held]
    return {"albums": albums, "tracks": twins, "total": total, "offset": offset, "limit": limit}


@router.post("/duplicates/keep", response=dict[str, Any])
def keep(request: HttpRequest, payload: KeepIn) -> dict[str, Any]:
    """Keep one copy; plays, stars and places in playlists go to it, the other goes into the bin."""
    return documents.bin_document(keep_better(payload.keep, payload.spare))


@router.get("/bin", response=dict[str, Any])
def bin_items(request: HttpRequest, offset: Offset = 0, limit: Limit = DEFAULT_PAGE) -> dict[str, Any]:
    """What lies in the recycle bin, the latest first."""
    return page_document(recycle_bin.items(), each(documents.bin_document), offset, limit)


@router.post("/bin/{uuid:item_id}/restore", response=dict[str, Any])
def restore(request: HttpRequest, item_id: UUID) -> dict[str, Any]:
    """Bring it back to where it was."""
    return documents.bin_document(recycle_bin.restore(item_id))


@router.delete("/bin/{uuid:item_id}", response={204: None})
def empty(request: HttpRequest, item_id: UUID) -> Status[None]:
    """Delete it for good."""
    recycle_bin.empty(item_id)
    return Status(204, None)


@router.delete("/bin", response=dict[str, int])
def empty_all(request: HttpRequest) -> dict[str, int]:
    """Delete everything in the bin for good."""
    return {"emptied": recycle_bin.empty_all()}


@router.delete("/tracks/{uuid:track_id}", response=dict[str, Any])
def remove_track(request: HttpRequest, track_id: UUID) -> dict[str, Any]:
    """Put a track into the recycle bin."""
    return documents.bin_document(recycle_bin.bin_tracks([track_id])[0])


class EditIn(Schema):
    """Tracks, and the new value of each field: title, artist, genre, composer, year; "" empties one."""

    track_ids: list[UUID]
    values: dict[str, str | int | None]


@router.post("/edits/preview", response=dict[str, Any])
def preview_edit(request: HttpRequest, payload: EditIn) -> dict[str, Any]:
    """What an edit would change."""
    changes = editing.preview(payload.track_ids, editing.read_values(payload.values))
    return {"changes": [documents.change_document(change) for change in changes]}


@router.post("/edits", response={201: dict[str, Any]})
def edit(request: HttpRequest, payload: EditIn) -> Status[dict[str, Any]]:
    """Change fields of many tracks, in the library and in their files."""
    edited = editing.edit(payload.track_ids, editing.read_values(payload.values))
    return Status(201, documents.edit_document(edited))


@router.post("/edits/{uuid:edit_id}/undo", response=dict[str, Any])
def undo_edit(request: HttpRequest, edit_id: UUID) -> dict[str, Any]:
    """Make fields and files as they were."""
    return documents.edit_document(editing.undo(edit_id))


@router.get("/faults", response=dict[str, Any])
def faulty(request: HttpRequest, offset: Offset = 0, limit: Limit = DEFAULT_PAGE) -> dict[str, Any]:
    """Albums with tracks that are missing or cannot be read, `total` of them."""
    limit = min(limit, LARGEST_PAGE)
    albums = [documents.fault_document(found) for found in faults.faulty_albums(offset, limit)]
    return {"albums": albums, **faults.fault_counts(), "offset": offset, "limit": limit}


@router.post("/faults/read-again", response={202: dict[str, int]})
def read_again(request: HttpRequest, album_id: UUID | None = None) -> Status[dict[str, int]]:
    """Read the faulty files anew, of one album or of every one."""
    files = faults.read_again(album_id)
    services.request_scan()
    return Status(202, {"files": files})


@router.put("/{kind}/{uuid:key}/star", response={204: None})
def star(request: HttpRequest, kind: Kind, key: UUID) -> Status[None]:
    """Give a star to an artist, an album or a track."""
    starring.star(kind, key)
    return Status(204, None)


@router.delete("/{kind}/{uuid:key}/star", response={204: None})
def unstar(request: HttpRequest, kind: Kind, key: UUID) -> Status[None]:
    """Take the star away."""
    starring.star(kind, key, on=False)
    return Status(204, None)
