"""What one server process holds while it runs: the database pool, the Redis client, the providers, the journal.

Everything in it belongs to one event loop; the ASGI lifespan starts and stops it.
"""

import asyncio
import contextlib

import structlog
from django.conf import settings
from django.db import connections
from psycopg.conninfo import make_conninfo

from api_server.answer_cache import AnswerCache
from api_server.configuration import configuration
from api_server.database import Database
from api_server.journal import Journal
from api_server.loop_lag import LoopLag
from api_server.providers import registry
from api_server.providers.chain import Budget, Chain
from api_server.quota import Quota
from api_server.rate import Rate, RateLimiter
from api_server.schedule import Schedule
from api_server.shared_store import SharedStore
from apps.search.domain import Preferences
from apps.search.understand import understand

log = structlog.get_logger(__name__)

CALLS_A_SEARCH = 4  # parse, filter, rank, explain


class Runtime:
    """Made and started in the event loop that serves."""

    def __init__(self) -> None:
        chosen = configuration()
        self.database = Database(conninfo(), chosen.database_pool_size)
        self.store = SharedStore(settings.REDIS_URL)
        self.limiter = RateLimiter(self.store)
        self.calls = Rate("calls", chosen.rate_burst, chosen.rate_per_second, together=CALLS_A_SEARCH)
        per_hour = chosen.new_devices_per_address
        self.new_devices = Rate("new_devices", per_hour, per_hour / 3600)
        self.journal = Journal(self.database)
        self.quota = Quota(self.database, chosen.quotas, self.journal.give_back)
        self.cache = AnswerCache(chosen.answer_cache_seconds)
        budget = Budget(
            chosen.attempt_seconds, chosen.total_seconds, chosen.provider_concurrency, chosen.provider_hedging
        )
        self.lag = LoopLag()
        self.chain = Chain(registry.build(chosen.providers), budget, self.lag)
        self.schedule = Schedule(self.database, self.quota, self.cache)
        self.draining = False
        self.in_flight = 0
        self.most_in_flight = chosen.most_in_flight
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def start(self) -> None:
        """Open what connects, and start what runs beside the requests."""
        understand("warm up", Preferences())  # builds its tables now, not in front of the first client that needs it
        await self.database.open()
        self._tasks["journal"] = asyncio.create_task(self.journal.run())
        self._tasks["schedule"] = asyncio.create_task(self.schedule.run())
        self.lag.start()
        log.info("started", providers=[contender.name for contender in self.chain.contenders])

    async def stop(self) -> None:
        """Write what is waiting, then close everything."""
        self._tasks["schedule"].cancel()
        self.lag.stop()
        await self.journal.close(self._tasks["journal"])
        for close in (self.chain.close, self.store.close, self.database.close):
            with contextlib.suppress(Exception):  # the process ends: the others still have to be closed
                await close()
        log.info("stopped")


_current: Runtime | None = None


def current() -> Runtime:
    """This process's runtime. Raises RuntimeError before the server has started."""
    if _current is None:
        raise RuntimeError("The Community API is not started: its server must run the ASGI lifespan.")
    return _current


def installed() -> Runtime | None:
    """This process's runtime, if it has started."""
    return _current


def install(runtime: Runtime | None) -> None:
    """Make `runtime` the process's; None takes it away."""
    global _current
    _current = runtime


def conninfo() -> str:
    """libpq's connection string of Django's default database."""
    parameters = connections["default"].get_connection_params()
    known = ("dbname", "user", "password", "host", "port", "sslmode", "sslrootcert", "sslcert", "sslkey", "options")
    return make_conninfo(**{name: parameters[name] for name in known if parameters.get(name)})
