"""Redis or Valkey on the hot path: for rates and short-lived answers, never for counts that must be right.

Every call ends within a tenth of a second. A server that failed is left alone for half a second at a time.
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from api_server.breaker import Breaker

log = structlog.get_logger(__name__)

CALL_SECONDS = 0.1
CONNECTIONS = 32

T = TypeVar("T")


class StoreAway(Exception):
    """Redis does not answer now: do without it."""

    permanent = False


class SharedStore:
    """One client an event loop, with a pool that waits for a free connection (the plain one raises when full)."""

    def __init__(self, url: str) -> None:
        self.breaker = Breaker(threshold=1, cooldown=0.5, longest=1.0)
        pool = BlockingConnectionPool.from_url(
            url,
            max_connections=CONNECTIONS,
            timeout=CALL_SECONDS,
            socket_timeout=CALL_SECONDS,
            socket_connect_timeout=CALL_SECONDS,
            retry=Retry(NoBackoff(), 0),
        )
        self.client: Redis = Redis(connection_pool=pool)

    async def close(self) -> None:
        """Close the connections."""
        await self.client.aclose(close_connection_pool=True)

    async def call(self, use: Callable[[Redis], Awaitable[T]]) -> T:
        """What `use` does with the client; raises StoreAway in place of any error or delay."""
        ticket = self.breaker.admit()
        if ticket is None:
            raise StoreAway("Redis was not there a moment ago.")
        try:
            result = await use(self.client)
        except (RedisError, OSError, TimeoutError) as error:
            self.breaker.failed(ticket)
            log.warning("redis_away", reason=type(error).__name__)
            raise StoreAway("Redis does not answer.") from error
        except BaseException:
            self.breaker.abandoned(ticket)
            raise
        self.breaker.succeeded(ticket)
        return result
