"""Just enough of a WebSocket client (RFC 6455) to wait for an event without asking again and again."""

import base64
import json
import os
import socket
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit


class EventSocket:
    """One socket of TrustTune; `events` are JSON objects, a text frame each."""

    def __init__(self, base: str, path: str, within: float = 120.0) -> None:
        address = urlsplit(base)
        self._socket = socket.create_connection((str(address.hostname), int(address.port or 80)), timeout=within)
        key = base64.b64encode(os.urandom(16)).decode()
        request = (
            f"GET {path} HTTP/1.1\r\nHost: {address.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        self._socket.sendall(request.encode("ascii"))
        self._buffer = b""
        while b"\r\n\r\n" not in self._buffer:
            self._buffer += self._socket.recv(4096)
        head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
        if b" 101 " not in head.splitlines()[0]:
            raise ConnectionError(head.decode("latin-1"))

    def event(self) -> dict[str, Any]:
        """The next event; raises TimeoutError."""
        while True:
            first, second = self._take(2)
            length = second & 127
            if length >= 126:
                length = int.from_bytes(self._take(2 if length == 126 else 8), "big")
            payload = self._take(length)
            if first & 15 == 1:
                event: dict[str, Any] = json.loads(payload)
                return event

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    def _take(self, count: int) -> bytes:
        while len(self._buffer) < count:
            more = self._socket.recv(65536)
            if not more:
                raise ConnectionError("the server hung up")
            self._buffer += more
        taken, self._buffer = self._buffer[:count], self._buffer[count:]
        return taken
