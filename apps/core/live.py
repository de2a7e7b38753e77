"""Live events: what a worker publishes, every browser that listens gets.

A *topic* is a channel-layer group with a readable name: `search.<id>`, `download.<id>`, `downloads`, `player`,
`library`. An event is a JSON object with a `type` (CONTRACT.md, WebSockets).
"""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import structlog
from asgiref.sync import async_to_sync
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.layers import get_channel_layer

log = structlog.get_logger(__name__)

CLOSE_UNKNOWN = 4404  # of our own: there is no such thing
Event = Mapping[str, Any]  # a JSON object; its `type` tells the rest


async def apublish(topic: str, event: Event) -> None:
    """Send `event` to everyone who listens to `topic`. A Redis that is away costs the event, never the caller."""
    layer = get_channel_layer()
    if layer is None:
        return
    try:
        await layer.group_send(topic, {"type": "live.event", "topic": topic, "event": dict(event)})
    except Exception as error:  # any transport error: live figures are not worth a failure
        log.warning("live_event_lost", topic=topic, error=str(error))


def publish(topic: str, event: Event) -> None:
    """`apublish` for code without an event loop."""
    async_to_sync(apublish)(topic, event)


class UnknownConsumer(AsyncJsonWebsocketConsumer):
    """The answer at an address where nothing can be heard: closed with 4404."""

    async def connect(self) -> None:
        await self.accept()
        await self.close(code=CLOSE_UNKNOWN)


class LiveConsumer(AsyncJsonWebsocketConsumer):
    """A JSON socket on one or more topics. It sends the present state first, then every event.

    Subclasses give `topics()` and `present_state()`; a socket for something unknown is closed with 4404.
    """

    async def topics(self) -> list[str]:
        """The topics to listen to; an empty list means that what was asked for does not exist."""
        return []

    async def present_state(self) -> list[Event]:
        """The events that bring a late listener up to date."""
        return []

    async def present_parts(self) -> AsyncIterator[Sequence[Event]]:
        """The same in parts, each sent before the next is read, for those with too much to be read at once."""
        yield await self.present_state()

    async def connect(self) -> None:
        self.joined = await self.topics()
        await self.accept()
        if not self.joined:
            await self.close(code=CLOSE_UNKNOWN)
            return
        for topic in self.joined:
            await self.channel_layer.group_add(topic, self.channel_name)
        async for part in self.present_parts():
            for event in part:
                await self.send_json(dict(event))

    async def disconnect(self, code: int) -> None:
        for topic in getattr(self, "joined", []):
            await self.channel_layer.group_discard(topic, self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None, **_options: Any) -> None:
        """What a client sends. What is no JSON is answered with `error`; the socket stays open."""
        try:
            content = json.loads(text_data or "")
        except (ValueError, RecursionError):
            await self.refuse("A message is a JSON object with a type.")
        else:
            await self.receive_json(content)

    async def refuse(self, message: str) -> None:
        """Tell the client that what it sent cannot be understood."""
        await self.send_json({"type": "error", "code": "malformed", "message": message})

    async def live_event(self, message: dict[str, Any]) -> None:
        """Called by the channel layer for each event of our topics."""
        await self.send_json(message["event"])
