"""Watching from outside, with the same instrument for every client: bytes on the disk."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

LOOK_EVERY_SECONDS = 0.005
BLOCK = 512  # the unit of st_blocks, whatever the file system's own


@dataclass(frozen=True, slots=True)
class Arrival:
    """When the first byte and when the last byte lay on the disk, on the monotonic clock."""

    first: float
    last: float


def watch(folders: list[Path], size: int, within: float = 120.0) -> Arrival:
    """Wait until the folders hold `size` bytes. Raises TimeoutError.

    Bytes count once the system has room for them on the disk; whether they are the right ones is not looked at, which
    is kind to clients that check late. Nobody may preallocate.
    """
    deadline, first = time.monotonic() + within, 0.0
    while True:
        found, now = sum(map(bytes_in, folders)), time.monotonic()
        if found and not first:
            first = now
        if found >= size:
            return Arrival(first, now)
        if now > deadline:
            raise TimeoutError(f"{found} of {size} bytes came within {within:.0f} s")
        time.sleep(LOOK_EVERY_SECONDS)


def bytes_in(folder: Path) -> int:
    """Bytes that the files below `folder` take on the disk."""
    total = 0
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    total += bytes_in(Path(entry.path))
                else:
                    total += entry.stat(follow_symlinks=False).st_blocks * BLOCK
    except FileNotFoundError:  # not made yet, or just renamed
        return total
    return total
