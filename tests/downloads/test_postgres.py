"""A home on PostgreSQL, which is restarted under it."""

from __future__ import annotations

import pytest
from django.db import connection

from apps.downloads.domain import TorrentSource
from tests.downloads.albums import make_album
from tests.downloads.conftest import EngineRoom, same_files, wait_until
from tests.postgres_server import Postgres
from tests.sandbox.swarm import SeederProcess

TRACKS = ["01 Track 1.wav", "02 Track 2.wav", "03 Track 3.wav"]


@pytest.mark.postgres
def test_a_download_ends_while_postgres_is_away(
    room: EngineRoom, seeder: SeederProcess, postgres: Postgres | None
) -> None:
    if postgres is None:
        pytest.skip("make test-postgres runs this")
    album = make_album(room.base, track_bytes=1_500_000)
    seeder.add(album.torrent_file, album.folder.parent, upload_limit=1_000_000)
    engine = room.start()
    download = room.begin(TorrentSource(album.torrent))
    room.meet(download, seeder.address)
    torrent = room.torrent(download)
    wait_until(lambda: torrent.progress is not None and torrent.progress.wanted_done > 300_000)
    connection.close()
    postgres.stop()
    try:
        seeder.limit(0)
        wait_until(lambda: torrent.has_arrived)
        wait_until(lambda: engine.rows.failures > 0)
    finally:
        postgres.start()
    row = room.wait_for(download, "verifying")
    assert row.done_bytes == row.size_bytes and row.completed_at is not None
    assert same_files(room.folder(download), album, *TRACKS, "cover.jpg", "rip.log")
