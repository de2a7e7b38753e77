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
from collections.abc import Mapping
from datetime import date
from typing import LiteralString
from uuid import UUID, uuid4

from psycopg.errors import UniqueViolation

from api_server.database import Database, Row
from api_server.domain import KnownDevice, Reservation, Standing, Tier, today
from api_server.metrics import QUOTA_DECISIONS

STALE_SECONDS = 300
ASSISTS_A_SEARCH = 6
MOST_REMEMBERED = 20_000

RESERVE: LiteralString = """
WITH device AS (
    SELECT id, tier, (%(quotas)s::jsonb ->> tier)::int AS daily FROM devices WHERE device_id = %(device)s
), earlier AS (
    UPDATE quota_reservations AS r SET replays = least(r.replays + 1, 30000) FROM device
    WHERE r.device_id = device.id AND r.request_id = %(request)s
    RETURNING r.id, r.fingerprint, r.replays
), charged AS (
    INSERT INTO quota_usage AS usage (device_id, date, searches_used, assists_used)
    SELECT id, %(day)s, 1, 0 FROM device WHERE daily > 0 AND NOT EXISTS (SELECT FROM earlier)
    ON CONFLICT (device_id, date) DO UPDATE SET searches_used = usage.searches_used + 1
        WHERE usage.searches_used < (SELECT daily FROM device)
    RETURNING searches_used
), reserved AS (
    INSERT INTO quota_reservations (id, device_id, request_id, date, fingerprint)
    SELECT %(id)s, device.id, %(request)s, %(day)s, %(fingerprint)s FROM device, charged
), hurried AS (
    SELECT set_config('synchronous_commit', 'off', true)
)
SELECT device.id, device.tier, device.daily, (SELECT searches_used FROM charged),
    coalesce((SELECT searches_used FROM quota_usage WHERE device_id = device.id AND date = %(day)s), 0),
    earlier.id, earlier.fingerprint, earlier.replays
FROM hurried, device LEFT JOIN earlier ON true
"""

STANDING: LiteralString = """
SELECT d.id, d.tier, (%(quotas)s::jsonb ->> d.tier)::int, coalesce(u.searches_used, 0)
FROM devices d LEFT JOIN quota_usage u ON u.device_id = d.id AND u.date = %(day)s
WHERE d.device_id = %(device)s
"""

ASSIST: LiteralString = """
WITH allowed AS (
    UPDATE quota_usage AS u SET assists_used = u.assists_used + 1 FROM devices d
    WHERE d.device_id = %(device)s AND u.device_id = d.id AND u.date = %(day)s
        AND u.assists_used < u.searches_used * %(each)s
    RETURNING u.device_id
)
SELECT d.id, d.tier, (%(quotas)s::jsonb ->> d.tier)::int, coalesce(u.searches_used, 0), EXISTS (SELECT FROM allowed)
FROM devices d LEFT JOIN quota_usage u ON u.device_id = d.id AND u.date = %(day)s
WHERE d.device_id = %(device)s
"""

GIVE_BACK: LiteralString = """
WITH gone AS (
    DELETE FROM quota_reservations WHERE id = %(id)s AND settled_at IS NULL RETURNING device_id, date
)
UPDATE quota_usage AS u SET searches_used = greatest(u.searches_used - 1, 0) FROM gone
WHERE u.device_id = gone.device_id AND u.date = gone.date
RETURNING u.searches_used
"""

GIVE_BACK_STALE: LiteralString = """
WITH gone AS (
    DELETE FROM quota_reservations WHERE id IN (
        SELECT id FROM quota_reservations
        WHERE settled_at IS NULL AND reserved_at < now() - make_interval(secs => %(seconds)s)
        FOR UPDATE SKIP LOCKED
    ) RETURNING device_id, date
), counted AS (
    SELECT device_id, date, count(*) AS searches FROM gone GROUP BY device_id, date
), returned AS (
    UPDATE quota_usage AS u SET searches_used = greatest(u.searches_used - counted.searches, 0) FROM counted
    WHERE u.device_id = counted.device_id AND u.date = counted.date
)
SELECT coalesce(sum(searches), 0)::int FROM counted
"""

REGISTER: LiteralString = """
INSERT INTO devices (id, device_id) VALUES (gen_random_uuid(), %(device)s) ON CONFLICT (device_id) DO NOTHING
"""


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

    def __init__(self, database: Database, quotas: Mapping[Tier, int]) -> None:
        self._database = database
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
            row = await self._database.one(RESERVE, parameters)
        except UniqueViolation:  # the same request id at the same moment: the other one was first
            row = await self._database.one(RESERVE, parameters)
        if row is None:
            raise UnknownDevice
        return self._decide(device_id, row, own, request_id, fingerprint, day)

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
        row = await self._database.one(GIVE_BACK, {"id": reservation.id})
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
