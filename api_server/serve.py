"""The server process: uvicorn with the ASGI application, and a way out that loses nothing.

On SIGTERM it says that it is leaving (`/health/ready` is 503, connections close after their answer), goes on
accepting for `DRAIN_SECONDS`, then stops accepting, finishes what is in flight, writes the journal, and ends.
"""

import asyncio
import contextlib
import gc
import os
import signal
import socket
from types import FrameType

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trusttune.settings.community")

import structlog
import uvicorn
from django.conf import settings

from api_server.configuration import configuration
from api_server.protocol import OnePacketProtocol
from api_server.runtime import installed
from trusttune.asgi_community import application

log = structlog.get_logger(__name__)

IN_FLIGHT_SECONDS = 5
LAST_WORDS_SECONDS = 0.3  # a connection that was just accepted has not said yet what it wants
TICK_SECONDS = 1.0
YOUNG_OBJECTS = 10_000  # a call makes some thousand objects, and next to none in a circle


class Server(uvicorn.Server):
    """uvicorn, with a drain before its own shutdown, and without what costs a call processor time for nothing."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._ending = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Once everything is loaded, spare the garbage collector from looking at it again and again."""
        await super().startup(sockets)
        gc.collect()
        gc.freeze()
        gc.set_threshold(YOUNG_OBJECTS, 20, 20)

    async def main_loop(self) -> None:
        """As uvicorn's own, which wakes ten times a second only to ask whether to end."""
        while not await self.on_tick(0):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ending.wait(), TICK_SECONDS)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Called by uvicorn's signal handler. The first signal drains; a second one ends at once."""
        runtime = installed()
        if runtime is None or runtime.draining:
            super().handle_exit(sig, frame)
            self._ending.set()
            return
        runtime.draining = True
        seconds = configuration().drain_seconds
        log.info("draining", seconds=seconds, signal=signal.Signals(sig).name)
        loop = asyncio.get_running_loop()
        loop.call_soon_threadsafe(loop.call_later, seconds, self._end)

    def _end(self) -> None:
        self.should_exit = True
        self._ending.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop listening, hear out who has just connected, then finish what is in flight."""
        for server in self.servers:
            server.close()
        await asyncio.sleep(LAST_WORDS_SECONDS)
        await super().shutdown(sockets)


def main() -> None:
    """Serve until told to stop."""
    config = uvicorn.Config(
        application,
        host=settings.LISTEN_HOST,
        port=settings.LISTEN_PORT,
        loop="uvloop" if os.name == "posix" else "asyncio",
        http=OnePacketProtocol,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        proxy_headers=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=IN_FLIGHT_SECONDS,
        backlog=2048,
    )
    Server(config).run()


if __name__ == "__main__":
    main()
