"""libtorrent tells of every finished piece only while songs are to be judged or somebody listens."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from apps.downloads.domain import MagnetSource
from apps.downloads.engine import streams
from apps.downloads.engine.alerts import PIECE_PROGRESS
from apps.downloads.engine.engine import Engine
from apps.downloads.play_heads import PlayHead
from tests.downloads.albums import make_album
from tests.downloads.conftest import EngineRoom, same_files, wait_until
from tests.sandbox.swarm import SeederProcess


def hears_pieces(engine: Engine) -> bool:
    return bool(int(engine.session.get_settings()["alert_mask"]) & PIECE_PROGRESS)


def test_pieces_are_told_of_while_somebody_waits_for_them(
    room: EngineRoom, shared_seeder: SeederProcess, tmp_path: Path
) -> None:
    album = make_album(tmp_path, tracks=3, track_bytes=2_000_000, piece_length=64 * 1024)
    shared_seeder.add(album.torrent_file, album.folder.parent, upload_limit=1_500_000)
    engine = room.start()
    assert not hears_pieces(engine)
    download = room.begin(MagnetSource(album.magnet(shared_seeder.address[1])))
    torrent = room.torrent(download)
    wait_until(lambda: hears_pieces(engine))
    wait_until(lambda: bool(torrent.files) and not torrent.heads)
    wait_until(lambda: not hears_pieces(engine))
    head = PlayHead(reader="somebody", download_id=str(download.id), file_index=1, position=0, end=2_000_000)
    engine.post(lambda: streams.move_head(engine, head))
    wait_until(lambda: hears_pieces(engine) and any(torrent.settled))
    settled = sum(torrent.settled)
    wait_until(lambda: sum(torrent.settled) > settled)
    room.wait_for(download, "downloading")
    engine.post(lambda: streams.move_head(engine, dataclasses.replace(head, left=True)))
    wait_until(lambda: not hears_pieces(engine))
    shared_seeder.limit(0)
    room.wait_for(download, "verifying", "organising", "seeding")
    assert same_files(room.folder(download), album, "01 Track 1.wav", "02 Track 2.wav", "03 Track 3.wav")
