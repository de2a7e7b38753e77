"""The verbs of the library: what changes it."""

from uuid import UUID

from django.db.models import F
from django.utils import timezone

from apps.library.models import Track


def count_play(track_id: UUID) -> bool:
    """Count one play of a track; False where there is no such track."""
    counted = Track.objects.filter(pk=track_id).update(play_count=F("play_count") + 1, last_played_at=timezone.now())
    return bool(counted)
