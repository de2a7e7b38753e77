"""Whom the session's limits hold for: by itself libtorrent leaves the home network free."""

from __future__ import annotations

from typing import Any

import libtorrent as lt

_EVERYWHERE = (("0.0.0.0", "255.255.255.255"), ("::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"))  # noqa: S104
# What libtorrent takes for the home network.
_HOME = (
    ("10.0.0.0", "10.255.255.255"),
    ("172.16.0.0", "172.31.255.255"),
    ("192.168.0.0", "192.168.255.255"),
    ("169.254.0.0", "169.254.255.255"),
    ("127.0.0.0", "127.255.255.255"),
    ("fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("::1", "::1"),
)


def set_peer_classes(session: Any, *, limits_local: bool) -> None:
    """Hold everybody to the limits of libtorrent's session, or everybody but the home network."""
    classes = lt.ip_filter()
    for first, last in _EVERYWHERE:
        classes.add_rule(first, last, 1 << session.global_peer_class_id)
    for first, last in () if limits_local else _HOME:
        classes.add_rule(first, last, 1 << session.local_peer_class_id)
    session.set_peer_class_filter(classes)
