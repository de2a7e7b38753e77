"""The token bucket in Redis: exact for a burst, though a search's tokens are taken together."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from api_server.rate import SPARE_SECONDS, Rate, RateLimiter, SpareTokens
from api_server.shared_store import SharedStore

CALLS = Rate("calls", 40, 0.01, together=4)


@pytest.fixture
async def store(valkey: str) -> AsyncIterator[SharedStore]:
    shared = SharedStore(valkey)
    yield shared
    await shared.close()


async def _passed(limiter: RateLimiter, whose: str, calls: int) -> int:
    return [await limiter.take(CALLS, whose) for _ in range(calls)].count(0)


async def _tokens(store: SharedStore, whose: str) -> float:
    kept = await store.client.hget(f"rate:calls:{whose}", "tokens")
    assert kept is not None
    return float(kept)


async def test_a_burst_at_once_passes_exactly(store: SharedStore) -> None:
    whose = uuid4().hex
    limiter = RateLimiter(store)
    waits = await asyncio.gather(*(limiter.take(CALLS, whose) for _ in range(60)))
    assert waits.count(0) == 40


async def test_a_burst_one_after_the_other_passes_exactly(store: SharedStore) -> None:
    assert await _passed(RateLimiter(store), uuid4().hex, 60) == 40


async def test_two_processes_share_a_bucket(store: SharedStore) -> None:
    whose = uuid4().hex
    one, other = RateLimiter(store), RateLimiter(store)
    passed = sum([await _passed(limiter, whose, 1) for limiter in [one, other] * 40])
    assert passed == 40


async def test_a_search_takes_its_tokens_together(store: SharedStore) -> None:
    whose = uuid4().hex
    limiter = RateLimiter(store)
    assert await _passed(limiter, whose, 1) == 1
    assert await _tokens(store, whose) == pytest.approx(36, abs=0.1)
    assert await _passed(limiter, whose, 3) == 3
    assert await _tokens(store, whose) == pytest.approx(36, abs=0.1)


async def test_below_half_a_bucket_tokens_are_taken_one_by_one(store: SharedStore) -> None:
    whose = uuid4().hex
    assert await _passed(RateLimiter(store), whose, 20) == 20
    assert await _passed(RateLimiter(store), whose, 1) == 1  # a process that has no spare ones
    assert await _tokens(store, whose) == pytest.approx(19, abs=0.1)


async def test_another_kind_of_bucket_is_taken_from_singly(store: SharedStore) -> None:
    limiter, rate = RateLimiter(store), Rate("new_devices", 3, 0.01)
    whose = uuid4().hex
    assert [await limiter.take(rate, whose) for _ in range(4)].count(0) == 3


def test_spare_tokens_do_not_outlive_their_seconds() -> None:
    now = 100.0
    spare = SpareTokens(lambda: now)
    spare.put("a", 2)
    spare.put("b", 1)
    assert [spare.take("a"), spare.take("b"), spare.take("b")] == [True, True, False]
    now += SPARE_SECONDS + 0.1
    assert not spare.take("a")
    spare.put("a", 1)
    assert [spare.take("a"), spare.take("a")] == [True, False]
