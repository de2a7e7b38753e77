"""The day's quota: charged once, given back once, exact under any concurrency, reset at midnight UTC."""

import asyncio
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest

from api_server import quota as quota_module
from api_server import statements
from api_server.database import SESSION
from api_server.domain import Standing, Tier, today
from api_server.quota import UnknownDevice
from api_server.runtime import conninfo
from tests.api_server.clients import Client, compatible, eventually, serving
from tests.api_server.upstream import Upstream

FAST = {"rate_burst": 100_000, "rate_per_second": 100_000.0}


async def test_a_search_costs_one(client: Client) -> None:
    before = await client.quota()
    response = await client.parse()
    assert response.status_code == 200
    assert response.json()["provider"] == "openai_compatible"
    assert response.json()["degraded"] is False
    assert response.headers["X-Quota-Limit"] == "50"
    assert response.headers["X-Quota-Remaining"] == "49"
    after = await client.quota()
    assert (before["used"], after["used"], after["remaining"]) == (0, 1, 49)
    assert after["resets_at"] == response.headers["X-Quota-Reset"] == f"{today() + timedelta(days=1)}T00:00:00Z"


async def test_the_last_search_of_the_day_is_passed_to_exactly_one_of_two_hundred(
    postgres: object, valkey: str, upstream: Upstream
) -> None:
    quotas = dict.fromkeys(Tier, 5)
    async with serving(compatible(upstream), quotas=quotas, answer_cache_seconds=0, **FAST) as client:
        for number in range(4):
            assert (await client.parse(f"query {number}")).status_code == 200
        responses = await asyncio.gather(*(client.parse(f"together {number}") for number in range(200)))
        counts = Counter(response.status_code for response in responses)
        assert counts == {200: 1, 429: 199}
        refused = next(response for response in responses if response.status_code == 429)
        assert refused.json()["error"]["code"] == "quota_exhausted"
        assert 0 < int(refused.headers["Retry-After"]) <= 86400
        assert refused.headers["X-Quota-Remaining"] == "0"
        assert (await client.quota())["used"] == 5


async def test_a_retry_with_the_same_request_id_is_not_charged_again(client: Client) -> None:
    request_id = str(uuid4())
    first = await client.parse("blue lines", X_Request_ID=request_id)
    second = await client.parse("blue lines", X_Request_ID=request_id)
    assert first.status_code == second.status_code == 200
    assert first.json() == second.json()
    assert first.headers["X-Request-ID"] == second.headers["X-Request-ID"] == request_id
    assert (await client.quota())["used"] == 1


async def test_fifty_retries_at_once_are_charged_once(client: Client) -> None:
    request_id = str(uuid4())
    responses = await asyncio.gather(*(client.parse("blue lines", X_Request_ID=request_id) for _ in range(50)))
    assert {response.status_code for response in responses} == {200}
    assert (await client.quota())["used"] == 1


async def test_a_retry_passes_when_the_day_is_used_up(postgres: object, valkey: str, upstream: Upstream) -> None:
    async with serving(compatible(upstream), quotas=dict.fromkeys(Tier, 1)) as client:
        request_id = str(uuid4())
        assert (await client.parse("blue lines", X_Request_ID=request_id)).status_code == 200
        assert (await client.parse("something else")).status_code == 429
        assert (await client.parse("blue lines", X_Request_ID=request_id)).status_code == 200


async def test_a_request_id_belongs_to_one_request_of_one_device(client: Client) -> None:
    request_id = str(uuid4())
    assert (await client.parse("blue lines", X_Request_ID=request_id)).status_code == 200
    other = await client.parse("protection", X_Request_ID=request_id)
    assert (other.status_code, other.json()["error"]["code"]) == (409, "request_id_reused")
    neighbour = client.another()
    assert (await neighbour.parse("protection", X_Request_ID=request_id)).status_code == 200
    assert (await neighbour.quota())["used"] == 1


async def test_retries_without_end_do_not_reach_a_provider(postgres: object, valkey: str, upstream: Upstream) -> None:
    async with serving(compatible(upstream), answer_cache_seconds=0) as client:
        request_id = str(uuid4())
        responses = [await client.parse("blue lines", X_Request_ID=request_id) for _ in range(12)]
        assert upstream.asked == 6
        assert [response.json()["provider"] for response in responses].count("rules") == 6
        assert (await client.quota())["used"] == 1


async def test_a_search_that_no_provider_answers_is_given_back(client: Client, upstream: Upstream) -> None:
    upstream.behaviour = "500"
    response = await client.parse()
    assert response.status_code == 200
    assert (response.json()["provider"], response.json()["degraded"]) == ("rules", True)
    assert response.headers["X-Quota-Remaining"] == "50"
    assert (await client.quota())["used"] == 0


async def test_a_given_back_search_is_charged_once_when_its_retry_succeeds(client: Client, upstream: Upstream) -> None:
    request_id = str(uuid4())
    upstream.behaviour = "500"
    assert (await client.parse("blue lines", X_Request_ID=request_id)).json()["provider"] == "rules"
    upstream.behaviour = "answer"
    assert (await client.parse("blue lines", X_Request_ID=request_id)).json()["provider"] == "openai_compatible"
    assert (await client.quota())["used"] == 1


async def test_giving_back_twice_gives_back_once(client: Client) -> None:
    quota = client.runtime.quota
    await quota.register(client.device)
    first = await quota.reserve(client.device, uuid4(), b"1" * 16)
    await quota.reserve(client.device, uuid4(), b"2" * 16)
    await asyncio.gather(*(quota.give_back(client.device, first) for _ in range(10)))
    assert (await quota.standing(client.device)).standing.used == 1


