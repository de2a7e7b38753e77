"""`/ws/page`: the one socket of a page. The browser names its live sections, the server sends HTML that changed.

Browser → server: `{"sections": ["downloads", "search:<uuid>"]}`, sent again when the page changes. Server → browser:
one element a message, swapped in by its id.
"""

import asyncio
import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import structlog
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from apps.core.live import Event
from apps.core.pages.sections import KEEP_SECONDS, Section, find_section

log = structlog.get_logger(__name__)

MOST_SECTIONS = 12
LONGEST_MESSAGE = 4096
MOST_WAITING = 200


@dataclass
class Open:
    """A section that this page shows, with what it waits to render and what it sent last."""

    section: Section
    key: str
    topics: tuple[str, ...]
    waiting: deque[Event] = field(default_factory=lambda: deque(maxlen=MOST_WAITING))
    sent: dict[str, int] = field(default_factory=dict)
    fresh: bool = True
    work: asyncio.Task[None] | None = None
    keeping: asyncio.Task[None] | None = None


class PageConsumer(AsyncWebsocketConsumer):
    """Renders at most once per `Section.pause` and sends only elements that differ from what it sent before."""

    async def connect(self) -> None:
        self.open: dict[str, Open] = {}
        await self.accept()

    async def disconnect(self, code: int) -> None:
        for name in list(self.open):
            await self._leave(name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        wanted = _wanted(text_data or "")
        for name in [name for name in self.open if name not in wanted]:
            await self._leave(name)
        for name in wanted:
            await self._enter(name)

    async def live_event(self, message: dict[str, Any]) -> None:
        """Called by the channel layer for each event of our topics."""
        for opened in self.open.values():
            if message["topic"] in opened.topics:
                opened.waiting.append(message["event"])
                self._render_soon(opened)

    async def _enter(self, name: str) -> None:
        kind, _, key = name.partition(":")
        section = find_section(kind)
        if section is None or name in self.open:
            return
        topics = await database_sync_to_async(section.topics)(key)
        if not topics:
            return
        self.open[name] = Open(section, key, tuple(topics))
        for topic in topics:
            await self.channel_layer.group_add(topic, self.channel_name)
        self._render_soon(self.open[name])
        if section.keep is not None:
            self.open[name].keeping = asyncio.create_task(_keep(section.keep, key))

    async def _leave(self, name: str) -> None:
        left = self.open.pop(name)
        for task in (left.work, left.keeping):
            if task:
                task.cancel()
        still = {topic for opened in self.open.values() for topic in opened.topics}
        for topic in set(left.topics) - still:
            await self.channel_layer.group_discard(topic, self.channel_name)

    def _render_soon(self, opened: Open) -> None:
        if opened.work is None or opened.work.done():
            opened.work = asyncio.create_task(self._render(opened))

    async def _render(self, opened: Open) -> None:
        while True:
            events = [] if opened.fresh else list(opened.waiting)
            opened.fresh = False
            opened.waiting.clear()
            try:
                elements = await database_sync_to_async(_rendered)(opened, events)
            except Exception:  # a fault in one section must not close the page's only socket
                log.exception("live_section_failed", key=opened.key)
                return
            for element in elements:
                await self.send(text_data=element)
            await asyncio.sleep(opened.section.pause)
            if not opened.waiting:
                return


async def _keep(keep: Callable[[str], None], key: str) -> None:
    while True:
        try:
            await database_sync_to_async(keep)(key)
        except Exception:  # the next turn tries again
            log.exception("live_section_not_kept", key=key)
        await asyncio.sleep(KEEP_SECONDS)


def _wanted(text: str) -> list[str]:
    if len(text) > LONGEST_MESSAGE:
        return []
    try:
        names = json.loads(text)["sections"]
    except (ValueError, KeyError, TypeError):
        return []
    if not isinstance(names, list):
        return []
    return [name for name in names if isinstance(name, str)][:MOST_SECTIONS]


def _rendered(opened: Open, events: list[Event]) -> list[str]:
    changed = []
    for element in opened.section.render(opened.key, events):
        mark = element[: element.find(">") + 1].partition(' id="')[2].partition('"')[0]
        digest = hash(element)
        if not mark or opened.sent.get(mark) != digest:
            opened.sent[mark] = digest
            changed.append(element)
    return changed
