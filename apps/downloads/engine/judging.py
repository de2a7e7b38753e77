"""Looking into files as they arrive: what is not what it calls itself is not kept.

A file's first bytes are fetched before the rest and judged as soon as they are on the disk: a program that calls itself
a song is dropped after its first piece.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import libtorrent as lt
import structlog

from apps.downloads.choice import Candidate
from apps.downloads.domain import FileKind
from apps.downloads.engine import piece_news, statuses
from apps.downloads.engine.torrent import Flush, Torrent
from apps.downloads.engine.troubles import nothing_safe
from apps.downloads.safety.content import ENOUGH, refusal

if TYPE_CHECKING:
    from apps.downloads.engine.engine import Engine

log = structlog.get_logger(__name__)

HEAD_BYTES = 4096
MOST_HEADS_FIRST = 300
FIRST_PRIORITY = 7


def expect_heads(engine: Engine, torrent: Torrent) -> None:
    """Have the first bytes of every song fetched before the rest."""
    piece_news.listen(engine)
    info = torrent.handle.torrent_file()
    torrent.heads = {}
    for file in torrent.wanted_files:
        if file.kind != FileKind.AUDIO or file.size == 0 or file.index in torrent.judged:
            continue
        last = min(file.size, HEAD_BYTES) - 1
        pieces = {int(info.map_file(file.index, offset, 1).piece) for offset in (0, last)}
        torrent.heads[file.index] = pieces
        if len(torrent.heads) <= MOST_HEADS_FIRST:
            for piece in pieces:
                torrent.handle.piece_priority(piece, FIRST_PRIORITY)


def piece_finished(engine: Engine, torrent: Torrent, piece: int) -> None:
    """When a file's first bytes are there, have them written out, to be judged."""
    ready = set()
    for index, missing in torrent.heads.items():
        missing.discard(piece)
        if not missing:
            ready.add(index)
    if ready:
        for index in ready:
            del torrent.heads[index]
        torrent.flush(Flush(heads=frozenset(ready)))
        piece_news.spare(engine)


def judge_heads(engine: Engine, torrent: Torrent, indexes: frozenset[int]) -> None:
    """Judge the first bytes of these files, which are on the disk."""
    files = [file for file in torrent.wanted_files if file.index in indexes]
    _judge(engine, torrent, {file: min(file.size, HEAD_BYTES) for file in files})


def judge_whole(engine: Engine, torrent: Torrent) -> bool:
    """Judge what was not judged yet, all of which is on the disk. Says whether any file was refused."""
    files = [file for file in torrent.wanted_files if file.index not in torrent.judged]
    refused = _judge(engine, torrent, dict.fromkeys(files, ENOUGH))
    torrent.judged |= {file.index for file in files}
    return refused


def _judge(engine: Engine, torrent: Torrent, lengths: Mapping[Candidate, int]) -> bool:
    reasons = {}
    for file, length in lengths.items():
        try:
            with (torrent.folder / file.path).open("rb") as stream:
                head = stream.read(length)
        except OSError as error:
            log.warning("file_not_judged", download=torrent.download_id, error=str(error))
            continue
        if reason := refusal(file.kind, head):
            reasons[file.index] = reason
    if reasons:
        _refuse(engine, torrent, reasons)
    return bool(reasons)


def _refuse(engine: Engine, torrent: Torrent, reasons: Mapping[int, str]) -> None:
    """Keep no byte of these files: they are neither fetched, served nor imported."""
    torrent.refused |= reasons
    torrent.wanted -= set(reasons)
    for reason in reasons.values():
        log.warning("file_refused", download=torrent.download_id, reason=reason)
    torrent.keep_files(engine.rows)
    engine.status_changed(torrent)
    if not any(file.kind == FileKind.AUDIO for file in torrent.wanted_files):
        torrent.wanted = frozenset()
        statuses.stop_with(engine, torrent, nothing_safe())
        _give_up(engine, torrent)
        return
    torrent.handle.prioritize_files(torrent.priorities(torrent.handle.torrent_file().num_files()))
    sweep(torrent)
    engine.recheck_soon(torrent)  # pieces shared with a file that is gone count as missing now


def sweep(torrent: Torrent) -> None:
    """Delete refused files; blocks that were on their way may have brought one back."""
    for file in torrent.files:
        if file.index in torrent.refused:
            (torrent.folder / file.path).unlink(missing_ok=True)


def _give_up(engine: Engine, torrent: Torrent) -> None:
    """Nothing in it is worth keeping: out of the session, with every byte that was written."""
    engine.names.pop(torrent.handle, None)
    engine.session.remove_torrent(torrent.handle, lt.session.delete_files)
    torrent.begin_anew()
