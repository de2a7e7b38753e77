"""Bound to an interface, nothing leaves by another way; where the interface is gone everything pauses until it is back.

Every packet on the other way is captured. The same traffic does go that way while nothing is bound.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from constance import config

from apps.downloads import queries
from apps.downloads.domain import TorrentSource
from apps.downloads.engine.dht_index.boot_step import reader_options
from apps.downloads.engine.dht_index.lookups import Wanted
from apps.downloads.engine.dht_index.reader import SwarmReader
from apps.downloads.engine.dht_index.session import ReaderOptions
from apps.downloads.engine.session import SessionOptions
from apps.downloads.models import Download
from tests.downloads.albums import Album, make_album
from tests.downloads.conftest import EngineRoom, wait_until
from tests.downloads.network.namespaces import PEER, PEER6, WORLD, WORLD6, Sniffer, TwoWays, two_ways
from tests.downloads.network.world import SEEDER_PORT, UDP_TRACKER_PORT, WEB_PORT, World
from tests.sandbox.swarm import make_torrent

__all__ = ["two_ways"]  # a fixture
SESSION = SessionOptions(
    listen="0.0.0.0:6881,[::]:6881",
    dht=True,
    dht_bootstrap=f"{PEER}:{SEEDER_PORT}",
    utp=True,
    version="1.0",
)
SILENCE_SECONDS = 1.5


@pytest.fixture
def album(tmp_path: Path) -> Album:
    made = make_album(tmp_path, track_bytes=1_500_000)
    trackers = [
        f"http://{WORLD}:{WEB_PORT}/announce",
        f"http://[{WORLD6}]:{WEB_PORT}/announce",
        f"udp://{WORLD}:{UDP_TRACKER_PORT}",
    ]
    torrent = make_torrent(made.folder, trackers=trackers, web_seeds=[f"http://{WORLD}:{WEB_PORT}/nothing/"])
    return Album(made.folder, torrent, made.torrent_file, made.info_hash)


@pytest.fixture
def far(two_ways: TwoWays, album: Album) -> Iterator[World]:
    world = two_ways.inside(two_ways.far, lambda: World(album, upload_limit=150_000))
    yield world
    world.close()


@pytest.fixture
def reader(room: EngineRoom, two_ways: TwoWays) -> Iterator[SwarmReader]:
    options = ReaderOptions(reader_options().node, room.base / "reader", SESSION)

    def start() -> SwarmReader:
        made = SwarmReader(options)
        made.start()
        return made

    made = two_ways.inside(two_ways.home, start)
    yield made
    made.stop(2.0)


def test_nothing_leaves_by_another_way(
    room: EngineRoom, two_ways: TwoWays, far: World, album: Album, reader: SwarmReader
) -> None:
    eth, vpn = two_ways.sniff(two_ways.near, "eth1"), two_ways.sniff(two_ways.far, "vpn1")
    two_ways.inside(two_ways.home, lambda: room.start(session=SESSION))
    look_into(reader, two_ways)
    wait_until(lambda: eth.saw("tcp") and eth.saw("udp"))  # unbound, it goes the way that the system prefers

    config.TORRENT_INTERFACE = "vpn0"
    wait_until(lambda: bound(room) and listens_at(room) >= {"10.71.0.2", "fd71::2"})
    eth.forget()
    vpn.forget()
    look_into(reader, two_ways)
    download = room.begin(TorrentSource(album.torrent))
    arrived = moves(room, download)
    assert vpn.saw("tcp")
    assert vpn.saw("udp")
    assert eth.seen() == []

    two_ways.take_routes()
    urge(room, download)
    stays_silent(eth)

    two_ways.take_addresses()
    assert_paused_for(download, "interface_down")
    urge(room, download)
    look_into(reader, two_ways)
    stays_silent(eth)

    two_ways.give_addresses()
    wait_until(lambda: document(download)["error"] is None and document(download)["status"] == "downloading")
    assert moves(room, download) >= arrived
    assert eth.seen() == []

    two_ways.take_interface()
    assert_paused_for(download, "interface_down")
    urge(room, download)
    look_into(reader, two_ways)
    stays_silent(eth)

    two_ways.connect_vpn()
    far.handle.set_upload_limit(0)
    room.wait_for(download, "verifying", within=30)
    assert eth.seen() == []


def test_an_engine_that_starts_without_its_interface_sends_nothing(
    room: EngineRoom, two_ways: TwoWays, far: World, album: Album
) -> None:
    eth = two_ways.sniff(two_ways.near, "eth1")
    config.TORRENT_INTERFACE = "vpn0"
    two_ways.take_interface()
    far.handle.set_upload_limit(0)
    two_ways.inside(two_ways.home, lambda: room.start(session=SESSION))
    download = room.begin(TorrentSource(album.torrent))
    assert_paused_for(download, "interface_down")
    urge(room, download)
    stays_silent(eth)
    two_ways.connect_vpn()
    room.wait_for(download, "verifying", within=30)
    assert eth.seen() == []


def bound(room: EngineRoom) -> bool:
    assert room.engine is not None
    return bool(room.engine.session.get_settings()["outgoing_interfaces"] == "vpn0")


def listens_at(room: EngineRoom) -> set[str]:
    assert room.engine is not None
    return {each.address for each in room.engine.network.state.sockets}


def moves(room: EngineRoom, download: Download) -> int:
    """Wait until some content came; how much there is."""
    torrent = room.torrent(download)
    before = torrent.progress.downloaded if torrent.progress else 0
    wait_until(lambda: torrent.progress is not None and torrent.progress.downloaded > before, within=20)
    assert torrent.progress is not None
    return torrent.progress.downloaded


def document(download: Download) -> dict[str, object]:
    return queries.download_document(Download.objects.get(id=download.id))


def assert_paused_for(download: Download, code: str) -> None:
    wait_until(lambda: document(download)["status"] == "paused")
    error = document(download)["error"]
    assert isinstance(error, dict)
    assert error["code"] == code
    assert "vpn0" in error["message"]


def urge(room: EngineRoom, download: Download) -> None:
    """Everything that could make a torrent speak."""
    torrent, engine = room.torrent(download), room.engine
    assert engine is not None

    def speak() -> None:
        torrent.handle.force_reannounce()
        torrent.handle.force_dht_announce()
        for host in (PEER, PEER6, WORLD, WORLD6):
            torrent.handle.connect_peer((host, SEEDER_PORT))
        torrent.handle.add_url_seed(f"http://{WORLD}:{WEB_PORT}/more/")
        engine.session.add_dht_node((WORLD, SEEDER_PORT))
        engine.session.add_dht_node((PEER, SEEDER_PORT))

    engine.post(speak)


def look_into(reader: SwarmReader, two_ways: TwoWays) -> None:
    """Have the metadata of another torrent asked for; the session may be opened by whoever asks."""
    wanted = Wanted("ab" * 20, trackers=(f"http://{WORLD}:{WEB_PORT}/announce", f"udp://{WORLD}:{UDP_TRACKER_PORT}"))
    two_ways.inside(two_ways.home, lambda: reader.want(wanted, 3.0))


def stays_silent(sniffer: Sniffer) -> None:
    """Nothing passes for a while: the one thing that cannot be waited for by its coming."""
    deadline = time.monotonic() + SILENCE_SECONDS
    while time.monotonic() < deadline:
        assert sniffer.seen() == []
        time.sleep(0.05)
