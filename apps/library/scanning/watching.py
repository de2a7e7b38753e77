"""Hearing of changes in the music folder at once, where its file system tells them (inotify, FSEvents, ...).

Network shares tell nothing of what others change there, so they are left to the regular scan. So is everything else
that goes wrong here, such as too few inotify watches (`fs.inotify.max_user_watches`): watching only makes it quicker.
"""

import os
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType

import structlog
from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

log = structlog.get_logger(__name__)

QUIET_SECONDS = 2.0
LONGEST_SECONDS = 30.0
MOST_FOLDERS = 200
MOUNTS = Path("/proc/self/mountinfo")
NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "9p", "ceph", "glusterfs", "davfs", "virtiofs"}
    | {"fuse.sshfs", "fuse.rclone", "fuse.glusterfs", "fuse.davfs2", "fuse.smbnetfs", "fuse.s3fs", "afpfs", "webdav"}
)
CHANGES: list[type[FileSystemEvent]] = [
    DirCreatedEvent, DirDeletedEvent, DirMovedEvent,
    FileCreatedEvent, FileClosedEvent, FileDeletedEvent, FileModifiedEvent, FileMovedEvent,
]  # fmt: skip

Tell = Callable[[list[Path]], None]


class UnwatchableError(OSError):
    """The folder cannot be watched; the text says why, for the log and the operator."""


class FolderWatch:
    """Calls `tell` with the folders below `root` in which something changed, once it has been quiet for a moment.

    Many changes at once are told as one of `root` itself. Use it as a context manager; entering raises
    UnwatchableError. `tell` is called from a thread of the watch's own.
    """

    def __init__(
        self, root: Path, tell: Tell, *, quiet: float = QUIET_SECONDS, longest: float = LONGEST_SECONDS
    ) -> None:
        self._root = root
        self._tell = tell
        self._quiet, self._longest = quiet, longest
        self._observer = Observer()
        self._changed: set[Path] = set()
        self._first = self._last = 0.0
        self._wake = threading.Condition()
        self._ended = False
        self._thread = threading.Thread(target=self._tell_when_quiet, name="music-folder", daemon=True)

    def __enter__(self) -> "FolderWatch":
        kind = file_system(self._root)
        if kind in NETWORK:
            raise UnwatchableError(f"its file system ({kind}) does not tell what others change")
        try:
            self._observer.schedule(_Hearer(self), str(self._root), recursive=True, event_filter=CHANGES)
            self._observer.start()
        except OSError as error:
            self._observer.unschedule_all()
            raise UnwatchableError(error.strerror or str(error)) from error
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._wake:
            self._ended = True
            self._wake.notify()
        self._observer.stop()
        self._observer.join(timeout=5)
        self._thread.join(timeout=5)

    @property
    def is_alive(self) -> bool:
        """Whether it still hears: the folder is there and so are its threads."""
        return self._observer.is_alive() and self._thread.is_alive() and self._root.is_dir()

    def changed(self, folders: Iterable[Path]) -> None:
        """Something changed in these folders; hidden ones below the root do not count."""
        seen = {folder for folder in folders if self._counts(folder)}
        if not seen:
            return
        with self._wake:
            self._last = time.monotonic()
            if not self._changed:
                self._first = self._last
            self._changed |= seen if len(self._changed) <= MOST_FOLDERS else {self._root}
            self._wake.notify()

    def _counts(self, folder: Path) -> bool:
        try:
            inside = folder.relative_to(self._root)
        except ValueError:
            return False
        return not any(part.startswith(".") for part in inside.parts)

    def _tell_when_quiet(self) -> None:
        while folders := self._next():
            try:
                self._tell(folders)
            except Exception:  # the next change must be heard too
                log.exception("change_not_told", folders=len(folders))

    def _next(self) -> list[Path]:
        """Wait for changes and then for quiet; the outermost changed folders, or none at the end."""
        with self._wake:
            while not self._ended:
                now = time.monotonic()
                due = min(self._last + self._quiet, self._first + self._longest)
                if self._changed and now >= due:
                    changed, self._changed = self._changed, set()
                    return [self._root] if len(changed) > MOST_FOLDERS else outermost(changed)
                self._wake.wait(due - now if self._changed else None)
        return []


class _Hearer(FileSystemEventHandler):
    def __init__(self, watch: FolderWatch) -> None:
        self._watch = watch

    def on_any_event(self, event: FileSystemEvent) -> None:
        names = [str(name) for name in (event.src_path, event.dest_path) if name]
        self._watch.changed(Path(name) if event.is_directory else Path(name).parent for name in names)


def outermost(folders: Iterable[Path]) -> list[Path]:
    """The folders that lie in none of the others, in order."""
    chosen: list[Path] = []
    for folder in sorted(set(folders)):
        if not chosen or not folder.is_relative_to(chosen[-1]):
            chosen.append(folder)
    return chosen


def file_system(folder: Path, mounts: Path = MOUNTS) -> str:
    """The type of the file system that holds `folder` (proc(5), mountinfo), '' where the system does not tell."""
    best, kind = Path(), ""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    for line in lines:
        before, _dash, after = line.partition(" - ")
        fields = before.split()
        if len(fields) < 5 or not after:
            continue
        place = Path(os.fsdecode(os.fsencode(fields[4]).decode("unicode_escape").encode("latin-1")))
        if folder.is_relative_to(place) and len(place.parts) >= len(best.parts):
            best, kind = place, after.split()[0]
    return kind
