"""Scraping a UDP tracker (BEP 15): https://www.bittorrent.org/beps/bep_0015.html"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import struct
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from apps.search.swarms.domain import ScrapeFailed, SwarmCount

MOST_HASHES = 74  # what one datagram holds
ASK_AGAIN_SECONDS = 0.8  # BEP 15 says 15 s; nobody who waits for a search has those
_PROTOCOL = 0x41727101980
_CONNECT, _SCRAPE, _ERROR = 0, 2, 3


async def scrape_udp(tracker: str, info_hashes: Sequence[str], deadline: float) -> Mapping[str, SwarmCount]:
    """Count the swarms of up to MOST_HASHES info-hashes (40 hex digits) within `deadline` seconds.

    Raises ScrapeFailed and nothing else (but CancelledError).
    """
    try:
        parts = urlsplit(tracker)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host or not port:
        raise ScrapeFailed("unsupported", "The tracker's address has no host and port.", permanent=True)
    try:
        async with asyncio.timeout(deadline):
            return await _scrape(host, port, [bytes.fromhex(each) for each in info_hashes[:MOST_HASHES]])
    except TimeoutError:
        raise ScrapeFailed("timeout", f"The tracker did not answer within {deadline:g} s.", permanent=False) from None
    except (OSError, UnicodeError) as error:
        raise ScrapeFailed("unreachable", "The tracker cannot be reached.", permanent=False) from error


async def _scrape(host: str, port: int, hashes: list[bytes]) -> Mapping[str, SwarmCount]:
    # Connected to one address: the kernel drops what comes from anywhere else.
    transport, dialogue = await asyncio.get_running_loop().create_datagram_endpoint(_Dialogue, remote_addr=(host, port))
    try:
        connection = await dialogue.ask(_PROTOCOL, _CONNECT, b"", 8)
        told = await dialogue.ask(struct.unpack_from("!Q", connection)[0], _SCRAPE, b"".join(hashes), 12 * len(hashes))
    finally:
        transport.close()
    counts = {}
    for info_hash, (seeders, _completed, leechers) in zip(hashes, struct.iter_unpack("!III", told), strict=False):
        count = SwarmCount(seeders, leechers)
        if count.is_sane:
            counts[info_hash.hex()] = count
    return counts


class _Dialogue(asyncio.DatagramProtocol):
    """Questions and answers with one tracker, one at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.DatagramTransport | None = None
        self._answer: asyncio.Future[bytes] | None = None
        self._expected = (b"", 0)

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        self._transport = transport

    async def ask(self, connection: int, action: int, body: bytes, least: int) -> bytes:
        """The answer's body, of at least `least` bytes; asked again until one comes or the caller gives up."""
        transaction = secrets.token_bytes(4)
        self._answer = asyncio.get_running_loop().create_future()
        self._expected = (struct.pack("!I", action) + transaction, least)
        packet = struct.pack("!QI", connection, action) + transaction + body
        assert self._transport is not None  # noqa: S101  (made before anyone asks)
        while True:
            self._transport.sendto(packet)
            with contextlib.suppress(TimeoutError):
                return await asyncio.wait_for(asyncio.shield(self._answer), ASK_AGAIN_SECONDS)

    def datagram_received(self, data: bytes, addr: object) -> None:
        """Take the answer to the question; anything else is a stray or a forgery."""
        if self._answer is None or self._answer.done():
            return
        head, least = self._expected
        if data[:8] == head and len(data) >= 8 + least:
            self._answer.set_result(data[8 : 8 + least])
        elif data[:8] == struct.pack("!I", _ERROR) + head[4:]:
            self._answer.set_exception(ScrapeFailed("refused", "The tracker refuses to count.", permanent=True))

    def error_received(self, exc: Exception) -> None:
        """Nobody listens there."""
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(exc)
