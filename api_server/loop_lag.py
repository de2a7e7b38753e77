"""How late this process's event loop is: whether a slow answer was slow out there, or waited for us in here."""

import asyncio

EVERY_SECONDS = 0.1
FORGETTING = 0.8  # of the worst lateness, so much is remembered a look later


class LoopLag:
    """Looks ten times a second how late it is called; `recent` is the worst of the last second or so, in seconds."""

    def __init__(self) -> None:
        self.recent = 0.0
        self._next: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Look until `stop`, in the running event loop. A bare timer: a task would cost thrice as much each time."""
        loop = asyncio.get_running_loop()
        self._plan(loop, loop.time() + EVERY_SECONDS)

    def stop(self) -> None:
        """Look no more."""
        if self._next is not None:
            self._next.cancel()

    def _plan(self, loop: asyncio.AbstractEventLoop, due: float) -> None:
        self._next = loop.call_at(due, self._look, loop, due)

    def _look(self, loop: asyncio.AbstractEventLoop, due: float) -> None:
        now = loop.time()
        self.recent = max(now - due, self.recent * FORGETTING)
        self._plan(loop, now + EVERY_SECONDS)
