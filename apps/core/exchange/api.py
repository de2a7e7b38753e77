"""Export and import over HTTP: `GET /api/export`, `POST /api/import`."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Any

from django.db import connection
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from ninja import File, Router
from ninja.files import UploadedFile

from apps.core.errors import ApiError
from apps.core.exchange.reading import import_lines
from apps.core.exchange.writing import export_lines

router = Router(tags=["export"])
LINES_AT_ONCE = 500


@router.get("/export", url_name="export")
def export(request: HttpRequest, with_keys: bool = False) -> StreamingHttpResponse:
    """Everything the database knows, a line a row; passwords and keys only if asked for (`with_keys`)."""
    owner_only(request)
    response = StreamingHttpResponse(_chunks(with_keys), content_type="application/x-ndjson")
    name = f"trusttune-{timezone.localdate()}.jsonl"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


@router.post("/import", response=dict[str, Any], url_name="import")
def import_file(request: HttpRequest, file: File[UploadedFile]) -> dict[str, Any]:
    """Read an export into an empty home: all of it, or nothing."""
    owner_only(request)
    counts = import_lines(file)
    return {"rows": sum(counts.values()), "tables": counts}


async def _chunks(secrets: bool) -> AsyncIterator[bytes]:
    """The export in pieces, made in one thread: a database connection and its snapshot belong to a thread."""
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(1, thread_name_prefix="export") as thread:
        lines = export_lines(secrets=secrets)
        try:
            while piece := await loop.run_in_executor(thread, _piece, lines):
                yield piece
        finally:
            await loop.run_in_executor(thread, _close, lines)


def _piece(lines: Iterator[str]) -> bytes:
    return "".join(islice(lines, LINES_AT_ONCE)).encode()


def _close(lines: Any) -> None:  # a generator
    lines.close()
    connection.close()


def owner_only(request: HttpRequest) -> None:
    """Who may enter without an account is on this machine; of accounts, the owner's alone may."""
    if request.user.is_authenticated and not request.user.is_superuser:
        raise ApiError(403, "not_allowed", "Only the owner of this TrustTune may do this.")
