"""A whole server under load while something breaks: no error, no wrong count, and everything back within 5 s.

Each fault lasts a second here; `make soak` has them last ten.
"""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import httpx
import psycopg
import pytest

from api_server.runtime import conninfo
from tests.api_server.clients import eventually, new_device
from tests.api_server.servers import Server
from tests.api_server.test_outages import OwnValkey
from tests.api_server.upstream import Upstream, UpstreamThread
from tests.postgres_server import Postgres

WORKERS = 8
PROVIDER_FAULTS = ("429", "500", "garbage", "half_json", "hang", "hang_up", "wrong_schema")


@dataclass
class Tally:
    """What came back."""

    devices: list[str] = field(default_factory=list)
    statuses: Counter[int | str] = field(default_factory=Counter)
    by_models: int = 0
    slowest: float = 0.0
    provider_back: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass
class World:
    """The server, and what can be broken."""

    server: Server
    upstream: Upstream
    postgres: Postgres
    valkey: OwnValkey


@pytest.fixture
def world(postgres: Postgres, tmp_path: Path) -> "contextlib.AbstractContextManager[World]":
    @contextlib.contextmanager
    def make():  # type: ignore[no-untyped-def]
        valkey = OwnValkey(tmp_path)
        valkey.start()
        with UpstreamThread(delay=0.02) as upstream:
            environment = {"REDIS_URL": valkey.url, "OPENAI_COMPATIBLE_BASE_URL": upstream.url}
            environment |= {"RATE_LIMIT_BURST": "100000", "QUOTA_ANONYMOUS": "100000"}
            environment |= {"PROVIDER_ATTEMPT_SECONDS": "0.4"}
            with Server(tmp_path, **environment) as server:
                yield World(server, upstream, postgres, valkey)
        valkey.kill()

    manager: contextlib.AbstractContextManager[World] = make()
    return manager


@contextlib.asynccontextmanager
async def load(world: World) -> AsyncIterator[Tally]:
    """Eight devices that search without a pause."""
    tally = Tally(devices=[new_device() for _ in range(WORKERS)])
    stop = asyncio.Event()
    async with httpx.AsyncClient(base_url=world.server.base, timeout=10) as http:
        workers = [asyncio.create_task(_work(http, device, tally, stop)) for device in tally.devices]
        try:
            yield tally
        finally:
            stop.set()
            await asyncio.gather(*workers)


async def _work(http: httpx.AsyncClient, device: str, tally: Tally, stop: asyncio.Event) -> None:
    while not stop.is_set():
        began = time.monotonic()
        try:
            body = {"query": f"ok computer {uuid4()}"}
            response = await http.post("/v1/search/parse", json=body, headers={"X-Device-ID": device})
        except httpx.HTTPError as error:
            tally.statuses[type(error).__name__] += 1
            continue
        tally.slowest = max(tally.slowest, time.monotonic() - began)
        tally.statuses[response.status_code] += 1
        if response.status_code == 200 and response.json()["provider"] != "rules":
            tally.by_models += 1
            tally.provider_back.set()


async def _suffer(world: World, seconds: float, breaks: Callable[[], None], mends: Callable[[], None]) -> Tally:
    async with load(world) as tally:
        async with asyncio.timeout(20):
            await tally.provider_back.wait()
        await asyncio.to_thread(breaks)
        await asyncio.sleep(seconds)  # the fault's length is what is tested
        mends()  # not in a thread: the kernel ends a server with the thread that started it
        tally.provider_back.clear()
        async with asyncio.timeout(5.0):
            await tally.provider_back.wait()
        await asyncio.sleep(0.3)
    return tally


async def _counted_right(tally: Tally) -> None:
    """Every answer of a model was charged, and nothing else, as soon as nothing is under way."""
    statement = (
        "SELECT coalesce(sum(searches_used), 0)::int, "
        "(SELECT count(*) FROM quota_reservations r JOIN devices d ON d.id = r.device_id "
        " WHERE d.device_id = ANY(%(devices)s) AND r.settled_at IS NULL) "
        "FROM quota_usage u JOIN devices d ON d.id = u.device_id WHERE d.device_id = ANY(%(devices)s)"
    )

    async def right() -> bool:
        async with await psycopg.AsyncConnection.connect(conninfo()) as connection:
            row = await (await connection.execute(statement, {"devices": tally.devices})).fetchone()
        return row == (tally.by_models, 0)

    await eventually(right, within=5.0)


def _held(tally: Tally) -> None:
    total = sum(tally.statuses.values())
    assert set(tally.statuses) == {200}, tally.statuses
    assert tally.statuses[200] / total >= 0.995
    assert tally.slowest < 4.0


def _provider(world: World, behaviour: str) -> tuple[Callable[[], None], Callable[[], None]]:
    def breaks() -> None:
        world.upstream.behaviour = behaviour

    def mends() -> None:
        world.upstream.behaviour = "answer"

    return breaks, mends


async def _every_fault(world: World, seconds: float) -> None:
    faults = {name: _provider(world, name) for name in PROVIDER_FAULTS}
    faults["redis"] = (world.valkey.kill, world.valkey.start)
    faults["postgresql"] = (world.postgres.stop, world.postgres.start)
    for name, (breaks, mends) in faults.items():
        try:
            tally = await _suffer(world, seconds, breaks, mends)
            _held(tally)
            await _counted_right(tally)
        except (AssertionError, TimeoutError) as error:
            raise AssertionError(f"{name}: {error!r}\n{world.server.log.read_text()[-3000:]}") from error


async def test_each_fault_for_a_second(world: "contextlib.AbstractContextManager[World]") -> None:
    with world as whole:
        await _every_fault(whole, seconds=1.0)


@pytest.mark.soak
@pytest.mark.timeout(600)
async def test_each_fault_for_ten_seconds(world: "contextlib.AbstractContextManager[World]") -> None:
    with world as whole:
        await _every_fault(whole, seconds=10.0)
