"""What the library tells to everyone who listens (topic `library`)."""

from typing import Any

import structlog
from django.core.cache import cache

from apps.core.live import Event, publish

log = structlog.get_logger(__name__)

TOPIC = "library"
_SCAN_KEY = "library:scan"
_KEEP_SECONDS = 24 * 3600
IDLE: dict[str, Any] = {"type": "scan", "status": "idle", "done": 0, "total": None, "message": ""}


def scan_state() -> Event:
    """The latest `scan` event, so that a socket that connects late is up to date."""
    try:
        return dict(cache.get(_SCAN_KEY) or IDLE)
    except Exception as error:  # any cache client error: a page without the figure is better than none
        log.warning("scan_state_unknown", error=str(error))
        return IDLE


def publish_scan(
    status: str, *, done: int = 0, total: int | None = None, message: str = "", **counts: int
) -> dict[str, Any]:
    """Send and keep how the scan goes. `status`: `queued`, `running`, `done` or `failed`; `done` counts files."""
    event: dict[str, Any] = {"type": "scan", "status": status, "done": done, "total": total, "message": message}
    event |= counts
    try:
        cache.set(_SCAN_KEY, event, timeout=_KEEP_SECONDS)
    except Exception as error:  # as above
        log.warning("scan_state_not_kept", error=str(error))
    publish(TOPIC, event)
    return event


def publish_imported(album_id: str, title: str, artist: str, path: str) -> None:
    """Tell that an album came in."""
    publish(TOPIC, {"type": "imported", "album_id": album_id, "title": title, "artist": artist, "path": path})
