"""Deciding over a tasted download over JSON."""

import uuid
from typing import Any

from django.http import HttpRequest
from ninja import Router

from apps.downloads import queries
from apps.downloads.tasting import services

router = Router(tags=["downloads"])


@router.post("/download/{uuid:download_id}/go-on")
def go_on(request: HttpRequest, download_id: uuid.UUID) -> dict[str, Any]:
    """Fetch the rest of a download that was tasted, whatever was found; answers with the download."""
    return queries.download_document(services.go_on(download_id))
