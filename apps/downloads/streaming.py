"""A file's bytes over HTTP while it is still arriving (RFC 9110, section 14).

The web process reads only what the engine has called readable, since a finished piece may not be on the disk yet. The
engine hears where each reader is, fetches that first, and wakes the reader when more can be read.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from apps.core.errors import ApiError, error_response
from apps.downloads.domain import ARRIVED, Status
from apps.downloads.models import Download, DownloadFile
from apps.downloads.play_heads import (
    SAY_AGAIN_SECONDS,
    PlayHead,
    Readable,
    heard_readable,
    readable_topic,
    tell_engine,
)
from apps.downloads.queries import find_download
from apps.library.audio_formats import media_type
from apps.library.streams.files import file_response
from apps.library.streams.ranges import ByteRange, UnsatisfiableRangeError, parse_range

FIRST_BYTES_WITHIN = 20.0
NEXT_BYTES_WITHIN = 120.0
CHUNK_BYTES = 128 * 1024
SAY_EVERY_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Source:
    """A file of a download as its rows tell: where it lies, and whether all of it is there."""

    download_id: str
    node: str
    index: int
    path: Path
    name: str
    size: int
    has_arrived: bool


async def stream_file(request: HttpRequest, download_id: uuid.UUID, index: int) -> HttpResponseBase:
    """Answer GET and HEAD: 200, 206, 416; 503 with `Retry-After` where no byte came within 20 s.

    Raises ApiError: 404 for what is not there, 409 before the metadata is known or for a file that is not fetched.
    """
    source = await database_sync_to_async(_source)(download_id, index)
    content_type = media_type(PurePosixPath(source.name))
    if source.has_arrived:
        return await file_response(request, source.path, content_type)
    try:
        part = parse_range(request.headers.get("Range"), source.size)
    except UnsatisfiableRangeError:
        return _beyond_the_end(source.size)
    whole = ByteRange(0, source.size - 1)
    headers = {"Accept-Ranges": "bytes", "Cache-Control": "no-store", "Content-Length": str((part or whole).length)}
    if part is not None:
        headers["Content-Range"] = f"bytes {part.first}-{part.last}/{source.size}"
    status = 200 if part is None else 206
    if request.method == "HEAD" or source.size == 0:
        return HttpResponse(status=status, headers=headers, content_type=content_type)
    reader = _Reader(source, part or whole)
    await reader.open()
    return StreamingHttpResponse(reader, status=status, headers=headers, content_type=content_type)


def _source(download_id: uuid.UUID, index: int) -> _Source:
    files = DownloadFile.objects.filter(download=download_id)
    has_metadata = files.exists()
    file = files.filter(index=index).first()
    download = find_download(download_id)  # after its files: the row that is read is never older than they are
    if download is None:
        raise ApiError(404, "not_found", "There is no such download; it may have been removed.")
    if not has_metadata:
        raise ApiError(409, "no_metadata", "It is not known yet what is in this torrent. Try again in a moment.")
    if file is None:
        raise ApiError(404, "not_found", "There is no such file in this torrent.")
    if not file.wanted:
        raise ApiError(409, "not_wanted", _why_not(file))
    path = Path(download.folder) / file.path
    is_checked = download.status != Status.VERIFYING or download.organised_at is None
    has_arrived = download.status in ARRIVED and is_checked
    return _Source(str(download.id), download.node, index, path, file.path, file.size, has_arrived)


@database_sync_to_async
def _node_of(source: _Source) -> str:
    """The node that looks after the download now; the one that is known where the database does not answer."""
    with contextlib.suppress(DatabaseError, InterfaceError):
        return Download.objects.filter(id=source.download_id).values_list("node", flat=True).first() or source.node
    return source.node


def _why_not(file: DownloadFile) -> str:
    return file.refusal or "This file is not being fetched. Choose it among the download's files first."


def _beyond_the_end(size: int) -> HttpResponse:
    refused = error_response(ApiError(416, "range_not_satisfiable", "The file ends before the bytes asked for."))
    refused["Content-Range"] = f"bytes */{size}"
    return refused


class _Reader:
    """One request's way through a file that is arriving; iterate over it for the bytes, `close` it when it is over."""

    def __init__(self, source: _Source, part: ByteRange) -> None:
        self._source = source
        self._position, self._end = part.first, part.last + 1
        self._name = uuid.uuid4().hex
        self._node = source.node  # it may change: another takes over from a node that died
        self._layer: Any = get_channel_layer()  # channels has no types
        self._channel = ""
        self._stream: BinaryIO | None = None
        self._ready = part.first  # up to here the file can be read
        self._told_position, self._told_at = -1, 0.0
        self._loop = asyncio.get_running_loop()
        self._leaving: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Wait for the first bytes. Raises ApiError 503 where they do not come in time."""
        self._channel = await self._layer.new_channel()
        await self._layer.group_add(readable_topic(self._source.download_id), self._channel)
        try:
            await self._wait(FIRST_BYTES_WITHIN)
            self._stream = await asyncio.to_thread(self._source.path.open, "rb")
        except OSError as error:
            self._begin_to_leave()
            raise ApiError(404, "file_gone", "The file is not on the disk any more. Resume the download.") from error
        except BaseException:
            self._begin_to_leave()
            raise

    def close(self) -> None:
        """Give back what was asked for. Django calls it when the answer is over, from any thread."""
        with contextlib.suppress(RuntimeError):  # the loop has ended, and with it the process
            self._loop.call_soon_threadsafe(self._begin_to_leave)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The bytes, in order, each as soon as it can be read. Ends early where nothing more comes."""
        assert self._stream is not None  # noqa: S101  (it was opened)
        async for chunk in self._read(self._stream):
            yield chunk

    async def _read(self, stream: BinaryIO) -> AsyncIterator[bytes]:
        while self._position < self._end:
            ready = min(self._ready, self._end)
            if ready <= self._position:
                try:
                    await self._wait(NEXT_BYTES_WITHIN)
                except ApiError:
                    return  # the client sees fewer bytes than promised and asks again from there
                continue
            length = min(CHUNK_BYTES, ready - self._position)
            chunk = await asyncio.to_thread(os.pread, stream.fileno(), length, self._position)
            if not chunk:
                return
            self._position += len(chunk)
            await self._keep_in_touch()
            yield chunk

    async def _keep_in_touch(self) -> None:
        """The pieces ahead of us are fetched first only as long as the engine knows where we are."""
        now = asyncio.get_running_loop().time()
        if self._position - self._told_position >= SAY_EVERY_BYTES or now - self._told_at >= SAY_AGAIN_SECONDS:
            await self._tell()

    async def _wait(self, within: float) -> None:
        """Until the byte at our position can be read. We say where we are now and then, in case it was not heard."""
        deadline = asyncio.get_running_loop().time() + within
        while self._ready <= self._position:
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                message = "These bytes have not arrived yet: nobody who has them answers. Try again in a moment."
                raise ApiError(503, "not_there_yet", message, retry_after=5)
            await self._tell()
            await self._listen(min(left, SAY_AGAIN_SECONDS))
            if self._ready <= self._position:
                self._node = await _node_of(self._source)

    async def _listen(self, within: float) -> None:
        """Take in what the engine says about our file until our position is there, or so many seconds are over."""
        try:
            async with asyncio.timeout(within):
                while self._ready <= self._position:
                    message = await self._layer.receive(self._channel)
                    readable = heard_readable(message.get("event", {}))
                    if readable is not None:
                        self._learn(readable)
        except TimeoutError:
            return

    def _learn(self, readable: Readable) -> None:
        if readable.file_index == self._source.index and readable.start <= self._position < readable.end:
            self._ready = max(self._ready, readable.end)

    async def _tell(self, *, left: bool = False) -> None:
        source = self._source
        self._told_position, self._told_at = self._position, asyncio.get_running_loop().time()
        head = PlayHead(self._name, source.download_id, source.index, self._position, self._end, left)
        await tell_engine(self._node, head)

    def _begin_to_leave(self) -> None:
        if self._leaving is None:
            self._leaving = self._loop.create_task(self._leave())

    async def _leave(self) -> None:
        if self._stream is not None:
            self._stream.close()
        await self._tell(left=True)
        await self._layer.group_discard(readable_topic(self._source.download_id), self._channel)
