"""The network over JSON: `/api/network` and the queue (docs/network.md)."""

import uuid
from typing import Any, Literal

from django.http import HttpRequest
from ninja import File, Router, Schema
from ninja.files import UploadedFile
from ninja.responses import Status as Answer

from apps.core.errors import ApiError
from apps.downloads import queries, services
from apps.downloads.network import blocklists, standing
from apps.downloads.network.queue import step_in_queue
from apps.downloads.tasks import send_refresh_blocklist

router = Router(tags=["network"])


class QueueMove(Schema):
    """Where to in the queue."""

    to: Literal["up", "down", "top", "bottom"]


@router.get("/network")
def read_network(request: HttpRequest) -> dict[str, Any]:
    """How the network of each node fares, what it moved in all its days, and the blocklist."""
    return standing.network_document()


@router.post("/network/blocklist")
def upload_blocklist(request: HttpRequest, file: File[UploadedFile]) -> dict[str, Any]:
    """Keep out the addresses of this list, in the place of the present one."""
    if (file.size or 0) > blocklists.MOST_UPLOAD:
        raise ApiError(413, "blocklist_too_large", f"A list has at most {blocklists.MOST_UPLOAD >> 20} MB.")
    blocklists.keep_uploaded(file.name or "a file", file.read())
    return standing.network_document()


@router.post("/network/blocklist/refresh", response={202: None})
def fetch_blocklist(request: HttpRequest) -> Answer[None]:
    """Fetch the list from its address now."""
    send_refresh_blocklist()
    return Answer(202, None)


@router.delete("/network/blocklist", response={204: None})
def forget_blocklist(request: HttpRequest) -> Answer[None]:
    """Keep nobody out."""
    blocklists.forget()
    return Answer(204, None)


@router.post("/download/{uuid:download_id}/queue")
def move_in_queue(request: HttpRequest, download_id: uuid.UUID, move: QueueMove) -> dict[str, Any]:
    """Change its place among those that wait; answers with the download."""
    if move.to in ("up", "down"):
        step_in_queue(download_id, up=move.to == "up")
    else:
        services.queue_download(download_id, to_front=move.to == "top")
    found = queries.find_download(download_id)
    if found is None:
        raise ApiError(404, "not_found", "There is no such download; it may have been removed.")
    return queries.download_document(found)
