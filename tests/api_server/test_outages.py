"""Redis gone and back, PostgreSQL restarted: nobody gets an error, nothing is counted wrong."""

import asyncio
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import override_settings

from api_server.domain import Tier
from api_server.journal import MOST_A_BATCH, LogEntry
from tests.api_server.clients import Client, compatible, eventually, serving
from tests.api_server.upstream import Upstream
from tests.postgres_server import Postgres
from tests.sockets import wait_for_socket
from trusttune.embedded import valkey_binary, valkey_command, valkey_socket, valkey_url
from trusttune.settings.environment import kept_secret


class OwnValkey:
    """A Valkey that a test may kill."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.secret = folder / "valkey" / "password"
        self.url = valkey_url(folder, kept_secret(self.secret))
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(valkey_command(valkey_binary(), self.folder, self.secret))
        wait_for_socket(valkey_socket(self.folder), self.process)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(timeout=10)
            self.process = None


@pytest.fixture
def own_valkey(tmp_path: Path) -> Iterator[OwnValkey]:
    server = OwnValkey(tmp_path)
    server.start()
    yield server
    server.kill()


async def _statuses(client: Client, count: int) -> set[int]:
    return {response.status_code for response in await asyncio.gather(*(client.parse() for _ in range(count)))}


async def test_without_redis_everything_goes_on_and_the_quota_holds(
    postgres: Postgres, own_valkey: OwnValkey, upstream: Upstream
) -> None:
    with override_settings(REDIS_URL=own_valkey.url):
        async with serving(compatible(upstream), quotas=dict.fromkeys(Tier, 30)) as client:
            assert await _statuses(client, 5) == {200}
            own_valkey.kill()
            began = time.monotonic()
            assert await _statuses(client, 20) == {200}
            assert time.monotonic() - began < 3
            assert (await client.http.get("/health")).json()["checks"]["redis"] == "unreachable"
            own_valkey.start()

            async def back() -> bool:
                return (await client.http.get("/health")).status_code == 200

            await eventually(back, within=5)
            statuses = [(await client.parse()).status_code for _ in range(7)]
            assert statuses == [200] * 5 + [429] * 2
            assert (await client.quota())["used"] == 30


async def test_without_redis_a_burst_is_limited_by_the_process(
    postgres: Postgres, own_valkey: OwnValkey, upstream: Upstream
) -> None:
    with override_settings(REDIS_URL=own_valkey.url):
        async with serving(compatible(upstream), rate_burst=4, rate_per_second=0.01) as client:
            own_valkey.kill()
            responses = [await client.parse() for _ in range(6)]
            assert [response.status_code for response in responses] == [200] * 4 + [429] * 2
            assert responses[-1].json()["error"]["code"] == "rate_limited"


async def test_a_redis_that_hangs_costs_a_tenth_of_a_second(
    postgres: Postgres, own_valkey: OwnValkey, upstream: Upstream
) -> None:
    import signal

    with override_settings(REDIS_URL=own_valkey.url):
        async with serving(compatible(upstream)) as client:
            assert (await client.parse()).status_code == 200
            assert own_valkey.process is not None
            own_valkey.process.send_signal(signal.SIGSTOP)
            try:
                began = time.monotonic()
                assert (await client.parse()).status_code == 200
                assert time.monotonic() - began < 1.0
            finally:
                own_valkey.process.send_signal(signal.SIGCONT)


async def test_without_postgresql_the_rules_answer_and_nothing_is_counted(
    postgres: Postgres, valkey: str, upstream: Upstream
) -> None:
    async with serving(compatible(upstream)) as client:
        for _ in range(3):
            await client.parse()
        postgres.stop()
        try:
            responses = await asyncio.gather(*(client.parse() for _ in range(20)))
            assert {response.status_code for response in responses} == {200}
            assert {response.json()["provider"] for response in responses} == {"rules"}
            assert {response.headers["X-Quota-Remaining"] for response in responses} == {"47"}
            quota = await client.http.get("/v1/quota", headers={"X-Device-ID": client.device})
            assert (quota.status_code, quota.json()["error"]["code"]) == (503, "unavailable")
            assert quota.headers["Retry-After"]
            assert (await client.http.get("/health")).json()["checks"]["database"] == "unreachable"
            asked = upstream.asked
        finally:
            postgres.start()

        async def back() -> bool:
            return (await client.parse()).json()["provider"] == "openai_compatible"

        await eventually(back, within=5)
        assert (await client.quota())["used"] == upstream.asked
        assert asked == 3


async def test_an_answer_that_was_under_way_is_counted_once_postgresql_is_back(
    postgres: Postgres, valkey: str, upstream: Upstream
) -> None:
    upstream.delay = 0.5
    async with serving(compatible(upstream), attempt_seconds=5.0, total_seconds=10.0) as client:
        await client.quota()
        request_id = str(uuid4())
        answer = asyncio.create_task(client.parse("mezzanine", X_Request_ID=request_id))

        async def asked() -> bool:
            return upstream.asked == 1

        await eventually(asked)
        postgres.stop()
        try:
            assert (await answer).json()["provider"] == "openai_compatible"
        finally:
            postgres.start()

        async def settled() -> bool:
            return client.runtime.journal.waiting == 0

        await eventually(settled, within=5)
        assert (await client.quota())["used"] == 1
        assert await client.runtime.quota.give_back_stale(seconds=-1) == 0


async def test_a_backlog_of_log_rows_is_written_to_its_end_without_another_call(client: Client) -> None:
    journal = client.runtime.journal
    entry = LogEntry(uuid4(), "parse", datetime.now(UTC), 1, None, True, 200)
    for _ in range(MOST_A_BATCH + 1):
        journal.record(entry)

    async def written() -> bool:
        return journal.waiting == 0

    await eventually(written, within=5)


async def test_a_statement_that_hangs_does_not_hang_the_client(client: Client) -> None:
    """Another session locks the device's row; the statement waits for it in PostgreSQL."""
    import psycopg

    from api_server.runtime import conninfo

    await client.parse()
    with psycopg.connect(conninfo()) as other:
        other.execute("LOCK TABLE quota_usage IN ACCESS EXCLUSIVE MODE")
        began = time.monotonic()
        response: Any = await client.parse()
        assert (response.status_code, response.json()["provider"]) == (200, "rules")
        assert time.monotonic() - began < 4
        other.rollback()

    async def back() -> bool:
        return (await client.parse()).json()["provider"] == "openai_compatible"

    await eventually(back, within=5)
