"""Carrying a download's folder to another place, so that a kill at any moment leaves one whole copy at a known place.

On one file system it is a rename. Elsewhere everything is copied beside the target under another name, synced, and
renamed; the source is deleted only once the row names the target (`clear_away`). What a killed copy left is thrown
away and copied anew.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from apps.downloads.engine.files import sync_folder

CHUNK_BYTES = 4 * 1024 * 1024
Progress = Callable[[int, int], None]  # bytes copied, bytes in all


class CarryingStopped(Exception):
    """Somebody wanted something else meanwhile; the source is as it was."""


def carry(source: Path, target: Path, progress: Progress, is_stopped: Callable[[], bool]) -> None:
    """Have the folder at `target`. Raises OSError (the source is whole then) and CarryingStopped."""
    if not source.exists() and target.is_dir():
        return  # a rename that was not told before a kill
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        shutil.rmtree(target)  # a copy that was not told before a kill: the row still names the source
    try:
        source.rename(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _copy(source, target, progress, is_stopped)
    _sync_quietly(target.parent)


def clear_away(source: Path) -> None:
    """Delete what was copied, once the row names the copy."""
    shutil.rmtree(source, ignore_errors=True)


def size_of(folder: Path) -> int:
    """The bytes of all files in `folder`."""
    return sum(path.lstat().st_size for path in _files(folder))


def _copy(source: Path, target: Path, progress: Progress, is_stopped: Callable[[], bool]) -> None:
    draft = target.with_name(f".{target.name}.arriving")
    shutil.rmtree(draft, ignore_errors=True)
    total, done = size_of(source), 0
    try:
        _make_room(target.parent, total)
        for path in _files(source):
            place = draft / path.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            for length in _copy_file(path, place):
                done += length
                progress(done, total)
                if is_stopped():
                    raise CarryingStopped
        draft.mkdir(exist_ok=True)
        draft.rename(target)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def _make_room(folder: Path, needed: int) -> None:
    if shutil.disk_usage(folder).free < needed:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))


def _files(folder: Path) -> Iterator[Path]:
    """Every file below `folder`; links are left behind, since a download never makes any."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path


def _copy_file(source: Path, target: Path) -> Iterator[int]:
    """Copy one file to the disk, telling the length of each part."""
    with source.open("rb") as read, target.open("xb") as write:
        while chunk := read.read(CHUNK_BYTES):
            write.write(chunk)
            yield len(chunk)
        write.flush()
        os.fsync(write.fileno())
    shutil.copystat(source, target)


def _sync_quietly(folder: Path) -> None:
    """The rename is done; that it lasts through a power cut is all that may stay in doubt."""
    with contextlib.suppress(OSError):
        sync_folder(folder)
