"""Playing while it arrives: right bytes only, in ranges, the play head first, and an end to waiting."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from asgiref.sync import sync_to_async
from django.test import AsyncClient

from apps.downloads import streaming
from apps.downloads.domain import MagnetSource, TorrentSource
from apps.downloads.models import Download
from tests.downloads.albums import Album, make_album
from tests.downloads.conftest import EngineRoom, wait_until
from tests.sandbox.swarm import SeederProcess

MEGABYTE = 1024 * 1024


async def fetch(download: Download, index: int, wanted: str = "", most: int | None = None) -> tuple[int, bytes, object]:
    """The status, the first `most` bytes of the body, and the headers."""
    headers = {"Range": wanted} if wanted else {}
    answer = await AsyncClient().get(f"/api/download/{download.id}/files/{index}/stream", headers=headers)
    if not answer.streaming:
        return answer.status_code, answer.content, answer.headers
    body = b""
    chunks: AsyncIterator[bytes] = aiter(answer.streaming_content)
    async for chunk in chunks:
        body += chunk
        if most is not None and len(body) >= most:
            break
    status, headers = answer.status_code, answer.headers
    await sync_to_async(answer.close)()  # as Django does when the client hangs up
    return status, body, headers


@pytest.fixture
def slow_album(room: EngineRoom, seeder: SeederProcess, tmp_path: Path) -> tuple[Album, Download]:
    """An album that needs about ten seconds to arrive; it has just begun."""
    album = make_album(tmp_path, tracks=4, track_bytes=5_000_000, piece_length=64 * 1024)
    seeder.add(album.torrent_file, album.folder.parent, upload_limit=2_000_000)
    room.start()
    download = room.begin(TorrentSource(album.torrent), stream=True)
    room.meet(download, seeder.address)
    room.wait_for(download, "downloading")
    room.wait(download, lambda row: row.files.exists())
    return album, download


async def test_every_byte_is_right_while_it_arrives(slow_album: tuple[Album, Download]) -> None:
    album, download = slow_album
    status, body, headers = await fetch(download, 2)
    assert status == 200
    assert body == album.bytes_of("03 Track 3.wav")
    assert headers["Content-Type"] == "audio/wav"  # type: ignore[index]


async def test_a_reader_finds_the_node_that_took_over(
    slow_album: tuple[Album, Download], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row named a node that is gone when the reader came; then another took over."""
    album, download = slow_album
    monkeypatch.setattr(streaming, "SAY_AGAIN_SECONDS", 0.3)
    rows = Download.objects.filter(id=download.id)
    await rows.aupdate(node="gone")
    reading = asyncio.create_task(fetch(download, 1, "bytes=0-9999"))
    done, _pending = await asyncio.wait({reading}, timeout=1.0)
    assert not done, "nobody heard it"
    await rows.aupdate(node="main")
    status, body, _headers = await reading
    assert (status, body) == (206, album.bytes_of("02 Track 2.wav")[:10_000])


async def test_many_readers_and_seeks_at_once(slow_album: tuple[Album, Download]) -> None:
    album, download = slow_album
    wanted = [(0, 4_000_000, 4_100_000), (1, 0, 70_000), (3, 2_500_001, 2_700_000), (3, 4_999_000, 4_999_999)]
    answers = await asyncio.gather(*(fetch(download, index, f"bytes={a}-{b}") for index, a, b in wanted))
    for (index, first, last), (status, body, headers) in zip(wanted, answers, strict=True):
        assert status == 206
        assert body == album.bytes_of(f"{index + 1:02} Track {index + 1}.wav")[first : last + 1]
        assert headers["Content-Range"] == f"bytes {first}-{last}/5000000"  # type: ignore[index]


async def test_a_seek_is_served_before_what_lies_between(slow_album: tuple[Album, Download], room: EngineRoom) -> None:
    _album, download = slow_album
    began = time.monotonic()
    await fetch(download, 3, "bytes=4000000-", most=256 * 1024)
    taken = time.monotonic() - began
    row = await Download.objects.aget(id=download.id)
    assert taken < 5.0, "at 2 MB/s the whole album takes ten seconds, these 256 KB an eighth of one"
    assert row.status == "downloading"


async def test_a_reader_that_leaves_gives_its_deadlines_back(
    slow_album: tuple[Album, Download], room: EngineRoom
) -> None:
    _album, download = slow_album
    engine = room.engine
    assert engine is not None
    await fetch(download, 1, most=1000)
    await sync_to_async(wait_until)(lambda: not engine.readers.present)


async def test_ranges_beyond_the_end_and_odd_ones(slow_album: tuple[Album, Download]) -> None:
    album, download = slow_album
    status, body, headers = await fetch(download, 0, "bytes=5000000-")
    assert (status, headers["Content-Range"]) == (416, "bytes */5000000")  # type: ignore[index]
    assert b"range_not_satisfiable" in body
    status, body, _headers = await fetch(download, 0, "bytes=-10")
    assert (status, body) == (206, album.bytes_of("01 Track 1.wav")[-10:])


async def test_what_cannot_be_streamed(slow_album: tuple[Album, Download], room: EngineRoom) -> None:
    _album, download = slow_album
    assert (await fetch(download, 99))[0] == 404
    unknown = await sync_to_async(room.begin)(MagnetSource(f"magnet:?xt=urn:btih:{'ab' * 20}"))
    status, body, _headers = await fetch(unknown, 0)
    assert status == 409
    assert b"no_metadata" in body


async def test_a_swarm_without_seeders_ends_in_503(
    room: EngineRoom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "FIRST_BYTES_WITHIN", 0.5)
    album = make_album(tmp_path)
    await sync_to_async(room.start)()
    download = await sync_to_async(room.begin)(TorrentSource(album.torrent))
    await sync_to_async(room.wait)(download, lambda row: row.files.exists())
    status, body, headers = await fetch(download, 0)
    assert status == 503
    assert headers["Retry-After"]  # type: ignore[index]
    assert b"not_there_yet" in body


async def test_the_first_bytes_come_within_a_second_of_the_click(
    room: EngineRoom, seeder: SeederProcess, tmp_path: Path
) -> None:
    album = make_album(tmp_path, tracks=8, track_bytes=8_000_000, piece_length=256 * 1024)
    seeder.add(album.torrent_file, album.folder.parent)
    await sync_to_async(room.start)()
    began = time.monotonic()
    download = await sync_to_async(room.begin)(MagnetSource(album.magnet(seeder.address[1])), stream=True)
    await sync_to_async(room.wait)(download, lambda row: row.files.exists())
    answer = await fetch(download, 0, "bytes=0-", most=256 * 1024)
    taken = time.monotonic() - began
    assert answer[1][: 256 * 1024] == album.bytes_of("01 Track 1.wav")[: 256 * 1024]
    print(f"click to 256 KB: {taken:.3f} s")
    assert taken < 3.0, "a second on a quiet machine; this one may be shared"
