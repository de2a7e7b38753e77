"""Bringing the session to a wish: idempotent, and safe to repeat, lose or reorder."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import libtorrent as lt
import structlog

from apps.downloads.domain import ARRIVED, FileKind, Removal, Status, Trouble
from apps.downloads.engine import arrival, parameters, statuses, upkeep
from apps.downloads.engine.parameters import Sources, UnusableTorrentError
from apps.downloads.engine.resume import stamp_of
from apps.downloads.engine.torrent import Torrent
from apps.downloads.engine.troubles import DISK_TROUBLES, NOBODY, folder_gone
from apps.downloads.engine.wishes import Wish

if TYPE_CHECKING:
    from apps.downloads.engine.engine import Engine

log = structlog.get_logger(__name__)

TRY_AGAIN_SECONDS = 0.5


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
        _add(engine, wish)


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


def folder_of(engine: Engine, wish: Wish) -> Path:
    """The folder of a download: always one of its own, so that no download touches another's files."""
    if wish.folder:
        return Path(wish.folder)
    if wish.destination:
        from apps.downloads.safety.names import safe_name

        return Path(wish.destination) / f"{safe_name(wish.title)} ({wish.download_id[:8]})"
    return engine.options.incomplete / wish.download_id


def _add(engine: Engine, wish: Wish) -> None:
    folder = folder_of(engine, wish)
    torrent = Torrent(wish=_light(wish), handle=None, folder=folder, status=wish.status)
    torrent.has_arrived = wish.status in ARRIVED
    torrent.trouble = wish.trouble if wish.trouble and wish.trouble.code not in (*DISK_TROUBLES, NOBODY) else None
    _recall_files(torrent, wish)
    engine.torrents[wish.download_id] = torrent
    if not _folder_is_there(torrent, wish):
        statuses.stop_with(engine, torrent, folder_gone())
        return
    _enter(engine, torrent, wish)


def _enter(engine: Engine, torrent: Torrent, wish: Wish) -> None:
    """Put the torrent into the session and let it run."""
    stamp = stamp_of(torrent.folder, (file.path for file in torrent.wanted_files))
    is_trusted = engine.resume.is_trusted(wish.download_id, stamp)
    sources = Sources(wish, engine.resume.read(wish.download_id), is_trusted)
    if not is_trusted and wish.files:
        _doubt(engine, torrent)
    try:
        described = parameters.parameters(sources, torrent.folder)
        arrival.choose_before_adding(torrent, described)
        torrent.handle = engine.session.add_torrent(described)
    except UnusableTorrentError as error:
        statuses.fail(engine, torrent, Trouble("torrent_refused", str(error)))
        return
    except RuntimeError as error:
        _not_added(engine, torrent, wish, error)
        return
    engine.names[torrent.handle] = wish.download_id
    upkeep.keep_peers(engine)
    engine.rows.change(wish.download_id, folder=str(torrent.folder))
    if torrent.files:
        arrival.keep_files(engine, torrent, None if wish.files else wish.metainfo)
    run(engine, torrent)


def _doubt(engine: Engine, torrent: Torrent) -> None:
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
    engine.changed.add(torrent.download_id)
    engine.rows.change_status(torrent.download_id, torrent.status, ARRIVED)


def _not_added(engine: Engine, torrent: Torrent, wish: Wish, error: RuntimeError) -> None:
    """libtorrent did not take it: the same torrent is just leaving the session, or it is unusable."""
    engine.torrents.pop(wish.download_id, None)
    if "already exists" in str(error) or "duplicate" in str(error):
        engine.clock.once(TRY_AGAIN_SECONDS, lambda: follow(engine, wish))
        return
    engine.torrents[wish.download_id] = torrent
    message = f"This torrent cannot be used: {error}. Choose another copy."
    statuses.fail(engine, torrent, Trouble("torrent_refused", message))


def run(engine: Engine, torrent: Torrent) -> None:
    """Let libtorrent run or stop the torrent, as the wish and its troubles say."""
    if torrent.handle is None:
        return
    flags, mask = parameters.run_flags(torrent.wish, runs=statuses.runs(torrent))
    torrent.handle.set_flags(flags, mask)
    if torrent.is_checking_all and not statuses.runs(torrent):
        torrent.handle.set_flags(*parameters.check_then_stop_flags())
    statuses.refresh(engine, torrent)


def _adjust(engine: Engine, torrent: Torrent, wish: Wish) -> None:
    before, torrent.wish = torrent.wish, _light(wish)
    if torrent.handle is None:
        _come_back(engine, torrent, wish)
        return
    statuses.adopt(torrent, before, wish)
    if wish.download_limit != before.download_limit:
        torrent.handle.set_download_limit(wish.download_limit or -1)
    if wish.upload_limit != before.upload_limit:
        torrent.handle.set_upload_limit(wish.upload_limit or -1)
    if wish.wanted_files != before.wanted_files and torrent.files:
        arrival.choose_again(engine, torrent)
    if wish.wants_recheck:
        recheck(engine, torrent)
    run(engine, torrent)


def _come_back(engine: Engine, torrent: Torrent, wish: Wish) -> None:
    """A torrent that could not be added: try again, with all that the row holds."""
    del engine.torrents[wish.download_id]
    if not wish.paused:
        _add(engine, wish)
    else:
        engine.torrents[wish.download_id] = torrent


def fetch_again(engine: Engine, torrent: Torrent) -> None:
    """Something that had arrived is damaged: fetch what is missing, unless all of it was taken away on purpose."""
    was_complete = Status.COMPLETE in (torrent.status, torrent.status_once_checked)
    if was_complete and not any((torrent.folder / file.path).exists() for file in torrent.wanted_files):
        found_whole(engine, torrent)
        return
    torrent.status_once_checked = None
    torrent.has_arrived = False
    torrent.status = Status.DOWNLOADING
    engine.changed.add(torrent.download_id)
    engine.rows.change_status(torrent.download_id, Status.DOWNLOADING, ARRIVED, completed_at=None)


def recheck(engine: Engine, torrent: Torrent) -> None:
    """Compare every byte on the disk with the hashes."""
    from django.utils import timezone

    torrent.is_checking_all = True
    torrent.handle.clear_error()
    torrent.handle.unset_flags(lt.torrent_flags.upload_mode)
    torrent.handle.force_recheck()
    now = timezone.now()
    torrent.wish = dataclasses.replace(torrent.wish, rechecked_at=now)
    engine.rows.change(torrent.download_id, rechecked_at=now)


def _recall_files(torrent: Torrent, wish: Wish) -> None:
    from apps.downloads.choice import Candidate

    torrent.files = tuple(Candidate(f.index, f.path, f.size, FileKind(f.kind)) for f in wish.files)
    torrent.wanted = frozenset(f.index for f in wish.files if f.wanted and not f.refusal)
    torrent.refused = {f.index: f.refusal for f in wish.files if f.refusal}


def _folder_is_there(torrent: Torrent, wish: Wish) -> bool:
    """Make the folder for a new download; for one that was begun its parent must be there, else a disk is missing."""
    try:
        if not wish.folder:
            torrent.folder.mkdir(parents=True, exist_ok=True)
        elif torrent.folder.parent.is_dir():
            torrent.folder.mkdir(exist_ok=True)
    except OSError:
        return False
    return torrent.folder.is_dir()


def _light(wish: Wish) -> Wish:
    """The wish without what is only needed once."""
    return dataclasses.replace(wish, metainfo=b"", files=())
