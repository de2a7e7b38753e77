"""From metadata to the last byte: which files are fetched, under which names, and when they have truly arrived."""

from __future__ import annotations

import dataclasses
import time
from typing import TYPE_CHECKING, Any

import structlog
from django.utils import timezone

from apps.downloads.choice import choose
from apps.downloads.domain import SourceError, Status, Trouble
from apps.downloads.engine import judging, piece_news, statuses, streams, tastes
from apps.downloads.engine.alerts import read_progress
from apps.downloads.engine.parameters import UnusableTorrentError
from apps.downloads.engine.torrent import Flush, Torrent, candidates, safe_layout
from apps.downloads.engine.troubles import NOBODY, disk_trouble, files_gone, nothing_safe
from apps.downloads.safety.limits import check_files
from apps.downloads.tasting.domain import UNDECIDED, Stage

if TYPE_CHECKING:
    from apps.downloads.engine.engine import Engine

log = structlog.get_logger(__name__)


def choose_before_adding(torrent: Torrent, described: Any) -> None:
    """Give libtorrent's parameters safe names and the choice of files, so that nothing else is ever written.

    Raises UnusableTorrentError where the torrent is beyond the limits or nothing in it may be fetched.
    """
    if described.ti is None:
        return
    layout = described.ti.layout()
    paths = _read_files(torrent, layout)
    described.renamed_files = {index: path for index, path in enumerate(paths) if path != layout.file_path(index)}
    described.file_priorities = torrent.priorities(layout.num_files())
    described.piece_priorities = []
    if not torrent.wanted and not torrent.awaits_choice:
        raise UnusableTorrentError(nothing_safe().message)


def metadata_received(engine: Engine, torrent: Torrent) -> None:
    """The swarm told what the magnet link stands for: name the files safely, choose, then let the bytes come."""
    info = torrent.handle.torrent_file()
    layout = info.layout()
    try:
        paths = _read_files(torrent, layout)
    except UnusableTorrentError as error:
        statuses.stop_with(engine, torrent, Trouble("torrent_refused", str(error)))
        return
    if torrent.trouble is not None and torrent.trouble.code == NOBODY:
        statuses.clear_trouble(engine, torrent)
    if not torrent.wish.title or torrent.wish.title == torrent.wish.info_hash:
        torrent.wish = dataclasses.replace(torrent.wish, title=info.name())
        engine.rows.change(torrent.download_id, title=info.name())
    engine.rows.change(torrent.download_id, metadata_at=timezone.now())
    torrent.keep_files(engine.rows, b"d4:info" + info.info_section() + b"e")
    torrent.renames = {index for index, path in enumerate(paths) if path != layout.file_path(index)}
    for index in sorted(torrent.renames):
        torrent.handle.rename_file(index, paths[index])
    settle_choice(engine, torrent)


def file_renamed(engine: Engine, torrent: Torrent, index: int) -> None:
    """One more file has its safe name."""
    torrent.renames.discard(index)
    settle_choice(engine, torrent)


def settle_choice(engine: Engine, torrent: Torrent) -> None:
    """Once every file has its safe name, let the wanted ones come."""
    if torrent.renames or not torrent.files:
        return
    if not torrent.wanted and not torrent.awaits_choice:
        statuses.stop_with(engine, torrent, nothing_safe())
        return
    piece_news.listen(engine)  # before the first of them can finish
    torrent.handle.prioritize_files(torrent.priorities(torrent.handle.torrent_file().num_files()))
    judging.expect_heads(engine, torrent)
    engine.changed.add(torrent.download_id)
    statuses.refresh(engine, torrent)
    streams.chosen(engine, torrent)


def choose_again(engine: Engine, torrent: Torrent) -> None:
    """A person picked other files."""
    picked = torrent.wish.wanted_files
    _want(torrent, choose(torrent.files, torrent.wish.intent, picked))
    if torrent.wanted and torrent.trouble is not None and torrent.trouble.code == nothing_safe().code:
        statuses.clear_trouble(engine, torrent)
    torrent.has_arrived = False
    torrent.keep_files(engine.rows, None)
    settle_choice(engine, torrent)
    statuses.refresh(engine, torrent)


