"""The reader's hand in the database, in a thread of its own: what was found, what a person switched, the statistics."""

from __future__ import annotations

import queue
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog
from constance import config
from django.db import DatabaseError, connection
from django.db.models import F
from django.utils import timezone

from apps.core.live import publish
from apps.downloads.dht_index import store
from apps.downloads.dht_index.domain import SwarmMetadata
from apps.downloads.dht_index.requests import metadata_topic
from apps.downloads.engine.database_news import DatabaseNews
from apps.downloads.engine.dht_index.crawl import Counters
from apps.downloads.engine.dht_index.lookups import Wanted
from apps.downloads.models import DhtIndexState
from apps.downloads.network.domain import NetworkWishes
from apps.downloads.network.wishes import read_network_wishes

log = structlog.get_logger(__name__)

TURN_SECONDS = 2.0
MOST_WAITING = 5_000


@dataclass(frozen=True, slots=True)
class Switches:
    """What a person set: whether the index runs, the space that it may take, how many torrents it reads a minute.

    `network` is by which way it may go out; None while nobody knows.
    """

    is_on: bool = False
    most_bytes: int = 0
    per_minute: int = 0
    network: NetworkWishes | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What the crawl did since the last report."""

    counters: Counters = field(default_factory=Counters)
    sightings: Counter[str] = field(default_factory=Counter)
    nodes: int = 0


class Keeper:
    """Writes what `take` is given, in batches; tells `switched` what a person set, and asks `report` for figures."""

    def __init__(self, node: str, switched: Callable[[Switches], None], report: Callable[[], Report]) -> None:
        self._node, self._switched, self._report = node, switched, report
        self._found: queue.SimpleQueue[tuple[Wanted, SwarmMetadata | None]] = queue.SimpleQueue()
        self._wake = threading.Event()
        self._stopping = False
        self._total: int | None = None  # bytes stored, once they were counted
        self._reported_at = time.monotonic()
        self._was_on = False
        self._news, self._present = DatabaseNews(), Switches()
        self._thread = threading.Thread(target=self._run, name="swarm-keeper", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, within: float) -> None:
        """Write what there is, then end."""
        self._stopping = True
        self._wake.set()
        self._thread.join(timeout=within)

    def take(self, wanted: Wanted, metadata: SwarmMetadata | None) -> None:
        """What came of looking into a torrent. May be called from any thread; nobody waits."""
        if self._found.qsize() < MOST_WAITING:
            self._found.put((wanted, metadata))
        if wanted.is_for_person:
            self._wake.set()

    def _run(self) -> None:
        while not self._stopping:
            self._guarded(self._turn)
            self._wake.wait(TURN_SECONDS)
            self._wake.clear()
        self._guarded(self._turn)
        connection.close()

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except DatabaseError as error:  # locked or away: what was found is found again
            log.warning("swarm_keeper_failed", error=str(error).splitlines()[0] if str(error) else "")
            connection.close()
        except Exception:  # the thread must outlive a fault of ours
            log.exception("swarm_keeper_crashed")

    def _turn(self) -> None:
        self._write_found()
        with self._news.read() as is_due:
            self._present = _switches() if is_due else self._present
        switches = self._present
        if not self._stopping:
            self._switched(switches)
        if switches.is_on or self._was_on:
            self._note(switches)
        self._was_on = switches.is_on and not self._stopping

    def _write_found(self) -> None:
        found = [self._found.get_nowait() for _ in range(self._found.qsize())]
        for_people = [each for each in found if each[0].is_for_person]
        told = [metadata for _wanted, metadata in for_people if metadata is not None]
        self._grow(store.keep(told, in_index=False) if told else 0)
        for wanted, metadata in for_people:
            publish(metadata_topic(wanted.info_hash), {"type": "metadata", "found": metadata is not None})
        music = [each for wanted, each in found if each is not None and not wanted.is_for_person]
        music = [each for each in music if each.is_music and not each.is_private]
        self._grow(store.keep(music, in_index=True) if music else 0)

    def _grow(self, added: int) -> None:
        """Stay within the space, whoever asked for what was added."""
        if not added:
            return
        self._total = store.stored_bytes() if self._total is None else self._total + added
        rows, freed = store.evict(self._total, _switches().most_bytes)
        if rows:
            self._total -= freed
            DhtIndexState.objects.filter(node=self._node).update(evicted=F("evicted") + rows)
            log.info("dht_index_evicted", torrents=rows, freed=freed)

    def _note(self, switches: Switches) -> None:
        """Sightings and statistics of the last turn."""
        report, now = self._report(), time.monotonic()
        seconds, self._reported_at = max(0.001, now - self._reported_at), now
        store.note_sightings(report.sightings)
        if switches.is_on:
            self._shrink(switches)
        counters, done = report.counters, report.counters.looked_into - report.counters.silent
        row, _created = DhtIndexState.objects.get_or_create(node=self._node)
        for name in Counters.__dataclass_fields__:
            setattr(row, name, getattr(row, name) + getattr(counters, name))
        row.is_running, row.changed_at = switches.is_on and not self._stopping, timezone.now()
        row.nodes = max(row.nodes, report.nodes) if not row.is_running else report.nodes
        row.sampled_rate = _smoothed(row.sampled_rate, counters.sampled / seconds)
        row.metadata_rate = _smoothed(row.metadata_rate, done / seconds)
        row.save()

    def _shrink(self, switches: Switches) -> None:
        """A person may have set less space."""
        if self._total is None:
            self._total = store.stored_bytes()
        if self._total > switches.most_bytes:
            rows, freed = store.evict(self._total, switches.most_bytes)
            self._total -= freed
            DhtIndexState.objects.filter(node=self._node).update(evicted=F("evicted") + rows)


def _switches() -> Switches:
    most_bytes = max(1, config.DHT_INDEX_MEGABYTES) * 1_000_000
    return Switches(bool(config.DHT_INDEX), most_bytes, config.DHT_INDEX_PER_MINUTE, read_network_wishes())


def _smoothed(before: float, now: float) -> float:
    return round(before + 0.3 * (now - before), 2)
