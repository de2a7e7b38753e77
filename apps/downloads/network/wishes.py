"""What a person set about the network, read in one query from the table `settings`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any, TypeVar

from constance import settings as constance_settings
from constance.codecs import loads

from apps.core.models import Setting
from apps.downloads.network.domain import (
    Encryption,
    Limits,
    NetworkWishes,
    Proxy,
    ProxyKind,
    Schedule,
    When,
)
from apps.downloads.network.rules import RULES, read_days, read_time

_Choice = TypeVar("_Choice", When, Encryption, ProxyKind)


def read_network_wishes() -> NetworkWishes:
    """The wishes of this moment. Raises django.db.DatabaseError."""
    kept = dict(Setting.objects.filter(key__in=RULES).values_list("key", "value"))
    return wishes_from({name: loads(kept[name]) if name in kept else _default(name) for name in RULES})


def wishes_from(values: Mapping[str, Any]) -> NetworkWishes:
    """The wishes that these settings state. A value that no rule would let pass is taken on the safe side."""
    return NetworkWishes(
        limits=Limits(max(0, values["DOWNLOAD_LIMIT"]), max(0, values["UPLOAD_LIMIT"])),
        alternative_limits=Limits(
            max(0, values["ALTERNATIVE_DOWNLOAD_LIMIT"]), max(0, values["ALTERNATIVE_UPLOAD_LIMIT"])
        ),
        alternative=_known(When, values["ALTERNATIVE_LIMITS"], When.OFF),
        schedule=_schedule(values),
        limits_local_peers=bool(values["LIMIT_LOCAL_PEERS"]),
        active_downloads=max(1, values["ACTIVE_DOWNLOADS"]),
        active_seeds=max(0, values["ACTIVE_SEEDS"]),
        counts_slow=bool(values["QUEUE_COUNTS_SLOW"]),
        interface=str(values["TORRENT_INTERFACE"]),
        port=values["TORRENT_PORT"] if 0 <= values["TORRENT_PORT"] <= 65535 else 0,
        forwards_port=bool(values["PORT_FORWARDING"]),
        encryption=_known(Encryption, values["ENCRYPTION"], Encryption.REQUIRED),
        anonymous=bool(values["ANONYMOUS_MODE"]),
        proxy=Proxy(
            # A proxy of an unknown kind has no address that could be used: nothing leaves until it is put right.
            _known(ProxyKind, values["PROXY_KIND"], ProxyKind.SOCKS5),
            str(values["PROXY_HOST"]) if values["PROXY_KIND"] in list(ProxyKind) else "",
            values["PROXY_PORT"],
            str(values["PROXY_USER"]),
            str(values["PROXY_PASSWORD"]),
        ),
        uses_blocklist=bool(values["BLOCKLIST"]),
    )


def _default(name: str) -> Any:
    return constance_settings.CONFIG[name][0]


def _known(kind: type[_Choice], value: str, otherwise: _Choice) -> _Choice:
    try:
        return kind(value)
    except ValueError:
        return otherwise


def _schedule(values: Mapping[str, Any]) -> Schedule:
    try:
        days, start, end = (
            read_days(values["ALTERNATIVE_DAYS"]),
            read_time(values["ALTERNATIVE_FROM"]),
            read_time(values["ALTERNATIVE_TO"]),
        )
    except ValueError:
        days, start, end = frozenset(), time(0), time(0)
    return Schedule(days, start, end, str(values["SCHEDULE_TIME_ZONE"]))
