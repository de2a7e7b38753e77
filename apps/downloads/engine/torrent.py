"""A torrent in the session: the wish, libtorrent's handle, and what the engine has learnt of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from apps.downloads.choice import Candidate
from apps.downloads.documents import Shown, ShownFile, goals_document
from apps.downloads.domain import FileKind, Status, Trouble
from apps.downloads.engine.alerts import Progress
from apps.downloads.engine.rows import RowWriter
from apps.downloads.engine.wishes import KnownFile, Wish
from apps.downloads.figures import Figures
from apps.downloads.tasting.words import taste_document

if TYPE_CHECKING:
    from apps.downloads.engine.moves import Move

LONGEST_ETA = 30 * 24 * 3600


@dataclass(slots=True)
class Torrent:
    """Owned by the engine's thread; no other touches it.

    `handle` is libtorrent's, which has no type. `files` is empty until the metadata is known. `trouble` is why it does
    not go on; a trouble that passes by itself is looked at again and again. `settled` has a byte for each piece, 1 once
    it is known to be on the disk; it is kept only while someone listens, and `unsettled` pieces wait for a flush.
    `given` is how many bytes it gave when that last changed, and when (monotonic). While `is_tasting`, one song is
    wanted and nothing else; `is_tasted` once it has arrived.
    """

    wish: Wish
    handle: Any
    folder: Path
    status: Status
    trouble: Trouble | None = None
    files: tuple[Candidate, ...] = ()
    wanted: frozenset[int] = frozenset()
    refused: dict[int, str] = field(default_factory=dict)
    progress: Progress | None = None
    progress_at: float = 0.0
    file_bytes: tuple[int, ...] = ()
    has_arrived: bool = False
    is_tasting: bool = False
    is_tasted: bool = False
    tasted_at: float = 0.0
    is_checking_all: bool = False
    status_once_checked: Status | None = None
    renames: set[int] = field(default_factory=set)
    flushes: list[Flush] = field(default_factory=list)
    judged: set[int] = field(default_factory=set)
    heads: dict[int, set[int]] = field(default_factory=dict)
    seen_files: set[int] = field(default_factory=set)
    folder_inode: int = 0
    settled: bytearray = field(default_factory=bytearray)
    unsettled: set[int] = field(default_factory=set)
    arrived_at: float = 0.0
    moving: Move | None = None
    cells: str = ""
    given: tuple[int, float] = (-1, 0.0)
    added_at: float = field(default_factory=time.monotonic)
    written: dict[str, object] = field(default_factory=dict)
    written_of: Progress | None = None

    @property
    def download_id(self) -> str:
        """The row's id."""
        return self.wish.download_id

    @property
    def awaits_choice(self) -> bool:
        """Whether a person wishes to choose the files before the first byte, and has not yet."""
        return self.wish.wanted_files is not None and not self.wish.wanted_files and bool(self.files)

    @property
    def is_chosen(self) -> bool:
        """Whether the files are known and those to fetch are settled."""
        return bool(self.files) and not self.renames

    @property
    def wanted_files(self) -> list[Candidate]:
        """The files that are fetched."""
        return [file for file in self.files if file.index in self.wanted]

    def known_files(self) -> tuple[KnownFile, ...]:
        """The files as the database keeps them."""
        return tuple(
            KnownFile(f.index, f.path, f.size, f.kind, f.index in self.wanted, self.refused.get(f.index, ""))
            for f in self.files
        )

    def keep_files(self, rows: RowWriter, metainfo: bytes | None = None) -> None:
        """Have the list of files written, with the .torrent if it is new."""
        rows.change(self.download_id, size_bytes=sum(file.size for file in self.wanted_files))
        rows.keep_files(self.download_id, self.known_files(), metainfo)

    def priorities(self, count: int) -> list[int]:
        """libtorrent's priority for each of `count` files, padding included."""
        return [4 if index in self.wanted else 0 for index in range(count)]

    def is_in_its_folder(self) -> bool:
        """Whether the folder is the one that it began in; libtorrent makes a lost one anew without a word."""
        try:
            found = self.folder.stat().st_ino
        except OSError:
            return False
        self.folder_inode = self.folder_inode or found
        return found == self.folder_inode

    def begin_anew(self) -> None:
        """Forget what was known of the torrent in the session: it is taken out and will be put in again."""
        self.handle = None
        self.progress = None
        self.flushes, self.heads = [], {}
        self.settled, self.unsettled = bytearray(), set()
        self.seen_files.clear()
        self.judged.clear()

    def flush(self, what: Flush) -> None:
        """Have libtorrent write its cache; `what` is settled by the alert that answers."""
        self.flushes.append(what)
        self.handle.flush_cache()

    def figures(self) -> Figures:
        """The figures of this moment."""
        seen = self.progress
        moving = self.moving.share if self.moving else None
        size = sum(file.size for file in self.wanted_files)
        if seen is None:
            here = size if self.has_arrived else 0  # a small one is here before libtorrent tells anything of it
            return Figures(status=self.status, size=here, done=here, moving=moving)
        left = max(0, seen.wanted - seen.wanted_done)  # both count the parts of other files in shared pieces
        if self.has_arrived:  # it is known a moment before libtorrent's figures are new
            left = 0
        return Figures(
            status=self.shown_status,
            download_rate=seen.download_rate,
            upload_rate=seen.upload_rate,
            eta=_eta(left, seen.download_rate) if self.status == Status.DOWNLOADING else None,
            seeds=seen.seeds,
            peers=seen.peers,
            size=size,
            done=max(0, size - left),
            downloaded=seen.downloaded,
            uploaded=seen.uploaded,
            file_bytes=self.file_bytes,
            moving=moving,
            cells=self.cells,
        )

    @property
    def shown_status(self) -> Status:
        """The status for people: a check of the files on the disk shows as `verifying`."""
        is_checking = self.progress is not None and self.progress.state == "checking"
        return Status.VERIFYING if is_checking and self.status == Status.DOWNLOADING else self.status

    def shown(self) -> Shown:
        """What the live events show."""
        wish = self.wish
        return Shown(
            download_id=wish.download_id,
            title=wish.title,
            info_hash=wish.info_hash,
            path="",
            trouble=self.trouble,
            paused=wish.paused,
            forced=wish.forced,
            sequential=wish.sequential,
            download_limit=wish.download_limit,
            upload_limit=wish.upload_limit,
            started_at=wish.started_at,
            completed_at=None,
            taste=taste_document(wish.taste, wish.taste_report),
            goals=goals_document(wish.ratio_goal, wish.seeding_goal, wish.idle_goal, wish.at_goal, wish.goal_reached),
            files=[ShownFile(f.index, f.path, f.size, f.kind, f.wanted, f.refusal) for f in self.known_files()],
            node=wish.node,
        )


