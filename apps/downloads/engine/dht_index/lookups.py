"""Asking swarms what their torrents are: bounded in number and time, each forgotten as soon as it has told.

The DHT is asked for peers and never told of us: a lookup is no announce.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import libtorrent as lt
import structlog

from apps.downloads.dht_index.domain import SwarmMetadata
from apps.downloads.engine.dht_index.events import MetadataRead, PeersFound
from apps.downloads.engine.dht_index.session import Endpoint

log = structlog.get_logger(__name__)

ASK_DHT_AGAIN_SECONDS = 4.0
MOST_PEERS_TRIED = 40
MOST_WANTED = 24  # at once, of those that people wait for
FLAGS = lt.torrent_flags
# Nothing is wanted and nothing taken; the DHT is asked by hand, so that it is not announced to.
READ_ONLY = (
    int(FLAGS.upload_mode)
    | int(FLAGS.default_dont_download)
    | int(FLAGS.apply_ip_filter)
    | int(FLAGS.disable_dht)
    | int(FLAGS.disable_lsd)
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A torrent to be looked into. `info_hash`: 40 hex digits; `is_for_person`: somebody waits for it now."""

    info_hash: str
    v2: str = ""
    trackers: tuple[str, ...] = ()
    is_for_person: bool = False


@dataclass(slots=True)
class _Lookup:
    wanted: Wanted
    handle: Any  # libtorrent's, which has no type
    ends_at: float
    ask_dht_at: float
    peers: set[Endpoint]


class Lookups:
    """The swarms that are being asked. Belongs to the reader's thread. `ended` hears of each once."""

    def __init__(
        self,
        session: Any,
        ended: Callable[[Wanted, SwarmMetadata | None], None],
        may_meet: Callable[[Endpoint], bool],
        *,
        asks_dht: bool,
    ) -> None:
        self._session, self._ended, self._may_meet, self._asks_dht = session, ended, may_meet, asks_dht
        self._running: dict[str, _Lookup] = {}
        self.names: dict[Any, str] = {}  # handle to asked hash

    def count(self, *, is_for_person: bool) -> int:
        """How many are running for people, or for the index."""
        return sum(each.wanted.is_for_person == is_for_person for each in self._running.values())

    def begin(self, wanted: Wanted, patience: float) -> None:
        """Ask a swarm for up to `patience` seconds. One that is asked already is given more time and trackers."""
        ends_at = time.monotonic() + patience
        running = self._running.get(wanted.info_hash)
        if running is not None:
            running.ends_at = max(running.ends_at, ends_at)
            if wanted.is_for_person:
                running.wanted = wanted
                for tracker in wanted.trackers:
                    running.handle.add_tracker({"url": tracker})
            return
        if wanted.is_for_person and self.count(is_for_person=True) >= MOST_WANTED:
            self._ended(wanted, None)
            return
        handle = self._session.add_torrent(_parameters(wanted))
        self.names[handle] = wanted.info_hash
        self._running[wanted.info_hash] = _Lookup(wanted, handle, ends_at, 0.0, set())
        self._ask_dht(self._running[wanted.info_hash])

    def peers_found(self, event: PeersFound) -> None:
        """Connect to those peers that may be met."""
        lookup = self._running.get(event.info_hash)
        for peer in event.peers if lookup is not None else ():
            if lookup and peer not in lookup.peers and len(lookup.peers) < MOST_PEERS_TRIED and self._may_meet(peer):
                lookup.peers.add(peer)
                lookup.handle.connect_peer(peer)

    def metadata_read(self, event: MetadataRead) -> None:
        """The swarm has told: forget it."""
        lookup = self._running.get(event.info_hash)
        if lookup is not None:
            self._end(lookup, event.metadata)

    def tick(self) -> None:
        """End what took too long, and ask the DHT again for what has no peers."""
        now = time.monotonic()
        for lookup in list(self._running.values()):
            if now >= lookup.ends_at:
                self._end(lookup, None)
            elif now >= lookup.ask_dht_at and not lookup.peers:
                self._ask_dht(lookup)

    def end_all(self) -> None:
        """Ask no more."""
        for lookup in list(self._running.values()):
            self._end(lookup, None)

    def _ask_dht(self, lookup: _Lookup) -> None:
        lookup.ask_dht_at = time.monotonic() + ASK_DHT_AGAIN_SECONDS
        if self._asks_dht:
            self._session.dht_get_peers(lt.sha1_hash(bytes.fromhex(lookup.wanted.info_hash)))

    def _end(self, lookup: _Lookup, metadata: SwarmMetadata | None) -> None:
        del self._running[lookup.wanted.info_hash]
        self.names.pop(lookup.handle, None)
        self._session.remove_torrent(lookup.handle)
        self._ended(lookup.wanted, metadata)


def _parameters(wanted: Wanted) -> Any:
    if wanted.v2 and wanted.v2.startswith(wanted.info_hash):
        parameters = lt.parse_magnet_uri(f"magnet:?xt=urn:btmh:1220{wanted.v2}")
    else:
        parameters = lt.parse_magnet_uri(f"magnet:?xt=urn:btih:{wanted.info_hash}")
    parameters.trackers = list(wanted.trackers)
    parameters.tracker_tiers = [0] * len(wanted.trackers)
    parameters.flags = READ_ONLY
    parameters.save_path = "/nonexistent"
    parameters.max_connections = 20
    return parameters