def finished(engine: Engine, torrent: Torrent) -> None:
    """libtorrent has all that is wanted; have its cache written out before anything believes it."""
    if not _may_arrive(torrent):
        return
    if not any(flush.is_end for flush in torrent.flushes):
        torrent.flush(Flush(is_end=True))


def _may_arrive(torrent: Torrent) -> bool:
    """Whether libtorrent has every wanted byte now: it also calls finished what had nothing to fetch a moment ago."""
    if (
        torrent.has_arrived
        or torrent.is_tasted
        or torrent.trouble is not None
        or not torrent.is_chosen
        or not torrent.wanted
    ):
        return False
    seen = read_progress(torrent.handle.status(0))
    needed = sum(file.size for file in torrent.wanted_files)
    return seen.state == "finished" and seen.wanted_done >= seen.wanted >= needed


def everything_flushed(engine: Engine, torrent: Torrent) -> None:
    """Every wanted byte is on the disk: look at the files once more, then call it arrived."""
    if not _may_arrive(torrent):
        return
    for file in torrent.wanted_files:
        try:
            found = (torrent.folder / file.path).lstat()
        except OSError as error:
            trouble = files_gone(file.path) if torrent.folder.is_dir() else disk_trouble(error.errno or 0, str(error))
            statuses.stop_with(engine, torrent, trouble)
            return
        if found.st_size != file.size:
            statuses.stop_with(engine, torrent, files_gone(file.path))
            return
    if torrent.is_tasting:
        tastes.arrived(engine, torrent)
        return
    judging.sweep(torrent)
    if not judging.judge_whole(engine, torrent):
        _arrive(engine, torrent)


def _arrive(engine: Engine, torrent: Torrent) -> None:
    torrent.has_arrived, torrent.arrived_at = True, time.monotonic()
    torrent.heads.clear()  # of what was there from an earlier time no news came
    is_repair = torrent.wish.is_organised
    sizes = {file.index: file.size for file in torrent.wanted_files}
    torrent.file_bytes = tuple(sizes.get(index, 0) for index in range(max(sizes) + 1))
    torrent.status = Status.SEEDING if is_repair else Status.VERIFYING
    engine.status_changed(torrent)
    engine.rows.change_status(
        torrent.download_id,
        torrent.status,
        statuses.REPLACEABLE,
        then=None if is_repair else lambda: send_organise(torrent.download_id),
        is_urgent=True,
        completed_at=timezone.now(),
        done_bytes=sum(sizes.values()),
        file_bytes=list(torrent.file_bytes),
        error_code="",
        error_message="",
        **({"taste": Stage.PASSED} if torrent.wish.taste in UNDECIDED else {}),  # it was one song from the start
    )
    ask_resume(torrent)
    log.info("download_arrived", download=torrent.download_id)


def send_organise(download_id: str) -> None:
    """Hand over to the library, in the `jobs` worker. A broker that is away is asked again by the upkeep."""
    from kombu.exceptions import OperationalError

    from apps.downloads.tasks import organise_download

    try:
        organise_download.apply_async((download_id,), retry=False)
    except OperationalError as error:
        log.warning("organise_not_sent", download=download_id, error=str(error))


def ask_resume(torrent: Torrent) -> None:
    """Ask for resume data; the alert brings it."""
    import libtorrent as lt

    flags = int(lt.save_resume_flags_t.flush_disk_cache) | int(lt.save_resume_flags_t.only_if_modified)
    torrent.handle.save_resume_data(flags)


def _want(torrent: Torrent, chosen: frozenset[int]) -> None:
    """Fetch these, but for what was refused; while it is tasted, one song of them."""
    torrent.wanted = tastes.limited(torrent, chosen - set(torrent.refused))


def _read_files(torrent: Torrent, layout: Any) -> list[str]:
    """Fill in the files and the choice among them; answers with the safe path of each, padding included."""
    try:
        check_files(
            (tuple(layout.file_path(index).split("/")), layout.file_size(index)) for index in range(layout.num_files())
        )
    except SourceError as error:
        raise UnusableTorrentError(error.message) from error
    paths = safe_layout(layout)
    known, torrent.files = bool(torrent.files), candidates(layout, paths)
    if not known or torrent.wish.wanted_files is not None or torrent.wish.taste:
        _want(torrent, choose(torrent.files, torrent.wish.intent, torrent.wish.wanted_files))
    return paths
