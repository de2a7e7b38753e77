"""Keeping peers out by their address: the kept list as libtorrent's filter, one for all sessions of this process."""

from __future__ import annotations

import threading
from typing import Any

import libtorrent as lt

from apps.downloads.models import KeptBlocklist
from apps.downloads.network.blocklist import unpack

BLOCKED = 1


class Blocking:
    """The filter of this moment: replaced whole, so that any thread may read it."""

    def __init__(self) -> None:
        self.digest = ""
        self.count = 0
        self.filter: Any = lt.ip_filter()  # which has no type
        self._lock = threading.Lock()

    def follow(self, *, is_wanted: bool) -> bool:
        """Take over the list that is kept, or none; says whether it is another one. May be slow, uses the database."""
        with self._lock:
            digest = _kept_digest() if is_wanted else ""
            if digest == self.digest:
                return False
            ranges = unpack(_kept_ranges()) if digest else []
            made = lt.ip_filter()
            for first, last in ranges:
                made.add_rule(first, last, BLOCKED)
            self.filter, self.count, self.digest = made, len(ranges), digest
            return True


def _kept_digest() -> str:
    return KeptBlocklist.objects.values_list("digest", flat=True).first() or ""


def _kept_ranges() -> bytes:
    return bytes(KeptBlocklist.objects.values_list("ranges", flat=True).first() or b"")


blocking = Blocking()
