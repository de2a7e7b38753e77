"""The order in which torrents wait for their turn, as the rows have it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from apps.downloads.engine.engine import Engine

ARRANGE_SECONDS = 1.0


class Queue:
    """Brings libtorrent's queue into order. Belongs to the owner thread."""

    def __init__(self) -> None:
        self._arranged: list[Any] = []  # libtorrent's handles: a torrent that is put in anew comes last again

    def arrange(self, engine: Engine) -> None:
        """Have those that have not arrived wait by their places, the older first among equals."""
        waiting = [each for each in engine.torrents.values() if not each.has_arrived and each.handle is not None]
        waiting.sort(key=lambda each: (each.wish.queue_place, each.wish.started_at))
        order = [each.handle for each in waiting]
        if order == self._arranged:
            return
        self._arranged = order
        for torrent in waiting:  # the binding knows no places, only ends: each in turn goes behind all others
            torrent.handle.queue_position_bottom()
