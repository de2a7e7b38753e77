"""MusicBrainz: requests, answers, outages and the pace of the whole installation."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import musicbrainzngs
import pytest
import redis

from apps.search.catalogue import pacing, requests
from apps.search.catalogue.answers import read_edition
from apps.search.catalogue.domain import CatalogueFailed, ReleaseGroup
from apps.search.catalogue.musicbrainz import MusicBrainz
from apps.search.catalogue.pacing import Pace
from tests.search.servers import Asked, Reply, Server

ALBUMS = requests.search_release_groups(artist="dynamo go", releasegroup="affordable pop music")


def musicbrainz(server: Server, tmp_path: Path, rate: float = 0.0, deadline: float = 2.0) -> MusicBrainz:
    return MusicBrainz(server.url, Pace(rate, "redis://127.0.0.1:1/0", tmp_path / "turn"), deadline=deadline)


def xml(folder: Path, name: str) -> Reply:
    return Reply((folder / "musicbrainz" / "ws2_xml" / name).read_bytes(), headers={"Content-Type": "application/xml"})


def test_the_library_composes_and_its_own_transport_is_untouched(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ALBUMS.key == (
        "release-group?limit=12&query=artist%3A%28dynamo+go%29+releasegroup%3A%28affordable+pop+music%29"
    )
    assert "\\!" in requests.search_artists("!!!").arguments[1][1]
    monkeypatch.setattr(musicbrainzngs.musicbrainz, "_useragent", "")
    with pytest.raises(musicbrainzngs.UsageError):  # the public module still has its own way out
        musicbrainzngs.search_artists(artist="x")


def test_every_real_answer_is_read(shared_data: Path) -> None:
    for file in sorted((shared_data / "musicbrainz" / "ws2_xml").rglob("*.xml")):
        assert requests.read_answer(file.read_bytes())


def test_editions_have_their_tracks_lengths_and_credits(shared_data: Path) -> None:
    for file in sorted((shared_data / "musicbrainz" / "ws2_xml" / "release").glob("*.xml")):
        answer = requests.read_answer(file.read_bytes())["release"]
        edition = read_edition(answer)
        assert edition.release_mbid == file.name[:36]
        assert edition.title
        listed = sum(
            len(medium.get("track-list", [])) + len(medium.get("data-track-list", [])) + ("pregap" in medium)
            for medium in answer.get("medium-list", [])
        )
        assert edition.track_count == listed
        assert all(track.title for medium in edition.media for track in medium.tracks)
    name = "833d4c3a-2635-4b7a-83c4-4e560588f23a-recordings+artist-credits.xml"
    edition = read_edition(
        requests.read_answer((shared_data / "musicbrainz/ws2_xml/release" / name).read_bytes())["release"]
    )
    assert (edition.title, edition.artist_credit, edition.edition_date) == ("Ruined Subjects", "JT Bruce", "2011-08-09")
    first = edition.media[0].tracks[0]
    assert (first.title, first.length, first.number) == ("Pollux", 246.0, "1")


async def test_release_groups_come_in_the_answers_order(shared_data: Path, tmp_path: Path) -> None:
    with Server(lambda asked: xml(shared_data, "search-release-group.xml")) as server:
        groups = await musicbrainz(server, tmp_path).release_groups(ALBUMS)
    assert len(groups) == 25
    assert (groups[0].title, groups[0].artist_credit, groups[0].kind) == ("Affordable Pop Music", "Dynamo Go", "ep")
    assert groups[0].score == 1.0
    assert server.asked[0].path == "/ws/2/release-group"
    assert "TrustTune/" in server.asked[0].headers["User-Agent"]
    assert "http" in server.asked[0].headers["User-Agent"]  # a way to find us, as they ask for


async def test_recordings_name_the_groups_they_are_on(shared_data: Path, tmp_path: Path) -> None:
    with Server(lambda asked: xml(shared_data, "search-recording.xml")) as server:
        recordings = await musicbrainz(server, tmp_path).recordings(requests.search_recordings(recording="thief"))
    assert recordings[0].title == "Thief of Hearts"
    assert recordings[0].length == pytest.approx(198.586)


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(b"<html><h1>502 Bad Gateway</h1></html>", 502), "status"),
        (Reply(b'{"error": "busy"}', 503), "busy"),
        (Reply(b"not xml"), "malformed"),
        (Reply(b"<metadata"), "malformed"),
        (Reply(b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><metadata>&a;</metadata>'), "malformed"),
        (Reply(b"x" * 9_000_000), "unreachable"),
        (Reply(hang=True), "timeout"),
    ],
)
async def test_an_outage_has_a_name(reply: Reply, code: str, tmp_path: Path) -> None:
    with Server(lambda asked: reply) as server, pytest.raises(CatalogueFailed) as failed:
        await musicbrainz(server, tmp_path, deadline=0.8).release_groups(ALBUMS)
    assert failed.value.code == code
    assert failed.value.message.startswith("MusicBrainz")


async def test_what_does_not_exist_is_no_failure(tmp_path: Path) -> None:
    with Server(lambda asked: Reply(b'{"error": "Not Found"}', 404)) as server:
        assert await musicbrainz(server, tmp_path).edition("00000000-0000-4000-8000-000000000000") is None
        assert await musicbrainz(server, tmp_path).editions(ReleaseGroup("x", "t", "a")) == []


async def test_a_503_is_honoured_and_asked_again(shared_data: Path, tmp_path: Path) -> None:
    answers = iter([Reply(b"", 503, {"Retry-After": "1"}), xml(shared_data, "search-release-group.xml")])
    times: list[float] = []

    def reply(asked: Asked) -> Reply:
        times.append(time.monotonic())
        return next(answers)

    with Server(reply) as server:
        groups = await musicbrainz(server, tmp_path, rate=50, deadline=3).release_groups(ALBUMS)
    assert len(groups) == 25
    assert times[1] - times[0] >= 1.0


@pytest.fixture
def turns(valkey: str) -> Iterator[str]:
    """The Valkey that hands out turns, without a turn taken before or left behind."""
    client = redis.from_url(valkey)
    client.delete(pacing.KEY)
    yield valkey
    client.delete(pacing.KEY)


@pytest.mark.parametrize("shared_by", ["valkey", "file"])
async def test_all_processes_together_keep_the_pace(shared_by: str, turns: str, tmp_path: Path) -> None:
    address = turns if shared_by == "valkey" else "redis://127.0.0.1:1/0"
    paces = [Pace(4.0, address, tmp_path / "turn") for _process in range(3)]
    taken: list[float] = []

    async def take(pace: Pace) -> None:
        await pace.turn(within=5)
        taken.append(time.monotonic())

    await asyncio.gather(*(take(pace) for pace in paces for _again in range(2)))
    # Six turns at four a second: five quarters of a second, less the lateness of the first on a busy machine.
    assert max(taken) - min(taken) >= 1.0


async def test_a_turn_that_comes_too_late_is_not_waited_for(turns: str, tmp_path: Path) -> None:
    pace = Pace(0.5, turns, tmp_path / "turn")
    await pace.hold_off(3)
    started = time.monotonic()
    with pytest.raises(CatalogueFailed) as failed:
        await pace.turn(within=1)
    assert failed.value.code == "busy"
    assert time.monotonic() - started < 1


async def test_a_mirror_has_no_pace(tmp_path: Path) -> None:
    pace = Pace(0.0, "redis://127.0.0.1:1/0", tmp_path / "turn")
    started = time.monotonic()
    for _turn in range(100):
        await pace.turn(within=0)
    assert time.monotonic() - started < 0.5
