"""One at a time: whoever changes the music folder and its rows together holds this lock, whatever process it is in."""

import contextlib
import os
from collections.abc import Iterator

from django.conf import settings


@contextlib.contextmanager
def library_lock() -> Iterator[None]:
    """Wait for the lock and hold it. The system frees it when the holder dies."""
    path = settings.DATA_DIR / "library.lock"
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(handle)
        yield
    finally:
        os.close(handle)


def _lock(handle: int) -> None:
    try:
        import fcntl
    except ImportError:  # no POSIX: one supervisor a data folder is all there is
        return
    fcntl.flock(handle, fcntl.LOCK_EX)
