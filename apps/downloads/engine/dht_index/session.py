"""The session that only reads metadata: its limits, its DHT, and what must never be asked of a stranger's word."""

from __future__ import annotations

import ipaddress
import socket
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import libtorrent as lt
from django.utils import timezone

from apps.downloads.engine.dht_index.events import EVENT_MASK
from apps.downloads.engine.files import read_if_there
from apps.downloads.engine.network.outlet import Outlet
from apps.downloads.engine.network.settings import Settings, manner_settings, way_settings
from apps.downloads.engine.session import SessionOptions, open_session
from apps.downloads.network.domain import NetworkWishes

Endpoint = tuple[str, int]

RECEIVED_BYTES_A_SECOND = 400_000  # metadata and the protocol around it: there is nothing else to receive
SENT_BYTES_A_SECOND = 100_000
DHT_BYTES_A_SECOND = 16_000
MOST_CONNECTIONS = 300
MOST_NODES = 200
MANNERS = ("out_enc_policy", "in_enc_policy", "allowed_enc_level", "anonymous_mode", "peer_fingerprint")
LONGEST_METADATA = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ReaderOptions:
    """Where the reader lives (`folder` holds its state), on which node, and the network it may use."""

    node: str
    folder: Path
    session: SessionOptions

    @property
    def is_on_loopback(self) -> bool:
        """Whether it listens on this machine alone, and so can meet nobody else."""
        hosts = [each.rpartition(":")[0].strip("[]") for each in self.session.listen.split(",")]
        return all(host == "localhost" or _is_loopback(host) for host in hosts)

    def may_meet(self, endpoint: Endpoint) -> bool:
        """Whether an address that a stranger named may be asked: never one inside the home network."""
        host, port = endpoint
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            return False
        reachable = address.is_loopback if self.is_on_loopback else address.is_global and not address.is_multicast
        return reachable and 0 < port < 65536


def open_reader_session(options: ReaderOptions, way: Settings) -> Any:
    """A session that reads metadata and nothing else; it goes on from the DHT nodes that it knew.

    `way` is what `reader_settings` made of the wishes and the outlet.
    """
    session = open_session(options.session, options.folder / "session", {**_limits(options), **way})
    for endpoint in [*_bootstrap(way), *(kept_nodes(options.folder / "session") if way["enable_dht"] else ())]:
        session.add_dht_node(endpoint)
    return session


def reader_settings(options: ReaderOptions, wishes: NetworkWishes, outlet: Outlet) -> Settings:
    """The engine's way out and manners, on a port of our own; neighbours need not hear of what is looked into."""
    way = way_settings(options.session, wishes, outlet)
    manners = manner_settings(options.session, wishes, timezone.now())
    own_port = ",".join(f"{each.rpartition(':')[0]}:0" for each in way["listen_interfaces"].split(",") if each)
    return {
        **{name: manners[name] for name in MANNERS},
        **way,
        "listen_interfaces": own_port,
        "enable_lsd": False,
        "enable_upnp": False,
        "enable_natpmp": False,
    }


def known_nodes(session: Any) -> list[Endpoint]:
    """The nodes of the session's routing table, IPv4 and IPv6."""
    return _nodes(lt.write_session_params_buf(session.session_state(int(lt.save_state_flags_t.save_dht_state))))


def kept_nodes(state_file: Path) -> list[Endpoint]:
    """The nodes that an earlier session kept; libtorrent 2.1.1 reads them and asks none of them."""
    return _nodes(read_if_there(state_file) or b"de")[:MOST_NODES]


def _nodes(buffer: bytes) -> list[Endpoint]:
    try:
        decoded: Any = lt.bdecode(buffer)
    except (RuntimeError, ValueError):
        return []
    state = decoded.get(b"dht state", {}) if isinstance(decoded, dict) else {}
    return [_endpoint(each) for name in (b"nodes", b"nodes6") for each in state.get(name, []) if len(each) in (6, 18)]


def read_state(file: Path) -> dict[bytes, Any]:
    """What `write_state` of an earlier run kept; empty where it is not there or broken."""
    try:
        decoded: Any = lt.bdecode(read_if_there(file))
    except (RuntimeError, ValueError):
        return {}
    return decoded if isinstance(decoded, dict) else {}


def _limits(options: ReaderOptions) -> dict[str, Any]:
    limits: dict[str, Any] = {
        "download_rate_limit": RECEIVED_BYTES_A_SECOND,
        "upload_rate_limit": SENT_BYTES_A_SECOND,
        "dht_upload_rate_limit": DHT_BYTES_A_SECOND,
        "connections_limit": MOST_CONNECTIONS,
        "max_metadata_size": LONGEST_METADATA,
        "alert_mask": EVENT_MASK,
        # Wanting nothing, both sides would soon let go of each other.
        "close_redundant_connections": False,
        "peer_connect_timeout": 7,
        "handshake_timeout": 7,
        "aio_threads": 1,
        "hashing_threads": 1,
    }
    if options.is_on_loopback:
        limits |= {"dht_restrict_routing_ips": False, "dht_restrict_search_ips": False}
    return limits


def _bootstrap(way: Settings) -> list[Endpoint]:
    nodes = way["dht_bootstrap_nodes"].split(",") if way["enable_dht"] else []
    parts = [each.strip().rpartition(":") for each in nodes]
    return [(host, int(port)) for host, _colon, port in parts if host and port.isdigit()]


def _endpoint(packed: bytes) -> Endpoint:
    address, port = packed[:-2], struct.unpack("!H", packed[-2:])[0]
    return socket.inet_ntop(socket.AF_INET if len(address) == 4 else socket.AF_INET6, address), port


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
