"""How fast: a token bucket a device, and one an address for new devices. Redis keeps them; without it, each process.

A bucket holds `burst` tokens and gets `per_second` back; a call takes one. The script is atomic in the server, so any
number of processes share a bucket. Calls that come while one question to Redis is under way go together in the next:
a client library's cost is paid once for all of them. An outage must not stop anybody: then each process counts alone.
"""

import asyncio
import hashlib
import hmac
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from redis.asyncio import Redis

from api_server.metrics import RATE_DECISIONS
from api_server.shared_store import SharedStore, StoreAway

log = structlog.get_logger(__name__)

TAKE = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local waits = {}
for at, key in ipairs(KEYS) do
  local burst, rate = tonumber(ARGV[at * 2 - 1]), tonumber(ARGV[at * 2])
  local bucket = redis.call('HMGET', key, 'tokens', 'at')
  local tokens = tonumber(bucket[1] or burst)
  tokens = math.min(burst, tokens + math.max(0, now - tonumber(bucket[2] or now)) * rate)
  local wait = 0
  if tokens >= 1 then tokens = tokens - 1 else wait = (1 - tokens) / rate end
  redis.call('HSET', key, 'tokens', tokens, 'at', now)
  redis.call('PEXPIRE', key, math.ceil((burst - tokens) / rate * 1000) + 1000)
  waits[at] = tostring(wait)
end
return waits
"""
MOST_LOCAL_BUCKETS = 20_000
MOST_A_BATCH = 100


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` at once, `per_second` after that. `name` is the bucket's kind, in keys and metrics."""

    name: str
    burst: int
    per_second: float


class LocalBuckets:
    """The same bucket in this process's memory, for as long as Redis is away; the least used are forgotten."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str, rate: Rate) -> float:
        """Seconds to wait; 0 when the call may pass."""
        now = self._clock()
        tokens, at = self._buckets.pop(key, (float(rate.burst), now))
        tokens = min(rate.burst, tokens + (now - at) * rate.per_second)
        wait = 0.0 if tokens >= 1 else (1 - tokens) / rate.per_second
        self._buckets[key] = (tokens - 1 if tokens >= 1 else tokens, now)
        if len(self._buckets) > MOST_LOCAL_BUCKETS:
            self._buckets.popitem(last=False)
        return wait


@dataclass(frozen=True, slots=True)
class _Question:
    """One token asked for; the answer is seconds to wait, or None where Redis did not say."""

    key: str
    rate: Rate
    wait: "asyncio.Future[float | None]"


class RateLimiter:
    """Asks Redis, and this process's memory when Redis is away."""

    def __init__(self, store: SharedStore) -> None:
        self._store = store
        self._script = store.client.register_script(TAKE)
        self._local = LocalBuckets()
        self._questions: list[_Question] = []
        self._asking: asyncio.Task[None] | None = None

    async def take(self, rate: Rate, whose: str) -> int:
        """Take a token for `whose`: 0 when there was one, else whole seconds to wait (at least 1)."""
        question = _Question(f"rate:{rate.name}:{whose}", rate, asyncio.get_running_loop().create_future())
        self._questions.append(question)
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask_all())
        wait, where = await question.wait, "redis"
        if wait is None:
            wait, where = self._local.take(question.key, rate), "local"
        RATE_DECISIONS.labels(rate.name, "limited" if wait else "passed", where).inc()
        return math.ceil(wait)

    async def _ask_all(self) -> None:
        """Put the questions to Redis, batch after batch, until there are none."""
        try:
            while self._questions:
                batch, self._questions = self._questions[:MOST_A_BATCH], self._questions[MOST_A_BATCH:]
                waits = await self._ask(batch)
                for question, wait in zip(batch, waits, strict=True):
                    if not question.wait.done():
                        question.wait.set_result(wait)
        finally:
            self._asking = None

    async def _ask(self, batch: list[_Question]) -> list[float | None]:
        keys = [question.key for question in batch]
        arguments = [part for question in batch for part in (question.rate.burst, question.rate.per_second)]

        async def use(client: Redis) -> list[float | None]:
            return [float(wait) for wait in await self._script(keys=keys, args=arguments, client=client)]

        try:
            return await self._store.call(use)
        except StoreAway:
            return [None] * len(batch)
        except Exception as error:  # whatever it is, these callers must not wait for ever
            log.error("rate_question_failed", reason=type(error).__name__)
            return [None] * len(batch)


def address_key(secret: str, address: str, day: str) -> str:
    """An address as a keyed hash that another day's cannot be compared with."""
    return hmac.new(secret.encode(), f"address:{day}:{address}".encode(), hashlib.sha256).hexdigest()[:24]
