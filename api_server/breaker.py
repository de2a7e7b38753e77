"""A circuit breaker: what keeps failing is left alone for a while, then tried by one probe."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class BreakerState(StrEnum):
    """Closed lets everything through, open nothing, half-open one probe."""

    CLOSED = "closed"
    HALF_OPEN = "half_open"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Ticket:
    """Leave to try once. Hand it back with the outcome; an outcome from before the last change counts no more."""

    epoch: int
    probe: bool


class Breaker:
    """Opens after `threshold` failures in a row for `cooldown` seconds, twice as long each time up to `longest`.

    One event loop uses it, so it needs no lock.
    """

    def __init__(
        self,
        *,
        threshold: int = 5,
        cooldown: float = 1.0,
        longest: float = 4.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.threshold, self.cooldown, self.longest, self.clock = threshold, cooldown, longest, clock
        self._epoch = 0
        self._failures = 0
        self._openings = 0
        self._open_until: float | None = None
        self._probing = False

    @property
    def state(self) -> BreakerState:
        if self._open_until is None:
            return BreakerState.CLOSED
        waiting = self.clock() < self._open_until
        return BreakerState.OPEN if waiting else BreakerState.HALF_OPEN

    @property
    def opens_again_in(self) -> float:
        """Seconds until a probe may pass; 0 when it may now."""
        return max((self._open_until or 0.0) - self.clock(), 0.0)

    def admit(self) -> Ticket | None:
        """A ticket, or None while the breaker is open or another probe is under way."""
        state = self.state
        if state is BreakerState.CLOSED:
            return Ticket(self._epoch, probe=False)
        if state is BreakerState.OPEN or self._probing:
            return None
        self._probing = True
        return Ticket(self._epoch, probe=True)

    def succeeded(self, ticket: Ticket) -> None:
        """It answered: one probe that does closes the breaker."""
        if ticket.epoch != self._epoch:
            return
        self._failures = 0
        if ticket.probe:
            self._change()
            self._openings = 0
            self._open_until = None

    def failed(self, ticket: Ticket, cool_for: float | None = None) -> None:
        """It failed. `cool_for` opens the breaker at once for so many seconds (a `Retry-After`, a wrong key)."""
        if ticket.epoch != self._epoch:
            return
        self._failures += 1
        if cool_for is not None:
            self._open(cool_for)
        elif ticket.probe or self._failures >= self.threshold:
            self._open(min(self.cooldown * 2**self._openings, self.longest))

    def abandoned(self, ticket: Ticket) -> None:
        """Nothing was learnt (the caller went away): the next one may probe."""
        if ticket.probe and ticket.epoch == self._epoch:
            self._probing = False

    def _open(self, seconds: float) -> None:
        self._change()
        self._openings += 1
        self._open_until = self.clock() + seconds

    def _change(self) -> None:
        self._epoch += 1
        self._failures = 0
        self._probing = False
