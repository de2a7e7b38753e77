"""One TrustTune a data folder: a lock that lives as long as any of its processes does."""

import fcntl
import os
import time
from pathlib import Path


class DataFolderInUse(Exception):
    """Another TrustTune works in this data folder."""


def lock_data_folder(folder: Path, within: float = 10.0) -> int:
    """Take the folder's lock and return its file descriptor, which children inherit.

    Processes of a supervisor that was killed need a moment to end, so this waits up to `within` seconds.
    Raises DataFolderInUse with what to do.
    """
    file = folder / "up.lock"
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + within
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                owner = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip() or "unknown"
                os.close(descriptor)
                raise DataFolderInUse(
                    f"another TrustTune (process {owner}) works in {folder}. Stop it, or set TRUSTTUNE_DATA_DIR."
                ) from None
            time.sleep(0.1)
            continue
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode("ascii"), 0)
        return descriptor
