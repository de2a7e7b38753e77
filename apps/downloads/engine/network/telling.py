"""What libtorrent tells of the network, taken into the state that people see."""

from __future__ import annotations

import dataclasses
import ipaddress
from typing import TypeVar

from apps.downloads.engine.network.events import (
    Counted,
    NetworkEvent,
    NotOpened,
    Opened,
    PortForwarded,
    SeenFromOutside,
)
from apps.downloads.network.state import ListenSocket, NetworkState

MOST_TOLD = 8
_Each = TypeVar("_Each")


def told(state: NetworkState, event: NetworkEvent) -> NetworkState:
    """The state after an event. While everything is held no socket is of interest."""
    match event:
        case Counted(values):
            return dataclasses.replace(
                state,
                has_incoming=state.has_incoming or bool(values.get("net.has_incoming_connections")),
                dht_nodes=values.get("dht.dht_nodes", 0),
                peers=values.get("peer.num_peers_connected", 0),
            )
        case Opened() if state.held is None and _leads(event.address):
            socket = ListenSocket(event.address, event.port, event.protocol)
            return dataclasses.replace(state, sockets=_with(state.sockets, socket))
        case NotOpened() if state.held is None and _leads(event.address):
            return dataclasses.replace(state, faults=_with(state.faults, f"{event.interface}: {event.message}"))
        case SeenFromOutside():
            return dataclasses.replace(state, external_address=event.address)
        case PortForwarded():
            answer = f"{event.by}: {event.message or f'port {event.port} is open'}"
            return dataclasses.replace(state, router=_with(state.router, answer))
    return state


def cut_off(state: NetworkState) -> NetworkState:
    """The state once every socket is closed."""
    return dataclasses.replace(state, sockets=(), faults=(), router=(), external_address="")


def _with(known: tuple[_Each, ...], new: _Each) -> tuple[_Each, ...]:
    return tuple(dict.fromkeys((*known, new)))[-MOST_TOLD:]


def _leads(address: str) -> bool:
    """Whether an address is one of this machine's in the world: behind a proxy libtorrent opens a socket of none."""
    try:
        read = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return bool(address)
    return not (read.is_link_local or read.is_unspecified)
