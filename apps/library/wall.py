"""Covers for albums that were scanned: taken from beside and inside their files, never written back to them."""

import structlog

from apps.library.cover_sources import best_cover, is_picture
from apps.library.covers import Cover, cover_columns, keep
from apps.library.domain import EditionDetails
from apps.library.models import Album, Track
from apps.library.paths import in_music_folder

log = structlog.get_logger(__name__)

NONE_FOUND = "none"
AT_ONCE = 200


def find_missing_covers() -> int:
    """Look for the covers of all albums that were never looked at; returns how many were found."""
    found = 0
    while albums := list(Album.objects.filter(cover="", cover_source="").order_by("-added_at")[:AT_ONCE]):
        for album in albums:
            found += _cover(album)
    return found


def _cover(album: Album) -> bool:
    try:
        cover = _look(album)
    except OSError as error:
        log.info("cover_not_looked_for", album=str(album.pk), error=str(error))
        cover = None
    columns: dict[str, object] = {"cover_source": NONE_FOUND}
    if cover is not None:
        keep(cover)
        columns = cover_columns(cover)
    Album.objects.filter(pk=album.pk).update(**columns)
    return cover is not None


def _look(album: Album) -> Cover | None:
    folder = in_music_folder(album.folder) if album.folder else None
    pictures = [path for path in folder.iterdir() if is_picture(path)] if folder and folder.is_dir() else []
    tracks = album.tracks.filter(state=Track.State.PRESENT)[:3]
    details = (album.details or {}).get("edition")
    edition = EditionDetails.from_dict(details) if details else _named_edition(album)
    return best_cover(pictures, [track.audio_file for track in tracks], edition)


def _named_edition(album: Album) -> EditionDetails | None:
    if not album.mbid:
        return None
    return EditionDetails(album.mbid, album.title, album.artist_name, album.release_group_mbid)
