"""Ending a torrent that was seeded as much as was wished."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import structlog

from apps.downloads.domain import Status
from apps.downloads.engine import running
from apps.downloads.engine.alerts import Progress
from apps.downloads.engine.torrent import Torrent
from apps.downloads.seeding.goals import Given, Reason, effective, reached
from apps.downloads.tasks import send_seeding_ended

if TYPE_CHECKING:
    from apps.downloads.engine.engine import Engine

log = structlog.get_logger(__name__)

LOOK_SECONDS = 5.0


def look(engine: Engine) -> None:
    """End every torrent that reached a goal; one that a person forced goes on whatever it has given."""
    if engine.is_at_rest:
        _stand_still(engine)
        return
    for torrent in engine.torrents.values():
        if torrent.status == Status.SEEDING and torrent.handle is not None and not torrent.wish.forced:
            reason = _reached(engine, torrent)
            if reason != Reason.NONE:
                _end(engine, torrent, reason)


def _stand_still(engine: Engine) -> None:
    """Nobody can take anything now: that is no time of seeding, and no idleness."""
    now = time.monotonic()
    for torrent in engine.torrents.values():
        torrent.given, torrent.progress_at = (torrent.given[0], now), now


def _reached(engine: Engine, torrent: Torrent) -> Reason:
    seen, wish = torrent.progress, torrent.wish
    has_own = (wish.ratio_goal, wish.seeding_goal, wish.idle_goal) != (None, None, None)
    if seen is None or wish.paused or not (has_own or engine.seeding_defaults.are_any):
        return Reason.NONE
    goals = effective(
        engine.seeding_defaults,
        ratio=wish.ratio_goal,
        seconds=wish.seeding_goal,
        idle_seconds=wish.idle_goal,
        at_goal=wish.at_goal,
    )
    taken = seen.downloaded or sum(file.size for file in torrent.wanted_files)
    return reached(goals, Given(seen.uploaded, taken, _seconds(torrent, seen), _idle_seconds(torrent, seen)))


def _seconds(torrent: Torrent, seen: Progress) -> int:
    """How long it has seeded in all; libtorrent tells nothing new of a torrent at which nothing happens."""
    return seen.seeding_seconds + (0 if seen.is_paused else int(time.monotonic() - torrent.progress_at))


def _idle_seconds(torrent: Torrent, seen: Progress) -> int:
    """How long it could have given and did not, in this session: libtorrent's own count goes on over a restart."""
    now = time.monotonic()
    bytes_then, moment = torrent.given
    if seen.uploaded != bytes_then or seen.is_paused:
        torrent.given = (seen.uploaded, now)
        return 0
    return int(now - moment)


def _end(engine: Engine, torrent: Torrent, reason: Reason) -> None:
    torrent.status = Status.COMPLETE
    engine.changed.add(torrent.download_id)
    engine.rows.change_status(
        torrent.download_id,
        Status.COMPLETE,
        {Status.SEEDING},
        then=lambda: send_seeding_ended(torrent.download_id),
        goal_reached=str(reason),
    )
    running.run(engine, torrent)
    log.info("seeded_enough", download=torrent.download_id, reason=str(reason))
