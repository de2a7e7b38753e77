"""The server process on a real socket: leaving without losing anything, and clients that do not behave."""

import asyncio
import json
import signal
import socket
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from api_server.configuration import configuration
from api_server.database import Database
from api_server.quota import Quota
from api_server.runtime import conninfo
from tests.api_server.clients import new_device
from tests.api_server.servers import Server
from tests.api_server.upstream import Upstream, UpstreamThread
from tests.postgres_server import Postgres


@pytest.fixture(scope="module")
def served(
    postgres: Postgres, valkey: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Server, Upstream]]:
    """One server for all tests here; the last of them ends it."""
    with UpstreamThread(delay=0.1) as upstream:
        environment = {"OPENAI_COMPATIBLE_BASE_URL": upstream.url, "DRAIN_SECONDS": "0.5"}
        environment |= {"RATE_LIMIT_BURST": "100000", "QUOTA_ANONYMOUS": "100000"}
        with Server(tmp_path_factory.mktemp("served"), **environment) as server:
            yield server, upstream


def _raw(server: Server, data: bytes, within: float = 10.0) -> bytes:
    with socket.create_connection(("127.0.0.1", server.port), timeout=within) as client:
        client.sendall(data)
        chunks = []
        while chunk := client.recv(65536):
            chunks.append(chunk)
        return b"".join(chunks)


HEAD = b"POST /v1/search/parse HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Device-ID: 0123456789abcdef\r\n"


def test_clients_that_do_not_behave(served: tuple[Server, Upstream]) -> None:
    server, _upstream = served
    body = b'{"query": "' + b"x" * 10_000_000 + b'"}'
    answer = _raw(server, HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body)
    assert b" 413 " in answer.split(b"\r\n", 1)[0]
    assert b'"too_large"' in answer
    chunked = HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"10000\r\n" + b"x" * 65536 + b"\r\n"
    assert b" 413 " in _raw(server, chunked + (b"10000\r\n" + b"x" * 65536 + b"\r\n") * 8 + b"0\r\n\r\n")[:40]
    assert b" 400 " in _raw(server, HEAD + b"Content-Length: 2\r\n\r\n\xff\xfe")[:40]
    assert _raw(server, b"GARBAGE\r\n\r\n")[:12] in (b"", b"HTTP/1.1 400")
    assert b" 400 " in _raw(server, HEAD + b"Content-Length: nonsense\r\n\r\n{}")[:40]
    odd = b"GET /v1/%ff%fe?q=%ff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    assert _raw(server, odd).split(b" ")[1] in (b"400", b"404")


def test_a_client_that_leaves_is_still_counted_right(served: tuple[Server, Upstream]) -> None:
    server, upstream = served
    device, asked = new_device(), upstream.asked
    body = json.dumps({"query": "blue lines, and away"}).encode()
    head = HEAD.replace(b"0123456789abcdef", device.encode()) + b"Content-Length: %d\r\n\r\n" % len(body)
    with socket.create_connection(("127.0.0.1", server.port)) as client:
        client.sendall(head + body)
        deadline = time.monotonic() + 10
        while upstream.asked == asked and time.monotonic() < deadline:
            time.sleep(0.01)
    headers = {"X-Device-ID": device}
    again = httpx.post(f"{server.base}/v1/search/parse", content=body, headers=headers).json()
    assert again["provider"] == "openai_compatible"
    assert httpx.get(f"{server.base}/v1/quota", headers=headers).json()["used"] == 2


def test_an_answer_is_one_packet(served: tuple[Server, Upstream]) -> None:
    server, _upstream = served
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as client:
        for _ in range(3):
            client.sendall(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert client.recv(65536).endswith(b'{"status": "ok"}')
        client.sendall(b"HEAD /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert client.recv(65536).endswith(b"\r\n\r\n")
        assert client.recv(65536) == b""


def test_the_machine_that_watches_may_call_it_by_any_name(served: tuple[Server, Upstream]) -> None:
    """A platform's health check and Prometheus ask by address or by a name of their own."""
    server, _upstream = served
    for host in ("healthcheck.railway.app", "172.18.0.5:8800"):
        assert httpx.get(f"{server.base}/health/ready", headers={"Host": host}).status_code == 200
        assert httpx.get(f"{server.base}/metrics", headers={"Host": host}).status_code == 200


def test_a_proxy_that_is_not_trusted_cannot_open_the_metrics(served: tuple[Server, Upstream]) -> None:
    server, _upstream = served
    assert httpx.get(f"{server.base}/metrics").status_code == 200
    assert httpx.get(f"{server.base}/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 403


async def test_killed_it_has_counted_every_answer_that_left(postgres: Postgres, valkey: str, tmp_path: Path) -> None:
    """What was under way is given back; what was answered stays charged, and charged once."""
    answered: Counter[str] = Counter()
    with UpstreamThread(delay=0.05) as upstream, Server(tmp_path, OPENAI_COMPATIBLE_BASE_URL=upstream.url) as server:

        async def search(device: str) -> None:
            async with httpx.AsyncClient(base_url=server.base, headers={"X-Device-ID": device}, timeout=10) as http:
                while True:
                    try:
                        response = await http.post("/v1/search/parse", json={"query": f"dummy {uuid4()}"})
                    except httpx.TransportError:
                        return
                    answered[device] += response.json()["provider"] == "openai_compatible"

        clients = [asyncio.create_task(search(new_device())) for _ in range(10)]
        while answered.total() < 60:  # noqa: ASYNC110  (every client is at work)
            await asyncio.sleep(0.005)
        assert server.process is not None
        server.process.kill()
        await asyncio.gather(*clients)
    database = Database(conninfo(), 2)
    await database.open()
    quota = Quota(database, configuration().quotas, lambda _reservation: None)
    await quota.give_back_stale(seconds=-1)
    for device, answers in answered.items():
        used = (await quota.standing(device)).standing.used
        assert answers <= used <= answers + 1  # one more: settled, and killed before the answer was sent
    await database.close()


async def test_told_to_stop_it_loses_nothing(served: tuple[Server, Upstream]) -> None:
    """Clients with open connections go on searching; what reaches the server is answered."""
    server, upstream = served
    upstream.delay = 0.3
    outcomes: list[str] = []

    async def search() -> None:
        device = new_device()
        async with httpx.AsyncClient(base_url=server.base, timeout=10) as http:
            while True:
                mark = uuid4().hex
                try:
                    body = {"query": f"mezzanine {mark}"}
                    response = await http.post("/v1/search/parse", json=body, headers={"X-Device-ID": device})
                except httpx.TransportError:
                    outcomes.append("lost" if any(mark in str(each) for each in upstream.payloads) else "gone")
                    return
                outcomes.append(f"{response.status_code} {response.json()['provider']}")

    clients = [asyncio.create_task(search()) for _ in range(10)]
    while len(outcomes) < 10:  # noqa: ASYNC110  (every client has been answered once)
        await asyncio.sleep(0.02)
    assert server.process is not None
    server.process.send_signal(signal.SIGTERM)
    async with httpx.AsyncClient(base_url=server.base) as http:
        ready = await http.get("/health/ready")
        assert (ready.status_code, ready.headers["connection"]) == (503, "close")
    await asyncio.gather(*clients)
    assert set(outcomes) == {"200 openai_compatible", "gone"}
    assert await asyncio.to_thread(server.process.wait, 10) == 0
    assert "stopped" in server.log.read_text()
    assert "journal_not_empty" not in server.log.read_text()
