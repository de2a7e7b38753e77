"""Hearing, in the middle of a run, that the question was answered."""

import asyncio
import uuid
from typing import Any

import structlog
from channels.layers import get_channel_layer

from apps.search.models import Search
from apps.search.services import control_topic

log = structlog.get_logger(__name__)


async def wait_for_answer(search_id: uuid.UUID) -> dict[str, Any]:
    """The answers, as soon as they are given ({} for a skip). Waits for ever: cancel it at the end of the run.

    A lost event costs nothing but time: the run looks at the row again when it ends.
    """
    layer = get_channel_layer()
    if layer is None:
        return await _never()
    try:
        channel = await layer.new_channel()
        await layer.group_add(control_topic(search_id), channel)
        await layer.receive(channel)
    except asyncio.CancelledError:
        raise
    except Exception as error:  # any transport error
        log.warning("answers_not_heard", error=str(error))
        return await _never()
    row = await Search.objects.filter(id=search_id).values("answers").afirst()
    return dict(row["answers"] or {}) if row else {}


async def _never() -> dict[str, Any]:
    await asyncio.get_running_loop().create_future()
    return {}
