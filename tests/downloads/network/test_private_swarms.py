"""Private torrents (BEP 27): peers are told of no others (PEX, BEP 11), the home network not at all (LSD, BEP 14)."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from apps.downloads.domain import TorrentSource
from tests.downloads.albums import make_album
from tests.downloads.conftest import EngineRoom, wait_until
from tests.downloads.network.namespaces import WORLD, Packet, TwoWays, two_ways
from tests.downloads.network.test_kill_switch import SESSION
from tests.downloads.network.world import WEB_PORT
from tests.sandbox.metainfo import Metainfo

__all__ = ["two_ways"]  # a fixture
LSD = Packet("udp", "239.192.152.143", 6771)


def torrent_of(tmp_path: Path, name: str, *, private: bool) -> tuple[bytes, bytes]:
    """A .torrent with a tracker, and its info-hash."""
    plain = make_album(tmp_path, name, trackers=[f"http://{WORLD}:{WEB_PORT}/announce"]).torrent
    data = plain
    if private:  # the keys of a dictionary are in order: private comes behind pieces
        start = plain.index(b"6:pieces") + len(b"6:pieces")
        length, _colon, _rest = plain[start : start + 12].partition(b":")
        end = start + len(length) + 1 + int(length)
        data = plain[:end] + b"7:privatei1e" + plain[end:]
    return data, bytes.fromhex(Metainfo.parse(data).v1 or "")


def test_the_home_network_hears_of_public_torrents_alone(room: EngineRoom, two_ways: TwoWays, tmp_path: Path) -> None:
    eth = two_ways.sniff(two_ways.near, "eth1")
    two_ways.inside(two_ways.home, lambda: room.start(session=SESSION))
    private, _hash = torrent_of(tmp_path, "Members Only", private=True)
    room.begin(TorrentSource(private))
    wait_until(lambda: any(packet.protocol == "tcp" for packet in eth.seen()))  # it asks its tracker
    assert LSD not in eth.seen()
    public, _hash = torrent_of(tmp_path, "For All", private=False)
    room.begin(TorrentSource(public))
    wait_until(lambda: LSD in eth.seen())


@pytest.mark.parametrize("private", [True, False])
def test_peers_of_a_private_torrent_are_not_offered_pex(room: EngineRoom, tmp_path: Path, private: bool) -> None:
    data, info_hash = torrent_of(tmp_path, "Members Only", private=private)
    engine = room.start()
    download = room.begin(TorrentSource(data))
    room.wait_for(download, "downloading")
    told = extended_handshake(engine.session.listen_port(), info_hash)
    assert told.startswith(b"d")
    assert (b"ut_pex" in told) is not private


def extended_handshake(port: int, info_hash: bytes) -> bytes:
    """What our engine tells a peer that knows extensions (BEP 10)."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as peer:
        reserved = bytes([0, 0, 0, 0, 0, 0x10, 0, 0])
        peer.sendall(b"\x13BitTorrent protocol" + reserved + info_hash + b"-XX0001-" + b"x" * 12)
        hello = b"d1:md6:ut_pexi1eee"
        peer.sendall((len(hello) + 2).to_bytes(4) + b"\x14\x00" + hello)
        stream = peer.makefile("rb")
        stream.read(68)  # the handshake
        while True:
            message = stream.read(int.from_bytes(stream.read(4)))
            if message[:2] == b"\x14\x00":
                return message[2:]
