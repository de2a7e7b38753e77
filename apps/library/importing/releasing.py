"""When a download no longer seeds: what shared its bytes gets bytes of its own, and with them its tags and cover."""

from pathlib import Path
from uuid import UUID

import structlog

from apps.library.covers import embedded_picture, kept_cover
from apps.library.domain import Placement
from apps.library.filing import place, sync_file
from apps.library.importing.plans import AlbumPlan
from apps.library.importing.staging import one_a_file
from apps.library.locks import library_lock
from apps.library.models import Album, Import, TagChange, Track
from apps.library.paths import in_music_folder
from apps.library.scanning.known_folders import remember_folder
from apps.library.tagging.deltas import DeltaError
from apps.library.tagging.rewriting import UnwritableError, new_draft, put_in_place, rewrite, tracks_in

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
        name = f"{plan.folder}/{track.name}"
        if in_music_folder(name).is_file():
            _part(in_music_folder(name))
            try:
                rewrite(name, track.tags, picture, reason=TagChange.Reason.IMPORT, album=album)
            except (UnwritableError, DeltaError) as error:
                log.info("tags_not_written", name=track.name, reason=str(error))
            status = in_music_folder(name).stat()
            rows = Track.objects.filter(pk__in=[row.pk for row in tracks_in(name)])
            rows.update(size=status.st_size, modified_ns=status.st_mtime_ns)
            done += 1
    Album.objects.filter(pk=album.pk).update(placement=Placement.COPY)
    remember_folder(in_music_folder(plan.folder))
    return done


def _part(path: Path) -> None:
    """Put a copy in the place of the link, in one step."""
    draft = new_draft(path)
    try:
        place(path, draft)
        sync_file(draft)
        put_in_place(draft, path)
    finally:
        draft.unlink(missing_ok=True)
