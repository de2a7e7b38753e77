"""What is written after an answer: settlements, API logs and when a device was last seen, many in one statement.

While one statement runs, the next batch gathers (group commit), so a busy second costs PostgreSQL tens of commits
and not hundreds. A settlement is waited for, so that no answer leaves before its search is counted; log rows wait a
moment for the next settlement and go with it.
"""

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

import psycopg
import structlog
from pydantic_core import to_json

from api_server.database import Database, DatabaseAway
from api_server.domain import Reservation
from api_server.metrics import JOURNAL_DROPPED
from api_server.statements import GIVE_BACK, WRITE

log = structlog.get_logger(__name__)

LINGER_SECONDS = 0.25
AWAY_SECONDS = 0.25
SETTLE_WAIT_SECONDS = 0.3
MOST_ENTRIES = 20_000
MOST_A_BATCH = 500
SEEN_EVERY_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One row of `api_logs`."""

    device: UUID
    endpoint: str
    timestamp: datetime
    response_time_ms: int
    provider: str | None
    success: bool
    status: int


class Journal:
    """Gathers entries and writes them; `run` is a task for the life of the process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._entries: deque[LogEntry] = deque()
        self._settlements: dict[UUID, tuple[Reservation, asyncio.Future[None]]] = {}
        self._returns: set[UUID] = set()
        self._seen: OrderedDict[UUID, float] = OrderedDict()
        self._wake = asyncio.Event()
        self._soon: asyncio.TimerHandle | None = None
        self._closing = False

    @property
    def waiting(self) -> int:
        return len(self._entries) + len(self._settlements) + len(self._returns)

    def record(self, entry: LogEntry) -> None:
        """Have `entry` written soon; the oldest are given up when PostgreSQL stays away."""
        self._entries.append(entry)
        if len(self._entries) > MOST_ENTRIES:
            self._entries.popleft()
            JOURNAL_DROPPED.inc()
        if self._soon is None:  # a row may wait a little for company, or for a settlement
            self._soon = asyncio.get_running_loop().call_later(LINGER_SECONDS, self._wake.set)

    async def settle(self, reservation: Reservation) -> None:
        """Mark a reservation as used; returns when that is on the disk, or after a short wait with PostgreSQL away.

        It stays in the queue then, and is written as soon as PostgreSQL is back. A reservation that is not there any
        more (a crash lost it, or it was taken for stale) is charged anew: what was answered counts.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[None] = loop.create_future()
        self._settlements[reservation.id] = (reservation, future)
        self._wake.set()
        patience = loop.call_later(SETTLE_WAIT_SECONDS, _done, future)
        try:
            await future
        finally:
            patience.cancel()

    def give_back(self, reservation: UUID) -> None:
        """Return a search as soon as PostgreSQL can be reached; one that was never reserved is nothing to return."""
        self._returns.add(reservation)
        self._wake.set()

    async def run(self) -> None:
        """Write until `close`."""
        while not (self._closing and not self.waiting):
            await self._wake.wait()
            if not await self._write_batch():
                if self._closing:
                    return
                await asyncio.sleep(AWAY_SECONDS)

    async def close(self, task: asyncio.Task[None], within: float = 3.0) -> None:
        """Write what is waiting, then end `task`."""
        self._closing = True
        self._wake.set()
        await asyncio.wait((task,), timeout=within)
        task.cancel()
        if self.waiting:
            log.warning("journal_not_empty", waiting=self.waiting)

    async def _write_batch(self) -> bool:
        self._wake.clear()
        if self._soon is not None:
            self._soon.cancel()
            self._soon = None
        if not await self._write_returns():
            self._wake.set()
            return False
        entries = [self._entries.popleft() for _ in range(min(MOST_A_BATCH, len(self._entries)))]
        settled = [reservation for reservation, _ in islice(self._settlements.values(), MOST_A_BATCH)]
        if (settled or entries) and not await self._write(settled, entries):
            self._entries.extendleft(reversed(entries))
            self._wake.set()
            return False
        for reservation in settled:
            _, future = self._settlements.pop(reservation.id)
            _done(future)
        if self._settlements or self._returns or len(entries) == MOST_A_BATCH or self._closing:
            self._wake.set()
        return True

    async def _write_returns(self) -> bool:
        returns = list(self._returns)
        if returns:
            try:
                await self._database.one(GIVE_BACK, {"ids": returns})
            except DatabaseAway:
                return False
            self._returns.difference_update(returns)
        return True

    async def _write(self, settled: Sequence[Reservation], entries: Sequence[LogEntry]) -> bool:
        """Whether the batch is out of the way. A row that PostgreSQL refuses must not hold up the others."""
        try:
            await self._database.one(WRITE, self._parameters(settled, entries))
        except DatabaseAway:
            return False
        except psycopg.Error as error:
            log.error("journal_refused", reason=type(error).__name__, entries=len(entries), settled=len(settled))
            JOURNAL_DROPPED.inc(len(entries))
            return not entries or await self._write(settled, ())
        return True

    def _parameters(self, settled: Sequence[Reservation], entries: Sequence[LogEntry]) -> dict[str, str]:
        answered = [
            {
                "id": reservation.id,
                "device_id": reservation.device.id,
                "request_id": reservation.request_id,
                "date": reservation.device.standing.day,
                "fingerprint": "\\x" + reservation.fingerprint.hex(),
            }
            for reservation in settled
        ]
        values = {"settled": answered, "seen": self._newly_seen(entries), "entries": entries}
        return {name: to_json(value).decode() for name, value in values.items()}

    def _newly_seen(self, entries: Sequence[LogEntry]) -> list[UUID]:
        """The devices whose `last_seen` this process did not write within the last minute."""
        now = time.monotonic()
        while self._seen and now - next(iter(self._seen.values())) > SEEN_EVERY_SECONDS:
            self._seen.popitem(last=False)
        fresh = {entry.device for entry in entries if entry.device not in self._seen}
        self._seen.update(dict.fromkeys(fresh, now))
        return sorted(fresh)


def _done(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
