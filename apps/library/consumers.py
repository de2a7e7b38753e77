"""`/ws/library`: how the scan goes, and what came in."""

from channels.db import database_sync_to_async

from apps.core.live import Event, LiveConsumer
from apps.library.events import TOPIC, scan_state


class LibraryConsumer(LiveConsumer):
    """Events of type `scan` and `imported`; the present state of the scan first."""

    async def topics(self) -> list[str]:
        return [TOPIC]

    async def present_state(self) -> list[Event]:
        return [await database_sync_to_async(scan_state)()]