async def test_a_settled_search_is_not_given_back(client: Client) -> None:
    quota = client.runtime.quota
    await quota.register(client.device)
    reservation = await quota.reserve(client.device, uuid4(), b"1" * 16)
    await client.runtime.journal.settle(reservation)
    await quota.give_back(client.device, reservation)
    assert await quota.give_back_stale(seconds=-1) == 0
    assert (await quota.standing(client.device)).standing.used == 1


async def test_the_searches_of_a_process_that_died_are_given_back(client: Client) -> None:
    quota = client.runtime.quota
    await quota.register(client.device)
    for _ in range(3):
        await quota.reserve(client.device, uuid4(), b"1" * 16)
    assert await quota.give_back_stale() == 0  # they may still be answered
    returned = await asyncio.gather(*(quota.give_back_stale(seconds=-1) for _ in range(5)))
    assert sum(returned) == 3
    assert (await quota.standing(client.device)).standing.used == 0


async def test_an_answered_search_counts_though_its_reservation_was_lost(client: Client) -> None:
    """PostgreSQL crashed between reserving and settling, or the answer took so long that it was taken for stale."""
    quota, request_id = client.runtime.quota, uuid4()
    await quota.register(client.device)
    reservation = await quota.reserve(client.device, request_id, b"1" * 16)
    assert await quota.give_back_stale(seconds=-1) == 1
    await client.runtime.journal.settle(reservation)
    assert (await quota.standing(client.device)).standing.used == 1
    await client.runtime.journal.settle(reservation)
    assert (await quota.standing(client.device)).standing.used == 1
    again = await quota.reserve(client.device, request_id, b"1" * 16)
    assert not again.owned


async def test_a_statement_repeated_after_a_lost_connection_charges_once(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    quota, own = client.runtime.quota, UUID(int=7)
    monkeypatch.setattr(quota_module, "uuid4", lambda: own)
    await quota.register(client.device)
    request_id = uuid4()
    first = await quota.reserve(client.device, request_id, b"1" * 16)
    again = await quota.reserve(client.device, request_id, b"1" * 16)
    assert (first.id, first.owned) == (again.id, again.owned) == (own, True)
    assert (await quota.standing(client.device)).standing.used == 1


@pytest.mark.parametrize(
    ("tier", "limit"), [("anonymous", 50), ("free", 100), ("contributor", 500), ("supporter", 2000)]
)
async def test_each_tier_has_its_limit(client: Client, tier: str, limit: int) -> None:
    await client.quota()
    await client.runtime.database.one("UPDATE devices SET tier = %s WHERE device_id = %s", (tier, client.device))
    answer = await client.quota()
    assert (answer["tier"], answer["limit"]) == (tier, limit)


async def test_a_limit_of_nothing_lets_nothing_through(postgres: object, valkey: str, upstream: Upstream) -> None:
    async with serving(compatible(upstream), quotas=dict.fromkeys(Tier, 0)) as client:
        assert (await client.parse()).status_code == 429


async def test_a_new_day_begins_at_midnight_utc(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    quota = client.runtime.quota
    await quota.register(client.device)
    monkeypatch.setattr(quota_module, "today", lambda: date(2026, 3, 28))
    late = await quota.reserve(client.device, uuid4(), b"1" * 16)
    monkeypatch.setattr(quota_module, "today", lambda: date(2026, 3, 29))
    assert (await quota.standing(client.device)).standing.used == 0
    await quota.reserve(client.device, uuid4(), b"2" * 16)
    await quota.give_back(client.device, late)  # goes to the day that it was taken from
    assert (await quota.standing(client.device)).standing.used == 1


def test_a_day_ends_at_midnight_whatever_the_clock_does() -> None:
    standing = Standing(Tier.FREE, 100, 130, date(2026, 12, 31))
    assert standing.resets_at == datetime(2027, 1, 1, tzinfo=UTC)
    assert standing.remaining == 0
    assert standing.seconds_left(datetime(2026, 12, 31, 23, 59, 59, 500_000, UTC)) == 1
    assert today(datetime(2026, 6, 1, 1, tzinfo=UTC)) == date(2026, 6, 1)


async def test_an_unknown_device_is_registered_on_its_first_call(client: Client) -> None:
    with pytest.raises(UnknownDevice):
        await client.runtime.quota.standing(client.device)
    assert (await client.parse()).status_code == 200
    assert (await client.runtime.quota.standing(client.device)).standing.tier is Tier.ANONYMOUS


async def test_every_call_is_logged_without_its_words(client: Client) -> None:
    await client.parse("blue lines")
    known = await client.runtime.quota.standing(client.device)

    async def logged() -> bool:
        row = await client.runtime.database.one(
            "SELECT endpoint, provider, success, status, response_time_ms >= 0 FROM api_logs WHERE device_id = %s",
            (known.id,),
        )
        return row == ("parse", "openai_compatible", True, 200, True)

    await eventually(logged)


PARAMETERS = {
    "device": "0" * 32, "day": date(2026, 1, 2), "quotas": '{"anonymous": 50}', "each": 6, "request": uuid4(),
    "id": uuid4(), "ids": [uuid4()], "fingerprint": b"", "settled": "[]", "seen": "[]", "entries": "[]",
}  # fmt: skip


@pytest.mark.parametrize("name", ["RESERVE", "STANDING", "ASSIST", "GIVE_BACK", "WRITE"])
def test_a_call_finds_its_rows_by_a_key(postgres: object, name: str) -> None:
    """A plan is kept while the tables grow, so it may not read them whole, however small they are when it is made."""
    with psycopg.connect(conninfo(), autocommit=True) as connection:
        connection.execute(SESSION)
        lines = connection.execute("EXPLAIN " + getattr(statements, name), PARAMETERS).fetchall()
    assert lines
    assert [line for (line,) in lines if "Seq Scan" in line] == []
