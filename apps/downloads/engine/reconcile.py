"""Bringing the session to a wish: idempotent, and safe to repeat, lose or reorder."""

from __future__ import annotations

import shutil
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from apps.downloads.domain import Removal
from apps.downloads.engine import arrival, contacts, entering, moves, rechecks, running, statuses
from apps.downloads.engine.torrent import Torrent
from apps.downloads.engine.wishes import Wish
from apps.downloads.tasting.domain import UNDECIDED

if TYPE_CHECKING:
    from apps.downloads.engine.engine import Engine

log = structlog.get_logger(__name__)

DELETE_PAUSES = (0.1, 0.4, 1.0, 0.0)  # seconds


def follow(engine: Engine, wish: Wish) -> None:
    """Do what the wish says, unless a newer one is known. Without a lease nothing is done: all are read again then."""
    if not engine.lease.is_held or engine.lease.is_resting:
        return
    torrent = engine.torrents.get(wish.download_id)
    if torrent is not None and torrent.wish.changed_at > wish.changed_at:
        return
    if torrent is not None and torrent.moving is not None:
        torrent.wish = entering.light(wish)
        if wish.removal != Removal.NONE:
            torrent.moving.stop.set()  # once it has stopped, the row is looked at again
    elif wish.download_id in engine.leaving:
        return  # once it has left, its row is gone or is looked at again
    elif wish.removal == Removal.RECYCLE:
        moves.recycle(engine, wish, torrent)
    elif wish.removal != Removal.NONE:
        engine.leaving.add(wish.download_id)
        let_go(engine, wish, torrent)
    elif torrent is not None:
        _adjust(engine, torrent, wish)
    elif wish.metainfo or wish.magnet:
        entering.add(engine, wish)


def let_go(engine: Engine, wish: Wish, torrent: Torrent | None) -> None:
    """Remove the torrent, its data if that is the wish, and at last its row."""
    folder = torrent.folder if torrent else Path(wish.folder) if wish.folder else None
    if torrent is not None:
        forget(engine, torrent)
    if wish.removal != Removal.KEEP_DATA and folder is not None and _is_own(folder, wish.download_id):
        _delete_data(engine, wish.download_id, folder)
    else:
        _forget_row(engine, wish.download_id)


def _delete_data(engine: Engine, download_id: str, folder: Path) -> None:
    """Delete the folder in a thread of its own, since a large one takes its time; the row goes last."""

    def delete() -> None:
        for pause in DELETE_PAUSES:  # blocks on their way to the disk may bring a file back
            shutil.rmtree(folder, ignore_errors=True)
            time.sleep(pause)
        engine.post(lambda: _forget_row(engine, download_id))

    threading.Thread(target=delete, name="engine-delete", daemon=True).start()


def _forget_row(engine: Engine, download_id: str) -> None:
    engine.leaving.discard(download_id)
    engine.resume.remove(download_id)
    engine.rows.delete(download_id)
    log.info("download_removed", download=download_id)


def _is_own(folder: Path, download_id: str) -> bool:
    """Whether the folder was made for this download and no other."""
    named = folder.name == download_id or folder.name.endswith(f"({download_id[:8]})")
    return named and not folder.is_symlink()


def forget(engine: Engine, torrent: Torrent) -> None:
    """Take a torrent out of the session; its files stay."""
    engine.torrents.pop(torrent.download_id, None)
    if torrent.moving is not None:
        torrent.moving.stop.set()
    if torrent.handle is not None:
        engine.names.pop(torrent.handle, None)
        engine.session.remove_torrent(torrent.handle)


def _adjust(engine: Engine, torrent: Torrent, wish: Wish) -> None:
    before, torrent.wish = torrent.wish, entering.light(wish)
    if wish.wants_move:
        moves.begin(engine, torrent)
        return
    if torrent.handle is None:
        if wish.changed_at > before.changed_at:
            _come_back(engine, torrent, wish)
        return
    if wish.metainfo and not torrent.files:  # the .torrent came from elsewhere before the swarm told it
        forget(engine, torrent)
        entering.add(engine, wish)
        return
    statuses.adopt(engine, torrent, wish)
    if wish.download_limit != before.download_limit:
        torrent.handle.set_download_limit(wish.download_limit or -1)
    if wish.upload_limit != before.upload_limit:
        torrent.handle.set_upload_limit(wish.upload_limit or -1)
    contacts.follow(torrent, before)
    is_decided = before.taste in UNDECIDED and wish.taste not in UNDECIDED
    if (wish.wanted_files != before.wanted_files or is_decided) and torrent.files:
        arrival.choose_again(engine, torrent)
    if wish.wants_recheck:
        rechecks.recheck(engine, torrent)
    running.run(engine, torrent)


def _come_back(engine: Engine, torrent: Torrent, wish: Wish) -> None:
    """A torrent that could not be added: try again, with all that the row holds."""
    del engine.torrents[wish.download_id]
    if not wish.paused:
        entering.add(engine, wish)
    else:
        engine.torrents[wish.download_id] = torrent
