"""Keeping over JSON: below `/api/library`."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status

from apps.library import services, starring
from apps.library.keeping import bin as recycle_bin
from apps.library.keeping import documents, duplicates, editing, faults
from apps.library.keeping.upgrades import keep_better
from apps.library.starring import Kind

router = Router(tags=["library"])


class KeepIn(Schema):
    """Which of two copies to keep, and which to put into the bin."""

    keep: UUID
    spare: UUID


@router.get("/duplicates", response=dict[str, Any])
def held_twice(request: HttpRequest) -> dict[str, Any]:
    """Albums of which there is more than one copy, and recordings that one album has twice."""
    albums = [documents.held_document(held) for held in duplicates.albums_held_twice()]
    return {"albums": albums, "tracks": [documents.twin_document(twin) for twin in duplicates.twins()]}


@router.post("/duplicates/keep", response=dict[str, Any])
def keep(request: HttpRequest, payload: KeepIn) -> dict[str, Any]:
    """Keep one copy; plays, stars and places in playlists go to it, the other goes into the bin."""
    return documents.bin_document(keep_better(payload.keep, payload.spare))


@router.get("/bin", response=dict[str, Any])
def bin_items(request: HttpRequest) -> dict[str, Any]:
    """What lies in the recycle bin, the latest first."""
    items = [documents.bin_document(item) for item in recycle_bin.items()]
    return {"items": items, "total": len(items), "offset": 0, "limit": len(items)}


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
def faulty(request: HttpRequest) -> dict[str, Any]:
    """Albums with tracks that are missing or cannot be read."""
    return {"albums": [documents.fault_document(found) for found in faults.faulty_albums()], **faults.fault_counts()}


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
