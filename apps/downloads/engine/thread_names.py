"""Names of threads as the kernel knows them, so that `top -H` and the benchmark tell libtorrent's work from ours."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def threads_named(name: str) -> Iterator[None]:
    """Threads that are made in here carry `name`, and those that they make: on Linux a thread inherits its maker's.

    Elsewhere it does nothing. See proc(5), /proc/pid/task/tid/comm; 15 characters at most.
    """
    file = Path(f"/proc/self/task/{threading.get_native_id()}/comm")
    try:
        before = file.read_text(encoding="utf-8")
        file.write_text(name, encoding="utf-8")
    except OSError:
        yield
        return
    try:
        yield
    finally:
        file.write_text(before, encoding="utf-8")
