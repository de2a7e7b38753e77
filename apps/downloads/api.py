"""Downloads over JSON: `/api/download` (CONTRACT.md)."""

import json
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from ninja import Router
from ninja.responses import Status as Answer
from pydantic import ValidationError

from apps.core.errors import ApiError, first_fault
from apps.core.json_bodies import read_json
from apps.core.paging import Limit, Offset, page_document
from apps.downloads import queries, services
from apps.downloads.bulk.api import router as bulk_router
from apps.downloads.details.api import router as details_router
from apps.downloads.domain import MOST_TORRENT_BYTES, MagnetSource, TorrentSource
from apps.downloads.models import Download
from apps.downloads.recycling.api import router as recycling_router
from apps.downloads.schemas import DownloadChanges, NewDownload
from apps.downloads.streaming import stream_file
from apps.downloads.tasting.api import router as tasting_router

router = Router(tags=["downloads"])
for part in (bulk_router, details_router, recycling_router, tasting_router):
    router.add_router("", part)

NEW_DOWNLOAD_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": NewDownload.model_json_schema()},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "torrent": {"type": "string", "format": "binary"},
                        "destination": {"type": "string"},
                        "stream": {"type": "boolean"},
                        "taste": {"type": "boolean"},
                        "wanted_files": {"type": "array", "items": {"type": "integer"}},
                    },
                    "required": ["torrent"],
                }
            },
        },
    }
}


@router.post("/download", openapi_extra=NEW_DOWNLOAD_BODY)
def start(request: HttpRequest) -> HttpResponse:
    """Start a download: 201, or 200 with the id of the one that has the same info-hash."""
    body, torrent = _new_download(request)
    options: dict[str, Any] = {
        "destination": body.destination,
        "stream": body.stream,
        "wanted_files": body.wanted_files,
        "taste": body.taste,
    }
    if torrent is not None:
        download, created = services.start_download(TorrentSource(torrent), **options)
    elif body.magnet:
        download, created = services.start_download(MagnetSource(body.magnet), **options)
    elif body.torrent_url:
        download, created = services.start_from_link(body.torrent_url, **options)
    else:
        download, created = services.start_from_origin("result_id", str(body.result_id), **options)
    document = json.dumps({"download_id": str(download.id)})
    return HttpResponse(document, status=201 if created else 200, content_type="application/json")


@router.get("/download")
def list_downloads(
    request: HttpRequest,
    offset: Offset = 0,
    limit: Limit = 100,
) -> dict[str, Any]:
    """A page of the downloads, the newest first."""
    return page_document(queries.downloads(), queries.downloads_list, offset, limit)


@router.get("/download/{uuid:download_id}")
def read(request: HttpRequest, download_id: uuid.UUID) -> dict[str, Any]:
    """One download."""
    return queries.download_document(_found(download_id))


@router.patch("/download/{uuid:download_id}")
def change(request: HttpRequest, download_id: uuid.UUID, changes: DownloadChanges) -> dict[str, Any]:
    """Pause, resume, choose files, limit; answers with the download."""
    wished = changes.wished()
    destination = wished.pop("destination", None)
    if wished:
        services.change_download(download_id, **wished)
    if destination is not None:
        services.move_download(download_id, destination)
    return queries.download_document(_found(download_id))


@router.delete("/download/{uuid:download_id}", response={204: None})
def remove(
    request: HttpRequest, download_id: uuid.UUID, delete_data: bool = False, recycle: bool = False
) -> Answer[None]:
    """Remove it, its data too or into the recycle bin; what the library took over stays in any case."""
    services.remove_download(download_id, delete_data=delete_data, recycle=recycle)
    return Answer(204, None)


@router.api_operation(["GET", "HEAD"], "/download/{uuid:download_id}/files/{int:index}/stream")
async def stream(request: HttpRequest, download_id: uuid.UUID, index: int) -> HttpResponseBase:
    """The file's bytes with `Range`, while it is still arriving."""
    return await stream_file(request, download_id, index)


def _found(download_id: uuid.UUID) -> Download:
    download = queries.find_download(download_id)
    if download is None:
        raise ApiError(404, "not_found", "There is no such download; it may have been removed.")
    return download


def _new_download(request: HttpRequest) -> tuple[NewDownload, bytes | None]:
    if request.content_type == "multipart/form-data":
        return _uploaded(request)
    try:
        document = read_json(request.body)
    except ValueError as error:
        raise ApiError(400, "malformed", "The body is not valid JSON.") from error
    body = _validated(document)
    if len(body.sources) != 1:
        raise ApiError(
            422, "invalid", "Give exactly one of result_id, magnet, torrent_url, or upload a torrent.", field="magnet"
        )
    return body, None


def _uploaded(request: HttpRequest) -> tuple[NewDownload, bytes]:
    upload = request.FILES.get("torrent")
    if upload is None or isinstance(upload, list):
        raise ApiError(422, "invalid", "The form has no file called torrent.", field="torrent")
    if (upload.size or 0) > MOST_TORRENT_BYTES:
        raise ApiError(413, "torrent_too_large", f"A .torrent file has at most {MOST_TORRENT_BYTES >> 20} MB.")
    form: dict[str, Any] = {
        name: request.POST[name] for name in ("destination", "stream", "taste") if name in request.POST
    }
    if "wanted_files" in request.POST:
        form["wanted_files"] = request.POST.getlist("wanted_files")
    return _validated(form), upload.read()


def _validated(document: object) -> NewDownload:
    try:
        return NewDownload.model_validate(document)
    except ValidationError as error:
        field, message = first_fault([dict(fault) for fault in error.errors()])
        raise ApiError(422, "invalid", message, field=field) from error
