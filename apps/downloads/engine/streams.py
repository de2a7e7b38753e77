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
from apps.downloads.engine import piece_news
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
TELL_SECONDS = 0.1
USUAL_QUEUE_SECONDS = 3
HASTY_QUEUE_SECONDS = 1
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
    told_end: int
    told_at: float = 0.0


@dataclass(slots=True)
class Readers:
    """Who listens right now, by the reader's own name."""

    present: dict[str, _Reader] = field(default_factory=dict)
    queue_seconds: int = USUAL_QUEUE_SECONDS

    def of(self, download_id: str) -> list[_Reader]:
        """The readers of a download."""
        return [reader for reader in self.present.values() if reader.head.download_id == download_id]


def move_head(engine: Engine, head: PlayHead) -> None:
    """A reader came, moved, lives on, or left."""
    before = engine.readers.present.get(head.reader)
    torrent = engine.torrents.get(head.download_id)
    if head.left:
        if engine.readers.present.pop(head.reader, None) is not None and torrent is not None:
            _aim(engine, torrent)
        _set_haste(engine)
        return
    engine.readers.present[head.reader] = _Reader(head, time.monotonic(), told_end=head.position)
    piece_news.listen(engine)  # before it is looked at what is there already
    _set_haste(engine)
    if torrent is None or torrent.handle is None or not torrent.is_chosen:
        return
    if before is None or not torrent.settled:
        _begin(engine, torrent)
    if before is None or before.head.position != head.position:
        _aim(engine, torrent)
    _tell(engine, torrent, [engine.readers.present[head.reader]])


def expire(engine: Engine) -> None:
    """Readers that were not heard of for a while are gone; their deadlines are given back."""
    limit = time.monotonic() - FORGOTTEN_AFTER_SECONDS
    for name in [name for name, reader in engine.readers.present.items() if reader.heard_at < limit]:
        gone = engine.readers.present.pop(name)
        if (torrent := engine.torrents.get(gone.head.download_id)) is not None:
            _aim(engine, torrent)
    _set_haste(engine)


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
    _tell(engine, torrent, engine.readers.of(torrent.download_id))
    _settle(torrent)


def _set_haste(engine: Engine) -> None:
    """A peer answers in the order in which it was asked: with a shorter queue a seek is served sooner."""
    seconds = HASTY_QUEUE_SECONDS if engine.readers.present else USUAL_QUEUE_SECONDS
    if seconds != engine.readers.queue_seconds:
        engine.readers.queue_seconds = seconds
        engine.session.apply_settings({"request_queue_time": seconds})


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
    heads = [reader.head for reader in engine.readers.of(torrent.download_id)]
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


def _tell(engine: Engine, torrent: Torrent, readers: list[_Reader]) -> None:
    """Tell readers how far they can read; one that has enough for now is told less often."""
    now = time.monotonic()
    for reader in readers:
        end = _end_of_run(torrent, reader.head)
        is_starving = reader.told_end <= reader.head.position
        if end <= reader.told_end or not (is_starving or now - reader.told_at >= TELL_SECONDS):
            continue
        reader.told_end, reader.told_at = end, now
        head = reader.head
        readable = Readable(head.download_id, head.file_index, head.position, end)
        engine.broadcast.send(readable_topic(head.download_id), readable_event(readable))


def _end_of_run(torrent: Torrent, head: PlayHead) -> int:
    """Up to which byte of its file a reader can go on without a gap; its own position where nothing is there."""
    file = next((file for file in torrent.wanted_files if file.index == head.file_index), None)
    if file is None or head.position >= file.size:
        return head.position
    info = torrent.handle.torrent_file()
    length, first = int(info.piece_length()), info.map_file(file.index, head.position, 1)
    piece = int(first.piece)
    while piece < len(torrent.settled) and torrent.settled[piece]:
        piece += 1
    there = (piece - int(first.piece)) * length - int(first.start)
    return min(file.size, head.position + max(0, there))
