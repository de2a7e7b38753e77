"""What a person says once the track was tasted, and which downloads are tasted at all."""

from __future__ import annotations

import uuid

from constance import config
from django.db import transaction
from django.utils import timezone

from apps.core.errors import ApiError
from apps.downloads.domain import Intent, Removal
from apps.downloads.models import Download
from apps.downloads.tasks import send_sync
from apps.downloads.tasting.domain import UNDECIDED, Stage


def stage_at_start(wished: bool | None, *, intent: Intent | None, stream: bool, picks_files: bool) -> Stage:
    """Whether a new download begins with a taste: as wished, else (None) as the settings say.

    What is listened to at once, one song, and files that were picked by hand are fetched without it.
    """
    if wished is None:
        is_whole = not stream and not picks_files and not (intent and intent.track_title)
        wished = is_whole and bool(config.TASTE_FIRST)
    return Stage.FETCHING if wished else Stage.NONE


def go_on(download_id: uuid.UUID | str) -> Download:
    """Fetch the rest, whatever was found. Raises ApiError (404, 409)."""
    with transaction.atomic():
        found = Download.objects.select_for_update().filter(id=download_id, removal=Removal.NONE).first()
        if found is None:
            raise ApiError(404, "not_found", "There is no such download; it may have been removed.")
        if found.taste not in UNDECIDED:
            raise ApiError(409, "nothing_to_decide", "This download is not waiting for a decision.")
        found.taste, found.paused, found.changed_at = Stage.PASSED, False, timezone.now()
        found.save(update_fields=["taste", "paused", "changed_at"])
        send_sync(found.id, found.node)
    return found
