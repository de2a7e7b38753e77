"""A rendition as an answer: like any file once it is whole, and from its start while it is being made."""

import asyncio
from collections.abc import AsyncIterator
from io import FileIO

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from apps.core.errors import ApiError
from apps.library.streams.files import CHUNK_BYTES, file_response, read_part
from apps.library.streams.ranges import ByteRange, parse_range
from apps.library.streams.renditions import Rendition

SOON_SECONDS = 0.8
PATIENCE_SECONDS = 20.0
STALLED_SECONDS = 60.0
UNKNOWN_SIZE = 1 << 62
SHORT_BYTES = 1 << 20  # a longer range from the start on is better played as it grows


async def rendition_response(request: HttpRequest, made: Rendition, content_type: str) -> HttpResponseBase:
    """Answer with the rendition. A short one is awaited, so that it can be sought in at once.

    While a long one grows its start is sent without a length, and a range with an end as soon as it is there; one to
    the end waits until it is whole. Raises ApiError (422 where it cannot be made, 503 where that takes too long).
    """
    part = parse_range(request.headers.get("Range"), UNKNOWN_SIZE)
    deeper = part is not None and part.first > 0
    has_end = part is not None and part.last < UNKNOWN_SIZE - 1 and (deeper or part.length <= SHORT_BYTES)
    await asyncio.to_thread(made.done.wait, PATIENCE_SECONDS if deeper and not has_end else SOON_SECONDS)
    if part is not None and has_end:
        came = await asyncio.to_thread(made.wait_beyond, part.last, PATIENCE_SECONDS)
        if came and not made.done.is_set():
            return _partial(request, made, part, content_type)
    if made.failure:
        raise ApiError(422, "not_playable", made.failure)
    if made.whole:
        return await file_response(request, made.path, content_type)
    if deeper or not await asyncio.to_thread(made.wait_beyond, 0, PATIENCE_SECONDS):
        message = "This track is still being transcoded. Try again in a few seconds."
        raise ApiError(503, "transcoding", message, retry_after=3)
    if made.failure:
        raise ApiError(422, "not_playable", made.failure)
    headers = {"Cache-Control": "private, no-store"}
    if request.method == "HEAD":
        return HttpResponse(headers=headers, content_type=content_type)
    return StreamingHttpResponse(_read(made), headers=headers, content_type=content_type)


def _partial(request: HttpRequest, made: Rendition, part: ByteRange, content_type: str) -> HttpResponseBase:
    """Bytes that are there already of what is still growing: how long it will be is not known (RFC 9110, 14.4)."""
    headers = {"Cache-Control": "private, no-store", "Content-Range": f"bytes {part.first}-{part.last}/*"}
    headers |= {"Accept-Ranges": "bytes", "Content-Length": str(part.length)}
    if request.method == "HEAD":
        return HttpResponse(status=206, headers=headers, content_type=content_type)
    return StreamingHttpResponse(read_part(_open(made), part), status=206, headers=headers, content_type=content_type)


async def _read(made: Rendition) -> AsyncIterator[bytes]:
    """The bytes as they come. Opened once: the draft's bytes stay readable after it got its own name."""
    stream = await asyncio.to_thread(_open, made)
    offset = 0
    try:
        while True:
            chunk = await asyncio.to_thread(stream.read, CHUNK_BYTES)
            if chunk:
                offset += len(chunk)
                yield chunk
                continue
            if made.done.is_set():
                if rest := await asyncio.to_thread(stream.read):
                    yield rest
                return
            if not await asyncio.to_thread(made.wait_beyond, offset, STALLED_SECONDS):
                return
    finally:
        stream.close()


def _open(made: Rendition) -> FileIO:
    try:
        return FileIO(made.draft)
    except FileNotFoundError:  # it got its own name just now
        return FileIO(made.path)
