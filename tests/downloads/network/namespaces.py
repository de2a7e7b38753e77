"""A machine with two ways out, in network namespaces: `vpn0` and `eth0`, each to a world of its own.

        home ── vpn0 ═══ vpn1 ── far     (10.71.0.0/24, fd71::/64)
        home ── eth0 ═══ eth1 ── near    (10.72.0.0/24, fd72::/64)

10.99.0.1 and fd99::1 are reached by both; the system prefers eth0. A thread enters a namespace for itself, so that
everything it makes lives there, libtorrent's own threads too.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest

WORLD, WORLD6 = "10.99.0.1", "fd99::1"
PEER, PEER6 = "10.71.0.1", "fd71::1"
CLONE_NEWNET = 0x40000000
_Made = TypeVar("_Made")
_PROTOCOLS = {1: "icmp", 6: "tcp", 17: "udp"}
_SYSTEMS_OWN = frozenset({0, 2, 58})  # neighbours and groups (MLD, IGMP, ND): the system's own talk on every link


@dataclass(frozen=True, slots=True)
class Packet:
    """What went by: the protocol, and whom it was for."""

    protocol: str
    target: str
    port: int


@dataclass
class Sniffer:
    """Sees every packet that arrives at an interface, whoever it is for."""

    socket: socket.socket
    _seen: list[Packet] = field(default_factory=list)

    def seen(self) -> list[Packet]:
        """Every packet since the start, or since `forget`."""
        with contextlib.suppress(BlockingIOError):
            while True:
                frame, address = self.socket.recvfrom(65536)
                packet = _read(frame) if address[2] != socket.PACKET_OUTGOING else None
                if packet is not None:
                    self._seen.append(packet)
        return list(self._seen)

    def forget(self) -> None:
        self.seen()
        self._seen.clear()

    def saw(self, protocol: str) -> bool:
        return any(packet.protocol == protocol for packet in self.seen())


class TwoWays:
    """The namespaces. `home`, `far` and `near` are their names."""

    def __init__(self) -> None:
        tag = f"tt{os.getpid()}"
        self.home, self.far, self.near = f"{tag}home", f"{tag}far", f"{tag}near"

    def build(self) -> None:
        for name in (self.home, self.far, self.near):
            ip("netns", "add", name)
            ip("-n", name, "link", "set", "lo", "up")
        for name in (self.far, self.near):
            for address in (f"{WORLD}/32", f"{WORLD6}/128"):
                ip("-n", name, "addr", "add", address, "dev", "lo")
        self.connect("eth", self.near, 72, metric=10)
        self.connect_vpn()

    def connect(self, kind: str, other: str, number: int, metric: int) -> None:
        ip("link", "add", f"{kind}0", "netns", self.home, "type", "veth", "peer", "name", f"{kind}1", "netns", other)
        ip("-n", other, "link", "set", f"{kind}1", "up")
        ip("-n", other, "addr", "add", f"10.{number}.0.1/24", "dev", f"{kind}1")
        ip("-n", other, "addr", "add", f"fd{number}::1/64", "dev", f"{kind}1", "nodad")
        ip("-n", self.home, "link", "set", f"{kind}0", "up")
        self.give_addresses(kind, number, metric)

    def connect_vpn(self) -> None:
        self.connect("vpn", self.far, 71, metric=100)

    def give_addresses(self, kind: str = "vpn", number: int = 71, metric: int = 100) -> None:
        device, priority = f"{kind}0", str(metric)
        ip("-n", self.home, "addr", "add", f"10.{number}.0.2/24", "dev", device)
        ip("-n", self.home, "addr", "add", f"fd{number}::2/64", "dev", device, "nodad")
        for gateway in (f"10.{number}.0.1", f"fd{number}::1"):
            ip("-n", self.home, "route", "replace", "default", "via", gateway, "dev", device, "metric", priority)

    def take_addresses(self) -> None:
        """The tunnel is still there, but has nothing to send from."""
        ip("-n", self.home, "addr", "flush", "dev", "vpn0")

    def take_routes(self) -> None:
        """The tunnel keeps its addresses, but leads nowhere."""
        for family in ("-4", "-6"):
            ip(family, "-n", self.home, "route", "del", "default", "dev", "vpn0")

    def take_interface(self) -> None:
        ip("-n", self.home, "link", "del", "vpn0")

    def remove(self) -> None:
        for name in (self.home, self.far, self.near):
            subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True)

    def sniff(self, namespace: str, interface: str) -> Sniffer:
        def make() -> socket.socket:
            made = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
            made.bind((interface, 0))
            made.setblocking(False)
            return made

        return Sniffer(self.inside(namespace, make))

    def inside(self, namespace: str, make: Callable[[], _Made]) -> _Made:
        """What `make` returns, called in a thread that lives in the namespace."""
        outcome: list[_Made] = []
        faults: list[BaseException] = []

        def run() -> None:
            try:
                enter(namespace)
                outcome.append(make())
            except BaseException as error:
                faults.append(error)

        thread = threading.Thread(target=run, name=f"in-{namespace}")
        thread.start()
        thread.join(30)
        if faults:
            raise faults[0]
        return outcome[0]


def enter(namespace: str) -> None:
    """The calling thread lives in the namespace from now on, and so does every thread that it begins."""
    libc = ctypes.CDLL(None, use_errno=True)
    with Path("/var/run/netns", namespace).open() as file:
        if libc.setns(file.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns")


def ip(*arguments: str) -> None:
    done = subprocess.run(["ip", *arguments], check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise OSError(f"ip {' '.join(arguments)}: {done.stderr.strip()}")


@pytest.fixture
def two_ways() -> Iterator[TwoWays]:
    if shutil.which("ip") is None:
        pytest.skip("network namespaces are made with the command ip (package iproute2), which is not here")
    made = TwoWays()
    try:
        made.build()
    except OSError as error:
        made.remove()
        pytest.skip(f"network namespaces need the rights of root (CAP_SYS_ADMIN): {error}")
    try:
        yield made
    finally:
        made.remove()


def _read(frame: bytes) -> Packet | None:
    kind, body = frame[12:14], frame[14:]
    if kind == b"\x08\x00" and len(body) >= 20:
        start, protocol, target = (body[0] & 15) * 4, body[9], socket.inet_ntop(socket.AF_INET, body[16:20])
    elif kind == b"\x86\xdd" and len(body) >= 40:
        start, protocol, target = 40, body[6], socket.inet_ntop(socket.AF_INET6, body[24:40])
    else:
        return None
    if protocol in _SYSTEMS_OWN:
        return None
    port = int.from_bytes(body[start + 2 : start + 4]) if protocol in (6, 17) else 0
    return Packet(_PROTOCOLS.get(protocol, str(protocol)), target, port)
