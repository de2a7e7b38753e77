"""The engine's owner thread: it sleeps until libtorrent has alerts, someone posts work, or a duty is due."""

from __future__ import annotations

import contextlib
import os
import select
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any, Protocol

import structlog

log = structlog.get_logger(__name__)

LONGEST_SLEEP = 60.0
TURN_SECONDS = 0.005  # at 100 MB/s hundreds of pieces finish each second; a turn for each would cost more than they do


class Duties(Protocol):
    """What is to be done from time to time."""

    def seconds_to_next(self) -> float:
        """How long nothing is due."""
        ...

    def do_due(self) -> None:
        """Do what is due now."""
        ...


class Loop:
    """Runs everything that touches the session, in one thread, one thing after the other; `first` in every turn."""

    def __init__(
        self, on_alerts: Callable[[list[Any]], None], duties: Duties, first: Callable[[], None] | None = None
    ) -> None:
        self._on_alerts = on_alerts
        self._duties = duties
        self._first = first
        self._work: deque[Callable[[], None]] = deque()
        self._read_end, self._write_end = os.pipe()
        os.set_blocking(self._read_end, False)
        os.set_blocking(self._write_end, False)
        self._stopping = False
        self._session: Any = None  # libtorrent's, which has no type
        self._thread = threading.Thread(target=self._run, name="engine", daemon=True)

    def start(self, session: Any) -> None:
        """Begin with this session; libtorrent writes a byte into our pipe when it has alerts."""
        self._session = session
        session.set_alert_fd(self._write_end)
        self._thread.start()

    def stop(self, within: float) -> bool:
        """End after the present turn; says whether it ended within so many seconds."""
        self._stopping = True
        self._knock()
        self._thread.join(timeout=within)
        self._session = None
        return not self._thread.is_alive()

    def post(self, work: Callable[[], None]) -> None:
        """Have the thread do some work. May be called from any thread."""
        self._work.append(work)
        self._knock()

    def _knock(self) -> None:
        with contextlib.suppress(BlockingIOError):  # the pipe is full of knocks already
            os.write(self._write_end, b"k")

    def _run(self) -> None:
        next_turn = 0.0
        while not self._stopping:
            pause = min(self._duties.seconds_to_next(), LONGEST_SLEEP)
            select.select([self._read_end], [], [], max(0.0, pause))
            time.sleep(max(0.0, next_turn - time.monotonic()))
            next_turn = time.monotonic() + TURN_SECONDS
            with contextlib.suppress(BlockingIOError):
                os.read(self._read_end, 65536)
            if self._first is not None:
                self._guarded(self._first)
            self._guarded(lambda: self._on_alerts(self._session.pop_alerts()))
            for _turn in range(len(self._work)):
                self._guarded(self._work.popleft())
            self._guarded(self._duties.do_due)

    @staticmethod
    def _guarded(work: Callable[[], None]) -> None:
        """A fault in one duty must not end the thread that owns all downloads."""
        try:
            work()
        except Exception:
            log.exception("engine_duty_failed")
