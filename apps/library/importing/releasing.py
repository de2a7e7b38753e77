"""When a download no longer seeds: what shared its bytes gets bytes of its own, and with them its tags and cover."""

import os
from pathlib import Path
from uuid import UUID

import structlog

from apps.library.covers import embedded_picture, kept_cover
from apps.library.domain import Placement
from apps.library.filing import place, sync_file, sync_folder
from apps.library.importing.plans import AlbumPlan, PlannedTrack
from apps.library.importing.staging import one_a_file
from apps.library.locks import library_lock
from apps.library.models import Album, Import, Track
from apps.library.music_folder import drafts_folder
from apps.library.paths import in_music_folder
from apps.library.scanning.known_folders import remember_folder
from apps.library.tags.writing import Picture, UnwritableError, write

log = structlog.get_logger(__name__)


def release_shared_bytes(download_id: UUID) -> int:
    """Replace the hard links of this download's albums by tagged files; returns how many files that were.

    May be repeated. Raises OSError and FilingError; the files that were not reached by then stay shared.
    """
    done = 0
    records = Import.objects.filter(download_id=download_id, album__placement=Placement.HARD_LINK)
    for record in records.select_related("album"):
        if record.album is not None:
            with library_lock():
                done += _release(record.album, AlbumPlan.from_dict(record.plan))
    return done


def _release(album: Album, plan: AlbumPlan) -> int:
    cover = kept_cover(album)
    picture = embedded_picture(cover) if cover else None
    done = 0
    for track in one_a_file(plan.tracks):
        path = in_music_folder(f"{plan.folder}/{track.name}")
        if path.is_file():
            _replace(path, track, picture)
            status = path.stat()
            rows = Track.objects.filter(album=album, file_path__startswith=f"{plan.folder}/{track.name}")
            rows.update(size=status.st_size, modified_ns=status.st_mtime_ns)
            done += 1
    Album.objects.filter(pk=album.pk).update(placement=Placement.COPY)
    remember_folder(in_music_folder(plan.folder))
    return done


def _replace(path: Path, track: PlannedTrack, picture: Picture | None) -> None:
    """Put a tagged copy in the place of the link, in one step."""
    draft = drafts_folder() / f"release-{os.getpid()}{path.suffix}"
    draft.unlink(missing_ok=True)
    try:
        place(path, draft)
        try:
            write(draft, track.tags, picture)
        except UnwritableError as error:
            log.info("tags_not_written", name=track.name, reason=str(error))
            draft.unlink()
            place(path, draft)
        sync_file(draft)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(path.parent)
