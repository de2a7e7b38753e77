"""The network interfaces of this machine, as the system tells of them."""

from __future__ import annotations

import ipaddress
import platform
import socket
import struct
from dataclasses import dataclass

import psutil

FAMILIES = (socket.AF_INET, socket.AF_INET6)
SIOCGIFFLAGS, IFF_UP = 0x8913, 0x1  # netdevice(7)


@dataclass(frozen=True, slots=True)
class Interface:
    """An interface that is up, with its addresses; link-local ones lead nowhere and do not count."""

    name: str
    addresses: tuple[str, ...]


def present_interfaces() -> list[Interface]:
    """Every interface that is up and has an address, loopback last."""
    try:
        addresses = psutil.net_if_addrs()
    except OSError:
        return []
    found = [
        Interface(name, tuple(each.address for each in listed if each.family in FAMILIES and _leads(each.address)))
        for name, listed in addresses.items()
        if _is_up(name)
    ]
    return sorted((each for each in found if each.addresses), key=lambda each: (_is_loopback(each), each.name))


def _is_up(name: str) -> bool:
    """On Linux asked of the kernel itself: psutil reads /proc, where a thread's own network namespace is not seen."""
    try:
        if platform.system() == "Linux":
            import fcntl

            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
                request = struct.pack("16sh14x", name.encode()[:15], 0)
                return bool(struct.unpack("16xh14x", fcntl.ioctl(probe, SIOCGIFFLAGS, request))[0] & IFF_UP)
        return bool(psutil.net_if_stats()[name].isup)
    except (OSError, KeyError):
        return False


def _leads(address: str) -> bool:
    try:
        return not ipaddress.ip_address(address.partition("%")[0]).is_link_local
    except ValueError:
        return False


def _is_loopback(interface: Interface) -> bool:
    return all(ipaddress.ip_address(each).is_loopback for each in interface.addresses)
