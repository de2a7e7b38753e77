"""Keeps the session to what is wished of the network, and watches the way out. Belongs to the owner thread."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

import structlog
from django.utils import timezone

from apps.downloads.engine.dht_index.session import MOST_NODES, known_nodes
from apps.downloads.engine.network.blocking import blocking
from apps.downloads.engine.network.events import Counted, read_network_events
from apps.downloads.engine.network.outlet import UNKNOWN, Outlet, look
from apps.downloads.engine.network.peer_classes import set_peer_classes
from apps.downloads.engine.network.settings import Settings, held_settings, manner_settings, way_settings
from apps.downloads.engine.network.telling import cut_off, told
from apps.downloads.engine.session import RECONNECT_SECONDS, SessionOptions
from apps.downloads.network.domain import NetworkWishes, ProxyKind, When
from apps.downloads.network.schedule import limits_at, next_switch
from apps.downloads.network.state import NetworkState

log = structlog.get_logger(__name__)

LOOK_SECONDS = 1.0
COUNT_SECONDS = 5.0
HURRY_SECONDS = 30.0
SOCKS_SECONDS = 1.5


class Governor:
    """`wishes` is None until they could be read: nothing leaves before.

    `turning` hears that the way is about to change, while the DHT still runs; `turned` that it did, and lets the
    session run where nothing else keeps it at rest.
    """

    def __init__(
        self,
        options: SessionOptions,
        wishes: NetworkWishes | None,
        turning: Callable[[], None],
        turned: Callable[[], None],
    ) -> None:
        self.options = options
        self.wishes = wishes
        self.state = NetworkState()
        self.outlet = self._look()
        self._turning, self._turned = turning, turned
        self._dht_nodes: list[tuple[str, int]] = []
        self._session: Any = None  # libtorrent's, which has no type
        self._way: Settings = {}
        self._manner: Settings = {}
        self._limits_local: bool | None = None
        self._blocked: str | None = None
        self._hurry_until = self._way_since = 0.0
        self._dht_on = False

    @property
    def is_held(self) -> bool:
        """Whether nothing may leave at present."""
        return self.outlet.held is not None

    def opening_settings(self) -> Settings:
        """The settings with which the session is to be opened: what may not leave never does."""
        self._way = self._way_settings()
        self._manner = {} if self.wishes is None else manner_settings(self.options, self.wishes, timezone.now())
        self._way_since = time.monotonic()
        self._dht_on = self._wants_dht()
        return {**self._manner, **self._way, "enable_dht": self._dht_on}

    def take(self, session: Any, nodes: Sequence[tuple[str, int]] = ()) -> None:
        """Govern this session, which was opened with our settings; `nodes` are those that the DHT knew last time."""
        self._session, self._dht_nodes = session, list(nodes)
        for node in nodes if self._dht_on else ():
            session.add_dht_node(node)
        if self.is_held:
            session.pause()
        self._set_local_peers()
        self._block()
        self._tell()

    def follow(self, wishes: NetworkWishes) -> None:
        """A person changed something."""
        self.wishes = wishes
        self.turn()

    def turn(self) -> None:
        """Look at the way out and at the clock, and do what follows."""
        before, self.outlet = self.outlet, self._look()
        self._go_the_way()
        self._switch_dht()
        self._keep_manners(timezone.now())
        self._set_local_peers()
        self._block()
        if self.outlet.addresses != before.addresses and not self.is_held and self.outlet.devices == before.devices:
            self._session.reopen_network_sockets(0)
        self._tell()
        if (self.outlet.held is None) != (before.held is None):
            log.warning("network_held" if self.is_held else "network_free", devices=self.outlet.devices)

    def count(self) -> None:
        """Ask libtorrent for its counters; an event brings them."""
        self._session.post_session_stats()

    def hear(self, alerts: Iterable[Any]) -> Counted | None:
        """Take in what the alerts tell of the network; answers with the latest counters among them."""
        counted = None
        for event in read_network_events(alerts):
            self.state = told(self.state, event)
            counted = event if isinstance(event, Counted) else counted
        return counted

    def _look(self) -> Outlet:
        return Outlet(held=UNKNOWN) if self.wishes is None else look(self.options.listen, self.wishes)

    def _way_settings(self) -> Settings:
        if self.wishes is None:
            return held_settings(self.outlet)
        return way_settings(self.options, self.wishes, self.outlet)

    def _go_the_way(self) -> None:
        """Another way cuts every connection of the old one, before anything goes by the new.

        Then peers are met again soon, though the old way led nowhere of late.
        """
        way = self._way_settings()
        if way == self._way:
            return
        if self._session.is_dht_running():
            self._dht_nodes = known_nodes(self._session)[:MOST_NODES] or self._dht_nodes
            self._turning()
        self._way = way
        self._way_since, self._dht_on = time.monotonic(), False
        self._session.apply_settings(held_settings(self.outlet))
        self._session.pause()
        self.state = cut_off(self.state)
        if not self.is_held:
            # The DHT last: libtorrent starts it before it opens the sockets anew, on those that are bound to nothing.
            self._session.apply_settings({**way, "enable_dht": False})
            self._hurry_until = time.monotonic() + HURRY_SECONDS
        log.info("network_way", devices=self.outlet.devices, held=self.is_held)
        self._turned()

    def _wants_dht(self) -> bool:
        """Behind SOCKS5 only once its UDP can be there: asked before, libtorrent gives up for half a minute."""
        is_early = time.monotonic() - self._way_since < SOCKS_SECONDS
        behind_socks = self.wishes is not None and self.wishes.proxy.kind == ProxyKind.SOCKS5
        return bool(self._way["enable_dht"]) and not (behind_socks and is_early)

    def _switch_dht(self) -> None:
        if self._dht_on or not self._wants_dht():
            return
        self._dht_on = True
        self._session.apply_settings({"enable_dht": True})
        for node in self._dht_nodes:
            self._session.add_dht_node(node)

    def _keep_manners(self, now: datetime) -> None:
        manner = {} if self.wishes is None else manner_settings(self.options, self.wishes, now)
        manner["min_reconnect_time"] = 1 if time.monotonic() < self._hurry_until else RECONNECT_SECONDS
        news = {name: value for name, value in manner.items() if self._manner.get(name) != value}
        if news:
            self._manner = manner
            self._session.apply_settings(news)

    def _set_local_peers(self) -> None:
        limits_local = self.wishes is not None and self.wishes.limits_local_peers
        if limits_local == self._limits_local:
            return
        self._limits_local = limits_local
        set_peer_classes(self._session, limits_local=limits_local)

    def _block(self) -> None:
        """Keep out whom the list names; who is connected already is let go of."""
        if blocking.digest != self._blocked:
            self._blocked = blocking.digest
            self._session.set_ip_filter(blocking.filter)
            self.state = dataclasses.replace(self.state, blocked_ranges=blocking.count)

    def _tell(self) -> None:
        """Bring the state up to what was decided."""
        wishes, way, now = self.wishes or NetworkWishes(), self._way, timezone.now()
        limits, is_alternative = limits_at(wishes, now)
        switch = next_switch(wishes.schedule, now) if wishes.alternative == When.SCHEDULE else None
        proxy = wishes.proxy
        self.state = dataclasses.replace(
            self.state,
            held=self.outlet.held,
            devices=self.outlet.devices,
            addresses=self.outlet.addresses,
            asks_router=bool(way.get("enable_upnp") or way.get("enable_natpmp")),
            dht=bool(way.get("enable_dht")),
            proxy="" if proxy.kind == ProxyKind.NONE else f"{proxy.kind} {proxy.host}:{proxy.port}",
            encryption=wishes.encryption,
            anonymous=wishes.anonymous,
            download_limit=limits.download,
            upload_limit=limits.upload,
            is_alternative=is_alternative,
            next_switch=switch.isoformat() if switch else "",
        )
