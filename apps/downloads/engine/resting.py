"""Taking a torrent out of the session so that nothing of it is written any more."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import structlog

from apps.downloads.engine import statuses
from apps.downloads.engine.torrent import Flush, Torrent

if TYPE_CHECKING:
    from apps.downloads.engine.engine import Engine

log = structlog.get_logger(__name__)

FLUSH_WITHIN_SECONDS = 10.0


def rest(engine: Engine, torrent: Torrent, then: Callable[[], None]) -> None:
    """Stop it, have its cache written, take it out of the session, then call `then`. It stays among the torrents."""
    if torrent.handle is None:
        then()
        return
    called = False

    def leave() -> None:
        nonlocal called
        if not called:
            called = True
            if engine.torrents.get(torrent.download_id) is torrent:  # else it was let go of meanwhile
                _take_out(engine, torrent)
                then()

    statuses.pause(torrent)
    if not torrent.files:  # there is no storage yet that could be flushed
        leave()
        return
    torrent.flush(Flush(then=leave))
    engine.clock.once(FLUSH_WITHIN_SECONDS, leave)


def _take_out(engine: Engine, torrent: Torrent) -> None:
    if torrent.handle is not None:
        engine.names.pop(torrent.handle, None)
        engine.session.remove_torrent(torrent.handle)
    torrent.begin_anew()
