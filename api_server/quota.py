"""The day's quota: PostgreSQL decides, one statement a decision (docs/adr/0012-quota.md).

A search is reserved before a provider is asked, then settled (`journal.py`) or given back. The reservation is keyed
by the client's request id: the same one again is never charged twice. A reservation that nobody settled within
`STALE_SECONDS` belonged to a process that died, and is given back by `give_back_stale`.

Reserving does not wait for the disk: the settlement does, whose commit makes everything before it durable too, and
charges anew what a crash of PostgreSQL lost in between. So an answer that has left is on the disk, for one wait.
"""

import hashlib
import hmac
import json
from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from psycopg.errors import UniqueViolation

from api_server.database import Database, DatabaseAway, Row
from api_server.domain import KnownDevice, Reservation, Standing, Tier, today
from api_server.metrics import QUOTA_DECISIONS
from api_server.statements import ASSIST, GIVE_BACK, GIVE_BACK_STALE, REGISTER, RESERVE, STANDING

STALE_SECONDS = 300
ASSISTS_A_SEARCH = 6
MOST_REMEMBERED = 20_000


class UnknownDevice(Exception):
    """The device is not registered yet."""


class QuotaExhausted(Exception):
    """The day's searches are used up."""

    def __init__(self, device: KnownDevice) -> None:
        super().__init__("The day's searches are used up.")
        self.device = device


class RequestIdReused(Exception):
    """The request id belongs to another request of this device."""

    def __init__(self, device: KnownDevice) -> None:
        super().__init__("This request id was used for another request.")
        self.device = device


class Quota:
    """Reserves, gives back and tells. Every method raises DatabaseAway when PostgreSQL does not answer."""

    def __init__(self, database: Database, quotas: Mapping[Tier, int], give_back_later: Callable[[UUID], None]) -> None:
        self._database = database
        self._give_back_later = give_back_later
        self.limits = quotas
        self._quotas = json.dumps(dict(quotas))
        self._remembered: OrderedDict[str, KnownDevice] = OrderedDict()

    def remembered(self, device_id: str) -> Standing:
        """The last standing this process saw of the device, for answers given without asking the database."""
        known = self._remembered.get(device_id)
        if known is None or known.standing.day != today():
            tier = known.standing.tier if known else Tier.ANONYMOUS
            return Standing(tier, self.limits[tier], 0, today())
        return known.standing

    async def reserve(self, device_id: str, request_id: UUID, fingerprint: bytes) -> Reservation:
        """Take one search from the day.

        A retry gets the reservation that it made before, not owned. Raises UnknownDevice, QuotaExhausted and
        RequestIdReused.
        """
        day, own = today(), uuid4()
        parameters = {
            "device": device_id, "request": request_id, "id": own, "day": day, "fingerprint": fingerprint,
            "quotas": self._quotas,
        }  # fmt: skip
        try:
            row = await self._reserve(parameters)
        except DatabaseAway:
            self._give_back_later(own)  # it may have been charged before the connection was lost
            raise
        if row is None:
            raise UnknownDevice
        return self._decide(device_id, row, own, request_id, fingerprint, day)

    async def _reserve(self, parameters: dict[str, Any]) -> Row | None:
        try:
            return await self._database.one(RESERVE, parameters)
        except UniqueViolation:  # the same request id at the same moment: the other one was first
            return await self._database.one(RESERVE, parameters)

    def _decide(
        self, device_id: str, row: Row, own: UUID, request_id: UUID, fingerprint: bytes, day: date
    ) -> Reservation:
        id_, tier, daily, charged, before, earlier, earlier_print, replays = row
        used = before if charged is None else charged
        if charged is None and earlier is None:
            device = self._know(device_id, id_, tier, daily, max(used, daily), day)
            QUOTA_DECISIONS.labels("exhausted").inc()
            raise QuotaExhausted(device)
        device = self._know(device_id, id_, tier, daily, used, day)
        if earlier is None or earlier == own:  # equal: our statement was repeated after a lost connection
            QUOTA_DECISIONS.labels("charged").inc()
            return Reservation(own, device, request_id, fingerprint)
        if bytes(earlier_print) != fingerprint:
            QUOTA_DECISIONS.labels("request_id_reused").inc()
            raise RequestIdReused(device)
        QUOTA_DECISIONS.labels("replayed").inc()
        return Reservation(earlier, device, request_id, fingerprint, owned=False, replays=replays)

    async def give_back(self, device_id: str, reservation: Reservation) -> Standing:
        """Return an owned reservation's search, once; what is settled or gone stays as it is."""
        standing = reservation.device.standing
        if not reservation.owned:
            return standing
        try:
            row = await self._database.one(GIVE_BACK, {"ids": [reservation.id]})
        except DatabaseAway:
            self._give_back_later(reservation.id)
            raise
        if row is None:
            return standing
        QUOTA_DECISIONS.labels("given_back").inc()
        device = reservation.device
        return self._know(device_id, device.id, standing.tier, standing.limit, row[0], standing.day).standing

    async def give_back_stale(self, seconds: float = STALE_SECONDS) -> int:
        """Return the searches of processes that died between reserving and settling; how many there were."""
        row = await self._database.one(GIVE_BACK_STALE, {"seconds": seconds})
        returned = int(row[0]) if row else 0
        QUOTA_DECISIONS.labels("given_back_stale").inc(returned)
        return returned

    async def standing(self, device_id: str) -> KnownDevice:
        """Where the device stands today. Raises UnknownDevice."""
        day = today()
        row = await self._database.one(STANDING, {"device": device_id, "day": day, "quotas": self._quotas})
        if row is None:
            raise UnknownDevice
        return self._know(device_id, row[0], row[1], row[2], row[3], day)

    async def assist(self, device_id: str) -> tuple[KnownDevice, bool]:
        """Count one free call that follows a search; False when the day's searches allow no more of them."""
        day = today()
        parameters = {"device": device_id, "day": day, "quotas": self._quotas, "each": ASSISTS_A_SEARCH}
        row = await self._database.one(ASSIST, parameters)
        if row is None:
            raise UnknownDevice
        return self._know(device_id, row[0], row[1], row[2], row[3], day), bool(row[4])

    async def register(self, device_id: str) -> None:
        """Make the device known, as an anonymous one; nothing happens when it is."""
        await self._database.one(REGISTER, {"device": device_id})

    def _know(self, device_id: str, id_: UUID, tier: str, daily: int, used: int, day: date) -> KnownDevice:
        device = KnownDevice(id_, Standing(Tier(tier), daily, used, day))
        self._remembered[device_id] = device
        self._remembered.move_to_end(device_id)
        if len(self._remembered) > MOST_REMEMBERED:
            self._remembered.popitem(last=False)
        return device


def fingerprint(secret: str, device_id: str, request_id: UUID, body: bytes) -> bytes:
    """16 bytes that tell one request from another under the same id, and nothing to anybody else."""
    message = b"request:%s:%s:%s" % (device_id.encode(), request_id.bytes, body)
    return hmac.new(secret.encode(), message, hashlib.sha256).digest()[:16]
