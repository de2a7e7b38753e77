"""libtorrent's settings for what is wished of the network. Pure: the same wishes give the same settings.

With a proxy or bound to an interface, nothing is asked of the neighbours: LSD (BEP 14) is sent by the system's own
choice of interface, and it, UPnP and NAT-PMP pass by a proxy.
"""

from __future__ import annotations

import ipaddress
from datetime import datetime
from typing import Any

import libtorrent as lt

from apps.downloads.engine.network.outlet import Outlet
from apps.downloads.engine.session import SessionOptions, fingerprint
from apps.downloads.network.domain import Encryption, NetworkWishes, Proxy, ProxyKind
from apps.downloads.network.schedule import limits_at

Settings = dict[str, Any]  # libtorrent's names; values are numbers, switches and texts

_POLICIES = {
    Encryption.ALLOWED: (lt.enc_policy.pe_enabled, lt.enc_level.pe_both),
    Encryption.REQUIRED: (lt.enc_policy.pe_forced, lt.enc_level.pe_rc4),
    Encryption.OFF: (lt.enc_policy.pe_disabled, lt.enc_level.pe_plaintext),
}
# The second line behind the pause: who would still send sends to port 0 of this machine, which nobody can listen to.
_NOWHERE: Settings = {
    "proxy_type": int(lt.proxy_type_t.socks5),
    "proxy_hostname": "127.0.0.1",
    "proxy_port": 0,
    "proxy_username": "",
    "proxy_password": "",
}


def held_settings(outlet: Outlet) -> Settings:
    """Settings under which nothing leaves."""
    return {
        **_ALL_THROUGH_THE_PROXY,
        **_NOWHERE,
        "listen_interfaces": "",
        "outgoing_interfaces": ",".join(outlet.devices),
        "enable_dht": False,
        "enable_lsd": False,
        "enable_upnp": False,
        "enable_natpmp": False,
    }


def way_settings(options: SessionOptions, wishes: NetworkWishes, outlet: Outlet) -> Settings:
    """By which way everything goes: the interface, the port, the proxy. A change of these cuts every connection."""
    if outlet.held is not None:
        return held_settings(outlet)
    is_open = options.dht and not outlet.devices and wishes.proxy.kind == ProxyKind.NONE
    return {
        **_proxy_settings(wishes.proxy),
        "listen_interfaces": listen_interfaces(options.listen, wishes, outlet),
        "outgoing_interfaces": ",".join(outlet.devices),
        "enable_dht": options.dht and wishes.proxy.kind != ProxyKind.HTTP,
        "dht_bootstrap_nodes": _bootstrap(options, wishes.proxy),
        "enable_lsd": is_open and not wishes.anonymous,
        "enable_upnp": is_open and wishes.forwards_port,
        "enable_natpmp": is_open and wishes.forwards_port,
    }


def manner_settings(options: SessionOptions, wishes: NetworkWishes, moment: datetime) -> Settings:
    """How much, how many at once, and how peers are spoken to; `moment` decides between the limits.

    libtorrent's anonymous mode leaves the peer id as it is, which names the program.
    """
    limits, _is_alternative = limits_at(wishes, moment)
    policy, level = _POLICIES[wishes.encryption]
    return {
        "download_rate_limit": limits.download,
        "upload_rate_limit": limits.upload,
        "active_downloads": wishes.active_downloads,
        "active_seeds": wishes.active_seeds,
        "active_limit": wishes.active_downloads + wishes.active_seeds,
        "dont_count_slow_torrents": not wishes.counts_slow,
        "out_enc_policy": int(policy),
        "in_enc_policy": int(policy),
        "allowed_enc_level": int(level),
        "anonymous_mode": wishes.anonymous,
        "peer_fingerprint": "" if wishes.anonymous else fingerprint(options.version),
    }


def listen_interfaces(listen: str, wishes: NetworkWishes, outlet: Outlet) -> str:
    """libtorrent's list of interfaces: the environment's, or the chosen one, with the port that a person set."""
    listed = [each.strip() for each in listen.split(",") if each.strip()]
    ports = [each.rpartition(":")[2] for each in listed]
    port = str(wishes.port) if wishes.port else ports[0] if ports else "6881"
    if outlet.devices:
        return ",".join(f"{device}:{port}" for device in outlet.devices)
    if wishes.port:
        return ",".join(f"{each.rpartition(':')[0]}:{port}" for each in listed)
    return ",".join(listed)


_ALL_THROUGH_THE_PROXY: Settings = {
    "proxy_hostnames": True,
    "proxy_peer_connections": True,
    "proxy_tracker_connections": True,
}


def _proxy_settings(proxy: Proxy) -> Settings:
    kinds = lt.proxy_type_t
    known = {
        (ProxyKind.SOCKS5, False): kinds.socks5,
        (ProxyKind.SOCKS5, True): kinds.socks5_pw,
        (ProxyKind.HTTP, False): kinds.http,
        (ProxyKind.HTTP, True): kinds.http_pw,
    }
    kind = known.get((proxy.kind, bool(proxy.user)), kinds.none)
    is_on = proxy.kind != ProxyKind.NONE
    return {
        **_ALL_THROUGH_THE_PROXY,
        "proxy_type": int(kind),
        "proxy_hostname": proxy.host if is_on else "",
        "proxy_port": proxy.port if is_on else 0,
        "proxy_username": proxy.user if is_on else "",
        "proxy_password": proxy.password if is_on else "",
    }


def _bootstrap(options: SessionOptions, proxy: Proxy) -> str:
    """The DHT's first nodes; behind a proxy only those that need no look-up of a name, which would pass by it."""
    nodes = options.dht_bootstrap if options.dht else ""
    if proxy.kind == ProxyKind.NONE:
        return nodes
    return ",".join(each for each in nodes.split(",") if _is_address(each.rpartition(":")[0]))


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip().strip("[]"))
    except ValueError:
        return False
    return True
