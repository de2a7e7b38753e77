"""CPU seconds and memory of processes as the kernel counts them, to the nanosecond (Linux).

A process's clock (clock_getcpuclockid(3)) holds what its threads used, those that have ended too. A thread's is the
first number of /proc/PID/task/TID/schedstat. libtorrent's threads are known by the name that the engine gives them.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import psutil

Processes = Mapping[str, psutil.Process]
_LIBTORRENT = "libtorrent"


@dataclass(frozen=True, slots=True)
class CpuUsed:
    """CPU seconds of a stretch of time. `processes` by their clocks; the rest is the sum of threads."""

    processes: dict[str, float]
    libtorrent_threads: float
    other_threads: float

    @property
    def total(self) -> float:
        """What all processes used, by their clocks."""
        return sum(self.processes.values())

    @property
    def share_by_process_clock(self) -> float:
        """How much of all that the processes used was not used by libtorrent's threads, 0 to 1."""
        return 1 - self.libtorrent_threads / self.total

    @property
    def share_by_thread(self) -> float:
        """The same of what the threads used that were there at the end."""
        return self.other_threads / (self.other_threads + self.libtorrent_threads)


@dataclass(frozen=True, slots=True)
class CpuClocks:
    """The clocks of some processes and of their threads, (name of the process, thread id), at one moment."""

    processes: dict[str, float]
    libtorrent: dict[tuple[str, int], float]
    others: dict[tuple[str, int], float]

    @classmethod
    def read(cls, processes: Processes) -> Self:
        """The clocks now."""
        libtorrent: dict[tuple[str, int], float] = {}
        others: dict[tuple[str, int], float] = {}
        for name, process in processes.items():
            for thread, (title, seconds) in _threads(process.pid).items():
                (libtorrent if title.startswith(_LIBTORRENT) else others)[name, thread] = seconds
        return cls({name: cpu_seconds(process) for name, process in processes.items()}, libtorrent, others)

    def until(self, later: CpuClocks) -> CpuUsed:
        """What was used from these to the later ones."""
        return CpuUsed(
            {name: seconds - self.processes[name] for name, seconds in later.processes.items()},
            _used(self.libtorrent, later.libtorrent),
            _used(self.others, later.others),
        )


def cpu_seconds(process: psutil.Process) -> float:
    """CPU seconds of a process so far."""
    return time.clock_gettime((~process.pid << 3) | 2)  # CPUCLOCK_SCHED, <linux/posix-timers.h>


def forget_peak(process: psutil.Process) -> None:
    """Have the kernel count the peak of the resident memory anew (proc(5), clear_refs)."""
    Path(f"/proc/{process.pid}/clear_refs").write_text("5")


def peak_memory(process: psutil.Process) -> float:
    """The peak of the resident memory in MB."""
    lines = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))


def _threads(pid: int) -> dict[int, tuple[str, float]]:
    """The name and the CPU seconds of each thread of a process, by thread id."""
    found = {}
    for thread in Path(f"/proc/{pid}/task").iterdir():
        try:
            name = (thread / "comm").read_text(encoding="utf-8", errors="replace")
            found[int(thread.name)] = name, int((thread / "schedstat").read_text().split()[0]) / 1e9
        except (FileNotFoundError, ProcessLookupError):  # it has just ended
            continue
    return found


def _used(earlier: Mapping[tuple[str, int], float], later: Mapping[tuple[str, int], float]) -> float:
    return sum(seconds - earlier.get(thread, 0.0) for thread, seconds in later.items())
