"""The library's background work, in the queue `jobs`.

Each task imports what it does when it first runs: numpy and FFmpeg stay out of processes that only enqueue it.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog
from celery import shared_task
from celery.exceptions import Reject
from celery.signals import worker_shutting_down
from django.conf import settings
from django.core.cache import cache

from apps.library.events import publish_scan
from apps.library.filing import FilingError, filing_error
from apps.library.locks import scan_lock, verification_lock
from apps.library.paths import on_disk

log = structlog.get_logger(__name__)

AGAIN_KEY = "library:scan-again"
AGAIN_SECONDS = 3600


@shared_task(name="library.scan")
def scan_library(folders: Sequence[str] = ()) -> None:
    """Bring the library up to date with the music folder, or with `folders` of it (their names relative to it).

    While a scan runs, a second one makes it look once more, at everything.
    """
    from apps.library.trust.verification import request_verification

    with scan_lock() as alone:
        if not alone:
            cache.set(AGAIN_KEY, True, AGAIN_SECONDS)
            return
        _scan(folders)
        while cache.delete(AGAIN_KEY):
            _scan()
    cover_albums.delay()
    request_verification()


@shared_task(name="library.covers")
def cover_albums() -> None:
    """Find covers for albums that have none yet."""
    from apps.library.wall import find_missing_covers

    find_missing_covers()


@shared_task(name="library.keep")
def keep_library() -> None:
    """Finish what a kill cut off in the recycle bin, and let go of what has lain in it long enough."""
    from apps.library.keeping import bin as recycle_bin
    from apps.library.tagging.journal import forget_unused

    recycle_bin.mend()
    recycle_bin.empty_expired()
    forget_unused()


@shared_task(name="library.verify")
def verify_library() -> None:
    """Examine the audio of the album that waits longest for it, then ask for the next. One at a time."""
    from apps.library.gain.keeping import keep_measured
    from apps.library.tagging.gain_tags import write_after_examination
    from apps.library.trust.examiner import ExaminationStoppedError, Examiner
    from apps.library.trust.verification import next_album, request_verification, verify_album

    with verification_lock() as alone:
        album = next_album() if alone else None
        if album is None:
            return
        try:
            with Examiner() as examiner:
                verify_album(album, examiner)
        except ExaminationStoppedError as error:
            raise Reject("the worker stops", requeue=True) from error
        keep_measured(album)
        write_after_examination(album)
    request_verification()


@shared_task(name="library.undo_tags")
def undo_wished_tags() -> None:
    """Give files the bytes back that they had before they were tagged, wherever a person wishes it.

    The schedule asks for it too, and so for changes of albums that a kill cut short.
    """
    from apps.library.refiling.carrying_out import carry_out_changes
    from apps.library.tagging.undoing import carry_out

    carry_out_changes()
    carry_out()


@worker_shutting_down.connect
def end_examinations(**_signal: Any) -> None:
    """An examination may take a minute, and nothing of it is lost: the job goes back and starts again with the file."""
    examiner = sys.modules.get("apps.library.trust.examiner")  # not loaded: nothing was examined
    if examiner is not None:
        examiner.stop_examinations()


@shared_task(name="library.change_albums")
def change_albums() -> None:
    """Have albums become the releases that a person chose."""
    from apps.library.refiling.carrying_out import carry_out_changes

    carry_out_changes()


@shared_task(name="library.replaygain")
def write_replaygain(album_id: str) -> None:
    """Write ReplayGain into the files of an album, as a person asked for."""
    from apps.library.gain.keeping import keep_measured
    from apps.library.models import Album
    from apps.library.tagging.gain_tags import write_replaygain as write

    for album in Album.objects.filter(pk=album_id):
        keep_measured(album)
        write(album.pk)


@shared_task(name="library.split")
def split_image(album_id: str) -> None:
    """Make an album of single files out of one that is one file."""
    from apps.library.cue_splitting import SplitError, split_album
    from apps.library.splitting_state import note_splitting

    fault = ""
    try:
        split_album(UUID(album_id))
    except SplitError as error:
        fault = str(error)
    except (FilingError, OSError) as error:
        fault = (
            error.message if isinstance(error, FilingError) else filing_error(error, Path(settings.MUSIC_DIR)).message
        )
    note_splitting(UUID(album_id), "", fault)


@shared_task(name="library.look_up_album")
def look_up_album(album_id: str) -> None:
    """Ask MusicBrainz which releases the album may be."""
    from apps.library.models import Album
    from apps.library.refiling.lookup import look_up

    for album in Album.objects.filter(pk=album_id):
        look_up(album)


def _scan(folders: Sequence[str] = ()) -> None:
    from apps.library.keeping.bin import mend
    from apps.library.scanning.scan import scan

    try:
        mend()
        scan([on_disk(Path(settings.MUSIC_DIR), name) for name in folders])
    except FilingError as error:
        publish_scan("failed", message=error.message)
    except OSError as error:
        log.warning("scan_failed", error=str(error))
        publish_scan("failed", message=filing_error(error, Path(settings.MUSIC_DIR)).message)
