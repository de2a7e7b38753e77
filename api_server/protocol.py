"""uvicorn's HTTP protocol, with one packet for an answer in place of two.

uvicorn writes the head and the body of an answer one after the other. Each is a system call that wakes the client.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class GatheringTransport:
    """A transport that sends what is written in one turn of the event loop together; all else is as below it."""

    def __init__(self, below: asyncio.Transport) -> None:
        self._below = below
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> None:
        """Send `data` in a moment."""
        if not self._parts:
            asyncio.get_running_loop().call_soon(self._send)
        self._parts.append(data)

    def close(self) -> None:
        """Send what is written, then close."""
        self._send()
        self._below.close()

    def _send(self) -> None:
        parts, self._parts = self._parts, []
        if parts:
            self._below.write(b"".join(parts))

    def __getattr__(self, name: str) -> Any:  # whatever a transport has
        return getattr(self._below, name)


class OnePacketProtocol(HttpToolsProtocol):
    """Gives uvicorn's protocol a transport that gathers."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn's
        """A client has connected."""
        super().connection_made(GatheringTransport(transport))  # type: ignore[arg-type]  # it is one in all but name
