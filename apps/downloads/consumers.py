"""`/ws/download/{download_id}` and `/ws/downloads` (CONTRACT.md, WebSockets)."""

import uuid
from collections.abc import AsyncIterator, Sequence
from typing import Any

from channels.db import database_sync_to_async

from apps.core.live import Event, LiveConsumer
from apps.downloads import queries
from apps.downloads.documents import progress_event
from apps.downloads.domain import Status
from apps.downloads.list_window import in_order

PART = 50  # downloads whose present state is read at once


class DownloadConsumer(LiveConsumer):
    """One download: `progress`, `complete`, `error`."""

    async def topics(self) -> list[str]:
        self.download_id = str(self.scope["url_route"]["kwargs"]["download_id"])
        known = await database_sync_to_async(queries.find_download)(self.download_id)
        return [f"download.{self.download_id}"] if known else []

    async def present_state(self) -> list[Event]:
        events: list[Event] = await database_sync_to_async(self._events)()
        return events

    def _events(self) -> list[Event]:
        download = queries.find_download(self.download_id)
        if download is None:
            return []
        document = queries.download_document(download)
        return [progress_event(document), *_endings(document)]


class DownloadsConsumer(LiveConsumer):
    """Every download; each frame names its `download_id`."""

    async def topics(self) -> list[str]:
        return ["downloads"]

    async def present_parts(self) -> AsyncIterator[Sequence[Event]]:
        """What arrives comes first, and does not wait for the thousands that have arrived."""
        ids = await database_sync_to_async(_ids_in_order)()
        for start in range(0, len(ids), PART):
            documents = await database_sync_to_async(_documents)(ids[start : start + PART])
            yield [progress_event(document) for document in documents]

    async def live_event(self, message: dict[str, Any]) -> None:
        """A batch for all downloads becomes a frame for each."""
        event = message["event"]
        if event["type"] == "progress" and "downloads" in event:
            for document in event["downloads"]:
                await self.send_json(progress_event(document))
            return
        await self.send_json(event)


def _ids_in_order() -> list[uuid.UUID]:
    return list(in_order().values_list("id", flat=True))


def _documents(ids: Sequence[uuid.UUID]) -> list[dict[str, Any]]:
    """The documents of these downloads, in their order, but for those that were removed meanwhile."""
    found = queries.downloads().in_bulk(ids)
    return queries.downloads_list([found[each] for each in ids if each in found])


def _endings(document: dict[str, Any]) -> list[Event]:
    if document["error"]:
        return [{"type": "error", "download_id": document["download_id"], **document["error"]}]
    if document["status"] in (Status.SEEDING, Status.COMPLETE):
        return [{"type": "complete", "download_id": document["download_id"], "path": document["path"]}]
    return []
