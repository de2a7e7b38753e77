"""Asking what a torrent is before it is taken: from the cache, else by the `torrents` worker from the swarm (BEP 9).

The worker answers on a topic of the torrent's own once the answer is stored.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

import structlog
from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from kombu.exceptions import OperationalError

from apps.core.heartbeats import alive
from apps.downloads.dht_index.domain import SwarmMetadata
from apps.downloads.dht_index.store import recall
from apps.downloads.domain import SourceError
from apps.downloads.tasks import look_into

log = structlog.get_logger(__name__)

QUEUE = "torrents"  # whichever node is free
MOST_TRACKERS = 20


def metadata_topic(info_hash: str) -> str:
    """The topic on which the worker says that a torrent was looked into."""
    return f"metadata.{info_hash}"


async def fetch_metadata(
    info_hash: str, *, v2: str = "", trackers: Sequence[str] = (), deadline: float
) -> SwarmMetadata:
    """What the torrent of `info_hash` (40 hex digits; of a v2 torrent, the first 20 bytes of `v2`) holds.

    For public torrents only: a private tracker counts whoever asks as a peer. `deadline` is in seconds. Raises
    SourceError: `nobody_answered`, or `engine_away` where no worker could be asked.
    """
    known = await sync_to_async(recall)(info_hash)
    if known is not None:
        return known
    if not await sync_to_async(_somebody_works)():
        raise _engine_away()
    ask = sync_to_async(_send)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(deadline), _listening(metadata_topic(info_hash)) as answer:
            await ask(info_hash, v2, list(trackers[:MOST_TRACKERS]), deadline)
            await answer()
    found = await sync_to_async(recall)(info_hash)
    if found is None:
        raise SourceError("nobody_answered", "Nobody in its swarm told what it holds.")
    return found


@contextlib.asynccontextmanager
async def _listening(topic: str) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """Hear the topic from before the question is asked; what is given waits for the answer."""
    layer = get_channel_layer()
    if layer is None:
        raise _engine_away()
    try:
        channel = await layer.new_channel("look")
        await layer.group_add(topic, channel)
    except Exception as error:  # any transport error
        raise _engine_away() from error

    async def answer() -> None:
        await layer.receive(channel)

    try:
        yield answer
    finally:
        with contextlib.suppress(Exception):  # a Redis that is away forgets the group by itself
            await layer.group_discard(topic, channel)


def _somebody_works() -> bool:
    try:
        return alive("torrents")
    except Exception as error:  # any client error of the cache
        log.warning("workers_not_known", error=str(error))
        return False


def _send(info_hash: str, v2: str, trackers: list[str], seconds: float) -> None:
    try:
        look_into.apply_async((info_hash, v2, trackers, seconds), queue=QUEUE, retry=False, expires=seconds)
    except OperationalError as error:
        raise _engine_away() from error


def _engine_away() -> SourceError:
    return SourceError("engine_away", "The worker that could look inside does not run.")
