"""The index's own work: sample the DHT, and look into what was not met before, at a bounded pace."""

from __future__ import annotations

import os
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import libtorrent as lt

from apps.downloads.dht_index.domain import SwarmMetadata
from apps.downloads.engine.dht_index.events import Sampled
from apps.downloads.engine.dht_index.lookups import Lookups, Wanted
from apps.downloads.engine.dht_index.sampling import Sampler
from apps.downloads.engine.dht_index.seen import Seen
from apps.downloads.engine.dht_index.session import Endpoint, known_nodes

NODES_A_SECOND = 10.0
MOST_AT_ONCE = 60
MOST_PENDING = 4_000
ENOUGH_PENDING = 1_000  # with so many to look into, no node is asked for more
PATIENCE_SECONDS = 25.0
LOOK_FOR_NODES_SECONDS = 3.0
MOST_SIGHTINGS = 20_000


@dataclass(slots=True)
class Counters:
    """What happened since it was last asked for."""

    sampled: int = 0
    looked_into: int = 0
    music: int = 0
    other: int = 0
    private: int = 0
    silent: int = 0


class Crawl:
    """Belongs to the reader's thread; other threads take `counters` and `sightings` through it."""

    def __init__(self, may_meet: Callable[[Endpoint], bool], kept: dict[bytes, Any]) -> None:
        self._sampler = Sampler(may_meet, NODES_A_SECOND)
        self._seen = Seen(_kept_seen(kept))
        self._pending = deque((each.hex() for each in kept.get(b"pending", [])), maxlen=MOST_PENDING)
        self._allowance, self._at, self._nodes_at = 0.0, time.monotonic(), 0.0
        self.counters = Counters()
        self.sightings: Counter[str] = Counter()

    @property
    def nodes(self) -> int:
        """How many nodes answered since the start."""
        return self._sampler.answered_count

    @property
    def kept(self) -> dict[bytes, Any]:
        """What the next run is to go on from; bencodable."""
        newer, older, count = self._seen.state
        pending = [bytes.fromhex(each) for each in self._pending]
        return {b"newer": newer, b"older": older, b"count": count, b"pending": pending}

    def sampled(self, event: Sampled) -> None:
        """Take in what a node told: new hashes are looked into later, known ones were sighted again."""
        self._sampler.answered(event.endpoint, event.interval, time.monotonic(), keeps_any=bool(event.hashes))
        self._sampler.meet(event.nodes)
        self.counters.sampled += len(event.hashes)
        for info_hash in event.hashes:
            if info_hash in self._seen:
                if len(self.sightings) < MOST_SIGHTINGS:
                    self.sightings[info_hash] += 1
            elif len(self._pending) < MOST_PENDING:
                self._seen.add(info_hash)
                self._pending.append(info_hash)

    def tick(self, session: Any, lookups: Lookups, per_minute: int) -> None:
        """Do what is due: look into so many torrents a minute at most, and keep enough of them in stock."""
        now = time.monotonic()
        self._look_into(lookups, now, per_minute)
        if len(self._pending) >= ENOUGH_PENDING:
            return
        if self._sampler.needs_nodes and now >= self._nodes_at:
            self._nodes_at = now + LOOK_FOR_NODES_SECONDS
            self._sampler.meet(known_nodes(session))
        for endpoint in self._sampler.due(now):
            # A random target each time: the nodes that come with the answers lie all over the address space.
            session.dht_sample_infohashes(endpoint, lt.sha1_hash(os.urandom(20)))

    def ended(self, metadata: SwarmMetadata | None) -> None:
        """Count what came of looking into one."""
        self.counters.looked_into += 1
        if metadata is None:
            self.counters.silent += 1
        elif metadata.is_private:
            self.counters.private += 1
        elif metadata.is_music:
            self.counters.music += 1
        else:
            self.counters.other += 1

    def _look_into(self, lookups: Lookups, now: float, per_minute: int) -> None:
        rate = max(0, per_minute) / 60
        self._allowance = min(max(1.0, rate), self._allowance + rate * (now - self._at))
        self._at = now
        free = MOST_AT_ONCE - lookups.count(is_for_person=False)
        while self._pending and free > 0 and self._allowance >= 1.0:
            lookups.begin(Wanted(self._pending.popleft()), PATIENCE_SECONDS)
            free, self._allowance = free - 1, self._allowance - 1.0


def _kept_seen(kept: dict[bytes, Any]) -> tuple[bytes, bytes, int] | None:
    newer, older, count = kept.get(b"newer"), kept.get(b"older"), kept.get(b"count")
    if isinstance(newer, bytes) and isinstance(older, bytes) and isinstance(count, int):
        return newer, older, count
    return None
