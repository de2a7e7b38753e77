"""The recycle bin over JSON."""

import uuid
from typing import Any

from django.http import HttpRequest
from ninja import Router
from ninja.responses import Status as Answer

from apps.core.errors import ApiError
from apps.downloads import queries
from apps.downloads.recycling import bin as recycle_bin

router = Router(tags=["downloads"])


@router.get("/download/bin")
def contents(request: HttpRequest) -> dict[str, Any]:
    """What was removed and can be brought back, the last first."""
    items = [each.as_dict() for each in recycle_bin.contents()]
    return {"items": items, "total": len(items), "offset": 0, "limit": len(items)}


@router.post("/download/bin/{uuid:download_id}/restore")
def restore(request: HttpRequest, download_id: uuid.UUID) -> dict[str, Any]:
    """Bring it back; answers with the download."""
    return queries.download_document(recycle_bin.bring_back(download_id))


@router.delete("/download/bin/{uuid:download_id}", response={204: None})
def delete(request: HttpRequest, download_id: uuid.UUID) -> Answer[None]:
    """Delete it for good."""
    if not recycle_bin.empty([download_id]):
        raise ApiError(404, "not_found", "That is no longer in the bin.")
    return Answer(204, None)


@router.delete("/download/bin", response={204: None})
def empty(request: HttpRequest) -> Answer[None]:
    """Delete everything in the bin for good."""
    recycle_bin.empty()
    return Answer(204, None)
