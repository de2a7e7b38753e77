"""By which way traffic may leave: everything, certain interfaces alone, or nothing until a cause is gone.

This is the kill switch's judgement. libtorrent binds every socket to the device as well (SO_BINDTODEVICE), so that
nothing leaves between two looks.
"""

from __future__ import annotations

import errno
import ipaddress
import socket
import sys
from dataclasses import dataclass

from apps.downloads.domain import Trouble
from apps.downloads.network.domain import NetworkWishes, Proxy, ProxyKind
from apps.downloads.network.interfaces import Interface, present_interfaces

UNKNOWN = Trouble(
    "network_unknown",
    "The settings of the network cannot be read yet, so nothing is sent. It goes on once the database is back.",
)


@dataclass(frozen=True, slots=True)
class Outlet:
    """`devices` are the interfaces that everything is bound to, none for any; `held` is why nothing may leave."""

    devices: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    held: Trouble | None = None


def look(listen: str, wishes: NetworkWishes) -> Outlet:
    """The way that is open now. `listen` is the environment's list of interfaces with their ports."""
    devices = bound_devices(listen, wishes)
    if wishes.proxy.kind != ProxyKind.NONE and not wishes.proxy.host:
        return Outlet(devices, held=_proxy_without_address())
    if not devices:
        return Outlet()
    present = {each.name: each for each in present_interfaces()}
    here = [present[name] for name in devices if name in present]
    addresses = tuple(address for each in here for address in each.addresses)
    return Outlet(devices, addresses, _trouble(devices, here, addresses, wishes.proxy))


def bound_devices(listen: str, wishes: NetworkWishes) -> tuple[str, ...]:
    """The interface that a person chose, else those that the environment names instead of addresses."""
    if wishes.interface:
        return (wishes.interface,)
    hosts = [each.strip().rpartition(":")[0].strip("[]") for each in listen.split(",") if each.strip()]
    return tuple(dict.fromkeys(host for host in hosts if host and not _is_address(host)))


def _trouble(
    devices: tuple[str, ...], here: list[Interface], addresses: tuple[str, ...], proxy: Proxy
) -> Trouble | None:
    name = ", ".join(devices)
    if not here:
        return Trouble(
            "interface_down",
            f"The network interface {name} is gone or has no address, so everything is paused and nothing leaves by "
            "another way. It goes on by itself once the interface is back.",
        )
    if not all(_can_bind(each.name) for each in here):
        return Trouble(
            "interface_not_allowed",
            f"This system does not let TrustTune bind to {name}, so nothing is sent. Give it the right to "
            "(CAP_NET_RAW), or choose Any as network interface.",
        )
    if proxy.kind != ProxyKind.NONE and not _is_address(proxy.host):
        return Trouble(
            "proxy_by_name",
            f"Looking up the name {proxy.host} would go another way than through {name}, so nothing is sent. Give the "
            "proxy's address in numbers.",
        )
    if proxy.kind != ProxyKind.NONE and _way_to(proxy) not in addresses:
        return Trouble(
            "proxy_elsewhere",
            f"The proxy {proxy.host} is not reached through {name}, so nothing is sent. Choose a proxy behind that "
            "interface, or give up one of the two.",
        )
    return None


def _proxy_without_address() -> Trouble:
    return Trouble(
        "proxy_missing",
        "A proxy is switched on but has no address, so nothing is sent. Give its address, or switch it off.",
    )


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host == "localhost"
    return True


def _can_bind(device: str) -> bool:
    """Whether sockets may be bound to a device; systems without SO_BINDTODEVICE bind to its addresses instead."""
    if sys.platform != "linux":
        return True
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, device.encode() + b"\0")
        except OSError as error:
            return error.errno not in (errno.EPERM, errno.EACCES)
    return True


def _way_to(proxy: Proxy) -> str:
    """The own address from which the system would speak to the proxy; nothing is sent for that. '' without a way."""
    try:
        family = socket.AF_INET6 if ":" in proxy.host else socket.AF_INET
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((proxy.host, proxy.port))
            return str(probe.getsockname()[0])
    except OSError:
        return ""
