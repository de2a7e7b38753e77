"""Listing the music folder quickly: one pass of `os.scandir`, one fingerprint a folder."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import structlog

from apps.library.audio_formats import BY_SUFFIX
from apps.library.paths import name_text

log = structlog.get_logger(__name__)

MOST_DEPTH = 40


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file as the folder shows it: its name as text (`apps.library.paths`), size in bytes, change in nanoseconds."""

    name: str
    size: int
    modified_ns: int


@dataclass(frozen=True, slots=True)
class SeenFolder:
    """A folder that holds audio. `path` is absolute; an unchanged fingerprint means that no file in it changed."""

    path: str
    files: tuple[SeenFile, ...]
    sheets: tuple[SeenFile, ...]
    fingerprint: str


def walk(root: Path) -> Iterator[SeenFolder]:
    """Every folder below `root` that holds audio. Hidden folders are left out; links to folders are followed once.

    A folder that cannot be listed is logged and left out. Raises OSError for `root` itself.
    """
    with os.scandir(root):
        pass  # an unreadable root must not look like an empty one
    waiting = [(str(root), 0)]
    visited: set[tuple[int, int]] = set()
    while waiting:
        path, depth = waiting.pop()
        try:
            files, sheets, folders = _list(path, visited)
        except OSError as error:
            log.warning("folder_not_listed", path=path, error=error.strerror)
            continue
        if depth < MOST_DEPTH:
            waiting += [(folder, depth + 1) for folder in folders]
        if files:
            files.sort(key=lambda file: file.name)
            sheets.sort(key=lambda file: file.name)
            yield SeenFolder(path, tuple(files), tuple(sheets), _fingerprint([*files, *sheets]))


def _list(path: str, visited: set[tuple[int, int]]) -> tuple[list[SeenFile], list[SeenFile], list[str]]:
    """Audio files, cue sheets and folders."""
    files, sheets, folders = [], [], []
    with os.scandir(path) as entries:
        for entry in entries:
            name = entry.name
            if name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.path)
            elif (suffix := os.path.splitext(name)[1].lower()) in BY_SUFFIX:  # noqa: PTH122  (a Path costs a third)
                files.append(_seen(entry))
            elif suffix == ".cue":
                sheets.append(_seen(entry))
            elif entry.is_symlink() and entry.is_dir() and _is_new(entry, visited):
                folders.append(entry.path)
    return files, sheets, folders


def _seen(entry: "os.DirEntry[str]") -> SeenFile:
    status = entry.stat()
    return SeenFile(name_text(entry.name), status.st_size, status.st_mtime_ns)


def _is_new(entry: "os.DirEntry[str]", visited: set[tuple[int, int]]) -> bool:
    status = entry.stat()
    key = (status.st_dev, status.st_ino)
    if key in visited:
        return False
    visited.add(key)
    return True


def _fingerprint(files: list[SeenFile]) -> str:
    digest = hashlib.blake2b(digest_size=16)
    for file in files:
        digest.update(f"{file.name}\0{file.size}\0{file.modified_ns}\n".encode())
    return digest.hexdigest()
