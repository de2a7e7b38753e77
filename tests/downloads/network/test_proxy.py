"""Everything of a torrent goes through the proxy, or not at all."""

from __future__ import annotations

import dataclasses
import time
from pathlib import Path

import libtorrent as lt
import pytest
from constance import config

from apps.downloads import queries
from apps.downloads.domain import TorrentSource
from apps.downloads.engine.session import SessionOptions
from apps.downloads.models import Download
from tests.downloads.albums import make_album
from tests.downloads.conftest import EngineRoom, wait_until
from tests.downloads.network.namespaces import Packet, TwoWays, two_ways
from tests.downloads.network.proxies import PASSWORD, USER, Proxy
from tests.sandbox.swarm import SeederProcess

__all__ = ["two_ways"]  # a fixture


def use(kind: str, port: int, host: str = "127.0.0.1", password: str = PASSWORD) -> None:
    config.PROXY_HOST, config.PROXY_PORT, config.PROXY_USER, config.PROXY_PASSWORD = host, port, USER, password
    config.PROXY_KIND = kind


@pytest.mark.parametrize("kind", ["socks5", "http"])
def test_content_comes_through_the_proxy(room: EngineRoom, seeder: SeederProcess, tmp_path: Path, kind: str) -> None:
    album = make_album(tmp_path)
    seeder.add(album.torrent_file, album.folder.parent)
    with Proxy(kind) as proxy:
        use(kind, proxy.port)
        room.start()
        download = room.begin(TorrentSource(album.torrent))
        room.meet(download, seeder.address)
        room.wait_for(download, "verifying")
        assert seeder.address in proxy.targets
        assert room.engine is not None
        assert room.engine.network.state.sockets == ()  # nobody is let in past the proxy


def test_a_wrong_password_or_a_proxy_that_is_down_lets_nothing_past(
    room: EngineRoom, seeder: SeederProcess, tmp_path: Path
) -> None:
    album = make_album(tmp_path, track_bytes=4_000_000)
    seeder.add(album.torrent_file, album.folder.parent, upload_limit=200_000)
    proxy = Proxy("socks5")
    use("socks5", proxy.port, password="wrong")
    room.start()
    download = room.begin(TorrentSource(album.torrent))
    room.meet(download, seeder.address)
    wait_until(lambda: proxy.refused > 0)
    assert peers(seeder, album.info_hash) == 0

    config.PROXY_PASSWORD = PASSWORD
    wait_until(lambda: proxied(room, PASSWORD))
    room.meet(download, seeder.address)
    wait_until(lambda: peers(seeder, album.info_hash) == 1, within=20)
    proxy.close()
    wait_until(lambda: peers(seeder, album.info_hash) == 0)
    for _ in range(10):
        room.meet(download, seeder.address)
        time.sleep(0.1)  # time for a connection that is not to come
        assert peers(seeder, album.info_hash) == 0

    config.PROXY_KIND = "none"
    seeder.limit(0)
    wait_until(lambda: not proxied(room, PASSWORD))
    room.meet(download, seeder.address)
    room.wait_for(download, "verifying", within=30)


def peers(seeder: SeederProcess, info_hash: str) -> int:
    return int(seeder.status()["torrents"][info_hash]["peers"])


def proxied(room: EngineRoom, password: str) -> bool:
    assert room.engine is not None
    return bool(room.engine.session.get_settings()["proxy_password"] == password)


def test_the_dht_goes_through_socks5(room: EngineRoom) -> None:
    node = lt.session(
        {
            "listen_interfaces": "127.0.0.1:0",
            "enable_dht": True,
            "dht_bootstrap_nodes": "",
            "enable_lsd": False,
            "enable_upnp": False,
            "enable_natpmp": False,
            "dht_restrict_routing_ips": False,
        }
    )
    wait_until(node.is_listening)
    with Proxy("socks5") as proxy:
        use("socks5", proxy.port)
        session = dataclasses.replace(
            room.options().session, dht=True, dht_bootstrap=f"127.0.0.1:{node.listen_port()},somewhere.invalid:6881"
        )
        engine = room.start(session=session)
        wait_until(lambda: proxy.datagrams > 0)
        assert engine.session.get_settings()["dht_bootstrap_nodes"] == f"127.0.0.1:{node.listen_port()}"


def test_a_proxy_without_an_address_holds_everything(room: EngineRoom, tmp_path: Path) -> None:
    config.PROXY_KIND = "socks5"
    room.start()
    download = room.begin(TorrentSource(make_album(tmp_path).torrent))
    wait_until(lambda: shown(download)["status"] == "paused")
    assert shown(download)["error"]["code"] == "proxy_missing"  # type: ignore[index]
    config.PROXY_KIND = "none"
    wait_until(lambda: shown(download)["status"] == "downloading")


def shown(download: Download) -> dict[str, object]:
    return queries.download_document(Download.objects.get(id=download.id))


@pytest.mark.parametrize("kind", ["socks5", "http"])
def test_past_a_proxy_that_is_down_no_packet_leaves(
    room: EngineRoom, two_ways: TwoWays, tmp_path: Path, kind: str
) -> None:
    """No peer, tracker, DHT node or neighbour is asked, and no name is looked up.

    But for a UDP tracker's behind an HTTP proxy, which libtorrent looks up by itself (docs/network.md).
    """
    eth = two_ways.sniff(two_ways.near, "eth1")
    use(kind, 1080, host="10.72.0.1")
    trackers = ["http://tracker.example.org/announce", "http://10.99.0.1/announce", "udp://10.99.0.1:81"]
    named = ["udp://tracker.example.org:80"] if kind == "socks5" else []
    album = make_album(tmp_path, trackers=trackers + named)
    session = SessionOptions("0.0.0.0:6881,[::]:6881", True, "router.example.org:6881,10.99.0.1:6881", True, "1.0")
    two_ways.inside(two_ways.home, lambda: room.start(session=session))
    download = room.begin(TorrentSource(album.torrent))
    room.meet(download, ("10.99.0.1", 6881))
    torrent = room.torrent(download)
    allowed = Packet("tcp", "10.72.0.1", 1080)
    wait_until(lambda: allowed in eth.seen())
    deadline = time.monotonic() + 1.5
    while time.monotonic() < deadline:
        torrent.handle.force_reannounce()
        torrent.handle.force_dht_announce()
        assert set(eth.seen()) == {allowed}
        time.sleep(0.1)
