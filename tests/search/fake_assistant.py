"""A real server on loopback in an assistant's place, and the ways in which it answers, hangs, lies and dies."""

import asyncio
import contextlib
import json
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

Reply = Callable[[asyncio.StreamWriter], Awaitable[None]]
READING: dict[str, Any] = {
    "query_type": "album",
    "artist": "Marlow Vane",
    "album": "Half Past Summer",
    "track": None,
    "year": 2025,
    "confidence": 0.9,
    "preferences": {"format": [], "quality": None, "live": None},
}


class FakeServer:
    """A real server on loopback that does with the connection what a test says, and keeps what was sent."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, dict[str, str], Any]] = []
        self.reply: Reply = answering(b"{}")
        self.url = ""
        self.asked = asyncio.Event()
        self._serving: set[asyncio.Task[None]] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            line, *lines = head.strip().split("\r\n")
            headers = {name.lower(): value for name, value in (each.split(": ", 1) for each in lines)}
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            self.requests.append((line.split()[1], headers, json.loads(body or b"null")))
            self.asked.set()
            await self.reply(writer)
        writer.close()

    async def listen(self) -> None:
        self._listening = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._listening.sockets[0].getsockname()[1]}"

    async def close(self) -> None:
        self._listening.close()
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        await self.serve(reader, writer)
        self._serving.discard(task)


@contextlib.contextmanager
def serving(fake: FakeServer) -> Iterator[FakeServer]:
    """The server in a loop and thread of its own, for tests that have none."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    asyncio.run_coroutine_threadsafe(fake.listen(), loop).result(5)
    try:
        yield fake
    finally:
        asyncio.run_coroutine_threadsafe(fake.close(), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


def answering(body: bytes, status: str = "200 OK", **headers: str) -> Reply:
    async def reply(writer: asyncio.StreamWriter) -> None:
        more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        writer.write(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{more}Connection: close\r\n\r\n".encode())
        writer.write(body)
        await writer.drain()

    return reply


def document(headers: Mapping[str, str] = MappingProxyType({}), **changes: object) -> Reply:
    return answering(json.dumps(READING | changes).encode(), **headers)


def message(content: object) -> Reply:
    return answering(json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode())


async def hanging(writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(30)


async def dripping(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.02)


async def dying(writer: asyncio.StreamWriter) -> None:
    writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n{"artist": "Mar')
    await writer.drain()


async def flooding(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10485760\r\n\r\n")
    for _ in range(160):
        writer.write(b"x" * 65536)
        await writer.drain()
