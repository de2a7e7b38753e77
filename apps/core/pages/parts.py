"""Long lists in parts: the first with its page, each other when the one before it was scrolled through."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import HttpRequest

MOST_PARTS = 100_000


@dataclass(frozen=True, slots=True)
class Part:
    """Part number `number` (from 1) of a list, with `size` rows; `next` is the number of the one after it, if any."""

    number: int
    size: int
    next: int | None = None

    @property
    def offset(self) -> int:
        """How many rows come before it."""
        return (self.number - 1) * self.size

    def within(self, total: int) -> Part:
        """The same, of a list with `total` rows."""
        return replace(self, next=self.number + 1 if self.offset + self.size < total else None)


def part_of(request: HttpRequest, size: int) -> Part:
    """The part that `?page=` asks for; what makes no sense asks for the first."""
    text = request.GET.get("page", "")
    number = int(text) if text.isdecimal() and len(text) <= 6 else 1
    return Part(min(max(number, 1), MOST_PARTS), size)
