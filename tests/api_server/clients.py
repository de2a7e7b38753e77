"""The application in the test's own event loop, and a client of one device."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from uuid import uuid4

import httpx
from django.test import override_settings

from api_server.application import Application
from api_server.configuration import configuration
from api_server.domain import ProviderSettings
from api_server.runtime import Runtime, install
from tests.api_server.upstream import Upstream


def new_device() -> str:
    """An id that nobody has used yet."""
    return uuid4().hex


class Client:
    """Calls as one device."""

    def __init__(self, runtime: Runtime, http: httpx.AsyncClient, device: str | None = None) -> None:
        self.runtime, self.http, self.device = runtime, http, device or new_device()

    def another(self) -> "Client":
        return Client(self.runtime, self.http)

    async def post(self, path: str, body: Any = None, **headers: str) -> httpx.Response:
        sent = {"X-Device-ID": self.device} | {name.replace("_", "-"): value for name, value in headers.items()}
        if isinstance(body, bytes):
            return await self.http.post(path, content=body, headers=sent)
        return await self.http.post(path, json=body, headers=sent)

    async def parse(self, query: str | None = None, **headers: str) -> httpx.Response:
        """A search, by default for something that nobody asked for before."""
        return await self.post("/v1/search/parse", {"query": query or f"ok computer {uuid4()}"}, **headers)

    async def quota(self) -> dict[str, Any]:
        response = await self.http.get("/v1/quota", headers={"X-Device-ID": self.device})
        assert response.status_code == 200, response.text
        document: dict[str, Any] = response.json()
        return document


def compatible(upstream: Upstream, **changes: str) -> ProviderSettings:
    """`upstream` as the operator's own endpoint."""
    values = {"name": "openai_compatible", "key": "", "base_url": upstream.url, "model": "fake", **changes}
    return ProviderSettings(**values)


@asynccontextmanager
async def serving(*providers: ProviderSettings, address: str = "198.51.100.7", **changes: Any) -> AsyncIterator[Client]:
    """The application with `providers` and some settings changed; the client calls from `address`."""
    chosen = replace(configuration(), providers=providers, **changes)
    with override_settings(COMMUNITY=chosen):
        runtime = Runtime()
        await runtime.start()
        install(runtime)
        await runtime.store.client.flushall()
        await runtime.database.one("TRUNCATE devices CASCADE")
        transport = httpx.ASGITransport(app=Application(), client=(address, 40000))
        try:
            async with httpx.AsyncClient(transport=transport, base_url="http://testserver", timeout=20) as http:
                yield Client(runtime, http)
        finally:
            await runtime.stop()
            install(None)


async def eventually(check: Callable[[], Awaitable[bool]], within: float = 5.0) -> None:
    """Wait until `check` holds; fails after `within` seconds."""
    async with asyncio.timeout(within):
        while not await check():  # noqa: ASYNC110  (the state is in another process: there is no event to wait for)
            await asyncio.sleep(0.02)
