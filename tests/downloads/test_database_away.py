"""The database is away for a while: the engine lives, bytes go on arriving, and the rows catch up."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from apps.downloads.domain import TorrentSource
from apps.downloads.engine import rows
from apps.downloads.leases import LeaseTerms
from tests.downloads.albums import make_album
from tests.downloads.conftest import EngineRoom, same_files, wait_until
from tests.sandbox.swarm import SeederProcess

TRACKS = ["01 Track 1.wav", "02 Track 2.wav", "03 Track 3.wav"]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A locked database is given up after a moment instead of 20 s, so that the error's way is what is tested."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's own absence is tested in test_postgres")
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.2)
    monkeypatch.setattr(rows, "RETRY_SECONDS", (0.2,))


@contextmanager
def locked() -> Iterator[None]:
    """Nobody else can write meanwhile."""
    holder = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        holder.execute("ROLLBACK")
        holder.close()


@pytest.mark.usefixtures("impatient")
def test_a_download_ends_while_the_database_is_locked(room: EngineRoom, seeder: SeederProcess) -> None:
    album = make_album(room.base, track_bytes=1_500_000)
    seeder.add(album.torrent_file, album.folder.parent, upload_limit=1_000_000)
    engine = room.start()
    download = room.begin(TorrentSource(album.torrent))
    room.meet(download, seeder.address)
    torrent = room.torrent(download)
    wait_until(lambda: torrent.progress is not None and torrent.progress.wanted_done > 300_000)
    with locked():
        seeder.limit(0)
        wait_until(lambda: torrent.has_arrived)
        wait_until(lambda: engine.rows.failures > 1)
        assert not engine.session.is_paused(), "alone, it holds its lease for minutes"
    row = room.wait_for(download, "verifying")
    assert row.done_bytes == row.size_bytes and row.completed_at is not None
    assert same_files(room.folder(download), album, *TRACKS, "cover.jpg", "rip.log")


@pytest.mark.usefixtures("impatient")
def test_an_engine_that_starts_without_its_database_waits_for_it(room: EngineRoom, seeder: SeederProcess) -> None:
    album = make_album(room.base)
    seeder.add(album.torrent_file, album.folder.parent)
    room.start()
    download = room.begin(TorrentSource(album.torrent))
    room.torrent(download)
    room.stop()
    with locked():
        engine = room.start()
        wait_until(lambda: engine.intake.tries > 1)
        assert not engine.torrents, "without a lease nothing is touched"
    room.meet(download, seeder.address)
    room.wait_for(download, "verifying")


@pytest.mark.usefixtures("impatient")
def test_a_stop_without_the_database_saves_what_the_next_start_needs(room: EngineRoom, seeder: SeederProcess) -> None:
    album = make_album(room.base)
    seeder.add(album.torrent_file, album.folder.parent)
    engine = room.start()
    download = room.begin(TorrentSource(album.torrent))
    torrent = room.torrent(download)
    with locked():
        room.meet(download, seeder.address)
        wait_until(lambda: torrent.has_arrived)
        engine.stop(3.0)
    assert room.wait_for(download, "downloading", "queued").completed_at is None
    room.start()
    room.wait_for(download, "verifying")
    assert same_files(room.folder(download), album, *TRACKS)


@pytest.mark.usefixtures("impatient")
def test_a_node_without_downloads_rests_too(room: EngineRoom) -> None:
    """One that rests has nothing to be ended for: what locks the database may be another node, stopped as it wrote."""
    lease = room.start(lease=LeaseTerms(shared=1.0, alone=1.0, renewal=0.2)).lease
    wait_until(lambda: lease.is_held)
    with locked():
        wait_until(lambda: lease.is_resting)
    wait_until(lambda: not lease.is_resting)
    assert lease.is_held
