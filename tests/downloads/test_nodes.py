"""Two `torrents` workers over the same disk: one dies or is stopped, the other goes on, and never both."""

from __future__ import annotations

import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction

from apps.downloads.domain import TorrentSource
from apps.downloads.models import Download, TorrentNode
from apps.downloads.nodes import live_nodes
from apps.downloads.services import start_download
from tests.downloads.albums import Album, make_album
from tests.downloads.conftest import EngineRoom, same_files, wait_until
from tests.downloads.killable import KillableEngine
from tests.sandbox.swarm import SeederProcess

TRACKS = [f"{number:02} Track {number}.wav" for number in range(1, 5)]
DONE = ("verifying", "organising", "seeding")
LEASE = {"shared": 3.0, "renewal": 0.4}


@pytest.fixture
def nodes(room: EngineRoom, tmp_path: Path) -> Iterator[Callable[..., list[KillableEngine]]]:
    """Starts the workers a and b; what still runs at the end is killed."""
    started: list[KillableEngine] = []

    def start(**options: object) -> list[KillableEngine]:
        started.extend(KillableEngine(tmp_path, name, lease=LEASE, **options) for name in "ab")
        for engine in started:
            engine.launch()
        for engine in started:
            engine.wait()
        both_live()
        return started

    yield start
    for engine in started:
        if engine.process is not None and engine.ended() is None:
            engine.kill()


def both_live() -> None:
    wait_until(lambda: live_nodes().count() == 2)
    # each must have heard of the other, or it may still hold the long lease of one who is alone
    wait_until(lambda: not any(row.lease_until.timestamp() > time.time() + 60 for row in TorrentNode.objects.all()))


def begin(a: KillableEngine, seeder: SeederProcess, album: Album) -> Download:
    """A download under way on `a`, slowly."""
    seeder.add(album.torrent_file, album.folder.parent, upload_limit=1_500_000)
    host, port = seeder.address
    with transaction.atomic():  # the engine is told once it is committed, peers and all
        download, _created = start_download(TorrentSource(album.torrent))
        magnet = f"magnet:?xt=urn:btih:{album.info_hash}&x.pe={host}:{port}"
        Download.objects.filter(id=download.id).update(magnet=magnet)
    a.torrents(sync=download.id)
    wait_until(lambda: uploaded(seeder, album) > 2_000_000, within=15)
    assert owner(download) == "a"
    return download


def uploaded(seeder: SeederProcess, album: Album) -> int:
    return int(seeder.status()["torrents"][album.info_hash]["uploaded"])


def ends_well(room: EngineRoom, seeder: SeederProcess, album: Album, download: Download) -> None:
    seeder.limit(0)
    row = room.wait_for(download, *DONE, within=40)
    assert row.node == "b"
    assert same_files(room.folder(download), album, *TRACKS, "cover.jpg", "rip.log")
    assert uploaded(seeder, album) / row.size_bytes - 1 <= 0.05 + 500_000 / row.size_bytes, "what was there stays"


def owner(download: Download) -> str:
    return Download.objects.values_list("node", flat=True).get(id=download.id)


def stop_between_writes(engine: KillableEngine) -> None:
    """SIGSTOP at a moment when it does not hold SQLite's lock, without which no node could renew its lease."""
    for _turn in range(20):
        engine.signal(signal.SIGSTOP)
        try:
            with sqlite3.connect(connection.settings_dict["NAME"], timeout=0.05, isolation_level=None) as probe:
                probe.execute("BEGIN IMMEDIATE")
                probe.execute("ROLLBACK")
            return
        except sqlite3.OperationalError:
            engine.signal(signal.SIGCONT)
    pytest.fail("the database was locked each time")


def test_a_killed_nodes_download_goes_on_elsewhere(
    room: EngineRoom, seeder: SeederProcess, tmp_path: Path, nodes: Callable[..., list[KillableEngine]]
) -> None:
    a, _b = nodes()
    album = make_album(tmp_path, tracks=4, track_bytes=2_000_000)
    download = begin(a, seeder, album)
    a.kill()
    killed_at = time.monotonic()
    wait_until(lambda: owner(download) == "b", within=15)
    print(f"taken over after {time.monotonic() - killed_at:.1f} s of a lease of {LEASE['shared']} s")
    ends_well(room, seeder, album, download)


def test_a_stopped_node_is_ended_by_the_kernel_before_another_begins(
    room: EngineRoom, seeder: SeederProcess, tmp_path: Path, nodes: Callable[..., list[KillableEngine]]
) -> None:
    if sys.platform != "linux":
        pytest.skip("the watchdog needs Linux")
    a, _b = nodes()
    album = make_album(tmp_path, tracks=4, track_bytes=2_000_000)
    download = begin(a, seeder, album)
    stop_between_writes(a)
    wait_until(lambda: owner(download) == "b", within=15)
    assert a.is_killed(), "the other began while this one could still wake up"
    wait_until(lambda: a.ended() == -signal.SIGKILL)
    ends_well(room, seeder, album, download)


def test_a_node_that_wakes_too_late_lets_go_before_it_does_anything(
    room: EngineRoom, seeder: SeederProcess, tmp_path: Path, nodes: Callable[..., list[KillableEngine]]
) -> None:
    a, b = nodes(watchdog=False)
    album = make_album(tmp_path, tracks=4, track_bytes=2_000_000)
    download = begin(a, seeder, album)
    stop_between_writes(a)
    wait_until(lambda: owner(download) == "b", within=15)
    fence = TorrentNode.objects.get(name="a").fence
    a.signal(signal.SIGCONT)
    wait_until(lambda: a.torrents() == 0, within=3)
    wait_until(lambda: b.torrents() == 1)
    wait_until(lambda: TorrentNode.objects.get(name="a").fence > fence)
    ends_well(room, seeder, album, download)
    assert a.torrents() == 0
