"""What the wanted room speaks of: how a wanted album fares, and when it is looked for again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

LONGEST_PAUSE = timedelta(days=7)
AFTER_A_FAILURE = timedelta(minutes=30)


class WantedStatus(StrEnum):
    """How a wanted album fares."""

    LOOKING = "looking"
    PROPOSED = "proposed"
    COMING = "coming"
    ARRIVED = "arrived"
    PAUSED = "paused"


OPEN = frozenset({WantedStatus.LOOKING, WantedStatus.PROPOSED, WantedStatus.COMING})


class Reason(StrEnum):
    """Why an album is wanted."""

    PERSON = "person"
    SEARCH = "search"
    ARTIST = "artist"
    FOLLOWED = "followed"


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether a copy may be taken. `is_certain`: its file list was held against the album's tracks; `why` says it."""

    is_good: bool
    is_certain: bool
    why: str


def pause_after(looks: int, first: timedelta) -> timedelta:
    """How long to wait after that many looks in vain: `first`, then twice as long each time, at most a week."""
    doublings: int = min(max(looks - 1, 0), 16)
    return min(first * (1 << doublings), LONGEST_PAUSE)


FORMATS = (
    ("any", "Any format"),
    ("lossless", "Lossless"),
    ("hires", "High resolution"),
    ("mp3", "MP3"),
)
