"""Django's request handling without what the short path does not need.

Django's own ASGI handler sends two signals and closes each response in a thread, spools bodies to disk, and logs
refusals from a thread: several thread hops a request (docs/adr/0011-the-hot-path.md has the figures).
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.handlers.asgi import ASGIHandler, ASGIRequest, get_script_prefix
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch, get_resolver, set_script_prefix, set_urlconf

from api_server.middleware.devices import DeviceGate
from api_server.middleware.proxies import AsyncTrustedProxy
from api_server.middleware.requests import RequestRecord
from apps.core.errors import ApiError

# Asynchronous throughout: each sync middleware would cost a thread hop a request.
MIDDLEWARE: tuple[Callable[[Any], Any], ...] = (RequestRecord, AsyncTrustedProxy, DeviceGate)

Message = Mapping[str, Any]  # ASGI's own type
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

MOST_BODY_BYTES = 256 * 1024
MOST_DISCARDED_BYTES = 32 * 1024 * 1024
BODY_SECONDS = 10.0


class BodyRefused(Exception):
    """The body is too large, or too slow in coming."""

    def __init__(self, error: ApiError) -> None:
        super().__init__(error.code)
        self.error = error


class ClientGone(Exception):
    """The client left before its request was complete."""


class ApiHandler(ASGIHandler):
    """Runs `MIDDLEWARE` and the view, all in the event loop.

    No receiver of `request_started` or `request_finished` is called: they look after Django's own connections, which
    nothing under this handler uses.
    """

    def load_middleware(self, is_async: bool = False) -> None:
        """Chain the short list, asynchronous throughout."""
        self._view_middleware: list[Any] = []
        self._template_response_middleware: list[Any] = []
        self._exception_middleware: list[Any] = []
        handler = convert_exception_to_response(self._get_response_async)  # type: ignore[attr-defined]  # Django's own
        for middleware in reversed(MIDDLEWARE):
            handler = convert_exception_to_response(middleware(handler))
        self._middleware_chain = handler
        self._matches: dict[str, ResolverMatch] = {}

    def resolve_request(self, request: HttpRequest) -> ResolverMatch:
        """Django's answer, remembered for the few addresses that there are: those without a variable part."""
        match = self._matches.get(request.path_info)
        if match is None:
            match = get_resolver().resolve(request.path_info)
            if not match.args and not match.kwargs:
                self._matches[request.path_info] = match
        request.resolver_match = match
        return match

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        set_script_prefix(get_script_prefix(scope))
        set_urlconf(settings.ROOT_URLCONF)
        try:
            body, refusal = await read_body(receive), None
        except BodyRefused as refused:
            body, refusal = b"", refused.error
        except ClientGone:
            return
        try:
            request = ASGIRequest(scope, BytesIO(body))
        except UnicodeDecodeError:
            body, refusal = b"", ApiError(400, "malformed", "The address is not valid UTF-8.")
            request = ASGIRequest({**scope, "query_string": b""}, BytesIO(body))
        request.__dict__["_body"] = body
        request.__dict__["refusal"] = refusal
        response: HttpResponse = await self._middleware_chain(request)  # type: ignore[misc]  # ours is asynchronous
        await self.send_response(response, send)


async def read_body(receive: Receive) -> bytes:
    """The whole body, at most `MOST_BODY_BYTES`, within `BODY_SECONDS`.

    A body that is too large is read to its end and thrown away, up to a bound: a client that is still sending would
    not read our refusal. Raises BodyRefused and ClientGone.
    """
    chunks: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise ClientGone
                chunk = message.get("body", b"")
                size += len(chunk)
                if size <= MOST_BODY_BYTES:
                    chunks.append(chunk)
                elif size > MOST_DISCARDED_BYTES:
                    break
                if not message.get("more_body", False):
                    break
    except TimeoutError:
        raise BodyRefused(ApiError(408, "too_slow", "The body did not arrive in time. Send it again.")) from None
    if size > MOST_BODY_BYTES:
        raise BodyRefused(ApiError(413, "too_large", f"A body may have {MOST_BODY_BYTES // 1024} KiB at most."))
    return b"".join(chunks)
