"""The engine of this process, if it has one."""

from __future__ import annotations

from typing import Protocol


class Engine(Protocol):
    """Brings libtorrent's session to what the rows say."""

    def sync(self, download_id: str) -> None:
        """Look at the row again, soon."""


_running: list[Engine] = []


def running_engine() -> Engine | None:
    """The engine that the worker's boot step started, or None in every other process."""
    return _running[0] if _running else None
