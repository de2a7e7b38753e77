"""The status of a torrent on its way, and the troubles that stop it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from apps.downloads.domain import ARRIVED, UNDER_WAY, Status, Trouble
from apps.downloads.engine.torrent import Torrent
from apps.downloads.engine.troubles import DISK_TROUBLES, NOBODY
from apps.downloads.engine.wishes import Wish
from apps.downloads.tasting.domain import Stage

if TYPE_CHECKING:
    from apps.downloads.engine.engine import Engine

log = structlog.get_logger(__name__)

REPLACEABLE = UNDER_WAY | {Status.PAUSED, Status.FAILED}
# What follows on what once a download has arrived; rows may be read out of turn.
_STEPS = {Status.VERIFYING: 0, Status.ORGANISING: 1, Status.SEEDING: 2, Status.COMPLETE: 2, Status.FAILED: 2}


def runs(torrent: Torrent) -> bool:
    """Whether libtorrent may run it: not paused, no trouble that stops it, not seeded enough."""
    if torrent.wish.paused or torrent.wish.taste == Stage.STOPPED:
        return False
    if torrent.trouble is not None and torrent.trouble.code != NOBODY:
        return False
    return Status.COMPLETE not in (torrent.status, torrent.status_once_checked) or torrent.wish.forced


def refresh(engine: Engine, torrent: Torrent) -> None:
    """Work out the status anew and write it where it changed. What has arrived gets its status from elsewhere.

    People are told once the row has it: who hears `downloading` may ask for the files at once.
    """
    if torrent.has_arrived:
        return
    status = _status(torrent)
    if status == torrent.status:
        return
    torrent.status = status
    engine.changed.add(torrent.download_id)

    def written() -> None:
        engine.post(lambda: engine.status_changed(torrent))

    engine.rows.change_status(torrent.download_id, status, REPLACEABLE, then=written)


def adopt(engine: Engine, torrent: Torrent, wish: Wish) -> None:
    """Take over what others wrote into the row: the library's outcome, and that a person wants another try."""
    if torrent.status_once_checked is not None:
        return
    if torrent.has_arrived and _STEPS.get(wish.status, -1) >= _STEPS.get(torrent.status, 0):
        torrent.status, torrent.trouble = wish.status, wish.trouble
    if wish.wants_recheck and torrent.trouble is not None:
        torrent.has_arrived = wish.status in ARRIVED
        torrent.folder_inode = 0
        clear_trouble(engine, torrent)


def stop_with(engine: Engine, torrent: Torrent, trouble: Trouble) -> None:
    """Stop the torrent and tell why."""
    if torrent.trouble == trouble:
        return
    torrent.trouble = trouble
    if torrent.handle is not None and not runs(torrent):
        pause(torrent)
    torrent.status = Status.PAUSED if trouble.code in DISK_TROUBLES else Status.FAILED
    engine.status_changed(torrent)
    engine.rows.change_status(
        torrent.download_id,
        torrent.status,
        REPLACEABLE if not torrent.has_arrived else frozenset(),
        error_code=trouble.code,
        error_message=trouble.message,
    )
    log.warning("download_stopped", download=torrent.download_id, code=trouble.code)
    event = {"type": "error", "download_id": torrent.download_id, **trouble.as_dict()}
    engine.broadcast.send(f"download.{torrent.download_id}", event)
    engine.broadcast.send("downloads", event)


def fail(engine: Engine, torrent: Torrent, trouble: Trouble) -> None:
    """Stop the torrent for good, or until a person tries again."""
    stop_with(engine, torrent, trouble)


def clear_trouble(engine: Engine, torrent: Torrent) -> None:
    """The cause is gone."""
    if torrent.trouble is None:
        return
    log.info("download_goes_on", download=torrent.download_id, code=torrent.trouble.code)
    torrent.trouble = None
    engine.status_changed(torrent)
    engine.rows.change(torrent.download_id, error_code="", error_message="")
    refresh(engine, torrent)


def pause(torrent: Torrent) -> None:
    """Stop libtorrent's side, out of the queue."""
    import libtorrent as lt

    torrent.handle.unset_flags(lt.torrent_flags.auto_managed)
    torrent.handle.pause()


def _status(torrent: Torrent) -> Status:
    if torrent.trouble is not None:
        return Status.PAUSED if torrent.trouble.code in DISK_TROUBLES else Status.FAILED
    if torrent.wish.paused:
        return Status.PAUSED
    if torrent.is_tasting and torrent.wish.taste in (Stage.ASKING, Stage.STOPPED):
        return Status.PAUSED
    if torrent.awaits_choice:
        return Status.PAUSED
    if not torrent.files:
        return Status.FETCHING_METADATA
    if torrent.progress is not None and torrent.progress.is_paused:
        return Status.QUEUED
    return Status.DOWNLOADING
