"""One at a time: whoever changes the music folder and its rows together holds a lock, whatever process it is in."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings


@contextlib.contextmanager
def library_lock() -> Iterator[None]:
    """Wait for the library's lock and hold it. The system frees it when the holder dies."""
    with _lock_file("library.lock") as handle:
        _lock(handle, wait=True)
        yield


@contextlib.contextmanager
def scan_lock() -> Iterator[bool]:
    """Whether this is the only scan now; it stays so until the end of the block."""
    with _lock_file("scan.lock") as handle:
        yield _lock(handle, wait=False)


@contextlib.contextmanager
def verification_lock() -> Iterator[bool]:
    """Whether nobody else examines audio now; it stays so until the end of the block."""
    with _lock_file("verification.lock") as handle:
        yield _lock(handle, wait=False)


@contextlib.contextmanager
def _lock_file(name: str) -> Iterator[int]:
    handle = os.open(Path(settings.DATA_DIR) / name, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        yield handle
    finally:
        os.close(handle)


def _lock(handle: int, *, wait: bool) -> bool:
    try:
        import fcntl
    except ImportError:  # no POSIX: one supervisor a data folder is all there is
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
