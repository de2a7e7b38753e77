"""Removing with a way back: a download leaves the list and rests at once, and is let go of a little later.

Nothing that has arrived is touched until then, so Undo brings back exactly what was there. If the note that it is
leaving is lost, it stays, paused.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable

import structlog
from django.core.cache import cache
from kombu.exceptions import OperationalError

from apps.core.errors import ApiError
from apps.core.live import publish
from apps.downloads import services, tasks
from apps.downloads.models import Download

log = structlog.get_logger(__name__)

UNDO_SECONDS = 15
_KEPT_SECONDS = 24 * 3600


def leave(download: Download, *, delete_data: bool) -> None:
    """Take it off the list; it is removed after UNDO_SECONDS unless `stay` is called. Raises ApiError 503."""
    cache.set(_key(download.id), {"paused": download.paused}, timeout=_KEPT_SECONDS)
    try:
        tasks.remove_unless_kept.apply_async((str(download.id), delete_data), countdown=UNDO_SECONDS, retry=False)
    except OperationalError as error:
        cache.delete(_key(download.id))
        message = "It could not be removed: the queue is away. Try again in a moment."
        raise ApiError(503, "queue_away", message, retry_after=5) from error
    services.change_download(download.id, paused=True)
    publish("downloads", {"type": "removed", "download_id": str(download.id)})


def stay(download_id: uuid.UUID) -> Download:
    """Undo `leave`: it is as it was. Raises ApiError 404 when it is gone already."""
    note = cache.get(_key(download_id))
    cache.delete(_key(download_id))
    download = services.change_download(download_id, paused=bool(note and note["paused"]))
    publish("downloads", {"type": "added", "download_id": str(download_id)})
    return download


def remove_unless_kept(download_id: str, delete_data: bool) -> bool:
    """Let go of it if it is still leaving; whether that was so."""
    if cache.get(_key(download_id)) is None:
        return False
    cache.delete(_key(download_id))
    try:
        services.remove_download(download_id, recycle=delete_data)
    except ApiError as error:  # removed by another way meanwhile
        log.info("leaving_download_gone", download=download_id, reason=error.message)
        return False
    return True


def without_leaving(downloads: Iterable[Download]) -> list[Download]:
    """Those that are not about to be removed."""
    found = list(downloads)
    leaving = cache.get_many([_key(each.id) for each in found])
    return [each for each in found if _key(each.id) not in leaving]


def _key(download_id: object) -> str:
    return f"download-leaving:{download_id}"
