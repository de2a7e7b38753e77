"""How fast: a token bucket a device, and one an address for new devices. Redis keeps them; without it, each process.

A bucket holds `burst` tokens and gets `per_second` back; a call takes one. The script is atomic in the server, so any
number of processes share a bucket. Calls that come while one question to Redis is under way go together in the next:
a client library's cost is paid once for all of them. A search is up to four calls, so from a bucket that is more than
half full four tokens are taken together; what is not used within seconds is lost. An outage must not stop anybody:
then each process counts alone.
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

# Answers for each key how many tokens were taken, or, less than 0, how many seconds there are to wait.
TAKE = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local answers = {}
for at, key in ipairs(KEYS) do
  local burst, rate, together = tonumber(ARGV[at * 3 - 2]), tonumber(ARGV[at * 3 - 1]), tonumber(ARGV[at * 3])
  local bucket = redis.call('HMGET', key, 'tokens', 'at')
  local tokens = tonumber(bucket[1] or burst)
  tokens = math.min(burst, tokens + math.max(0, now - tonumber(bucket[2] or now)) * rate)
  local answer = (tokens - 1) / rate
  if tokens >= 1 then
    answer = math.max(1, math.min(together, math.floor(tokens - burst / 2)))
    tokens = tokens - answer
  end
  redis.call('HSET', key, 'tokens', tokens, 'at', now)
  redis.call('PEXPIRE', key, math.ceil((burst - tokens) / rate * 1000) + 1000)
  answers[at] = tostring(answer)
end
return answers
"""
SPARE_SECONDS = 5.0
MOST_LOCAL_BUCKETS = 20_000
MOST_A_BATCH = 100


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` at once, `per_second` after that. `name` is the bucket's kind, in keys and metrics.

    `together`: as many are taken at once while the bucket is more than half full.
    """

    name: str
    burst: int
    per_second: float
    together: int = 1


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


class SpareTokens:
    """Tokens that were taken from Redis with another one, for the calls that follow at once."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._spare: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def put(self, key: str, tokens: int) -> None:
        """Add `tokens` to what is spare for `key`."""
        left, _until = self._spare.pop(key, (0, 0.0))
        self._spare[key] = (left + tokens, self._clock() + SPARE_SECONDS)
        if len(self._spare) > MOST_LOCAL_BUCKETS:
            self._spare.popitem(last=False)

    def take(self, key: str) -> bool:
        """Whether there was one."""
        left, until = self._spare.get(key, (0, 0.0))
        fresh = self._clock() < until
        if left > 1 and fresh:
            self._spare[key] = (left - 1, until)
        elif left:
            del self._spare[key]
        return fresh


@dataclass(frozen=True, slots=True)
class _Question:
    """One token asked for; the answer is how many were taken, seconds to wait below 0, or None without Redis."""

    key: str
    rate: Rate
    answer: "asyncio.Future[float | None]"


class RateLimiter:
    """Asks Redis, and this process's memory when Redis is away."""

    def __init__(self, store: SharedStore) -> None:
        self._store = store
        self._script = store.client.register_script(TAKE)
        self._local = LocalBuckets()
        self._spare = SpareTokens()
        self._questions: list[_Question] = []
        self._asking: asyncio.Task[None] | None = None

    async def take(self, rate: Rate, whose: str) -> int:
        """Take a token for `whose`: 0 when there was one, else whole seconds to wait (at least 1)."""
        key = f"rate:{rate.name}:{whose}"
        wait, where = 0.0, "redis"
        if not self._spare.take(key):
            answer = await self._asked(key, rate)
            if answer is None:
                wait, where = self._local.take(key, rate), "local"
            elif answer < 0 and not self._spare.take(key):  # others of the same moment took more than they need
                wait = -answer
        RATE_DECISIONS.labels(rate.name, "limited" if wait else "passed", where).inc()
        return math.ceil(wait)

    async def _asked(self, key: str, rate: Rate) -> float | None:
        question = _Question(key, rate, asyncio.get_running_loop().create_future())
        self._questions.append(question)
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask_all())
        return await question.answer

    async def _ask_all(self) -> None:
        """Put the questions to Redis, batch after batch, until there are none."""
        try:
            while self._questions:
                batch, self._questions = self._questions[:MOST_A_BATCH], self._questions[MOST_A_BATCH:]
                for question, answer in zip(batch, await self._ask(batch), strict=True):
                    if answer is not None and answer > 1:
                        self._spare.put(question.key, int(answer) - 1)
                    if not question.answer.done():
                        question.answer.set_result(answer)
        finally:
            self._asking = None

    async def _ask(self, batch: list[_Question]) -> list[float | None]:
        keys = [question.key for question in batch]
        rates = [question.rate for question in batch]
        arguments = [part for rate in rates for part in (rate.burst, rate.per_second, rate.together)]

        async def use(client: Redis) -> list[float | None]:
            return [float(answer) for answer in await self._script(keys=keys, args=arguments, client=client)]

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
