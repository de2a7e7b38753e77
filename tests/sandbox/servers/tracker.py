"""BitTorrent trackers over the same swarms: HTTP (BEP 3; BEP 23, compact peers; BEP 48, scrape) and UDP (BEP 15)."""

import socket
import struct
import threading
import time
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import unquote_to_bytes

from tests.sandbox.metainfo import Bencodable, bencode
from tests.sandbox.servers.service import Request, Response, Service

INTERVAL = 30  # seconds between announces
LIFETIME = 120  # seconds after which a silent peer is forgotten
PROTOCOL = 0x41727101980


@dataclass
class Swarms:
    """Who is in which swarm. `claims` are seeders and leechers to report for a torrent on top of the real ones.

    libtorrent keeps one peer an IP address unless `allow_multiple_connections_per_ip` is set, and here all have the
    same: a client that hears first of a peer that has just died would never try the seeder. So `one_per_host` tells
    each client of one peer, from `residents` (ports that stay) if there is one, else the latest seen. A resident is
    listed from its first announce on, but not while it is `away`: its goodbyes and returns take their time.
    """

    claims: dict[bytes, tuple[int, int]] = field(default_factory=dict)
    residents: set[int] = field(default_factory=set)
    away: set[int] = field(default_factory=set)
    one_per_host: bool = True
    _peers: dict[bytes, dict[tuple[str, int], tuple[bool, float]]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def announce(self, info_hash: bytes, address: tuple[str, int], *, seeding: bool, gone: bool) -> None:
        with self._lock:
            peers = self._peers.setdefault(info_hash, {})
            if not gone:
                peers[address] = (seeding, time.monotonic())
            elif address[1] not in self.residents:
                peers.pop(address, None)

    def peers(self, info_hash: bytes, asking: tuple[str, int], most: int) -> list[tuple[str, int]]:
        """The best first; never the one who asks, and no seeders for a seeder."""
        with self._lock:
            known = self._alive(info_hash)
        seeding = known.get(asking, (False, 0.0))[0]
        others = [
            (address[1] not in self.residents, not seeds, -seen, address)
            for address, (seeds, seen) in known.items()
            if address != asking and not (seeds and seeding)
        ]
        return [address for *_, address in sorted(others)][
            : 1 if self.one_per_host and asking[1] not in self.residents else most
        ]

    def counts(self, info_hash: bytes) -> tuple[int, int]:
        """Seeders and leechers."""
        with self._lock:
            known = [seeds for seeds, _ in self._alive(info_hash).values()]
        seeders, leechers = self.claims.get(info_hash, (0, 0))
        return max(seeders, sum(known)), max(leechers, len(known) - sum(known))

    def _alive(self, info_hash: bytes) -> dict[tuple[str, int], tuple[bool, float]]:
        limit = time.monotonic() - LIFETIME
        peers = self._peers.get(info_hash, {})
        silent = [address for address, (_, seen) in peers.items() if seen < limit]
        for address in silent:
            if address[1] not in self.residents:  # libtorrent announces every five minutes at most, whatever we ask
                del peers[address]
        return {address: peer for address, peer in peers.items() if address[1] not in self.away}


def compact(peers: list[tuple[str, int]]) -> bytes:
    return b"".join(socket.inet_aton(host) + struct.pack("!H", port) for host, port in peers)


@dataclass
class HttpTracker(Service):
    name = "tracker"
    swarms: Swarms = field(default_factory=Swarms)

    @property
    def announce_url(self) -> str:
        return f"{self.url}/announce"

    def format(self, request: Request) -> str:
        return "bytes"

    def respond(self, request: Request) -> Response:
        pairs = [pair.partition("=") for pair in request.raw_query.split("&")]
        hashes = [unquote_to_bytes(value) for name, _, value in pairs if name == "info_hash"]
        if request.path == "/scrape":
            files: dict[bytes, Bencodable] = {}
            for info_hash in hashes:
                seeders, leechers = self.swarms.counts(info_hash)
                files[info_hash] = {b"complete": seeders, b"incomplete": leechers, b"downloaded": seeders}
            return _bencoded({b"files": files})
        if request.path != "/announce":
            return Response(404, b"not here\n")
        if len(hashes) != 1 or len(hashes[0]) != 20 or not request.query.get("port", "").isdigit():
            return _bencoded({b"failure reason": "invalid announce: info_hash and port are needed"})
        return self._announce(hashes[0], request.query)

    def _announce(self, info_hash: bytes, query: dict[str, str]) -> Response:
        address = ("127.0.0.1", int(query["port"]))
        event = query.get("event", "")
        self.swarms.announce(info_hash, address, seeding=query.get("left") == "0", gone=event == "stopped")
        most = int(query.get("numwant") or 50)
        seeders, leechers = self.swarms.counts(info_hash)
        peers = [] if event == "stopped" else self.swarms.peers(info_hash, address, most)
        return _bencoded({
            b"interval": INTERVAL, b"min interval": 2, b"complete": seeders, b"incomplete": leechers,
            b"peers": compact(peers),
        })  # fmt: skip


def _bencoded(answer: dict[bytes, Bencodable]) -> Response:
    return Response(body=bencode(answer), type="text/plain")


class UdpTracker:
    """`fault` may be `ok`, `hang` (no answer) or `garbage`."""

    def __init__(self, swarms: Swarms) -> None:
        self.swarms = swarms
        self.fault = "ok"
        self.announces = 0
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, name="sandbox-udp-tracker", daemon=True)

    @property
    def announce_url(self) -> str:
        return f"udp://127.0.0.1:{self._socket.getsockname()[1]}/announce"

    def start(self) -> Self:
        self._thread.start()
        return self

    def stop(self) -> None:
        address = self._socket.getsockname()
        self._stopping = True
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as waker:
            waker.sendto(b"", address)
        self._thread.join(5)
        self._socket.close()

    _stopping = False

    def _serve(self) -> None:
        while not self._stopping:
            packet, sender = self._socket.recvfrom(2048)
            if len(packet) < 16 or self.fault == "hang":
                continue
            answer = b"\xff" * 20 if self.fault == "garbage" else self._answer(packet, sender)
            self._socket.sendto(answer, sender)

    def _answer(self, packet: bytes, sender: tuple[str, int]) -> bytes:
        connection, action, transaction = struct.unpack_from("!QII", packet)
        if action == 0 and connection == PROTOCOL:
            return struct.pack("!IIQ", 0, transaction, 0x5A5D)
        if connection != 0x5A5D:
            return struct.pack("!II", 3, transaction) + b"connect first"
        if action == 1 and len(packet) >= 98:
            return self._announce(packet, transaction)
        if action == 2:
            body = b""
            for at in range(16, len(packet) - 19, 20):
                seeders, leechers = self.swarms.counts(packet[at : at + 20])
                body += struct.pack("!III", seeders, seeders, leechers)
            return struct.pack("!II", 2, transaction) + body
        return struct.pack("!II", 3, transaction) + b"unknown action"

    def _announce(self, packet: bytes, transaction: int) -> bytes:
        info_hash = packet[16:36]
        left, event, want, port = (
            struct.unpack_from("!Q", packet, 64)[0],
            *struct.unpack_from("!I8xiH", packet, 80),
        )
        address = ("127.0.0.1", port)
        self.announces += 1
        self.swarms.announce(info_hash, address, seeding=left == 0, gone=event == 3)
        seeders, leechers = self.swarms.counts(info_hash)
        peers = [] if event == 3 else self.swarms.peers(info_hash, address, want if want > 0 else 50)
        return struct.pack("!IIIII", 1, transaction, INTERVAL, leechers, seeders) + compact(peers)
