"""How fast: a token bucket a device, and one an address for new devices. Redis keeps them; without it, each process.

The bucket holds `burst` tokens and gets `per_second` back; a call takes one. The script is atomic in the server, so
any number of processes share a bucket. An outage must not stop anybody: then each process counts for itself.
"""

import hashlib
import hmac
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from redis.asyncio import Redis

from api_server.metrics import RATE_DECISIONS
from api_server.shared_store import SharedStore, StoreAway

TAKE = """
local now = redis.call('TIME')
now = now[1] + now[2] / 1000000
local burst, rate = tonumber(ARGV[1]), tonumber(ARGV[2])
local bucket = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = tonumber(bucket[1] or burst)
tokens = math.min(burst, tokens + math.max(0, now - tonumber(bucket[2] or now)) * rate)
local wait = 0
if tokens >= 1 then tokens = tokens - 1 else wait = (1 - tokens) / rate end
redis.call('HSET', KEYS[1], 'tokens', tokens, 'at', now)
redis.call('PEXPIRE', KEYS[1], math.ceil((burst - tokens) / rate * 1000) + 1000)
return tostring(wait)
"""
MOST_LOCAL_BUCKETS = 20_000


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


class RateLimiter:
    """Asks Redis, and this process's memory when Redis is away."""

    def __init__(self, store: SharedStore) -> None:
        self._store = store
        self._script = store.client.register_script(TAKE)
        self._local = LocalBuckets()

    async def take(self, rate: Rate, whose: str) -> int:
        """Take a token for `whose`: 0 when there was one, else whole seconds to wait (at least 1)."""
        key = f"rate:{rate.name}:{whose}"
        try:
            wait = await self._store.call(lambda client: self._ask(client, key, rate))
            where = "redis"
        except StoreAway:
            wait, where = self._local.take(key, rate), "local"
        RATE_DECISIONS.labels(rate.name, "limited" if wait else "passed", where).inc()
        return math.ceil(wait)

    async def _ask(self, client: Redis, key: str, rate: Rate) -> float:
        return float(await self._script(keys=[key], args=[rate.burst, rate.per_second], client=client))


def address_key(secret: str, address: str, day: str) -> str:
    """An address as a keyed hash that another day's cannot be compared with."""
    return hmac.new(secret.encode(), f"address:{day}:{address}".encode(), hashlib.sha256).hexdigest()[:24]
