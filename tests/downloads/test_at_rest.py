"""A session at rest stays at rest, whatever ends another cause of it: the lease and the network know of each other."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from constance import config
from django.conf import LazySettings

from apps.downloads.domain import Status, TorrentSource
from apps.downloads.engine import lease, moves, seeding
from apps.downloads.engine.carrying import CarryingStopped, Progress, carry
from apps.downloads.leases import LeaseTerms
from apps.downloads.models import Download
from apps.downloads.services import change_download, move_download
from tests.downloads.albums import make_album
from tests.downloads.conftest import EngineRoom, wait_until

TERMS = LeaseTerms(renewal=0.2)
NOWHERE = "nosuch0"


def begin(room: EngineRoom, tmp_path: Path) -> Download:
    download = room.begin(TorrentSource(make_album(tmp_path).torrent))
    room.torrent(download)
    return download


def test_neither_a_way_out_nor_a_lease_alone_lets_the_session_run(
    room: EngineRoom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = room.start(lease=TERMS)
    begin(room, tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(lease, "REST_AFTER", 0.0)
        wait_until(lambda: engine.lease.is_resting)
        assert engine.session.is_paused()
        config.TORRENT_INTERFACE = NOWHERE
        wait_until(lambda: engine.network.state.held is not None)
        config.TORRENT_INTERFACE = ""
        wait_until(lambda: engine.network.state.held is None)
        assert engine.session.is_paused(), "another node may own the torrents"
        config.TORRENT_INTERFACE = NOWHERE
        wait_until(lambda: engine.network.state.held is not None)
    wait_until(lambda: not engine.lease.is_resting)
    assert engine.session.is_paused(), "the interface is still gone"
    config.TORRENT_INTERFACE = ""
    wait_until(lambda: not engine.session.is_paused())


def test_a_move_stops_with_the_lease_and_is_begun_anew(
    room: EngineRoom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    settings.DOWNLOAD_DIRS = [str(tmp_path / "other")]
    engine = room.start(lease=TERMS)
    download = begin(room, tmp_path)
    tries: list[Path] = []

    def slow(source: Path, target: Path, progress: Progress, is_stopped: Callable[[], bool]) -> None:
        tries.append(target)
        if len(tries) > 1:
            carry(source, target, progress, is_stopped)
            return
        wait_until(is_stopped)
        raise CarryingStopped

    monkeypatch.setattr(moves, "carry", slow)
    move_download(download.id, str(tmp_path / "other"))
    room.sync(download)
    wait_until(lambda: bool(tries))
    with monkeypatch.context() as patch:
        patch.setattr(lease, "REST_AFTER", 0.0)
        wait_until(lambda: engine.lease.is_resting)
    row = room.wait(download, lambda row: row.moved_at is not None)
    assert (len(tries), row.folder, row.move_failure) == (2, str(tries[0]), "")
    assert not room.folder(download).exists()


def test_what_nobody_can_take_is_neither_idle_nor_seeded(
    room: EngineRoom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seeding, "LOOK_SECONDS", 0.1)
    monkeypatch.setattr(seeding, "send_seeding_ended", lambda _id: None)
    engine = room.start()
    download = begin(room, tmp_path)
    torrent = room.torrent(download)
    config.TORRENT_INTERFACE = NOWHERE
    wait_until(lambda: engine.network.state.held is not None)
    wait_until(lambda: torrent.progress is not None)
    torrent.has_arrived, torrent.status = True, Status.SEEDING
    change_download(download.id, idle_goal=1, seeding_goal=1)
    room.sync(download)
    wait_until(lambda: torrent.wish.idle_goal == 1)
    since = time.monotonic()
    wait_until(lambda: torrent.given[1] > since + 1.5)
    assert torrent.status == Status.SEEDING
