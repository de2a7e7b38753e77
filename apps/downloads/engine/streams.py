"""Playing while it arrives: pieces near the play head come first, and what is really on the disk is told at once.

libtorrent reports a piece as finished before it is written. So after such reports its cache is flushed, and only what
was finished before the flush is called readable; that takes about a millisecond.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import libtorrent as lt

from apps.downloads.choice import Candidate
from apps.downloads.engine.torrent import Flush, Torrent
from apps.downloads.play_heads import (
    FORGOTTEN_AFTER_SECONDS,
    PlayHead,
    Readable,
    readable_event,
    readable_topic,
)

if TYPE_CHECKING:
    from apps.downloads.engine.engine import Engine

EXPIRE_SECONDS = 5.0
WINDOW_BYTES = 8 * 1024 * 1024
FEWEST_PIECES = 4
MILLISECONDS_A_PIECE = 150
TAIL_BYTES = 128 * 1024
TAIL_FIRST = frozenset(
    {".m4a", ".m4b", ".mp4", ".alac", ".ogg", ".oga", ".opus", ".wma"}
)  # their index or length is last


@dataclass(slots=True)
class _Reader:
    head: PlayHead
    heard_at: float


@dataclass(slots=True)
class Readers:
    """Who listens right now, by the reader's own name."""

    present: dict[str, _Reader] = field(default_factory=dict)

    def of(self, download_id: str) -> list[PlayHead]:
        """The play heads in a download."""
        return [reader.head for reader in self.present.values() if reader.head.download_id == download_id]


def move_head(engine: Engine, head: PlayHead) -> None:
    """A reader came, moved, lives on, or left."""
    before = engine.readers.present.get(head.reader)
    torrent = engine.torrents.get(head.download_id)
    if head.left:
        if engine.readers.present.pop(head.reader, None) is not None and torrent is not None:
            _aim(engine, torrent)
        return
    engine.readers.present[head.reader] = _Reader(head, time.monotonic())
    if torrent is None or torrent.handle is None or not torrent.is_chosen:
        return
    if before is None or not torrent.settled:
        _begin(engine, torrent)
    if before is None or before.head.position != head.position:
        _aim(engine, torrent)
    _tell(engine, torrent, {head.file_index})


def expire(engine: Engine) -> None:
    """Readers that were not heard of for a while are gone; their deadlines are given back."""
    limit = time.monotonic() - FORGOTTEN_AFTER_SECONDS
    for name in [name for name, reader in engine.readers.present.items() if reader.heard_at < limit]:
        gone = engine.readers.present.pop(name)
        if (torrent := engine.torrents.get(gone.head.download_id)) is not None:
            _aim(engine, torrent)


def chosen(engine: Engine, torrent: Torrent) -> None:
    """The files are settled; whoever waited for that is served from now on."""
    if engine.readers.of(torrent.download_id):
        _begin(engine, torrent)
        _aim(engine, torrent)


def piece_finished(engine: Engine, torrent: Torrent, piece: int) -> None:
    """Have the piece written out if someone may be waiting for it."""
    if not engine.readers.of(torrent.download_id):
        return
    torrent.unsettled.add(piece)
    _settle(torrent)


def pieces_settled(engine: Engine, torrent: Torrent, pieces: frozenset[int]) -> None:
    """These pieces are on the disk: wake the readers."""
    for piece in pieces:
        if piece < len(torrent.settled):
            torrent.settled[piece] = 1
    _tell(engine, torrent, {head.file_index for head in engine.readers.of(torrent.download_id)})
    _settle(torrent)


def _begin(engine: Engine, torrent: Torrent) -> None:
    """Find out what is there: what libtorrent has, once its cache is flushed."""
    pieces = torrent.handle.status(lt.torrent_handle.query_pieces).pieces
    if len(torrent.settled) != len(pieces):
        torrent.settled = bytearray(len(pieces))
    torrent.unsettled |= {piece for piece, is_there in enumerate(pieces) if is_there and not torrent.settled[piece]}
    _settle(torrent)


def _settle(torrent: Torrent) -> None:
    if not torrent.unsettled or any(flush.pieces for flush in torrent.flushes):
        return
    pieces, torrent.unsettled = frozenset(torrent.unsettled), set()
    torrent.flush(Flush(pieces=pieces))


def _aim(engine: Engine, torrent: Torrent) -> None:
    """Give deadlines to the pieces ahead of every play head, and to no others."""
    if torrent.handle is None or not torrent.is_chosen:
        return
    torrent.handle.clear_piece_deadlines()
    heads = engine.readers.of(torrent.download_id)
    is_sequential = bool(heads) or torrent.wish.sequential
    flags = int(lt.torrent_flags.sequential_download)
    torrent.handle.set_flags(flags if is_sequential else 0, flags)
    for head in heads:
        file = next((file for file in torrent.wanted_files if file.index == head.file_index), None)
        if file is not None and head.position < file.size:
            for turn, piece in enumerate(_pieces_ahead(torrent, file, head.position)):
                torrent.handle.set_piece_deadline(piece, turn * MILLISECONDS_A_PIECE)


def _pieces_ahead(torrent: Torrent, file: Candidate, position: int) -> list[int]:
    """The pieces that a reader at `position` needs, in order; the container's tail follows the first of them."""
    info = torrent.handle.torrent_file()
    length = info.piece_length()

    def piece_at(offset: int) -> int:
        return int(info.map_file(file.index, min(offset, file.size - 1), 1).piece)

    first, last = piece_at(position), piece_at(file.size - 1)
    ahead = max(FEWEST_PIECES, WINDOW_BYTES // length)
    pieces = list(range(first, min(last, first + ahead - 1) + 1))
    if position == 0 and PurePosixPath(file.path).suffix.lower() in TAIL_FIRST:
        tail = range(piece_at(max(0, file.size - TAIL_BYTES)), last + 1)
        pieces[1:1] = [piece for piece in tail if piece not in pieces]
    return [piece for piece in pieces if not (piece < len(torrent.settled) and torrent.settled[piece])]


def _tell(engine: Engine, torrent: Torrent, indexes: set[int]) -> None:
    for file in torrent.wanted_files:
        if file.index in indexes:
            readable = _readable(torrent, file)
            engine.broadcast.send(readable_topic(torrent.download_id), readable_event(readable))


def _readable(torrent: Torrent, file: Candidate) -> Readable:
    info = torrent.handle.torrent_file()
    length, total = info.piece_length(), file.size
    ranges: list[tuple[int, int]] = []
    if total:
        start = info.map_file(file.index, 0, 1)
        begin = int(start.piece) * length + int(start.start)  # the file's first byte within the torrent
        for piece in range(int(start.piece), (begin + total - 1) // length + 1):
            if piece >= len(torrent.settled) or not torrent.settled[piece]:
                continue
            low, high = max(0, piece * length - begin), min(total, (piece + 1) * length - begin)
            if ranges and ranges[-1][1] == low:
                ranges[-1] = (ranges[-1][0], high)
            else:
                ranges.append((low, high))
    return Readable(torrent.download_id, file.index, str(torrent.folder), file.path, total, tuple(ranges))
