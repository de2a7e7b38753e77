"""Bringing the session to a wish: idempotent, and safe to repeat, lose or reorder."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from apps.downloads.domain import Removal
from apps.downloads.engine import arrival, entering, rechecks, running, statuses
from apps.downloads.engine.torrent import Torrent
from apps.downloads.engine.wishes import Wish

if TYPE_CHECKING:
    from apps.downloads.engine.engine import Engine

log = structlog.get_logger(__name__)


def follow(engine: Engine, wish: Wish) -> None:
    """Do what the wish says, unless a newer one is known."""
    torrent = engine.torrents.get(wish.download_id)
    if torrent is not None and torrent.wish.changed_at > wish.changed_at:
        return
    if wish.removal != Removal.NONE:
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
    engine.resume.remove(wish.download_id)
    if wish.removal in (Removal.DELETE_DATA, Removal.RECYCLE) and folder is not None:
        _delete_folder(engine, folder, wish.download_id)
    engine.rows.delete(wish.download_id)
    log.info("download_removed", download=wish.download_id, with_data=wish.removal != Removal.KEEP_DATA)


def forget(engine: Engine, torrent: Torrent) -> None:
    """Take a torrent out of the session; its files stay."""
    engine.torrents.pop(torrent.download_id, None)
    if torrent.handle is not None:
        engine.names.pop(torrent.handle, None)
        engine.session.remove_torrent(torrent.handle)


def _delete_folder(engine: Engine, folder: Path, download_id: str) -> None:
    """Delete the folder that was made for this download, and no other."""
    own = folder.name == download_id or folder.name.endswith(f"({download_id[:8]})")
    if not own or folder.is_symlink():
        log.warning("folder_not_deleted", download=download_id)
        return
    shutil.rmtree(folder, ignore_errors=True)


def _adjust(engine: Engine, torrent: Torrent, wish: Wish) -> None:
    before, torrent.wish = torrent.wish, entering.light(wish)
    if torrent.handle is None:
        if wish.changed_at > before.changed_at:
            _come_back(engine, torrent, wish)
        return
    statuses.adopt(engine, torrent, wish)
    if wish.download_limit != before.download_limit:
        torrent.handle.set_download_limit(wish.download_limit or -1)
    if wish.upload_limit != before.upload_limit:
        torrent.handle.set_upload_limit(wish.upload_limit or -1)
    if wish.wanted_files != before.wanted_files and torrent.files:
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
