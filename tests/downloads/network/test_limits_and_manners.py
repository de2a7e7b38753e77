"""Limits, the queue and the manners towards peers hold in the running engine as soon as they are set."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import libtorrent as lt
import pytest
from constance import config

from apps.downloads.domain import TorrentSource
from apps.downloads.models import Download
from apps.downloads.services import change_download, queue_download, recheck_download
from tests.downloads.albums import Album, make_album
from tests.downloads.conftest import EngineRoom, wait_until
from tests.sandbox.swarm import SeederProcess


def applied(room: EngineRoom, name: str) -> Any:
    assert room.engine is not None
    return room.engine.session.get_settings()[name]


def test_a_limit_slows_down_what_is_running_and_lets_it_go_again(
    room: EngineRoom, seeder: SeederProcess, tmp_path: Path
) -> None:
    album = make_album(tmp_path, track_bytes=4_000_000)
    seeder.add(album.torrent_file, album.folder.parent)
    config.LIMIT_LOCAL_PEERS, config.DOWNLOAD_LIMIT = True, 200_000
    room.start()
    download = room.begin(TorrentSource(album.torrent))
    room.meet(download, seeder.address)
    torrent = room.torrent(download)
    wait_until(lambda: torrent.progress is not None and torrent.progress.download_rate > 50_000)
    assert torrent.progress is not None
    assert torrent.progress.download_rate < 400_000
    assert torrent.progress.wanted_done < 4_000_000
    config.ALTERNATIVE_LIMITS, config.ALTERNATIVE_DOWNLOAD_LIMIT = "on", 0
    room.wait_for(download, "verifying")
    assert room.engine is not None
    assert room.engine.network.state.is_alternative


def test_limits_leave_the_home_network_free_unless_it_is_set(room: EngineRoom, tmp_path: Path) -> None:
    config.DOWNLOAD_LIMIT = 1_000
    album = make_album(tmp_path)
    room.start()
    with SeederProcess() as seeder:
        seeder.add(album.torrent_file, album.folder.parent)
        download = room.begin(TorrentSource(album.torrent))
        room.meet(download, seeder.address)
        room.wait_for(download, "verifying")


def test_the_queue_lets_so_many_run_and_force_goes_by_it(room: EngineRoom, tmp_path: Path) -> None:
    config.ACTIVE_DOWNLOADS, config.QUEUE_COUNTS_SLOW = 1, True
    room.start()
    downloads = [
        room.begin(TorrentSource(make_album(tmp_path, f"Album {number}", tracks=number).torrent))
        for number in (1, 2, 3)
    ]
    wait_until(lambda: statuses(downloads) == ["downloading", "queued", "queued"])
    room.sync(change_download(downloads[2].id, forced=True))
    wait_until(lambda: statuses(downloads) == ["downloading", "queued", "downloading"])
    config.ACTIVE_DOWNLOADS = 3
    wait_until(lambda: statuses(downloads) == ["downloading"] * 3)


def test_a_recheck_keeps_its_place_in_the_queue(room: EngineRoom, tmp_path: Path) -> None:
    room.start()
    first, second = (
        room.begin(TorrentSource(make_album(tmp_path, f"Album {number}", tracks=number).torrent)) for number in (1, 2)
    )
    room.sync(queue_download(second.id, to_front=True))
    other, handle = room.torrent(first).handle, room.torrent(second).handle
    wait_until(lambda: handle.queue_position() < other.queue_position())
    room.sync(recheck_download(second.id))
    wait_until(lambda: room.torrent(second).handle != handle)
    wait_until(lambda: room.torrent(second).handle.queue_position() < other.queue_position())


def statuses(downloads: list[Download]) -> list[str]:
    return [Download.objects.get(id=each.id).status for each in downloads]


@pytest.mark.parametrize(
    ("ours", "theirs", "meets"),
    [("required", "pe_disabled", False), ("off", "pe_forced", False), ("required", "pe_forced", True),
     ("allowed", "pe_forced", True), ("allowed", "pe_disabled", True), ("off", "pe_disabled", True)],
)  # fmt: skip
def test_encryption_between_two_sessions(room: EngineRoom, tmp_path: Path, ours: str, theirs: str, meets: bool) -> None:
    album = make_album(tmp_path, tracks=1, track_bytes=100_000)
    config.ENCRYPTION = ours
    room.start()
    policy = int(getattr(lt.enc_policy, theirs))
    with seeding(album, out_enc_policy=policy, in_enc_policy=policy) as (session, address):
        download = room.begin(TorrentSource(album.torrent))
        room.meet(download, address)
        if meets:
            room.wait_for(download, "verifying")
        else:
            wait_until(lambda: refused(session))
            assert Download.objects.get(id=download.id).done_bytes == 0


def refused(session: Any) -> bool:
    """Whether the session turned a peer away, or was turned away."""
    return any(isinstance(alert, lt.peer_error_alert | lt.peer_disconnected_alert) for alert in session.pop_alerts())


@pytest.mark.parametrize("anonymous", [False, True])
def test_an_anonymous_peer_does_not_tell_its_program(room: EngineRoom, tmp_path: Path, anonymous: bool) -> None:
    album = make_album(tmp_path, track_bytes=3_000_000)
    config.ANONYMOUS_MODE = anonymous
    room.start()
    with seeding(album, upload_rate_limit=0) as (session, address):
        session.get_torrents()[0].set_upload_limit(300_000)
        download = room.begin(TorrentSource(album.torrent))
        room.meet(download, address)
        handle = session.get_torrents()[0]
        wait_until(lambda: any(peer.total_upload for peer in handle.get_peer_info()))
        peer = handle.get_peer_info()[0]
        told = (b"TrustTune" in bytes(peer.client), bytes(peer.pid.to_bytes()).startswith(b"-TT"))
        assert told == ((False, False) if anonymous else (True, True))


@contextmanager
def seeding(album: Album, **settings: Any) -> Iterator[tuple[Any, tuple[str, int]]]:
    """A second libtorrent session in this process that has the album."""
    parameters = lt.session_params()
    parameters.settings = {
        "listen_interfaces": "127.0.0.1:0", "enable_dht": False, "enable_lsd": False, "enable_upnp": False,
        "enable_natpmp": False, "enable_outgoing_utp": False, "enable_incoming_utp": False,
        "alert_mask": int(lt.alert.category_t.all_categories), "alert_queue_size": 20_000, **settings,
    }  # fmt: skip
    session = lt.session(parameters)
    torrent = lt.load_torrent_buffer(album.torrent)
    torrent.save_path, torrent.flags = str(album.folder.parent), lt.torrent_flags.seed_mode
    session.add_torrent(torrent)
    wait_until(lambda: session.is_listening() and session.listen_port() > 0)
    yield session, ("127.0.0.1", session.listen_port())
    session.pause()
