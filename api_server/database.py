"""PostgreSQL on the hot path: an asynchronous pool, one statement a call, and a quick answer when it is away.

Django's own connections would cost a thread hop each time (docs/adr/0011-the-hot-path.md).
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, LiteralString, TypeVar

import psycopg
import structlog
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus
from psycopg_pool import AsyncConnectionPool, PoolClosed, PoolTimeout, TooManyRequests

from api_server.breaker import Breaker

log = structlog.get_logger(__name__)

CONNECT_SECONDS = 0.5
STATEMENT_SECONDS = 1.0
# What we gave up must not happen later after all; and every statement here finds its rows by a key. A plan made while
# the tables are new and empty would read them whole, and be kept while they grow.
SESSION: LiteralString = (
    "SET lock_timeout = '1s'; SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off"
)
LONGEST_QUEUE_SECONDS = 5.0
AWAY = (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout, PoolClosed, TooManyRequests, OSError)

LOOK_SECONDS = 0.25  # psycopg looks up from its wait so often

T = TypeVar("T")
Row = tuple[Any, ...]  # a database row's columns have the types of their statement
Parameters = Mapping[str, Any] | Sequence[Any]


class DatabaseAway(Exception):
    """PostgreSQL does not answer now. Nothing is known about the statement's effect: it must be safe to repeat."""

    permanent = False


class BoundedConnection(psycopg.AsyncConnection[Row]):
    """Gives a statement up after `bound` seconds, and leaves it to itself.

    psycopg's own time-outs come from cancelling, which asks the very server that hangs. The connection is of no use
    afterwards, and closed.
    """

    bound = STATEMENT_SECONDS

    async def wait(self, gen: PQGen[T], interval: float = LOOK_SECONDS, timeout: float | None = None) -> T:  # noqa: ASYNC109
        """As psycopg's, with a bound where none is given. Raises OperationalError."""
        return await super().wait(gen, interval, self.bound if timeout is None else timeout)


@dataclass(slots=True)
class _Leased:
    """A connection that goes from statement to statement, with a cursor for each: a cursor keeps what it learnt."""

    connection: BoundedConnection
    cursors: dict[LiteralString, psycopg.AsyncCursor[Row]] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        """Whether the next statement may have it."""
        return self.connection.pgconn.transaction_status == TransactionStatus.IDLE

    async def run(self, statement: LiteralString, parameters: Parameters, within: float) -> Row | None:
        self.connection.bound = within
        cursor = self.cursors.get(statement)
        if cursor is None:
            cursor = self.cursors[statement] = self.connection.cursor()
        await cursor.execute(statement, parameters, prepare=True)
        result = cursor.pgresult  # asking for `description` would describe every column
        return await cursor.fetchone() if result is not None and result.nfields else None


class Database:
    """Runs statements on pooled connections in autocommit mode; belongs to one event loop.

    A statement that found its connection dead is tried once more on another. After a failure one probe every quarter
    of a second asks whether the server is back; everybody else is told at once that it is not. A server that is busy
    is not away: as long as it answers others, a statement waits for its turn.

    Connections are on lease from the pool: taking one for each statement and giving it back, with the pool's locks and
    an empty commit, costs as much as a quarter of a statement. `tend` gives them back now and then, so that the pool
    can see to them.
    """

    def __init__(self, conninfo: str, size: int) -> None:
        self.breaker = Breaker(threshold=1, cooldown=0.25, longest=0.5)
        self._turns = asyncio.Semaphore(size)
        self._answered_at = 0.0
        self._idle: list[_Leased] = []
        self._left_behind: set[asyncio.Task[None]] = set()
        self._checking = asyncio.Lock()
        self._pool = AsyncConnectionPool(
            conninfo,
            connection_class=BoundedConnection,
            min_size=1,
            max_size=size,
            open=False,
            timeout=CONNECT_SECONDS,
            reconnect_timeout=1.0,
            configure=_configure,
            kwargs={"autocommit": True, "connect_timeout": 2, "application_name": "trusttune"},
        )

    async def open(self) -> None:
        """Start connecting; does not wait for it."""
        await self._pool.open(wait=False)

    async def close(self) -> None:
        """Close every connection; statements under way are cut off after a second."""
        await self.tend()
        await self._pool.close(timeout=1.0)

    async def tend(self) -> None:
        """Give the idle connections back to the pool, which replaces what is too old and closes what is too many."""
        while self._idle:
            await self._pool.putconn(self._idle.pop().connection)

    async def one(
        self, statement: LiteralString, parameters: Parameters = (), within: float = STATEMENT_SECONDS
    ) -> Row | None:
        """The first row of the statement's result, or None; `within` bounds the statement in seconds.

        Raises DatabaseAway, and psycopg's own errors where the statement itself is at fault (a broken constraint).
        """
        ticket = self.breaker.admit()
        if ticket is None:
            raise DatabaseAway("PostgreSQL was not there a moment ago.")
        try:
            await self._turn()
            try:
                row = await self._run(statement, parameters, within)
            finally:
                self._turns.release()
        except AWAY as error:
            self.breaker.failed(ticket)
            log.warning("database_away", reason=type(error).__name__)
            raise DatabaseAway("PostgreSQL does not answer.") from error
        except psycopg.Error:
            self.breaker.succeeded(ticket)
            raise
        except BaseException:
            self.breaker.abandoned(ticket)
            raise
        self._answered_at = time.monotonic()
        self.breaker.succeeded(ticket)
        return row

    async def _turn(self) -> None:
        """Wait until a connection is free, for as long as the server goes on answering. Raises PoolTimeout."""
        began = time.monotonic()
        while self._turns.locked():
            asked = time.monotonic()
            try:
                await asyncio.wait_for(self._turns.acquire(), CONNECT_SECONDS)
                return
            except TimeoutError:
                if self._answered_at < asked or time.monotonic() - began > LONGEST_QUEUE_SECONDS:
                    raise PoolTimeout("no connection became free") from None
        await self._turns.acquire()  # free: returns at once

    async def _run(self, statement: LiteralString, parameters: Parameters, within: float) -> Row | None:
        deadline = time.monotonic() + within + CONNECT_SECONDS
        try:
            return await self._execute(statement, parameters, within)
        except (psycopg.OperationalError, psycopg.InterfaceError):
            await self._replace_dead(deadline - time.monotonic())
            left = deadline - time.monotonic()
            if left <= 0:
                raise
        return await self._execute(statement, parameters, min(within, left))

    async def _replace_dead(self, within: float) -> None:
        """A restart of the server killed every pooled connection, not one: look at all of them, once."""
        if not self._checking.locked():
            async with self._checking:
                await self.tend()
                check = asyncio.create_task(self._pool.check())
                self._left_behind.add(check)  # it may hang with the server: then it is not waited for
                check.add_done_callback(self._forget)
                await asyncio.wait((check,), timeout=within)

    def _forget(self, task: asyncio.Task[None]) -> None:
        self._left_behind.discard(task)
        if not task.cancelled():
            task.exception()  # marks it as seen

    async def _execute(self, statement: LiteralString, parameters: Parameters, within: float) -> Row | None:
        leased = self._idle.pop() if self._idle else _Leased(await self._pool.getconn())
        try:
            return await leased.run(statement, parameters, within)
        finally:
            if leased.sound and not self._pool.closed:
                self._idle.append(leased)
            else:
                await self._pool.putconn(leased.connection)


async def _configure(connection: psycopg.AsyncConnection[Row]) -> None:
    await connection.execute(SESSION)
