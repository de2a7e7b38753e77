"""The reader of swarms: one session, its owner thread, opened when first needed and closed when nobody needs it."""

from __future__ import annotations

import threading
import time
from collections import Counter
from typing import Any

import libtorrent as lt
import structlog

from apps.downloads.dht_index.domain import SwarmMetadata
from apps.downloads.engine.dht_index.crawl import Counters, Crawl
from apps.downloads.engine.dht_index.events import MetadataRead, PeersFound, Sampled, read_events
from apps.downloads.engine.dht_index.keeper import Keeper, Report, Switches
from apps.downloads.engine.dht_index.lookups import Lookups, Wanted
from apps.downloads.engine.dht_index.session import ReaderOptions, open_reader_session, read_state, reader_settings
from apps.downloads.engine.files import write_durably
from apps.downloads.engine.loop import Loop
from apps.downloads.engine.network.blocking import blocking
from apps.downloads.engine.network.duties import known_wishes
from apps.downloads.engine.network.outlet import look
from apps.downloads.engine.network.settings import Settings
from apps.downloads.engine.session import save_state
from apps.downloads.engine.upkeep import Clock
from apps.downloads.network.domain import NetworkWishes

log = structlog.get_logger(__name__)

TICK_SECONDS = 0.2
STATE_SECONDS = 300.0
IDLE_SECONDS = 300.0


class SwarmReader:
    """Other threads call `want`, `start` and `stop`. Made in the worker's process, after any fork."""

    def __init__(self, options: ReaderOptions) -> None:
        self.options = options
        self.keeper = Keeper(options.node, self._follow, self._report)
        self.switches = Switches()
        self._way: Settings | None = None  # None while nothing may leave
        self._blocked = ""
        self._lock = threading.RLock()
        self._open: _Open | None = None
        self._needed_at = 0.0
        self._last_report = Report()
        self._stopping = False

    def start(self) -> None:
        """Begin to follow the switch; the session is opened when it is needed."""
        self.options.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.keeper.start()

    def stop(self, within: float) -> None:
        """Save everything and close."""
        deadline = time.monotonic() + within
        with self._lock:
            self._stopping = True  # nothing opens the session again
            self._close()
        self.keeper.stop(within=max(0.5, deadline - time.monotonic()))
        running.discard(self)

    def want(self, wanted: Wanted, patience: float) -> None:
        """Look into a torrent; what comes of it is stored and published. May be called from any thread."""
        if self.switches.network is None:
            self._go_the_way(known_wishes())
        opened = self._needed()
        if opened is not None:
            opened.loop.post(lambda: opened.lookups.begin(wanted, patience))
        else:
            self.keeper.take(wanted, None)

    def _go_the_way(self, wishes: NetworkWishes | None) -> None:
        """Another way out, or none: what is open goes the old way, so it is closed."""
        outlet = look(self.options.session.listen, wishes) if wishes is not None else None
        way = None
        if wishes is not None and outlet is not None and outlet.held is None:
            way = reader_settings(self.options, wishes, outlet)
            blocking.follow(is_wanted=wishes.uses_blocklist)
        with self._lock:
            if (way, blocking.digest) != (self._way, self._blocked):
                self._way, self._blocked = way, blocking.digest
                self._close()

    def _follow(self, switches: Switches) -> None:
        self._go_the_way(switches.network)
        before, self.switches = self.switches, switches  # only now: who asks meanwhile looks for the way out itself
        if switches.is_on and self.options.session.dht:
            self._needed()
        elif before.is_on:
            log.info("dht_index_off", node=self.options.node)
        with self._lock:
            if self._open is not None and time.monotonic() - self._needed_at > IDLE_SECONDS:
                self._close()

    def _needed(self) -> _Open | None:
        with self._lock:
            self._needed_at = time.monotonic()
            if self._open is None and not self._stopping and self._way is not None:
                self._open = _Open(self, self._way)
            return self._open

    def _close(self) -> None:
        opened, self._open = self._open, None
        if opened is not None:
            opened.close()
            self._last_report = opened.report()

    def _report(self) -> Report:
        with self._lock:
            if self._open is not None:
                return self._open.report()
            last, self._last_report = self._last_report, Report()
            return last  # what was done since the keeper's last turn counts, though the session is closed


class _Open:
    """The session while it is open. Everything but `loop.post`, `report` and `close` belongs to its thread."""

    def __init__(self, reader: SwarmReader, way: Settings) -> None:
        options = reader.options
        self._reader = reader
        self._state_file = options.folder / "crawl"
        self.session: Any = open_reader_session(options, way)  # libtorrent's, which has no type
        self.session.set_ip_filter(blocking.filter)
        self.crawl = Crawl(options.may_meet, read_state(self._state_file))
        self.lookups = Lookups(self.session, self._ended, options.may_meet, asks_dht=options.session.dht)
        clock = Clock()
        clock.every(TICK_SECONDS, self._tick)
        clock.every(STATE_SECONDS, self._save)
        self.loop = Loop(self._on_alerts, clock)
        self.loop.start(self.session)
        log.info("swarm_reader_opened", node=options.node)

    def report(self) -> Report:
        """What the crawl did since the last report; for any thread."""
        crawl = self.crawl
        counters, crawl.counters = crawl.counters, Counters()
        sightings, crawl.sightings = crawl.sightings, Counter()
        return Report(counters, sightings, crawl.nodes)

    def close(self) -> None:
        """End every lookup, keep the state, let go of the session."""
        if self.loop.stop(within=2.0):
            self.lookups.end_all()
            self._save()
        self.session = None
        log.info("swarm_reader_closed")

    def _on_alerts(self, alerts: list[Any]) -> None:
        for event in read_events(alerts, self.lookups.names):
            match event:
                case MetadataRead():
                    self.lookups.metadata_read(event)
                case PeersFound():
                    self.lookups.peers_found(event)
                case Sampled():
                    self.crawl.sampled(event)

    def _tick(self) -> None:
        self.lookups.tick()
        switches = self._reader.switches
        if switches.is_on and self._reader.options.session.dht:
            self.crawl.tick(self.session, self.lookups, switches.per_minute)

    def _ended(self, wanted: Wanted, metadata: SwarmMetadata | None) -> None:
        if not wanted.is_for_person:
            self.crawl.ended(metadata)
        self._reader.keeper.take(wanted, metadata)

    def _save(self) -> None:
        try:
            save_state(self.session, self._reader.options.folder / "session")
            write_durably(self._state_file, lt.bencode(self.crawl.kept))
        except OSError as error:
            log.warning("crawl_state_not_saved", error=str(error))


class _Running:
    """The reader of this process, if it has one."""

    def __init__(self) -> None:
        self.reader: SwarmReader | None = None

    def discard(self, reader: SwarmReader) -> None:
        if self.reader is reader:
            self.reader = None


running = _Running()


def running_reader() -> SwarmReader | None:
    """The reader that the worker's boot step started, or None in every other process."""
    return running.reader
