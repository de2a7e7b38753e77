"""What is wished of the network: how much, when, by which way, and who is kept out. Pure values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum


class When(StrEnum):
    """When the alternative limits hold."""

    OFF = "off"
    ON = "on"
    SCHEDULE = "schedule"


class Encryption(StrEnum):
    """Whether peers are spoken to in encrypted form (message stream encryption, as Vuze and µTorrent defined it)."""

    ALLOWED = "allowed"
    REQUIRED = "required"
    OFF = "off"


class ProxyKind(StrEnum):
    """The protocol of a proxy: SOCKS5 (RFC 1928) carries UDP too, HTTP CONNECT (RFC 9110, 9.3.6) TCP alone."""

    NONE = "none"
    SOCKS5 = "socks5"
    HTTP = "http"


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes a second for all torrents together; 0 means none."""

    download: int = 0
    upload: int = 0


@dataclass(frozen=True, slots=True)
class Schedule:
    """A part of the week: on `days` (0 is Monday) from `start` to `end` by the clock of `zone` ('': this machine's).

    Where `end` is not after `start`, it is that time of the next day.
    """

    days: frozenset[int] = frozenset()
    start: time = time(8)
    end: time = time(18)
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Proxy:
    """Through whom everything goes."""

    kind: ProxyKind = ProxyKind.NONE
    host: str = ""
    port: int = 1080
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class NetworkWishes:
    """Everything that a person set. `interface` '' and `port` 0 leave it to the environment."""

    limits: Limits = Limits()
    alternative_limits: Limits = Limits()
    alternative: When = When.OFF
    schedule: Schedule = Schedule()
    limits_local_peers: bool = False
    active_downloads: int = 10
    active_seeds: int = 200
    counts_slow: bool = False
    interface: str = ""
    port: int = 0
    forwards_port: bool = True
    encryption: Encryption = Encryption.ALLOWED
    anonymous: bool = False
    proxy: Proxy = Proxy()
    uses_blocklist: bool = True
