"""`/ws/download/{download_id}/details`: a `details` event at once and then every second while the socket is open."""

import asyncio

from channels.db import database_sync_to_async

from apps.core.live import LiveConsumer
from apps.core.pages.sections import KEEP_SECONDS
from apps.downloads import queries
from apps.downloads.details.watching import details_topic, watch
from apps.downloads.models import Download


class DetailsConsumer(LiveConsumer):
    """Watches a download for as long as it is connected."""

    watching: asyncio.Task[None] | None = None

    async def topics(self) -> list[str]:
        download_id = str(self.scope["url_route"]["kwargs"]["download_id"])
        self.download = await database_sync_to_async(queries.find_download)(download_id)
        return [details_topic(download_id)] if self.download else []

    async def connect(self) -> None:
        await super().connect()
        if self.download is not None:
            self.watching = asyncio.create_task(_watch(self.download))

    async def disconnect(self, code: int) -> None:
        if self.watching is not None:
            self.watching.cancel()
        await super().disconnect(code)


async def _watch(download: Download) -> None:
    while True:
        await watch(download.node, download.id)
        await asyncio.sleep(KEEP_SECONDS)
