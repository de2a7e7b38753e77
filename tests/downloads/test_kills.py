"""`kill -9` at any moment: the download goes on, ends with the right bytes, and little is fetched twice."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from apps.downloads.domain import TorrentSource
from apps.downloads.models import Download
from apps.downloads.services import start_download
from tests.downloads.albums import Album, make_album
from tests.downloads.conftest import EngineRoom, same_files
from tests.downloads.killable import KillableEngine
from tests.sandbox.swarm import SeederProcess

TRACKS = [f"{number:02} Track {number}.wav" for number in range(1, 5)]
ROUNDS = 50
DONE = ("verifying", "organising", "seeding")


def uploaded(seeder: SeederProcess, album: Album) -> int:
    return int(seeder.status()["torrents"][album.info_hash]["uploaded"])


def kill_loop(room: EngineRoom, seeder: SeederProcess, base: Path, *, kills: int, track_bytes: int, rate: int) -> None:
    album = make_album(base, tracks=4, track_bytes=track_bytes, piece_length=64 * 1024)
    seeder.add(album.torrent_file, album.folder.parent, upload_limit=rate)
    torrent = album.torrent
    host, port = seeder.address
    download, _created = start_download(TorrentSource(torrent))
    Download.objects.filter(id=download.id).update(magnet=f"magnet:?xt=urn:btih:{album.info_hash}&x.pe={host}:{port}")
    chance, seconds = random.Random(4), 4 * track_bytes / rate
    with KillableEngine(base) as engine:
        for _turn in range(kills):
            engine.start()
            time.sleep(chance.uniform(0.0, 2 * seconds / kills))  # the moment of the kill is what is varied here
            engine.kill()
        seeder.limit(0)
        engine.start()
        row = room.wait_for(download, *DONE, within=60)
        engine.stop()
    assert same_files(room.folder(download), album, *TRACKS, "cover.jpg", "rip.log")
    again = uploaded(seeder, album) / row.size_bytes - 1
    print(f"{kills} kills: {again:.1%} fetched again")
    assert again <= 0.05


def test_killed_five_times(room: EngineRoom, seeder: SeederProcess, tmp_path: Path) -> None:
    kill_loop(room, seeder, tmp_path, kills=5, track_bytes=8_000_000, rate=4_000_000)


@pytest.mark.soak
@pytest.mark.timeout(1200)
def test_killed_fifty_times(room: EngineRoom, seeder: SeederProcess, tmp_path: Path) -> None:
    kill_loop(room, seeder, tmp_path, kills=50, track_bytes=75_000_000, rate=3_000_000)


@pytest.mark.soak
@pytest.mark.timeout(1500)
def test_fifty_downloads_each_killed_at_some_moment(room: EngineRoom, seeder: SeederProcess, tmp_path: Path) -> None:
    """From before the first byte until after the last: each ends with the right bytes; little is fetched again."""
    album = make_album(tmp_path, tracks=4, track_bytes=4_000_000, piece_length=64 * 1024)
    seeder.add(album.torrent_file, album.folder.parent, upload_limit=4_000_000)
    host, port = seeder.address
    peer = f"magnet:?xt=urn:btih:{album.info_hash}&x.pe={host}:{port}"
    engine, chance = KillableEngine(tmp_path), random.Random(50)
    for _round in range(ROUNDS):
        download, _created = start_download(TorrentSource(album.torrent))
        Download.objects.filter(id=download.id).update(magnet=peer)
        engine.start()
        time.sleep(chance.uniform(0.0, 6.0))  # the moment of the kill is what is varied here
        engine.kill()
        engine.start()
        row = room.wait_for(download, *DONE, within=60)
        engine.kill()
        assert same_files(room.folder(download), album, *TRACKS, "cover.jpg", "rip.log")
        Download.objects.all().delete()
    time.sleep(2.0)  # the seeder counts once a second
    again = uploaded(seeder, album) / (ROUNDS * row.size_bytes) - 1
    print(f"{ROUNDS} downloads killed once each: {again:.1%} fetched again")
    assert again <= 0.05
