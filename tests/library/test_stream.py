"""A track over HTTP: ranges, conditions, HEAD, transcoding, and nothing but tracks of the library."""

import asyncio
import io
import uuid
from pathlib import Path

import av
import pytest
from django.test import AsyncClient, AsyncRequestFactory

from apps.library.models import Track
from apps.library.scanning.scan import scan
from apps.library.streams import growing, renditions
from apps.library.streams.ranges import ByteRange, UnsatisfiableRangeError, parse_range
from tests.library.albums import tag, write_audio

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("valkey")]


@pytest.fixture
def track(music: Path) -> Track:
    tag(write_audio(music / "A" / "B" / "01 C.flac", seconds=3.0), title="C", artist="A", album="B")
    scan()
    return Track.objects.get()


@pytest.fixture
def data(music: Path) -> bytes:
    return (music / "A" / "B" / "01 C.flac").read_bytes()


def address(track: Track, query: str = "") -> str:
    return f"/api/library/tracks/{track.pk}/stream{query}"


async def body(response: object) -> bytes:
    return b"".join([chunk async for chunk in response])  # type: ignore[attr-defined]


async def test_the_whole_file(async_client: AsyncClient, track: Track, data: bytes) -> None:
    answer = await async_client.get(address(track))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "audio/flac"
    assert answer["Accept-Ranges"] == "bytes"
    assert answer["Content-Length"] == str(len(data))
    assert await body(answer) == data


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [("bytes=0-0", 0, 0), ("bytes=100-199", 100, 199), ("bytes=1000-", 1000, None), ("bytes=-50", -50, None)],
)
async def test_a_part(
    async_client: AsyncClient, track: Track, data: bytes, header: str, first: int, last: int | None
) -> None:
    answer = await async_client.get(address(track), headers={"Range": header})
    assert answer.status_code == 206
    expected = data[first:] if last is None else data[first : last + 1]
    assert await body(answer) == expected
    assert answer["Content-Range"].endswith(f"/{len(data)}")


async def test_what_no_browser_plays_comes_as_mp3_unless_the_original_is_asked_for(
    async_client: AsyncClient, track: Track, data: bytes
) -> None:
    await Track.objects.aupdate(format="WavPack")
    answer = await async_client.get(address(track))
    assert answer["Content-Type"] == "audio/mpeg"
    await body(answer)
    assert await body(await async_client.get(address(track, "?format=original"))) == data


async def test_beyond_the_end(async_client: AsyncClient, track: Track, data: bytes) -> None:
    answer = await async_client.get(address(track), headers={"Range": f"bytes={len(data)}-"})
    assert answer.status_code == 416
    assert answer["Content-Range"] == f"bytes */{len(data)}"
    assert answer.json()["error"]["code"] == "range_not_satisfiable"


async def test_head_has_the_headers_alone(async_client: AsyncClient, track: Track, data: bytes) -> None:
    answer = await async_client.head(address(track))
    assert answer.status_code == 200
    assert answer["Content-Length"] == str(len(data))
    assert answer.content == b""


async def test_conditions(async_client: AsyncClient, track: Track) -> None:
    etag = (await async_client.head(address(track)))["ETag"]
    assert (await async_client.get(address(track), headers={"If-None-Match": etag})).status_code == 304
    stale = await async_client.get(address(track), headers={"Range": "bytes=0-9", "If-Range": '"other"'})
    assert stale.status_code == 200
    fresh = await async_client.get(address(track), headers={"Range": "bytes=0-9", "If-Range": etag})
    assert fresh.status_code == 206


async def test_unknown_and_missing(async_client: AsyncClient, track: Track, music: Path) -> None:
    assert (await async_client.get(f"/api/library/tracks/{uuid.uuid4()}/stream")).status_code == 404
    (music / "A" / "B" / "01 C.flac").unlink()
    gone = await async_client.get(address(track))
    assert (gone.status_code, gone.json()["error"]["code"]) == (404, "file_missing")


