"""Telling an engine that a row has changed. The row says what is wished; a nudge that is lost costs three seconds, or a
minute where it was the library's outcome and no wish.

It goes over the channel layer, to which every engine listens anyway: that takes a millisecond, a Celery task takes
fifteen of CPU time (docs/adr/0180).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any  # messages of the channel layer are JSON

import structlog
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

from apps.downloads.play_heads import engine_topic

log = structlog.get_logger(__name__)


def nudge(node: str, download_id: object) -> None:
    """Have the engine of `node` look at a row. Redis that is away costs a moment: it looks by itself now and then."""
    async_to_sync(_nudge)(node, str(download_id))


async def _nudge(node: str, download_id: str) -> None:
    layer = get_channel_layer()
    if layer is None:
        return
    try:
        await layer.group_send(engine_topic(node), {"type": "nudge", "download_id": download_id})
    except Exception as error:  # any transport error
        log.warning("engine_not_nudged", download=download_id, error=str(error))


def heard_nudge(message: Mapping[str, Any]) -> str | None:
    """The id of the download that a message of the channel layer is about, or None where it is something else."""
    return str(message["download_id"]) if message.get("type") == "nudge" else None
