"""The ASGI application: calls take the short path, the operator's pages Django's full one."""

import asyncio
from typing import Any

from django.conf import settings

from api_server.handler import ApiHandler, Message, Receive, Send
from api_server.runtime import Runtime, install

SHORT_PATHS = ("/v1/", "/health", "/metrics")


class Application:
    """Routes by path; starts and stops the runtime with the server's lifespan.

    The full path (admin, sessions, templates) is put together when it is first asked for: a replica that serves calls
    alone never pays for it.
    """

    def __init__(self) -> None:
        self._api = ApiHandler()
        self._pages: Any = None  # Django's handler has no type for its call

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            path = scope["path"].removeprefix(settings.BASE_PATH.rstrip("/"))
            handler = self._api if path.startswith(SHORT_PATHS) else self._full_path()
            await handler(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 4404})

    def _full_path(self) -> Any:
        if self._pages is None:
            from django.core.handlers.asgi import ASGIHandler

            self._pages = ASGIHandler()
        return self._pages

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        runtime: Runtime | None = None
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                runtime = await _start(send)
                if runtime is None:
                    return
            elif message["type"] == "lifespan.shutdown":
                if runtime is not None:
                    await asyncio.wait_for(runtime.stop(), timeout=6.0)
                install(None)
                await send({"type": "lifespan.shutdown.complete"})
                return


async def _start(send: Send) -> Runtime | None:
    try:
        runtime = Runtime()
        await runtime.start()
    except Exception as error:  # whatever it is, the server must be told and end
        await send({"type": "lifespan.startup.failed", "message": f"{type(error).__name__}: {error}"})
        return None
    install(runtime)
    await send({"type": "lifespan.startup.complete"})
    return runtime
