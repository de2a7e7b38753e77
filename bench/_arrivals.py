"""Watching from outside, with the same instrument for every client: bytes on the disk, CPU seconds, peak memory."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil

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


def cpu_of(processes: Mapping[str, psutil.Process]) -> dict[str, float]:
    """CPU seconds of each of them so far."""
    return {name: sum(process.cpu_times()[:2]) for name, process in processes.items()}


def cpu_of_libtorrent(process: psutil.Process) -> float:
    """CPU seconds so far of the threads that libtorrent made in a process; the kernel shows their names."""
    total = 0
    for thread in Path(f"/proc/{process.pid}/task").iterdir():
        try:
            name, numbers = (thread / "stat").read_text().split("(", 1)[1].rsplit(")", 1)
        except FileNotFoundError:  # it has just ended
            continue
        if name.startswith("libtorrent"):
            total += sum(map(int, numbers.split()[11:13]))  # utime and stime (proc(5)), the state being number 0
    return total / os.sysconf("SC_CLK_TCK")


def forget_peak(process: psutil.Process) -> None:
    """Have the kernel count the peak of the resident memory anew (proc(5), clear_refs)."""
    Path(f"/proc/{process.pid}/clear_refs").write_text("5")


def peak_memory(process: psutil.Process) -> float:
    """The peak of the resident memory in MB."""
    lines = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))