@dataclass(slots=True)
class Flush:
    """A flush of libtorrent's cache that was asked for: what is settled once it is done."""

    pieces: frozenset[int] = frozenset()
    heads: frozenset[int] = frozenset()
    is_end: bool = False
    then: Callable[[], None] | None = None


def candidates(layout: Any, paths: Sequence[str]) -> tuple[Candidate, ...]:
    """The files of a torrent (libtorrent's `file_storage`) under their safe paths, without padding.

    Symbolic links are `other`, whatever their names say: none is ever made.
    """
    from apps.downloads.safety.kinds import kind_of

    found = []
    for index, path in enumerate(paths):
        flags = layout.file_flags(index)
        if flags & layout.flag_pad_file:
            continue
        size = layout.file_size(index)
        kind = FileKind.OTHER if flags & layout.flag_symlink else kind_of(path, size)
        found.append(Candidate(index, path, size, kind))
    return tuple(found)


def safe_layout(layout: Any) -> list[str]:
    """A safe path for each file of a torrent, by its index, padding included."""
    from apps.downloads.safety.names import safe_paths

    return safe_paths(layout.file_path(index).replace("\\", "/") for index in range(layout.num_files()))


def _eta(left: int, rate: int) -> int | None:
    seconds = left // rate if rate > 0 else LONGEST_ETA + 1
    return seconds if seconds <= LONGEST_ETA else None
