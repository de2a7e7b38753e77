"""Watching a download: the engine tells its details only while somebody looks, and only about what is looked at.

Whoever looks says so, again every few seconds; the engine answers on the download's own topic, at once and then once
a second, until it has not heard of a watcher for a while. There is nothing to say goodbye with, so nothing to forget.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import structlog
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

from apps.downloads.details.domain import Details
from apps.downloads.play_heads import engine_topic

log = structlog.get_logger(__name__)

FORGOTTEN_AFTER_SECONDS = 12.0
ANSWER_WITHIN = 2.0


LIST = "list"  # in place of a download's id: somebody looks at the list of all


def details_topic(download_id: object) -> str:
    """The topic on which the engine tells what a watched download looks like."""
    return f"details.{download_id}"


async def watch(node: str, download_id: object) -> None:
    """Tell the engine of `node` that somebody looks. A Redis that is away costs one telling: it is repeated."""
    layer = get_channel_layer()
    if layer is None:
        return
    try:
        await layer.group_send(engine_topic(node), {"type": "watch", "download_id": str(download_id)})
    except Exception as error:  # any transport error
        log.warning("watch_not_told", error=str(error))


def watch_now(node: str, download_id: object) -> None:
    """`watch` for code without an event loop."""
    async_to_sync(watch)(node, download_id)


def heard_watch(message: Mapping[str, Any]) -> str | None:
    """The id of the download that a message of the channel layer asks for, or None where it is something else."""
    return str(message["download_id"]) if message.get("type") == "watch" else None


def details_event(details: Details) -> dict[str, Any]:
    """The event that carries Details."""
    return {"type": "details", **details.as_dict()}


def heard_details(event: Mapping[str, Any]) -> Details | None:
    """The Details in an event, or None where it is something else."""
    return Details.from_dict(event) if event.get("type") == "details" else None


async def look(node: str, download_id: object, within: float = ANSWER_WITHIN) -> Details | None:
    """One look at a download: None where its engine does not answer within so many seconds."""
    layer = get_channel_layer()
    if layer is None:
        return None
    topic = details_topic(download_id)
    channel = await layer.new_channel()
    await layer.group_add(topic, channel)
    try:
        await watch(node, download_id)
        async with asyncio.timeout(within):
            while True:
                message = await layer.receive(channel)
                if (found := heard_details(message.get("event", {}))) is not None:
                    return found
    except TimeoutError:
        return None
    finally:
        await layer.group_discard(topic, channel)


def ask_reannounce(node: str, download_id: object) -> None:
    """Have the trackers and the DHT asked for peers now. It is asked once; whoever misses it asks again."""
    layer = get_channel_layer()
    if layer is not None:
        message = {"type": "reannounce", "download_id": str(download_id)}
        async_to_sync(layer.group_send)(engine_topic(node), message)


def heard_reannounce(message: Mapping[str, Any]) -> str | None:
    """The id of the download whose trackers are to be asked, or None where the message is something else."""
    return str(message["download_id"]) if message.get("type") == "reannounce" else None
