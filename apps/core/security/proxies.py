"""Believe forwarding headers only from proxies that the operator named."""

import ipaddress
from collections.abc import Awaitable, Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

FORWARDING_HEADERS = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_FORWARDED",
    "HTTP_X_REAL_IP",
)


class TrustedProxyMiddleware:
    """Replace `REMOTE_ADDR` by the client that a trusted proxy names; drop the headers of everyone else.

    A request with forwarding headers from an unknown proxy is marked, so that it never counts as local.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.networks = [ipaddress.ip_network(entry, strict=False) for entry in settings.TRUSTED_PROXIES]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.correct(request)
        return self.get_response(request)

    def correct(self, request: HttpRequest) -> None:
        """Make `REMOTE_ADDR` and the scheme say what can be believed."""
        meta = request.META
        if any(header in meta for header in FORWARDING_HEADERS):
            if self._trusted(meta.get("REMOTE_ADDR", "")):
                meta["REMOTE_ADDR"] = self._client(meta.get("HTTP_X_FORWARDED_FOR", ""), meta.get("REMOTE_ADDR", ""))
                if meta.get("HTTP_X_FORWARDED_PROTO") == "https":
                    meta["wsgi.url_scheme"] = "https"
                    request.__dict__["_trusttune_https"] = True
            else:
                meta["TRUSTTUNE_FORWARDED"] = "1"
            for header in FORWARDING_HEADERS:
                meta.pop(header, None)

    def _trusted(self, address: str) -> bool:
        try:
            ip = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(ip in network for network in self.networks)

    def _client(self, chain: str, fallback: str) -> str:
        for address in reversed([part.strip() for part in chain.split(",") if part.strip()]):
            if not self._trusted(address):
                return address
        return fallback


class UnderBasePath:
    """Sockets under a sub-path, whether the proxy in front leaves it in the address or takes it off: ASGI in, ASGI out.

    Django does the same for pages by itself.
    """

    def __init__(self, application: Callable[..., Awaitable[None]]) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        base = scope.get("root_path", "").rstrip("/")
        if base and not f"{scope['path']}/".startswith(f"{base}/"):
            scope = {**scope, "root_path": ""}
        await self.application(scope, receive, send)


def is_loopback(request: HttpRequest) -> bool:
    """Whether the request comes from this very machine, not through a proxy that we do not know."""
    if "TRUSTTUNE_FORWARDED" in request.META:
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
