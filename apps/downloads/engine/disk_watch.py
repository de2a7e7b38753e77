"""Looking after the disk and the swarm: what went missing, what came back, and who never answered."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from apps.downloads.domain import Status
from apps.downloads.engine import rechecks, statuses
from apps.downloads.engine.torrent import Torrent
from apps.downloads.engine.troubles import DISK_TROUBLES, disk_full, files_gone, folder_gone, nobody_has_it

if TYPE_CHECKING:
    from apps.downloads.engine.engine import Engine

log = structlog.get_logger(__name__)

WATCH_SECONDS = 3.0
SPARE_BYTES = 16 * 1024 * 1024
ALONE_PATIENCE = 10.0


def watch(engine: Engine) -> None:
    """One look at every torrent that is on its way or in trouble."""
    for torrent in list(engine.torrents.values()):
        if torrent.moving is not None:
            continue
        if torrent.trouble is not None and torrent.trouble.code in DISK_TROUBLES:
            _look_whether_over(engine, torrent)
        elif torrent.status == Status.DOWNLOADING and torrent.is_chosen:
            _look_for_files(engine, torrent)
        elif torrent.status == Status.FETCHING_METADATA:
            _look_whether_alone(engine, torrent)


def has_room(folder: Path, needed: int) -> bool:
    """Whether `needed` bytes and a little more fit on the disk of `folder`."""
    return shutil.disk_usage(folder).free >= needed + SPARE_BYTES


def _look_for_files(engine: Engine, torrent: Torrent) -> None:
    """A file that is deleted while it is open would take its bytes with it without any error."""
    if not torrent.is_in_its_folder():
        statuses.stop_with(engine, torrent, folder_gone())
        return
    if torrent.progress is None or torrent.progress.state == "checking":
        return
    for file in torrent.wanted_files:
        begun = file.index < len(torrent.file_bytes) and torrent.file_bytes[file.index] > 0
        if begun and file.index in torrent.seen_files and not (torrent.folder / file.path).exists():
            statuses.stop_with(engine, torrent, files_gone(file.path))
            return
        if begun and file.index not in torrent.seen_files and (torrent.folder / file.path).exists():
            torrent.seen_files.add(file.index)
    left = torrent.progress.wanted - torrent.progress.wanted_done
    if left and not has_room(torrent.folder, left):
        statuses.stop_with(engine, torrent, disk_full(left))


def _look_whether_alone(engine: Engine, torrent: Torrent) -> None:
    """Metadata that nobody sends within the bound: say so, and keep listening."""
    waited = time.monotonic() - torrent.added_at
    if torrent.progress is None or torrent.progress.is_paused or engine.network.is_held:
        torrent.added_at = time.monotonic()
        return
    nobody_to_ask = not engine.options.session.dht and not torrent.handle.trackers()
    if waited > (ALONE_PATIENCE if nobody_to_ask else engine.options.metadata_patience):
        statuses.stop_with(engine, torrent, nobody_has_it())


def _look_whether_over(engine: Engine, torrent: Torrent) -> None:
    if torrent.wish.paused or not _is_usable(torrent):
        return
    if torrent.handle is None:
        name = torrent.download_id
        engine.torrents.pop(name, None)
        engine.rows.change(name, error_code="", error_message="", then=lambda: engine.sync(name))
        return
    statuses.clear_trouble(engine, torrent)
    rechecks.recheck(engine, torrent)


def _is_usable(torrent: Torrent) -> bool:
    """Whether the folder is there, can be written, and has room for what is missing."""
    assert torrent.trouble is not None  # noqa: S101  (the caller looked)
    if torrent.trouble.code == "files_gone":
        return _are_back(torrent)
    never_begun = torrent.handle is None and not torrent.wish.folder
    if torrent.trouble.code == "folder_gone" and not never_begun and not torrent.is_in_its_folder():
        return False
    seen = torrent.progress
    left = seen.wanted - seen.wanted_done if seen else 0
    probe = torrent.folder / f".trusttune-{os.getpid()}"
    try:
        if never_begun:
            torrent.folder.mkdir(parents=True, exist_ok=True)
        if not has_room(torrent.folder, left):
            return False
        probe.write_bytes(b"\0" * 4096)
        probe.unlink()
    except OSError:
        return False
    return True


def _are_back(torrent: Torrent) -> bool:
    return all((torrent.folder / f.path).exists() for f in torrent.wanted_files if f.index in torrent.seen_files)
