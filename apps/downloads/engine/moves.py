"""Moving a download's folder to where a person wants it, or into the recycle bin and out of it again.

The row's `folder` is the truth: it changes once the files are whole at their new place, and only then does the old
place lose them. Afterwards every byte is compared with the hashes, as after any doubt.
"""

from __future__ import annotations

import errno
import threading
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from django.utils import timezone

from apps.downloads.engine import resting
from apps.downloads.engine.carrying import CarryingStopped, carry, clear_away
from apps.downloads.engine.torrent import Torrent
from apps.downloads.engine.wishes import Wish
from apps.downloads.recycling.places import bin_place
from apps.downloads.safety.names import safe_name

if TYPE_CHECKING:
    from apps.downloads.engine.engine import Engine

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Move:
    """A move under way: `share` is how much is copied, 0 to 1. `stop` ends it, the source being whole.

    `begun` is the moment that answers to the wish: one that was made later is seen to afterwards. `again`: once it has
    stopped, it is begun anew.
    """

    target: Path
    begun: datetime
    again: bool = False
    share: float = 0.0
    stop: threading.Event = field(default_factory=threading.Event)


def place_of(engine: Engine, wish: Wish) -> Path:
    """Where a download's folder belongs: always one of its own, so that no download touches another's files."""
    if wish.destination:
        return Path(wish.destination) / f"{safe_name(wish.title)} ({wish.download_id[:8]})"
    return engine.options.incomplete / wish.download_id


def begin(engine: Engine, torrent: Torrent) -> None:
    """Bring the folder to where its row wishes it to be."""
    if torrent.moving is not None:
        return
    target, now = place_of(engine, torrent.wish), timezone.now()
    move = Move(target, max(now, torrent.wish.move_asked_at or now))  # the asker's clock may be ahead of ours
    if target == torrent.folder:
        _settle(engine, torrent, move, target)
        return
    torrent.moving = move
    engine.changed.add(torrent.download_id)
    resting.rest(engine, torrent, lambda: _carry(engine, torrent))


def _carry(engine: Engine, torrent: Torrent) -> None:
    """Copy in a thread of its own, since that takes its time; what comes of it is told to the owner thread."""
    move, source = torrent.moving, torrent.folder
    assert move is not None  # noqa: S101  (begin set it)

    def tell(done: int, total: int) -> None:
        move.share = done / total if total else 1.0
        engine.post(lambda: engine.changed.add(torrent.download_id))

    def work() -> None:
        failure = ""
        try:
            if move.stop.is_set():
                raise CarryingStopped
            carry(source, move.target, tell, move.stop.is_set)
        except CarryingStopped:
            failure = "The move was stopped."
        except OSError as error:
            log.warning("not_moved", download=torrent.download_id, error=str(error))
            failure = _sentence(error)
        engine.post(lambda: _carried(engine, torrent, move, failure))

    threading.Thread(target=work, name="engine-move", daemon=True).start()


def _carried(engine: Engine, torrent: Torrent, move: Move, failure: str) -> None:
    if engine.torrents.get(torrent.download_id) is not torrent:
        return  # another node looks after it now, and does it again
    if engine.lease.is_resting or (failure and move.again):
        del engine.torrents[torrent.download_id]
        engine.intake.soon(torrent.download_id)  # without the lease nothing follows: with it all rows are read anew
        return
    _settle(engine, torrent, move, torrent.folder if failure else move.target, failure)


def _sentence(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        reason = "there is not enough room in the new place"
    elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        reason = "the new place cannot be written to"
    else:
        reason = error.strerror or str(error)
    return f"It stayed where it was: {reason}. Nothing is lost; change that, then move it again."


def _settle(engine: Engine, torrent: Torrent, move: Move, folder: Path, failure: str = "") -> None:
    """Write where it lies now, then look at the row again: the torrent comes back into the session from there."""
    name, source = torrent.download_id, torrent.folder

    old = source if folder != source else None
    facts = {"folder": str(folder), "left_behind": str(old or ""), "move_failure": failure, "recycled_at": None}

    def afterwards() -> None:
        threading.Thread(target=_come_back, args=(engine, torrent, old), name="engine-moved", daemon=True).start()

    log.info("moved" if old else "not_moved", download=name)
    engine.rows.change(name, then=afterwards, moved_at=move.begun, **facts)


def _come_back(engine: Engine, torrent: Torrent, old: Path | None) -> None:
    """The row tells the truth now: the old place loses its files, and the torrent is added from its row."""
    if old is not None:
        _clear(engine, torrent.download_id, old)

    def forget() -> None:
        torrent.moving = None
        if torrent.handle is None:
            engine.torrents.pop(torrent.download_id, None)

    engine.post(forget)
    engine.sync(torrent.download_id)


def clear_left_behind(engine: Engine, wish: Wish) -> None:
    """Delete what a move left behind when it was killed after the row had named the new place."""
    if wish.left_behind and wish.left_behind != wish.folder:
        arguments = (engine, wish.download_id, Path(wish.left_behind))
        threading.Thread(target=_clear, args=arguments, name="engine-left-behind", daemon=True).start()


def _clear(engine: Engine, download_id: str, old: Path) -> None:
    clear_away(old)
    engine.rows.change(download_id, left_behind="")


def recycle(engine: Engine, wish: Wish, torrent: Torrent | None) -> None:
    """Put the folder into the bin of its file system; the row stays until the bin is emptied."""
    if wish.recycled_at is not None:
        return
    engine.leaving.add(wish.download_id)
    folder = torrent.folder if torrent else Path(wish.folder) if wish.folder else None

    def put_away() -> None:
        engine.torrents.pop(wish.download_id, None)
        engine.resume.remove(wish.download_id)
        _put_away(engine, wish.download_id, folder)

    if torrent is None:
        put_away()
    else:
        resting.rest(engine, torrent, put_away)


def _put_away(engine: Engine, download_id: str, folder: Path | None) -> None:
    place = bin_place(folder) if folder else None
    try:
        if folder is None or place is None:
            raise FileNotFoundError
        carry(folder, place, lambda _done, _total: None, lambda: False)
    except OSError as error:
        log.warning("not_recycled", download=download_id, error=str(error))
        place = folder

    def afterwards() -> None:
        """Only now: who reads the row earlier looks for it in its old place. It may be wished back, or gone, by now."""
        engine.post(lambda: engine.leaving.discard(download_id))
        engine.sync(download_id)

    engine.rows.change(download_id, then=afterwards, folder=str(place or ""), recycled_at=timezone.now())
    log.info("download_recycled", download=download_id)
