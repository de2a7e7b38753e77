"""Another site's page must not reach us: Host, Origin and Sec-Fetch-Site are checked on HTTP and WebSocket alike."""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port, validate_host

from apps.core.errors import ApiError, error_response

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
MACHINE_PATHS = ("/api/", "/rest/", "/metrics")  # no pages: OpenSubsonic changes things by GET, too


class SameOriginMiddleware:
    """Refuse what a page of another origin sends. Programs without a browser send no Origin and pass.

    Links from elsewhere may open our pages (a top-level GET); what programs ask (`MACHINE_PATHS`) is closed to them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._foreign(request):
            return error_response(ApiError(403, "cross_origin", "A page of another site may not use this TrustTune."))
        return self.get_response(request)

    def _foreign(self, request: HttpRequest) -> bool:
        origin = request.headers.get("Origin")
        if origin is not None and not matches(origin, request.get_host()):
            return True
        if request.headers.get("Sec-Fetch-Site") not in ("cross-site", "same-site"):
            return False
        if request.path_info.startswith(MACHINE_PATHS) or request.method not in SAFE_METHODS:
            return True
        return request.headers.get("Sec-Fetch-Mode") != "navigate"


def matches(origin: str, host: str) -> bool:
    """Whether an Origin header names `host` (RFC 6454); `null` never does."""
    return bool(host) and urlsplit(origin).netloc.lower() == host.lower()


class SameOriginSockets:
    """The same for WebSockets, where there is no middleware of Django: ASGI in, ASGI out."""

    def __init__(self, application: Callable[..., Awaitable[None]]) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        headers = {name.lower(): value.decode("latin-1") for name, value in scope.get("headers", ())}
        host, origin = headers.get(b"host", ""), headers.get(b"origin")
        domain, _port = split_domain_port(host)
        known = bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)
        if not known or (origin is not None and not matches(origin, host)):
            await send({"type": "websocket.close", "code": 4403})
            return
        await self.application(scope, receive, send)
