"""How late this process's event loop is: whether a slow answer was slow out there, or waited for us in here."""

import asyncio

from api_server.metrics import LOOP_LAG

EVERY_SECONDS = 0.1
FORGETTING = 0.8  # of the worst lateness, so much is remembered a look later


class LoopLag:
    """Looks ten times a second how late it is called; `recent` is the worst of the last second or so, in seconds."""

    def __init__(self) -> None:
        self.recent = 0.0

    async def run(self) -> None:
        """Until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + EVERY_SECONDS
            await asyncio.sleep(EVERY_SECONDS)
            self.recent = max(loop.time() - due, self.recent * FORGETTING)
            LOOP_LAG.set(self.recent)
