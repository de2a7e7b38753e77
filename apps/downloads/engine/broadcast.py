"""The engine's voice and ear: one thread with an event loop that sends live events and hears where people listen."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import structlog
from channels.layers import get_channel_layer

from apps.core.live import Event, apublish
from apps.downloads import figures
from apps.downloads.figures import Figures
from apps.downloads.play_heads import engine_topic

log = structlog.get_logger(__name__)

LISTEN_AGAIN_SECONDS = 1.0
Heard = Callable[[dict[str, Any]], None]  # a message of play_heads, as the channel layer carries it


class Broadcast:
    """Sends without keeping the caller; what cannot be sent is lost, since the next figures come soon."""

    def __init__(self, node: str, heard: Heard) -> None:
        self._topic = engine_topic(node)
        self._heard = heard
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="engine-live", daemon=True)
        self._sending: set[asyncio.Task[None]] = set()
        self._figures: dict[str, Figures] = {}
        self._is_leaving = False
        self._cache_thread = ThreadPoolExecutor(1, "engine-figures")  # its connection to the cache stays open

    def start(self) -> None:
        """Begin to send and to listen."""
        self._thread.start()

    def stop(self, within: float) -> None:
        """Send what is on its way, then end."""
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._loop.create_task, self._end())
        self._thread.join(timeout=within)

    def send(self, topic: str, event: Event) -> None:
        """Publish `event` to everyone who listens to `topic`."""
        self.send_all([(topic, event)])

    def send_all(self, events: Iterable[tuple[str, Event]]) -> None:
        """Publish events, each to those who listen to its topic, one after the other."""
        kept = tuple(events)
        self._soon(lambda: _publish_all(kept))

    def leave_figures(self, latest: dict[str, Figures]) -> None:
        """Put figures into the cache for whoever asks next; what waits is overtaken by what is newer."""
        self._soon(lambda: self._leave(latest))

    async def _leave(self, latest: dict[str, Figures]) -> None:
        self._figures |= latest
        if self._is_leaving:
            return
        self._is_leaving = True
        while self._figures:
            taken, self._figures = self._figures, {}
            await self._loop.run_in_executor(self._cache_thread, figures.leave, taken)
        self._is_leaving = False

    def _soon(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(self._begin, work)

    def _begin(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        task = self._loop.create_task(work())
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._listening = self._loop.create_task(self._listen())
        self._loop.run_forever()
        self._cache_thread.shutdown(wait=False)
        self._loop.close()

    async def _listen(self) -> None:
        layer = get_channel_layer()
        while layer is not None:
            try:
                channel = await layer.new_channel("engine")
                await layer.group_add(self._topic, channel)
                while True:
                    self._heard(await layer.receive(channel))
            except asyncio.CancelledError:
                raise
            except Exception as error:  # any transport error: Redis is away, readers ask again
                log.warning("play_heads_not_heard", error=str(error))
                await asyncio.sleep(LISTEN_AGAIN_SECONDS)

    async def _end(self) -> None:
        self._listening.cancel()
        if self._sending:
            await asyncio.wait(self._sending, timeout=1.0)
        self._loop.stop()


async def _publish_all(events: Iterable[tuple[str, Event]]) -> None:
    for topic, event in events:
        await apublish(topic, event)
