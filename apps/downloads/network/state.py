"""How the network of a node fares, as its engine tells it: for the page, the JSON and the metrics."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from apps.downloads.domain import Trouble


@dataclass(frozen=True, slots=True)
class ListenSocket:
    """An open socket: `protocol` is tcp or udp."""

    address: str
    port: int
    protocol: str


@dataclass(frozen=True, slots=True)
class NetworkState:
    """What the engine knows. Rates are the limits that hold, in bytes a second, 0 for none.

    `next_switch` (ISO 8601) is when the schedule next changes the limits. `router` says what UPnP and NAT-PMP
    answered. `counters` are libtorrent's gauges, by its names.
    """

    held: Trouble | None = None
    devices: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    sockets: tuple[ListenSocket, ...] = ()
    faults: tuple[str, ...] = ()
    external_address: str = ""
    router: tuple[str, ...] = ()
    asks_router: bool = False
    has_incoming: bool = False
    dht: bool = False
    dht_nodes: int = 0
    peers: int = 0
    proxy: str = ""
    encryption: str = ""
    anonymous: bool = False
    download_limit: int = 0
    upload_limit: int = 0
    is_alternative: bool = False
    next_switch: str = ""
    blocked_ranges: int = 0

    def as_dict(self) -> dict[str, Any]:
        """JSON values, names as in docs/network.md."""
        return {
            "held": self.held.as_dict() if self.held else None,
            "interfaces": list(self.devices),
            "addresses": list(self.addresses),
            "listening": [
                {"address": each.address, "port": each.port, "protocol": each.protocol} for each in self.sockets
            ],
            "listen_errors": list(self.faults),
            "external_address": self.external_address or None,
            "port_forwarding": {"on": self.asks_router, "answers": list(self.router)},
            "incoming": self.has_incoming,
            "dht": {"on": self.dht, "nodes": self.dht_nodes},
            "peers": self.peers,
            "proxy": self.proxy or None,
            "encryption": self.encryption,
            "anonymous": self.anonymous,
            "limits": {
                "download": self.download_limit,
                "upload": self.upload_limit,
                "alternative": self.is_alternative,
                "next_switch": self.next_switch or None,
            },
            "blocked_ranges": self.blocked_ranges,
        }
