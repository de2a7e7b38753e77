"""Letting libtorrent run a torrent, or stopping it, as the wish and its troubles say."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from apps.downloads.domain import ARRIVED
from apps.downloads.engine import parameters, statuses
from apps.downloads.engine.torrent import Torrent
from apps.downloads.tasting.domain import Stage

if TYPE_CHECKING:
    from apps.downloads.engine.engine import Engine

KEEP_WHILE_ASKING_SECONDS = 600.0


def run(engine: Engine, torrent: Torrent) -> None:
    """Set libtorrent's flags; what is stopped but in doubt is checked first, in its turn."""
    if torrent.handle is None:
        return
    flags, mask = parameters.run_flags(torrent.wish, runs=statuses.runs(torrent))
    torrent.handle.set_flags(flags, mask)
    if torrent.is_checking_all and not statuses.runs(torrent):
        torrent.handle.set_flags(*parameters.check_then_stop_flags())
    statuses.refresh(engine, torrent)


def keep_peers(engine: Engine, *, awaiting_more: bool = False) -> None:
    """Keep the peers of a magnet link until its files are chosen, and of a taste until it is decided.

    With nothing (more) wanted they would be let go. To be called before such a torrent is added, with `awaiting_more`,
    and now and then afterwards.
    """
    lets_go = not awaiting_more and all(
        torrent.status in ARRIVED or torrent.handle is None or (torrent.files and not _may_want_more(torrent))
        for torrent in engine.torrents.values()
    )
    if lets_go != engine.lets_go_of_peers:
        engine.lets_go_of_peers = lets_go
        engine.session.apply_settings({"close_redundant_connections": lets_go})


def _may_want_more(torrent: Torrent) -> bool:
    """Whether the rest of what is tasted may be wanted in a moment: its peers are worth keeping until then."""
    if torrent.awaits_choice:
        return time.monotonic() - torrent.added_at < KEEP_WHILE_ASKING_SECONDS
    if not torrent.is_tasting or torrent.wish.taste == Stage.STOPPED:
        return False
    return not torrent.is_tasted or time.monotonic() - torrent.tasted_at < KEEP_WHILE_ASKING_SECONDS
