"""The words of the Community AI API as plain values. No Django here."""

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID


class Tier(StrEnum):
    """How much a device may ask for a day; an operator moves a device from one to another."""

    ANONYMOUS = "anonymous"
    FREE = "free"
    CONTRIBUTOR = "contributor"
    SUPPORTER = "supporter"


RULES = "rules"  # the `provider` of an answer that no model gave


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """Where a provider is asked, with which key and model."""

    name: str
    key: str
    base_url: str
    model: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How much of its day a device has used. `used` may exceed `limit` after a tier was lowered."""

    tier: Tier
    limit: int
    used: int
    day: date

    @property
    def remaining(self) -> int:
        return max(self.limit - self.used, 0)

    @property
    def resets_at(self) -> datetime:
        """The next midnight, UTC."""
        return datetime.combine(self.day + timedelta(days=1), time.min, UTC)

    def seconds_left(self, now: datetime | None = None) -> int:
        """Whole seconds until the day's end, rounded up."""
        return math.ceil((self.resets_at - (now or datetime.now(UTC))).total_seconds())


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """A registered device: the table's own id, and where it stands today."""

    id: UUID
    standing: Standing


@dataclass(frozen=True, slots=True)
class Reservation:
    """A search taken from the day's quota, to be settled or given back.

    `owned` is false for a retry of a request that is charged already: it costs nothing and gives nothing back.
    """

    id: UUID
    device: KnownDevice
    request_id: UUID
    fingerprint: bytes
    owned: bool = True
    replays: int = 0


def today(now: datetime | None = None) -> date:
    """The quota's day: it begins at midnight UTC everywhere."""
    return (now or datetime.now(UTC)).date()


def iso(moment: datetime) -> str:
    """UTC ISO 8601 with a `Z`, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
