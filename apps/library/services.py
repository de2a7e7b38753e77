"""The verbs of the library: what changes it."""

from uuid import UUID

from django.db.models import F
from django.utils import timezone

from apps.library.domain import FinishedDownload, ImportedAlbum, ImportRefused
from apps.library.events import publish_scan
from apps.library.models import Track
from apps.library.tasks import scan_library


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


def count_play(track_id: UUID) -> bool:
    """Count one play of a track; False where there is no such track."""
    counted = Track.objects.filter(pk=track_id).update(play_count=F("play_count") + 1, last_played_at=timezone.now())
    return bool(counted)


def request_scan() -> None:
    """Have the music folder looked through in the background; progress comes as `scan` events."""
    publish_scan("queued", message="Looking through the music folder in a moment.")
    scan_library.delay()
