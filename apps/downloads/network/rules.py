"""What the network's settings may hold, and how a person reads and writes them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import time
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from apps.core.runtime_settings.rules import Rule, register_rule
from apps.downloads.network.domain import Encryption, ProxyKind, When
from apps.downloads.network.interfaces import present_interfaces

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_RATE = 2**31 - 1  # what libtorrent's settings hold
_RATE = re.compile(r"(\d+(?:[.,]\d+)?)\s*([kmg]?)i?(b|byte|bytes)?\s*(/\s*s)?", re.IGNORECASE)
_FACTORS = {"": 1_000, "k": 1_000, "m": 1_000_000, "g": 1_000_000_000}
_HOST = re.compile(r"[A-Za-z0-9.:_\[\]-]{0,253}")
_NO_LIMIT = ("", "0", "no limit", "none", "off")


def read_rate(text: str) -> int:
    """Bytes a second out of `500 kB/s`, `2 MB/s`, `300` (kB/s) or `no limit`. Raises ValueError."""
    if text.strip().lower() in _NO_LIMIT:
        return 0
    found = _RATE.fullmatch(text.strip())
    if found is None:
        raise ValueError("Write a rate such as 500 kB/s or 2 MB/s, or 0 for no limit.")
    number, prefix, unit = float(found[1].replace(",", ".")), found[2].lower(), found[3]
    return round(number * (1 if unit and not prefix else _FACTORS[prefix]))


def show_rate(rate: int) -> str:
    """The rate in its largest unit that loses nothing."""
    if rate <= 0:
        return "no limit"
    for factor, unit in ((1_000_000, "MB/s"), (1_000, "kB/s")):
        if rate % factor == 0:
            return f"{rate // factor} {unit}"
    return f"{rate} B/s"


def read_days(text: str) -> frozenset[int]:
    """Days of the week out of `mon, tue`, 0 for Monday. Raises ValueError."""
    names = [each for each in re.split(r"[\s,]+", text.strip().lower()) if each]
    unknown = [each for each in names if each[:3] not in DAYS]
    if unknown:
        raise ValueError(f"“{unknown[0]}” is no day of the week. Write mon, tue, wed, thu, fri, sat, sun.")
    return frozenset(DAYS.index(each[:3]) for each in names)


def read_time(text: str) -> time:
    """A time of day out of `8:00`. Raises ValueError."""
    found = re.fullmatch(r"(\d{1,2})[:.](\d{2})", text.strip())
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise ValueError("Write a time of day such as 08:00 or 23:30.")
    return time(int(found[1]), int(found[2]))


def _between(least: int, most: int, what: str) -> Callable[[int], int]:
    def check(value: int) -> int:
        if not least <= value <= most:
            raise ValueError(f"{what} lies between {least} and {most}.")
        return value

    return check


def _one_of(label: str, choices: dict[str, str]) -> Rule:
    def check(value: str) -> str:
        if value not in choices:
            raise ValueError(f"Choose one of {', '.join(choices)}.")
        return value

    return Rule(label, check=check, choices=lambda: list(choices.items()))


def _days(value: str) -> str:
    chosen = read_days(value)
    return ", ".join(name for number, name in enumerate(DAYS) if number in chosen)


def _zone(value: str) -> str:
    try:
        return ZoneInfo(value.strip()).key if value.strip() else ""
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("There is no such time zone. Write one such as Europe/Berlin.") from error


def _interface(value: str) -> str:
    name = value.strip()
    if len(name) > 64 or not re.fullmatch(r"[^\s,:/\[\]]*", name):
        raise ValueError("That is no name of a network interface, such as wg0 or tun0.")
    return name


def _host(value: str) -> str:
    if not _HOST.fullmatch(value.strip()):
        raise ValueError("Write the proxy's name or address alone, without http:// and without a port.")
    return value.strip()


def _url(value: str) -> str:
    parts = urlsplit(value.strip())
    if value.strip() and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise ValueError("The list's address begins with http:// or https://.")
    return value.strip()


def _credential(value: str) -> str:
    if len(value.encode()) > 255:  # RFC 1929 has one byte for the length
        raise ValueError("A proxy takes at most 255 bytes.")
    return value


def _interfaces() -> list[tuple[str, str]]:
    return [("", "Any"), *((each.name, f"{each.name} ({', '.join(each.addresses)})") for each in present_interfaces())]


def _rate(label: str) -> Rule:
    return Rule(label, check=_between(0, MOST_RATE, "A rate"), read=read_rate, show=show_rate, is_short=True)


RULES: dict[str, Rule] = {
    "DOWNLOAD_LIMIT": _rate("Download limit"),
    "UPLOAD_LIMIT": _rate("Upload limit"),
    "ALTERNATIVE_LIMITS": _one_of("Alternative limits", {When.OFF: "Off", When.ON: "On", When.SCHEDULE: "By the week"}),
    "ALTERNATIVE_DOWNLOAD_LIMIT": _rate("Alternative download limit"),
    "ALTERNATIVE_UPLOAD_LIMIT": _rate("Alternative upload limit"),
    "ALTERNATIVE_DAYS": Rule("Days", check=_days),
    "ALTERNATIVE_FROM": Rule("From", check=lambda value: f"{read_time(value):%H:%M}", is_short=True),
    "ALTERNATIVE_TO": Rule("Until", check=lambda value: f"{read_time(value):%H:%M}", is_short=True),
    "SCHEDULE_TIME_ZONE": Rule("Time zone", check=_zone),
    "LIMIT_LOCAL_PEERS": Rule("Limit the home network"),
    "ACTIVE_DOWNLOADS": Rule("Downloads at once", check=_between(1, 500, "The number")),
    "ACTIVE_SEEDS": Rule("Seeds at once", check=_between(0, 10_000, "The number")),
    "QUEUE_COUNTS_SLOW": Rule("Count slow ones"),
    "TORRENT_INTERFACE": Rule("Network interface", check=_interface, choices=_interfaces),
    "TORRENT_PORT": Rule("Port", check=_between(0, 65535, "A port")),
    "PORT_FORWARDING": Rule("Open the port"),
    "ENCRYPTION": _one_of(
        "Encryption",
        {Encryption.ALLOWED: "Allowed", Encryption.REQUIRED: "Required", Encryption.OFF: "Off"},
    ),
    "ANONYMOUS_MODE": Rule("Anonymous mode"),
    "PROXY_KIND": _one_of("Proxy", {ProxyKind.NONE: "None", ProxyKind.SOCKS5: "SOCKS5", ProxyKind.HTTP: "HTTP"}),
    "PROXY_HOST": Rule("Proxy's address", check=_host),
    "PROXY_PORT": Rule("Proxy's port", check=_between(1, 65535, "A port")),
    "PROXY_USER": Rule("User", check=_credential),
    "PROXY_PASSWORD": Rule("Password", check=_credential, is_secret=True),
    "BLOCKLIST": Rule("Use the blocklist"),
    "BLOCKLIST_URL": Rule("Address of the list", check=_url),
}


def register_network_rules() -> None:
    """Hold the network's settings to their rules."""
    for name, rule in RULES.items():
        register_rule(name, rule)
