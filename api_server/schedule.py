"""What happens by the clock: stale reservations are given back, and rows past their age are deleted.

It runs in every server process as one task. Its statements are safe beside each other, so that any number of replicas
need no scheduler beside them (docs/adr/0014-the-schedule.md).
"""

import asyncio

import structlog

from api_server import retention
from api_server.answer_cache import AnswerCache
from api_server.database import Database, DatabaseAway
from api_server.quota import Quota

log = structlog.get_logger(__name__)

FIRST_AFTER_SECONDS = 15.0  # a start has better things to do, and replicas often start together
EVERY_SECONDS = 60.0
RETENTION_EVERY = 60  # rounds: an hour


class Schedule:
    """One round a minute; retention once an hour."""

    def __init__(self, database: Database, quota: Quota, cache: AnswerCache) -> None:
        self._database, self._quota, self._cache = database, quota, cache

    async def run(self) -> None:
        """Until cancelled. A round that fails is the next one's work."""
        number = 0
        await asyncio.sleep(FIRST_AFTER_SECONDS)
        while True:
            try:
                await self.round(number)
            except DatabaseAway:
                log.info("schedule_skipped", reason="PostgreSQL is away")
            except Exception as error:  # the schedule must outlive whatever one round meets
                log.error("schedule_failed", reason=type(error).__name__)
            number += 1
            await asyncio.sleep(EVERY_SECONDS)

    async def round(self, number: int) -> None:
        """Forget old answers, give stale searches back; in the first round of every hour, enforce the retention."""
        self._cache.forget_old()
        await self._database.tend()
        returned = await self._quota.give_back_stale()
        if returned:
            log.info("stale_searches_given_back", searches=returned)
        if number % RETENTION_EVERY == 0:
            deleted = await retention.enforce(self._database)
            if any(deleted.values()):
                log.info("retention_enforced", **deleted)
