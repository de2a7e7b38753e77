"""The library over JSON: `/api/library/*` (CONTRACT.md)."""

from typing import Annotated, Any, Literal
from uuid import UUID

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import aget_object_or_404, get_object_or_404
from ninja import Query, Router, Status

from apps.core.errors import ApiError
from apps.core.paging import Limit, Offset, each, page_document
from apps.library import queries, schemas, services
from apps.library.audio_formats import BROWSER_FORMATS
from apps.library.covers import cover_file
from apps.library.files_api import router as files_router
from apps.library.keeping.api import router as keeping_router
from apps.library.keeping.bin import bin_album
from apps.library.keeping.documents import bin_document
from apps.library.models import Album, Track
from apps.library.playlists.api import router as playlists_router
from apps.library.streams.files import file_response
from apps.library.streams.tracks import track_response
from apps.library.trust.reports import trust_document

BEST_MP3 = 320  # kbit/s

router = Router(tags=["library"])
router.add_router("", files_router)
router.add_router("", keeping_router)
router.add_router("/playlists", playlists_router)


@router.get("/artists", response=schemas.ArtistsPage, url_name="library_artists")
def artists(request: HttpRequest, offset: Offset = 0, limit: Limit = queries.DEFAULT_PAGE) -> dict[str, Any]:
    """A page of artists by sort name."""
    return page_document(queries.artists(), each(queries.artist_row), offset, limit)


@router.get("/artists/{uuid:artist_id}", response=schemas.ArtistRow, url_name="library_artist")
def artist(request: HttpRequest, artist_id: UUID) -> dict[str, Any]:
    """One artist."""
    return queries.artist_row(get_object_or_404(queries.artists(), pk=artist_id))


@router.get("/albums", response=schemas.AlbumsPage, url_name="library_albums")
def albums(
    request: HttpRequest,
    narrowing: Query[schemas.Narrowing],
    offset: Offset = 0,
    limit: Limit = queries.DEFAULT_PAGE,
    artist_id: UUID | None = None,
    format: str = "",
    year: int | None = None,
    order: Literal["artist", "title", "added", "year"] = "artist",
) -> dict[str, Any]:
    """A page of albums."""
    found = queries.albums(artist=artist_id, fmt=format, year=year, order=order)
    return page_document(narrowing.filters().albums(found), each(queries.album_row), offset, limit)


@router.get("/albums/{uuid:album_id}", response=schemas.AlbumDocument, url_name="library_album")
def album(request: HttpRequest, album_id: UUID) -> dict[str, Any]:
    """One album with its tracks."""
    return queries.album_document(get_object_or_404(Album.objects.select_related("artist"), pk=album_id))


@router.delete("/albums/{uuid:album_id}", response=dict[str, Any])
def remove_album(request: HttpRequest, album_id: UUID) -> dict[str, Any]:
    """Put an album into the recycle bin."""
    return bin_document(bin_album(album_id))


@router.get("/tracks", response=schemas.TracksPage, url_name="library_tracks")
def tracks(
    request: HttpRequest,
    narrowing: Query[schemas.Narrowing],
    offset: Offset = 0,
    limit: Limit = queries.DEFAULT_PAGE,
    artist_id: UUID | None = None,
    album_id: UUID | None = None,
    format: str = "",
    year: int | None = None,
    order: Literal["album", "title", "added", "plays", "recent"] = "album",
) -> dict[str, Any]:
    """A page of tracks."""
    found = queries.tracks(artist=artist_id, album=album_id, fmt=format, year=year, order=order)
    return page_document(narrowing.filters().tracks(found), each(queries.track_row), offset, limit)


@router.get("/search", response=schemas.Found, url_name="library_search")
def search(request: HttpRequest, q: str, limit: int = 20) -> dict[str, Any]:
    """Artists, albums and tracks that match what was typed so far."""
    return queries.search_document(q, min(max(limit, 1), 100))


@router.api_operation(["GET", "HEAD"], "/tracks/{uuid:track_id}/stream", url_name="library_stream", response=None)
async def stream(
    request: HttpRequest,
    track_id: UUID,
    format: Literal["original", "opus", "mp3"] | None = None,
    bitrate: Annotated[int, Query(ge=1, le=2_000_000)] | None = None,
    start: Annotated[float, Query(ge=0, le=1_000_000, allow_inf_nan=False)] = 0.0,
) -> HttpResponseBase:
    """The track's bytes, with `Range`; without `format` as MP3 where no browser plays the original.

    `bitrate` is in kbit/s (above 1000 in bit/s), `start` in seconds.
    """
    track = await aget_object_or_404(Track, pk=track_id)
    if format is None and track.format not in BROWSER_FORMATS:
        return await track_response(request, track, "mp3", bitrate or BEST_MP3, start)
    return await track_response(request, track, format or "original", bitrate, start)


@router.api_operation(
    ["GET", "HEAD"], "/albums/{uuid:album_id}/cover/{int:size}", url_name="library_cover", response=None
)
async def cover(request: HttpRequest, album_id: UUID, size: int, v: str = "") -> HttpResponseBase:
    """The album's cover as JPEG, no side longer than the next of 96, 160, 320, 640 and 1200 pixels."""
    album = await aget_object_or_404(Album, pk=album_id)
    path = await sync_to_async(cover_file, thread_sensitive=False)(album, size)
    if path is None:
        raise ApiError(404, "no_cover", "This album has no cover.")
    lasting = bool(v) and album.cover.startswith(v)
    control = "private, max-age=31536000, immutable" if lasting else "private, no-cache"
    return await file_response(request, path, "image/jpeg", cache_control=control)


@router.get("/albums/{uuid:album_id}/trust", url_name="library_trust")
def trust(request: HttpRequest, album_id: UUID) -> dict[str, Any]:
    """The trust report of an album; `pending` until its files were verified."""
    found = get_object_or_404(Album, pk=album_id)
    return trust_document(found)


@router.post("/scan", response={202: schemas.ScanAccepted}, url_name="library_scan")
def scan(request: HttpRequest) -> Status[dict[str, str]]:
    """Look through the music folder for what is new, changed or gone; progress comes on `/ws/library`."""
    services.request_scan()
    return Status(202, {"status": "processing", "message": "Looking through the music folder."})
