"""What libtorrent tells of its sockets, the router and itself, as dataclasses: no alert is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import libtorrent as lt
import structlog

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Opened:
    """A socket is open; `protocol` is tcp or udp."""

    address: str
    port: int
    protocol: str


@dataclass(frozen=True, slots=True)
class NotOpened:
    """A socket could not be opened."""

    interface: str
    address: str
    message: str


@dataclass(frozen=True, slots=True)
class SeenFromOutside:
    """The address under which others see this machine."""

    address: str


@dataclass(frozen=True, slots=True)
class PortForwarded:
    """The router opened a port, or says why not (`message`)."""

    by: str
    port: int = 0
    message: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """libtorrent's counters and gauges by their names, since the session began."""

    values: Mapping[str, int]


NetworkEvent = Opened | NotOpened | SeenFromOutside | PortForwarded | Counted


def read_network_events(alerts: Iterable[Any]) -> Iterator[NetworkEvent]:
    """Those among the alerts that tell of the network."""
    for alert in alerts:
        reader = _READERS.get(type(alert))
        if reader is None:
            continue
        try:
            yield reader(alert)
        except (RuntimeError, TypeError, ValueError):  # what the binding cannot convert costs this alert alone
            log.exception("alert_not_read", alert=type(alert).__name__)


def _forwarded(alert: Any) -> PortForwarded:
    return PortForwarded(_router_protocol(alert), port=int(alert.external_port))


def _not_forwarded(alert: Any) -> PortForwarded:
    return PortForwarded(_router_protocol(alert), message=alert.error.message())


def _router_protocol(alert: Any) -> str:
    return "UPnP" if alert.map_transport == lt.portmap_transport.upnp else "NAT-PMP"


_READERS: dict[type, Callable[[Any], NetworkEvent]] = {
    lt.listen_succeeded_alert: lambda alert: Opened(
        str(alert.address), int(alert.port), str(alert.socket_type).rpartition(".")[2].lower()
    ),
    lt.listen_failed_alert: lambda alert: NotOpened(
        alert.listen_interface(), str(alert.address), alert.error.message()
    ),
    lt.external_ip_alert: lambda alert: SeenFromOutside(str(alert.external_address)),
    lt.portmap_alert: _forwarded,
    lt.portmap_error_alert: _not_forwarded,
    lt.session_stats_alert: lambda alert: Counted(dict(alert.values)),
}
