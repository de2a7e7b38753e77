"""Forwarding headers on the short path, by the same rule as at home."""

from collections.abc import Awaitable, Callable

from asgiref.sync import markcoroutinefunction
from django.http import HttpRequest, HttpResponse

from apps.core.security.proxies import TrustedProxyMiddleware


class AsyncTrustedProxy(TrustedProxyMiddleware):
    """`TrustedProxyMiddleware` for a list that is asynchronous throughout."""

    async_capable = True
    sync_capable = False

    def __init__(self, get_response: Callable[[HttpRequest], Awaitable[HttpResponse]]) -> None:
        super().__init__(get_response)  # type: ignore[arg-type]  # what is called differs, not what is checked
        self._respond = get_response
        markcoroutinefunction(self)

    async def __call__(self, request: HttpRequest) -> HttpResponse:  # type: ignore[override]
        self.correct(request)
        return await self._respond(request)
