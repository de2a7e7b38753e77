"""The speeds of the last ten minutes, kept for every torrent that moved in them."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable

from apps.downloads.details.domain import SPEED_POINTS, SPEED_STEP, Speeds

_Point = tuple[int, int, int]  # step number, bytes a second in and out


class SpeedHistory:
    """Only what moved is kept, so that thousands of resting torrents cost nothing. `now` is in seconds."""

    def __init__(self) -> None:
        self._points: dict[str, deque[_Point]] = {}

    def note(self, rates: Iterable[tuple[str, int, int]], now: float | None = None) -> None:
        """Keep the rates (download id, in, out) of this moment, and forget what is older than the graph."""
        step = _step(now)
        for download_id, download, upload in rates:
            if download or upload:
                points = self._points.setdefault(download_id, deque(maxlen=SPEED_POINTS))
                if points and points[-1][0] == step:
                    points.pop()
                points.append((step, download, upload))
        oldest = step - SPEED_POINTS
        for download_id in [name for name, points in self._points.items() if points[-1][0] <= oldest]:
            del self._points[download_id]

    def of(self, download_id: str, now: float | None = None) -> Speeds:
        """The graph of a download; empty where nothing moved."""
        points = self._points.get(download_id)
        if not points:
            return Speeds()
        first = _step(now) - SPEED_POINTS + 1
        download, upload = [0] * SPEED_POINTS, [0] * SPEED_POINTS
        for step, taken, given in points:
            if 0 <= step - first < SPEED_POINTS:
                download[step - first], upload[step - first] = taken, given
        return Speeds(SPEED_STEP, tuple(download), tuple(upload))

    def forget(self, download_id: str) -> None:
        """It was removed."""
        self._points.pop(download_id, None)


def _step(now: float | None) -> int:
    return int((time.monotonic() if now is None else now) // SPEED_STEP)
