"""The verbs of the library: what changes it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from apps.library.domain import FinishedDownload, ImportedAlbum, ImportRefused
from apps.library.events import publish_scan
from apps.library.models import TagChange, Track
from apps.library.splitting_state import RUNNING, note_splitting
from apps.library.tasks import scan_library, undo_wished_tags
from apps.library.tasks import split_image as split_task
from apps.library.tasks import write_replaygain as replaygain_task


def import_finished(finished: FinishedDownload) -> ImportedAlbum | ImportRefused:
    """Bring a finished download into the music folder; takes seconds to minutes, so call it in a task.

    Idempotent by `download_id`: called again it goes on after a kill, and answers the same once the album stands. The
    download's own files are only read. Raises nothing that a person could do something about: that is ImportRefused.
    """
    from apps.library.importing.finished import (
        import_download,  # brings numpy and FFmpeg along, which a web server need not
    )

    return import_download(finished)


def release_shared_bytes(download_id: UUID) -> int:
    """Give the albums of a download that no longer seeds their own, tagged bytes; returns how many files that were.

    Only albums that came as hard links are touched. Call it in a task, before the download's data is removed or after;
    raises OSError and FilingError, and may be called again.
    """
    from apps.library.importing import releasing  # brings Pillow along

    return releasing.release_shared_bytes(download_id)


def undo_tags(album_id: UUID) -> int:
    """Have every file of the album given the bytes back that it had before it was tagged here.

    Returns how many changes that takes back; it is done in the background (`library.undo_tags`), may be asked for
    again, and reports itself on the album's page. Files that something else changed since keep what they have.
    """
    wished = TagChange.objects.filter(album=album_id, state=TagChange.State.DONE).update(
        state=TagChange.State.UNDOING, fault=""
    )
    if wished:
        transaction.on_commit(undo_wished_tags.delay)
    return wished


def write_replaygain(album_id: UUID) -> None:
    """Have ReplayGain 2 written into the album's files, in the background, from what was measured of them."""
    transaction.on_commit(lambda: replaygain_task.delay(str(album_id)))


def split_image(album_id: UUID) -> None:
    """Have an album that is one file with a cue sheet split into single FLAC files, in the background."""
    note_splitting(album_id, RUNNING)
    transaction.on_commit(lambda: split_task.delay(str(album_id)))


def count_play(track_id: UUID, at: datetime | None = None) -> bool:
    """Count one play of a track, now or `at` an earlier time; False where there is no such track."""
    played = Track.objects.filter(pk=track_id)
    at = at or timezone.now()
    counted = played.update(play_count=F("play_count") + 1)
    played.filter(Q(last_played_at__isnull=True) | Q(last_played_at__lt=at)).update(last_played_at=at)
    return bool(counted)


def request_scan() -> None:
    """Have the music folder looked through in the background; progress comes as `scan` events."""
    publish_scan("queued", message="Looking through the music folder in a moment.")
    scan_library.delay()
