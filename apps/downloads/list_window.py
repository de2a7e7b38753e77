"""The part of all downloads that one page shows: what arrives first, then what has arrived, the newest first."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, Q, QuerySet, Value, When

from apps.downloads import queries
from apps.downloads.domain import Status
from apps.downloads.leaving import without_leaving
from apps.downloads.models import Download

ROWS = 40
_HAS_ARRIVED = Case(
    When(Q(status__in=[Status.SEEDING, Status.COMPLETE]) & Q(error_code=""), then=Value(1)), default=Value(0)
)


@dataclass(frozen=True, slots=True)
class Window:
    """Page `number` (the first is 1): its downloads, which are numbers `first` to `last` of `total`."""

    number: int
    downloads: list[Download]
    first: int
    last: int
    total: int

    @property
    def newer(self) -> int:
        """The page before, or 0."""
        return self.number - 1

    @property
    def older(self) -> int:
        """The page after, or 0."""
        return self.number + 1 if self.last < self.total else 0


def in_order() -> QuerySet[Download]:
    """All of them: what arrives first, then what has arrived, the newest first."""
    return queries.downloads().order_by(_HAS_ARRIVED, "-started_at")


def window(number: int) -> Window:
    """That page, or the last one where there are fewer."""
    rows = in_order()
    total = rows.count()
    number = max(1, min(number, -(-total // ROWS)))
    first = (number - 1) * ROWS
    found = without_leaving(rows[first : first + ROWS])
    return Window(number, found, first + 1, min(total, first + ROWS), total)


def page_number(text: str) -> int:
    """The number that an address or a live section names; the first page where it names none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 1
