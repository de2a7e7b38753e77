"""Playlists over JSON: `/api/library/playlists`."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import File, Router, Schema, Status
from ninja.files import UploadedFile

from apps.core.paging import LARGEST_PAGE, Limit, Offset
from apps.library.keeping.documents import bin_document
from apps.library.playlists import m3u, queries, services
from apps.library.playlists.files import import_m3u, m3u_response
from apps.library.playlists.rules import read_rules

router = Router(tags=["playlists"])


class PlaylistIn(Schema):
    """A name, and either tracks or rules (`apps.library.playlists.rules`)."""

    name: str
    comment: str = ""
    track_ids: list[UUID] = []
    rules: dict[str, Any] | None = None


class PlaylistChangesIn(Schema):
    name: str | None = None
    comment: str | None = None
    track_ids: list[UUID] | None = None
    rules: dict[str, Any] | None = None


class TracksIn(Schema):
    track_ids: list[UUID]


@router.get("", response=dict[str, Any])
def playlists(request: HttpRequest) -> dict[str, Any]:
    """Every playlist by name."""
    items = [queries.playlist_row(playlist) for playlist in queries.playlists()]
    return {"items": items, "total": len(items), "offset": 0, "limit": len(items)}


@router.post("", response={201: dict[str, Any]})
def make(request: HttpRequest, payload: PlaylistIn) -> Status[dict[str, Any]]:
    """Make a playlist, by hand or by rules."""
    rules = read_rules(payload.rules) if payload.rules is not None else None
    made = services.make_playlist(payload.name, tracks=payload.track_ids, rules=rules, comment=payload.comment)
    return Status(201, queries.playlist_document(made))


@router.post("/import", response={201: dict[str, Any]})
def import_file(request: HttpRequest, file: File[UploadedFile]) -> Status[dict[str, Any]]:
    """Make a playlist of an M3U or M3U8 file; `unknown` are its lines that the library has no track for."""
    playlist, unknown = import_m3u(file.read(m3u.MOST_BYTES + 1), file.name or "")
    return Status(201, queries.playlist_document(playlist) | {"unknown": list(unknown)})


@router.get("/{uuid:playlist_id}", response=dict[str, Any])
def read(
    request: HttpRequest,
    playlist_id: UUID,
    offset: Offset = 0,
    limit: Limit = LARGEST_PAGE,
) -> dict[str, Any]:
    """One playlist with a page of its tracks."""
    return queries.playlist_document(services.found(playlist_id), offset, min(limit, LARGEST_PAGE))


@router.patch("/{uuid:playlist_id}", response=dict[str, Any])
def change(request: HttpRequest, playlist_id: UUID, payload: PlaylistChangesIn) -> dict[str, Any]:
    """Another name, comment or rules, or other tracks in that order."""
    rules = read_rules(payload.rules) if payload.rules is not None else None
    if payload.track_ids is not None:
        services.replace_tracks(playlist_id, payload.track_ids)
    changed = services.change_playlist(playlist_id, name=payload.name, comment=payload.comment, rules=rules)
    return queries.playlist_document(changed)


@router.delete("/{uuid:playlist_id}", response=dict[str, Any])
def remove(request: HttpRequest, playlist_id: UUID) -> dict[str, Any]:
    """Put it into the recycle bin."""
    return bin_document(services.remove_playlist(playlist_id))


@router.post("/{uuid:playlist_id}/tracks", response=dict[str, Any])
def add(request: HttpRequest, playlist_id: UUID, payload: TracksIn) -> dict[str, Any]:
    """Add tracks at its end."""
    services.add_tracks(playlist_id, payload.track_ids)
    return queries.playlist_document(services.found(playlist_id))


@router.get("/{uuid:playlist_id}/m3u8", url_name="playlist_m3u8")
def export(request: HttpRequest, playlist_id: UUID) -> HttpResponse:
    """The playlist as an M3U8 file, with paths relative to the music folder."""
    return m3u_response(services.found(playlist_id))
