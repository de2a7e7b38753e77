"""A file on disk as an answer: whole or in part, cacheable, read in threads so that the event loop stays free."""

import asyncio
import os
from collections.abc import AsyncIterator
from email.utils import formatdate
from io import FileIO
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import parse_etags, parse_http_date_safe

from apps.core.errors import ApiError, error_response
from apps.library.streams.ranges import ByteRange, UnsatisfiableRangeError, parse_range

CHUNK_BYTES = 128 * 1024


async def file_response(
    request: HttpRequest, path: Path, content_type: str, *, cache_control: str = "private, no-cache"
) -> HttpResponseBase:
    """Answer GET and HEAD with the file at `path`: 200, 206, 304 or 416 (RFC 9110). Raises ApiError (404)."""
    try:
        stream = await asyncio.to_thread(FileIO, path)
    except OSError as error:
        raise ApiError(
            404, "file_missing", "The file is not on the disk any more. Scan the library to bring it up to date."
        ) from error
    handed_over = False
    try:
        response = await _respond(request, stream, content_type)
        response["Cache-Control"] = cache_control
        handed_over = isinstance(response, StreamingHttpResponse)
        return response
    finally:
        if not handed_over:
            stream.close()


async def _respond(request: HttpRequest, stream: FileIO, content_type: str) -> HttpResponseBase:
    status = await asyncio.to_thread(_stat, stream)
    size, etag, modified = status
    headers = {"ETag": etag, "Last-Modified": formatdate(modified, usegmt=True), "Accept-Ranges": "bytes"}
    if _unchanged(request, etag, modified):
        return HttpResponse(status=304, headers=headers)
    wanted = request.headers.get("Range")
    if not _range_still_valid(request, etag, modified):
        wanted = None
    try:
        part = parse_range(wanted, size)
    except UnsatisfiableRangeError:
        refused = error_response(ApiError(416, "range_not_satisfiable", "The file ends before the bytes asked for."))
        refused["Content-Range"] = f"bytes */{size}"
        return refused
    whole = ByteRange(0, size - 1)
    headers["Content-Length"] = str((part or whole).length)
    if part is not None:
        headers["Content-Range"] = f"bytes {part.first}-{part.last}/{size}"
    code = 200 if part is None else 206
    if request.method == "HEAD":
        return HttpResponse(status=code, headers=headers, content_type=content_type)
    return StreamingHttpResponse(
        read_part(stream, part or whole), status=code, headers=headers, content_type=content_type
    )


def _stat(stream: FileIO) -> tuple[int, str, int]:
    status = os.fstat(stream.fileno())
    return status.st_size, f'"{status.st_mtime_ns:x}-{status.st_size:x}"', int(status.st_mtime)


def _unchanged(request: HttpRequest, etag: str, modified: int) -> bool:
    if known := request.headers.get("If-None-Match"):
        return "*" in (tags := parse_etags(known)) or etag in (tag.removeprefix("W/") for tag in tags)
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    return since is not None and modified <= since


def _range_still_valid(request: HttpRequest, etag: str, modified: int) -> bool:
    condition = request.headers.get("If-Range")
    if not condition:
        return True
    return condition == etag or parse_http_date_safe(condition) == modified


async def read_part(stream: FileIO, part: ByteRange) -> AsyncIterator[bytes]:
    """The bytes of `part` as they are read; closes `stream` at the end."""
    try:
        await asyncio.to_thread(stream.seek, part.first)
        left = part.length
        while left > 0:
            chunk = await asyncio.to_thread(stream.read, min(CHUNK_BYTES, left))
            if not chunk:
                return  # the file was cut short meanwhile: the client sees fewer bytes than promised
            left -= len(chunk)
            yield chunk
    finally:
        stream.close()
