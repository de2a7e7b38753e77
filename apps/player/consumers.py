"""`/ws/player`: state, queue and commands; a device reports where it stands over the same socket."""

from typing import Any
from uuid import UUID

from channels.db import database_sync_to_async

from apps.core.live import Event, LiveConsumer
from apps.player import queries, services
from apps.player.events import TOPIC

KNOWN_MESSAGES = ("report", "played")


class PlayerConsumer(LiveConsumer):
    """Present state and queue first. Takes `report` and `played` messages; anything else is answered with `error`."""

    async def topics(self) -> list[str]:
        return [TOPIC]

    async def present_state(self) -> list[Event]:
        events: list[Event] = await database_sync_to_async(_present_state)()
        return events

    async def receive_json(self, content: Any, **_options: Any) -> None:
        """`{"type": "report", "device", "state", "position", "elapsed"}` or `{"type": "played", "track_id"}`."""
        try:
            await database_sync_to_async(_receive)(content)
        except (TypeError, ValueError, KeyError, AttributeError):
            message = f"A message is a JSON object with the type {' or '.join(KNOWN_MESSAGES)} and its fields."
            await self.refuse(message)


def _present_state() -> list[Event]:
    device = queries.device_named("")
    return [
        {"type": "state", **queries.state_document(device)},
        {"type": "queue", **queries.queue_document(device)},
    ]


def _receive(content: dict[str, Any]) -> None:
    kind = content["type"]
    if kind == "report":
        services.report(
            str(content["device"]),
            state=str(content["state"]),
            position=int(content["position"]),
            elapsed=float(content["elapsed"]),
            title=str(content.get("title", "")),
        )
    elif kind == "played":
        services.report_played(UUID(str(content["track_id"])), str(content.get("device", "")))
    else:
        raise ValueError(kind)
