"""How much a torrent is to be seeded, and whether that much was given."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from apps.core.errors import ApiError
from apps.downloads.domain import AtGoal

YEAR = 365 * 24 * 3600


class Reason(StrEnum):
    """Which goal was reached first."""

    NONE = ""
    RATIO = "ratio"
    TIME = "time"
    IDLE = "idle"


REASON_WORDS = {
    Reason.RATIO: "it gave back as much as was wished",
    Reason.TIME: "it was seeded as long as was wished",
    Reason.IDLE: "nobody asked for it any more",
}


@dataclass(frozen=True, slots=True)
class Goals:
    """`ratio` is bytes given for each byte of its size; times are seconds. 0 means no such goal."""

    ratio: float = 0.0
    seconds: int = 0
    idle_seconds: int = 0
    at_goal: AtGoal = AtGoal.STOP

    @property
    def are_any(self) -> bool:
        """Whether there is any goal at all."""
        return self.ratio > 0 or self.seconds > 0 or self.idle_seconds > 0


@dataclass(frozen=True, slots=True)
class Given:
    """What a torrent has given: bytes, of how many bytes it took or has, seconds seeded, seconds since it gave any."""

    uploaded: int
    taken: int
    seconds: int
    idle_seconds: int


def reached(goals: Goals, given: Given) -> Reason:
    """The goal that was reached, if any."""
    if goals.ratio > 0 and given.taken > 0 and given.uploaded >= goals.ratio * given.taken:
        return Reason.RATIO
    if 0 < goals.seconds <= given.seconds:
        return Reason.TIME
    if 0 < goals.idle_seconds <= min(given.idle_seconds, given.seconds):
        return Reason.IDLE
    return Reason.NONE


def effective(
    defaults: Goals, *, ratio: float | None, seconds: int | None, idle_seconds: int | None, at_goal: str
) -> Goals:
    """A torrent's own goals; None (and '') leaves it to the defaults."""
    return Goals(
        ratio=defaults.ratio if ratio is None else ratio,
        seconds=defaults.seconds if seconds is None else seconds,
        idle_seconds=defaults.idle_seconds if idle_seconds is None else idle_seconds,
        at_goal=AtGoal(at_goal) if at_goal else defaults.at_goal,
    )


def check_goals(changes: Mapping[str, object]) -> None:
    """Whether changed goals make sense; None leaves one to the settings. Raises ApiError 422."""
    for name, most in (("ratio_goal", 10_000.0), ("seeding_goal", 10 * YEAR), ("idle_goal", 10 * YEAR)):
        value = changes.get(name)
        if isinstance(value, int | float) and not (math.isfinite(value) and 0 <= value <= most):
            message = "A seed goal is 0 (no such goal) or more; a ratio counts uploads, the others seconds."
            raise ApiError(422, "invalid", message, field=name)
    if changes.get("at_goal", "") not in {"", *AtGoal}:
        raise ApiError(422, "invalid", "At its goal a torrent can stop or remove itself.", field="at_goal")
