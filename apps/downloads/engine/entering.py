"""How a torrent comes into the session: its folder, its resume data, and whether they are believed."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Any

from apps.downloads.choice import Candidate
from apps.downloads.domain import ARRIVED, FileKind, Status, Trouble
from apps.downloads.engine import arrival, judging, moves, parameters, running, statuses
from apps.downloads.engine.parameters import Sources, UnusableTorrentError
from apps.downloads.engine.resume import stamp_of
from apps.downloads.engine.torrent import Torrent
from apps.downloads.engine.troubles import DISK_TROUBLES, NOBODY, disk_trouble, folder_gone
from apps.downloads.engine.wishes import Wish

if TYPE_CHECKING:
    from apps.downloads.engine.engine import Engine

TRY_AGAIN_SECONDS = 0.3


def add(engine: Engine, wish: Wish) -> None:
    """Add the torrent of a wish that the session does not know yet."""
    torrent = Torrent(wish=light(wish), handle=None, folder=folder_of(engine, wish), status=wish.status)
    torrent.has_arrived = wish.status in ARRIVED
    torrent.trouble = wish.trouble if wish.trouble and wish.trouble.code not in (*DISK_TROUBLES, NOBODY) else None
    _recall_files(torrent, wish)
    engine.torrents[wish.download_id] = torrent
    if wish.wants_move:
        moves.begin(engine, torrent)
        return
    moves.clear_left_behind(engine, wish)
    trouble = _folder_trouble(torrent, wish)
    if trouble is not None:
        statuses.stop_with(engine, torrent, trouble)
        return
    stamp = stamp_of(torrent.folder, (file.path for file in torrent.wanted_files))
    is_trusted = engine.resume.is_trusted(wish.download_id, stamp)
    if not is_trusted and wish.files:
        doubt(engine, torrent)
    sources = Sources(wish, engine.resume.read(wish.download_id), is_trusted)
    try:
        put_in(engine, torrent, parameters.parameters(sources, torrent.folder))
    except UnusableTorrentError as error:
        statuses.fail(engine, torrent, Trouble("torrent_refused", str(error)))
        return
    if torrent.files:
        torrent.keep_files(engine.rows, None if wish.files else wish.metainfo)
    if torrent.has_arrived and not wish.is_organised:
        arrival.send_organise(wish.download_id)  # the task may have been lost with its worker


def put_in(engine: Engine, torrent: Torrent, described: Any) -> None:
    """Give libtorrent the torrent (its `add_torrent_params`) and let it run. Raises UnusableTorrentError."""
    arrival.choose_before_adding(torrent, described)
    if described.ti is None or torrent.is_tasting or torrent.awaits_choice:
        running.keep_peers(engine, awaiting_more=True)
    try:
        torrent.handle = engine.session.add_torrent(described)
    except RuntimeError as error:
        if "already" not in str(error):
            raise UnusableTorrentError(f"This torrent cannot be used: {error}. Choose another copy.") from error
        # the same torrent is just leaving the session
        engine.clock.once(TRY_AGAIN_SECONDS, lambda: _put_in_again(engine, torrent, described))
        return
    engine.names[torrent.handle] = torrent.download_id
    engine.rows.change(torrent.download_id, folder=str(torrent.folder))
    if torrent.files and not torrent.has_arrived:
        judging.expect_heads(engine, torrent)
    running.run(engine, torrent)


def _put_in_again(engine: Engine, torrent: Torrent, described: Any) -> None:
    if engine.torrents.get(torrent.download_id) is torrent and torrent.handle is None:
        put_in(engine, torrent, described)


def folder_of(engine: Engine, wish: Wish) -> Path:
    """The folder of a download: where the row says that it lies, or where a new one belongs."""
    return Path(wish.folder) if wish.folder else moves.place_of(engine, wish)


def doubt(engine: Engine, torrent: Torrent) -> None:
    """Nothing calls a download complete until its files were compared with the hashes."""
    torrent.is_checking_all = True
    if not torrent.has_arrived:
        return
    if torrent.wish.is_organised:
        torrent.status_once_checked = Status.COMPLETE if torrent.status == Status.COMPLETE else Status.SEEDING
        torrent.status = Status.VERIFYING
    else:
        torrent.has_arrived = False
        torrent.status = Status.DOWNLOADING
    engine.rows.change_status(torrent.download_id, torrent.status, ARRIVED)


def found_whole(engine: Engine, torrent: Torrent) -> None:
    """The check found every byte: the download is again what it was before."""
    if torrent.status_once_checked is None:
        return
    torrent.status, torrent.status_once_checked = torrent.status_once_checked, None
    engine.status_changed(torrent)
    engine.rows.change_status(torrent.download_id, torrent.status, ARRIVED)


def _recall_files(torrent: Torrent, wish: Wish) -> None:
    torrent.files = tuple(Candidate(f.index, f.path, f.size, FileKind(f.kind)) for f in wish.files)
    torrent.wanted = frozenset(f.index for f in wish.files if f.wanted and not f.refusal)
    torrent.refused = {f.index: f.refusal for f in wish.files if f.refusal}


def _folder_trouble(torrent: Torrent, wish: Wish) -> Trouble | None:
    """Make the folder for a new download; for one that was begun its parent must be there, else a disk is missing."""
    try:
        if not wish.folder:
            torrent.folder.mkdir(parents=True, exist_ok=True)
        elif torrent.folder.parent.is_dir():
            torrent.folder.mkdir(exist_ok=True)
    except OSError as error:
        return disk_trouble(error.errno or 0, error.strerror or str(error))
    return None if torrent.is_in_its_folder() else folder_gone()


def light(wish: Wish) -> Wish:
    """The wish without what is only needed once."""
    return dataclasses.replace(wish, metainfo=b"", files=())
