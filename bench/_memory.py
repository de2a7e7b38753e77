"""The memory of a process and all that it started, each shared page counted once.

`ru_maxrss` will not do: a child's begins with that of its parent at the fork, and pages that two processes share are
counted in both. The proportional set size divides them by those who share (Linux, Documentation/filesystems/proc.rst).
"""

import threading
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

INTERVAL = 0.25
MEGABYTE = 1024  # kB


@dataclass(slots=True)
class Peak:
    """The largest sums seen, in MB: of all processes, and within it of the first and of those that it started."""

    all: int = 0
    own: int = 0
    children: int = 0
    processes: int = 0


@dataclass(slots=True)
class MemoryWatch:
    """Looks at `pid` and its descendants four times a second while the context is open."""

    pid: int
    peak: Peak = field(default_factory=Peak)
    _over: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __enter__(self) -> Peak:
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        return self.peak

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(INTERVAL):
            sizes = {pid: proportional_set_size(pid) for pid in [self.pid, *descendants(self.pid)]}
            if (total := sum(sizes.values())) > self.peak.all * MEGABYTE:
                own = sizes[self.pid]
                self.peak.all, self.peak.own = total // MEGABYTE, own // MEGABYTE
                self.peak.children, self.peak.processes = (total - own) // MEGABYTE, len(sizes)


def proportional_set_size(pid: int) -> int:
    """In kB; 0 for a process that has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def descendants(pid: int) -> list[int]:
    """The processes that `pid` started, and theirs."""
    found: list[int] = []
    try:
        for thread in Path(f"/proc/{pid}/task").iterdir():
            for child in (thread / "children").read_text().split():
                found += [int(child), *descendants(int(child))]
    except OSError:
        pass  # it ended meanwhile
    return found
