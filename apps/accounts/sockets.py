"""The same door for WebSockets."""

import ipaddress
from collections.abc import Awaitable, Callable
from typing import Any

from channels.db import database_sync_to_async

from apps.accounts.entrance import may_enter

FORWARDING = (b"x-forwarded-for", b"forwarded", b"x-real-ip")


class EntranceSockets:
    """Close with 4401 what `may_enter` refuses."""

    def __init__(self, application: Callable[..., Awaitable[None]]) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        signed_in = bool(scope.get("user") and scope["user"].is_authenticated)
        if not await database_sync_to_async(may_enter)(signed_in, _is_local(scope)):
            await send({"type": "websocket.close", "code": 4401})
            return
        await self.application(scope, receive, send)


def _is_local(scope: dict[str, Any]) -> bool:
    forwarded = any(name.lower() in FORWARDING for name, _value in scope.get("headers", ()))
    client = scope.get("client")
    if forwarded or not client:
        return False
    try:
        return ipaddress.ip_address(client[0]).is_loopback
    except ValueError:
        return False
