"""What is past its age goes, and nothing else does."""

from datetime import UTC, datetime, timedelta
from typing import LiteralString
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command

from api_server import retention
from api_server.schedule import RETENTION_EVERY
from tests.api_server.clients import Client

DEVICE: LiteralString = "INSERT INTO devices (id, device_id, first_seen, last_seen, tier) VALUES (%s, %s, %s, %s, %s)"
LOG: LiteralString = (
    "INSERT INTO api_logs (device_id, endpoint, timestamp, response_time_ms, success, status)"
    " VALUES (%s, 'parse', %s, 5, true, 200)"
)
USAGE: LiteralString = "INSERT INTO quota_usage (device_id, date, searches_used) VALUES (%s, %s, 3)"
RESERVATION: LiteralString = (
    "INSERT INTO quota_reservations (id, device_id, request_id, date, fingerprint, reserved_at, settled_at)"
    " VALUES (%s, %s, %s, %s, '\\x00', %s, %s)"
)


def ago(days: float) -> datetime:
    return datetime.now(UTC) - timedelta(days=days)


async def _device(client: Client, seen: float, tier: str = "anonymous") -> UUID:
    identifier = uuid4()
    await client.runtime.database.one(DEVICE, (identifier, uuid4().hex, ago(seen), ago(seen), tier))
    return identifier


async def _count(client: Client, statement: LiteralString, device: UUID) -> int:
    row = await client.runtime.database.one(statement, (device,))
    assert row is not None
    return int(row[0])


async def test_each_kind_of_row_has_its_age(client: Client) -> None:
    one, device = client.runtime.database.one, await _device(client, seen=1)
    for days in (0, 29, 31, 400):
        await one(LOG, (device, ago(days)))
    for days in (0, 89, 91, 400):
        await one(USAGE, (device, ago(days).date()))
    for days in (0, 1, 3, 9):
        await one(RESERVATION, (uuid4(), device, uuid4(), ago(days).date(), ago(days), ago(days)))
    deleted = await retention.enforce(client.runtime.database)
    assert deleted == {"api_logs": 2, "quota_usage": 2, "quota_reservations": 2, "devices": 0}
    assert await _count(client, "SELECT count(*) FROM api_logs WHERE device_id = %s", device) == 2
    assert await _count(client, "SELECT count(*) FROM quota_usage WHERE device_id = %s", device) == 2
    assert await retention.enforce(client.runtime.database) == dict.fromkeys(deleted, 0)


async def test_a_forgotten_device_goes_and_one_with_a_tier_stays(client: Client) -> None:
    forgotten, supporter = await _device(client, seen=91), await _device(client, seen=400, tier="supporter")
    lately = await _device(client, seen=89)
    assert (await retention.enforce(client.runtime.database))["devices"] == 1
    counts = [
        await _count(client, "SELECT count(*) FROM devices WHERE id = %s", device)
        for device in (forgotten, supporter, lately)
    ]
    assert counts == [0, 1, 1]


async def test_more_than_a_batch_goes_too(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 10)
    device = await _device(client, seen=1)
    statement: LiteralString = (
        "INSERT INTO api_logs (device_id, endpoint, timestamp, response_time_ms, success, status)"
        " SELECT %s, 'parse', %s, 5, true, 200 FROM generate_series(1, 35)"
    )
    await client.runtime.database.one(statement, (device, ago(40)))
    assert (await retention.enforce(client.runtime.database))["api_logs"] == 35


async def test_the_clock_does_it_every_hour(client: Client) -> None:
    device = await _device(client, seen=1)
    schedule = client.runtime.schedule
    for number, left in ((1, 1), (RETENTION_EVERY - 1, 1), (RETENTION_EVERY, 0)):
        await client.runtime.database.one("DELETE FROM api_logs WHERE device_id = %s", (device,))
        await client.runtime.database.one(LOG, (device, ago(40)))
        await schedule.round(number)
        assert await _count(client, "SELECT count(*) FROM api_logs WHERE device_id = %s", device) == left


async def test_the_clock_gives_stale_searches_back(client: Client) -> None:
    device = await _device(client, seen=1)
    await client.runtime.database.one(USAGE, (device, ago(0).date()))
    old = ago(0.01)
    await client.runtime.database.one(RESERVATION, (uuid4(), device, uuid4(), old.date(), old, None))
    await client.runtime.schedule.round(1)
    used: LiteralString = "SELECT sum(searches_used) FROM quota_usage WHERE device_id = %s"
    assert await _count(client, used, device) == (2 if old.date() == ago(0).date() else 3)


@pytest.mark.django_db(transaction=True)
def test_an_operator_can_do_it_by_hand(postgres: object, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("enforce_retention")
    assert "api_logs: 0" in capsys.readouterr().out
