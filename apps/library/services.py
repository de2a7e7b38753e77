"""The verbs of the library: what changes it."""

from uuid import UUID

from django.db.models import F
from django.utils import timezone

from apps.library.domain import FinishedDownload, ImportedAlbum, ImportRefused
from apps.library.importing.finished import import_download
from apps.library.models import Track


def import_finished(finished: FinishedDownload) -> ImportedAlbum | ImportRefused:
    """Bring a finished download into the music folder; takes seconds to minutes, so call it in a task.

    Idempotent by `download_id`: called again it goes on after a kill, and answers the same once the album stands. The
    download's own files are only read. Raises nothing that a person could do something about: that is ImportRefused.
    """
    return import_download(finished)


def count_play(track_id: UUID) -> bool:
    """Count one play of a track; False where there is no such track."""
    counted = Track.objects.filter(pk=track_id).update(play_count=F("play_count") + 1, last_played_at=timezone.now())
    return bool(counted)
