"""A download from close by over JSON, and what can be asked of its torrent."""

import uuid
from typing import Any

from channels.db import database_sync_to_async
from django.http import HttpRequest
from ninja import Router
from ninja.responses import Status as Answer

from apps.core.errors import ApiError
from apps.downloads import queries, services
from apps.downloads.details.watching import ask_reannounce, look
from apps.downloads.models import Download

router = Router(tags=["downloads"])


@router.get("/download/{uuid:download_id}/details")
async def details(request: HttpRequest, download_id: uuid.UUID) -> dict[str, Any]:
    """Peers, trackers, web seeds, the piece map and the speeds of the last ten minutes, as they are now."""
    download = await database_sync_to_async(_found)(download_id)
    seen = await look(download.node, download.id)
    if seen is None:
        message = "The download engine does not answer right now, or is still starting. Try again in a moment."
        raise ApiError(503, "engine_away", message, retry_after=5)
    return seen.as_dict()


@router.post("/download/{uuid:download_id}/reannounce", response={202: None})
def reannounce(request: HttpRequest, download_id: uuid.UUID) -> Answer[None]:
    """Have the trackers and the DHT asked for peers now."""
    download = _found(download_id)
    ask_reannounce(download.node, download.id)
    return Answer(202, None)


@router.post("/download/{uuid:download_id}/recheck")
def recheck(request: HttpRequest, download_id: uuid.UUID) -> dict[str, Any]:
    """Have every byte on the disk compared with the torrent's hashes; answers with the download."""
    return queries.download_document(services.recheck_download(download_id))


def _found(download_id: uuid.UUID) -> Download:
    download = queries.find_download(download_id)
    if download is None:
        raise ApiError(404, "not_found", "There is no such download; it may have been removed.")
    return download
