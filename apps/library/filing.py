"""Putting bytes into the music folder so that a kill or a power cut leaves the old state or the new one.

A file of a torrent stays shared with its swarm: its bytes are cloned (reflink), copied or hard linked, never moved and
never written to. See docs/adr/0070-placement.md.
"""

import contextlib
import errno
import os
import shutil
import stat
import sys
import threading
from collections.abc import Iterable
from pathlib import Path

from apps.library.domain import Placement

FICLONE = 0x40049409  # linux/fs.h
SPARE_BYTES = 64 * 1024 * 1024
_COPY_BYTES = 8 * 1024 * 1024
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT)
_READ_ONLY = (errno.EROFS, errno.EACCES, errno.EPERM)


class FilingError(Exception):
    """Files could not be put in place. `code` is `disk_full`, `read_only`, `source_changed` or `failed`."""

    def __init__(self, code: str, message: str, *, permanent: bool) -> None:
        super().__init__(message)
        self.code, self.message, self.permanent = code, message, permanent


def filing_error(error: OSError, folder: Path) -> FilingError:
    """The sentence for what the system said about writing to `folder`."""
    if error.errno in _NO_SPACE:
        message = f"The disk of {folder.name} is full. Free some space; TrustTune tries again by itself."
        return FilingError("disk_full", message, permanent=False)
    if error.errno in _READ_ONLY:
        message = f"TrustTune may not write to {folder.name}. Make the folder writable for it, then try again."
        return FilingError("read_only", message, permanent=False)
    reason = error.strerror or type(error).__name__
    return FilingError("failed", f"Writing to {folder.name} failed ({reason}). Try again.", permanent=False)


def place(source: Path, target: Path, how: Placement | None = None) -> Placement:
    """Make the new file `target` hold the bytes of `source`, on the disk when this returns.

    Without `how` a clone is tried and a copy made where the file system has none. Raises OSError; nothing is left then.
    """
    if how is Placement.HARD_LINK:
        os.link(source, target, follow_symlinks=False)
        return how
    try:
        with source.open("rb") as reader, target.open("xb") as writer:
            if how is not Placement.COPY and _clone(reader.fileno(), writer.fileno()):
                placed = Placement.REFLINK
            else:
                shutil.copyfileobj(reader, writer, _COPY_BYTES)
                placed = Placement.COPY
            writer.flush()
            os.fsync(writer.fileno())
    except FileExistsError:
        raise
    except BaseException:
        with contextlib.suppress(OSError):
            target.unlink()
        raise
    return placed


def _clone(source: int, target: int) -> bool:
    """Share the blocks of `source` copy-on-write (ioctl_ficlone(2)); False where the file system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    import fcntl

    try:
        fcntl.ioctl(target, FICLONE, source)
    except OSError:
        return False
    return True


def can_clone(source: Path, folder: Path) -> bool:
    """Whether `folder` can hold clones of `source`; tried on an empty file that is removed again."""
    probe = folder / ".clone-probe"
    try:
        with source.open("rb") as reader, probe.open("wb") as writer:
            return _clone(reader.fileno(), writer.fileno())
    except OSError:
        return False
    finally:
        probe.unlink(missing_ok=True)


def choose_placement(sources: Iterable[Path], folder: Path) -> Placement:
    """How to bring `sources` into `folder`: clone, else copy where there is room, else hard link.

    Raises FilingError (disk_full) where none of the three can be done.
    """
    files = list(sources)
    if files and can_clone(files[0], folder):
        return Placement.REFLINK
    needed = sum(path.stat().st_size for path in files) + SPARE_BYTES
    free = shutil.disk_usage(folder).free
    if needed <= free:
        return Placement.COPY
    device = folder.stat().st_dev
    if all(path.stat().st_dev == device for path in files):
        return Placement.HARD_LINK
    missing = (needed - free) // (1024 * 1024) + 1
    message = f"The music folder's disk is full: {missing} MB more are needed. Free some space; it is tried again."
    raise FilingError("disk_full", message, permanent=False)


def is_plain_file(path: Path, size: int) -> bool:
    """Whether `path` itself, no link, is a regular file of `size` bytes."""
    try:
        status = path.lstat()
    except OSError:
        return False
    return stat.S_ISREG(status.st_mode) and status.st_size == size


def write_whole(target: Path, data: bytes) -> None:
    """Make `target` hold exactly `data`, replacing what was there, through a temporary file beside it."""
    draft = target.with_name(f".{target.name[:60]}.{os.getpid()}-{threading.get_ident()}.part")
    try:
        with draft.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def sync_file(path: Path) -> None:
    """Wait until the file's bytes are on the disk."""
    with path.open("rb") as stream:
        os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the names in `folder` are on the disk; network file systems that cannot are left alone."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        return
    finally:
        os.close(handle)


def move_new(source: Path, target: Path) -> bool:
    """Move `source` to the new name `target` on the same file system; False where something has that name already."""
    try:
        os.link(source, target, follow_symlinks=False)
    except FileExistsError:
        return False
    except OSError:  # a file system without hard links (exFAT, some SMB): look, then rename
        if os.path.lexists(target):
            return False
        source.rename(target)
        return True
    source.unlink()
    return True
