"""Counting the swarms of what was found: each tracker is asked once about all the torrents that name it.

A private torrent is asked for at its own trackers alone (BEP 27): `Copy.trackers` has no others.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog

from apps.search.copies import Copy
from apps.search.swarms import http, udp
from apps.search.swarms.domain import ScrapeFailed, SwarmCount

log = structlog.get_logger(__name__)

WITHIN = 2.0  # seconds for a tracker
FIRST_WITHIN = 0.3  # what came by then is told at once
MOST_TRACKERS = 24  # in a search; those that most torrents name first

_Way = Callable[[str, Sequence[str], float], Coroutine[Any, Any, Mapping[str, SwarmCount]]]
_WAYS: Mapping[str, tuple[_Way, int]] = {
    "udp": (udp.scrape_udp, udp.MOST_HASHES),
    "http": (http.scrape_http, http.MOST_HASHES),
    "https": (http.scrape_http, http.MOST_HASHES),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What one tracker told, by info-hash; nothing where it failed."""

    tracker: str
    counts: Mapping[str, SwarmCount]


@dataclass(frozen=True, slots=True)
class Counted:
    """What the trackers told so far."""

    told: tuple[Told, ...]


@dataclass(slots=True)
class Questions:
    """What was asked already in a search, so that nothing is asked twice."""

    asked: set[tuple[str, str]] = field(default_factory=set)
    trackers: set[str] = field(default_factory=set)

    def about(self, copies: Iterable[Copy]) -> dict[str, list[str]]:
        """The info-hashes to ask each tracker for, without those that were asked for; they count as asked now."""
        wanted: dict[str, list[str]] = defaultdict(list)
        for copy in copies:
            info_hash = copy.swarm_hash
            for tracker in copy.trackers if info_hash else ():
                if (tracker, info_hash) not in self.asked and _scheme(tracker) in _WAYS:
                    wanted[tracker].append(info_hash)
        chosen: dict[str, list[str]] = {}
        for tracker in sorted(wanted, key=lambda each: -len(wanted[each])):
            if tracker in self.trackers or len(self.trackers) < MOST_TRACKERS:
                self.trackers.add(tracker)
                chosen[tracker] = wanted[tracker]
                self.asked.update((tracker, info_hash) for info_hash in wanted[tracker])
        return chosen


class Counting:
    """One round of questions to trackers, for no longer than `within` seconds. Neither wait ever raises."""

    def __init__(self, wanted: Mapping[str, Sequence[str]], within: float) -> None:
        limit = min(WITHIN, within)
        self._tasks = [
            asyncio.create_task(_ask(tracker, hashes, limit))
            for tracker, listed in wanted.items()
            for hashes in _parts(listed, _WAYS[_scheme(tracker)][1])
        ]

    async def first(self) -> Counted:
        """What the quick ones tell."""
        done, _ = await asyncio.wait(self._tasks, timeout=FIRST_WITHIN)
        return Counted(tuple(task.result() for task in done if not task.cancelled()))

    async def whole(self) -> Counted:
        """What all of them tell. Cancelled, it ends every question."""
        try:
            return Counted(tuple(await asyncio.gather(*self._tasks)))
        finally:
            for task in self._tasks:
                task.cancel()


async def _ask(tracker: str, info_hashes: Sequence[str], limit: float) -> Told:
    scheme = _scheme(tracker)
    try:
        return Told(tracker, await _WAYS[scheme][0](tracker, info_hashes, limit))
    except ScrapeFailed as error:
        log.debug("not_counted", scheme=scheme, code=error.code)
    except Exception as error:  # a fault of ours at one tracker must not cost the others' counts
        log.exception("scrape_crashed", scheme=scheme, exc_info=error)
    return Told(tracker, {})


def _parts(listed: Sequence[str], most: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(listed), most):
        yield listed[start : start + most]


def _scheme(tracker: str) -> str:
    return tracker.partition(":")[0].lower()
