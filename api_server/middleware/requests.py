"""Every request of the short path: an id, a time, a log line, the metrics; and errors by the contract."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import structlog
from asgiref.sync import markcoroutinefunction
from django.http import HttpRequest, HttpResponse

from api_server import access_log
from api_server.call import ApiRequest, Call
from api_server.metrics import DURATION, REQUESTS, SEARCHES
from api_server.runtime import current
from apps.core.errors import by_contract

ENDPOINTS = frozenset({"parse", "filter", "rank", "explain", "quota", "openapi", "health", "live", "ready", "metrics"})
QUIET = frozenset({"health", "live", "ready", "metrics"})
GetResponse = Callable[[HttpRequest], Awaitable[HttpResponse]]


class RequestRecord:
    """Outermost: whatever happens below it is counted and timed."""

    async_capable = True
    sync_capable = False

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        markcoroutinefunction(self)

    async def __call__(self, request: ApiRequest) -> HttpResponse:
        started = time.perf_counter()
        call = request.call = Call()
        structlog.contextvars.bind_contextvars(request_id=str(call.request_id))
        runtime = current()
        runtime.in_flight += 1
        try:
            response = await self.get_response(request)
        except asyncio.CancelledError:
            REQUESTS.labels(_endpoint(request), "cancelled").inc()
            raise
        finally:
            runtime.in_flight -= 1
        response = by_contract(response)
        response["Content-Length"] = str(len(response.content))
        response["X-Request-ID"] = str(call.request_id)
        response["Cache-Control"] = "no-store"
        response["X-Content-Type-Options"] = "nosniff"
        if runtime.draining:
            response["Connection"] = "close"
        _report(request, call, response.status_code, time.perf_counter() - started)
        return response


def _endpoint(request: HttpRequest) -> str:
    match = request.resolver_match
    name = match.url_name if match else None
    return name if name in ENDPOINTS else "other"


def _report(request: HttpRequest, call: Call, status: int, took: float) -> None:
    endpoint = _endpoint(request)
    call.endpoint = endpoint
    REQUESTS.labels(endpoint, status).inc()
    DURATION.labels(endpoint).observe(took)
    if endpoint == "parse":
        SEARCHES.labels(call.provider or "none", status).inc()
    if endpoint not in QUIET:
        access_log.write(
            {
                "endpoint": endpoint,
                "status": status,
                "ms": round(took * 1000, 1),
                "provider": call.provider,
                "degraded": call.degraded,
                "error": call.error_code,
                "request_id": str(call.request_id),
            }
        )