@pytest.mark.parametrize(("form", "codec"), [("opus", "opus"), ("mp3", "mp3float")])
async def test_a_transcoded_track_plays_and_can_be_sought(
    async_client: AsyncClient, track: Track, form: str, codec: str
) -> None:
    answer = await async_client.get(address(track, f"?format={form}&bitrate=96"))
    assert answer.status_code == 200
    whole = await body(answer)
    with av.open(io.BytesIO(whole)) as container:
        assert container.streams.audio[0].codec_context.name == codec
        seconds = sum(frame.samples / frame.sample_rate for frame in container.decode(audio=0))
    assert seconds == pytest.approx(3.0, abs=0.1)
    part = await async_client.get(address(track, f"?format={form}&bitrate=96"), headers={"Range": "bytes=500-999"})
    assert part.status_code == 206
    assert await body(part) == whole[500:1000]


async def test_a_transcoded_track_can_start_later(async_client: AsyncClient, track: Track) -> None:
    answer = await async_client.get(address(track, "?format=mp3&start=2"))
    with av.open(io.BytesIO(await body(answer))) as container:
        seconds = sum(frame.samples / frame.sample_rate for frame in container.decode(audio=0))
    assert seconds == pytest.approx(1.0, abs=0.1)
    assert (await async_client.get(address(track, "?format=mp3&start=99"))).status_code == 422


async def test_a_rendition_is_heard_while_it_is_made(
    async_client: AsyncClient, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from asgiref.sync import sync_to_async

    tag(write_audio(music / "A" / "B" / "02 Long.flac", seconds=60), title="Long")
    await sync_to_async(scan)()
    long = await Track.objects.aget(title="Long")
    monkeypatch.setattr(growing, "SOON_SECONDS", 0.0)
    answer = await async_client.get(address(long, "?format=opus"))
    assert answer.status_code == 200
    assert "Content-Length" not in answer
    with av.open(io.BytesIO(await body(answer))) as container:
        seconds = sum(frame.samples / frame.sample_rate for frame in container.decode(audio=0))
    assert seconds == pytest.approx(60.0, abs=0.1)


async def test_a_part_of_a_rendition_is_given_before_the_whole_is_made(tmp_path: Path) -> None:
    """A rendition that stands still in the middle, as one of a long track does for a client that asks early."""
    made = renditions.Rendition(tmp_path / "whole.mp3", tmp_path / ".draft")
    made.draft.write_bytes(bytes(range(256)) * 4)
    request = AsyncRequestFactory()
    answer = await growing.rendition_response(request.get("/", headers={"Range": "bytes=300-309"}), made, "audio/mpeg")
    assert (answer.status_code, answer["Content-Range"], answer["Content-Length"]) == (206, "bytes 300-309/*", "10")
    assert await body(answer) == bytes(range(44, 54))


async def test_a_broken_file_is_told(async_client: AsyncClient, track: Track, music: Path) -> None:
    (music / "A" / "B" / "01 C.flac").write_bytes(b"fLaC" + b"\0" * 5000)
    answer = await async_client.get(address(track, "?format=opus"))
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "not_playable")


async def test_many_at_once_are_bounded(
    async_client: AsyncClient, track: Track, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renditions, "MOST_WAITING", 0)
    answer = await async_client.get(address(track, "?format=opus&bitrate=64"))
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"


async def test_twenty_listeners_share_one_rendition(async_client: AsyncClient, track: Track) -> None:
    answers = await asyncio.gather(*(async_client.get(address(track, "?format=mp3&bitrate=64")) for _ in range(20)))
    bodies = {await body(answer) for answer in answers}
    assert len(bodies) == 1


def test_ranges_by_the_rfc() -> None:
    assert parse_range("bytes=0-", 10) == ByteRange(0, 9)
    assert parse_range("bytes=5-100", 10) == ByteRange(5, 9)
    assert parse_range("bytes=-100", 10) == ByteRange(0, 9)
    for ignored in (None, "", "bytes=5-3", "items=0-1", "bytes=0-1,3-4", "bytes=a-b", "bytes=-"):
        assert parse_range(ignored, 10) is None
    for beyond in ("bytes=10-", "bytes=-0"):
        with pytest.raises(UnsatisfiableRangeError):
            parse_range(beyond, 10)
