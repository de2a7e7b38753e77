"""Who calls: the device id, the request id, the rate, and the quota headers on every answer under `/v1`."""

import re
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from uuid import UUID

import structlog
from asgiref.sync import markcoroutinefunction
from django.http import HttpRequest, HttpResponse

from api_server.call import Call, call_of
from api_server.database import DatabaseAway
from api_server.domain import Standing, Tier, iso, today
from api_server.journal import LogEntry
from api_server.metrics import SHED
from api_server.quota import UnknownDevice
from api_server.runtime import Runtime, current
from apps.core.errors import ApiError, error_response

DEVICE_ID = re.compile(r"[0-9a-f]{16,64}")
REQUEST_ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
LOGGED = frozenset({"parse", "filter", "rank", "explain", "quota"})
# Answers to calls that were never begun: they are in the metrics, and a flood of them must not fill a table.
UNLOGGED_STATUSES = frozenset({429, 503})


class DeviceGate:
    """Refuses calls under `/v1` without a proper device id or above the rate; tells the quota in every answer."""

    async_capable = True
    sync_capable = False

    def __init__(self, get_response: Callable[[HttpRequest], Awaitable[HttpResponse]]) -> None:
        self.get_response = get_response
        markcoroutinefunction(self)

    async def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/v1/"):
            return await self.get_response(request)
        started = time.perf_counter()
        call, runtime = call_of(request), current()
        try:
            await self._enter(request, call, runtime)
        except ApiError as error:
            call.error_code = error.code
            response: HttpResponse = error_response(error)
        else:
            response = await self.get_response(request)
        await _tell_quota(response, call, runtime)
        _write_down(request, response, call, runtime, time.perf_counter() - started)
        return response

    async def _enter(self, request: HttpRequest, call: Call, runtime: Runtime) -> None:
        if request.path_info == "/v1/openapi.json":
            return
        call.request_id = _request_id(request, call.request_id)
        call.device_id = _device_id(request)
        if runtime.in_flight > runtime.most_in_flight:
            SHED.inc()
            message = "Too many calls at once for this server. Try again in a moment."
            raise ApiError(503, "overloaded", message, retry_after=1)
        wait = await runtime.limiter.take(runtime.calls, call.device_id)
        if wait:
            raise ApiError(
                429,
                "rate_limited",
                f"Too many calls at once from this device. Try again in {wait} s.",
                retry_after=wait,
            )
        refusal: ApiError | None = request.__dict__.get("refusal")
        if refusal is not None:
            raise refusal


def _device_id(request: HttpRequest) -> str:
    device_id = request.headers.get("X-Device-ID", "")
    if not DEVICE_ID.fullmatch(device_id):
        message = (
            "Send the header X-Device-ID: 16 to 64 of the characters 0-9 and a-f, made once and kept by the client."
        )
        raise ApiError(400, "invalid_device_id", message, field="X-Device-ID")
    return device_id


def _request_id(request: HttpRequest, own: UUID) -> UUID:
    sent = request.headers.get("X-Request-ID")
    if sent is None:
        return own
    if not REQUEST_ID.fullmatch(sent):
        raise ApiError(400, "invalid_request_id", "The header X-Request-ID must be a UUID.", field="X-Request-ID")
    request_id = UUID(sent)
    structlog.contextvars.bind_contextvars(request_id=str(request_id))
    return request_id


async def _tell_quota(response: HttpResponse, call: Call, runtime: Runtime) -> None:
    standing = call.standing or await _look_up(call, runtime, response.status_code)
    response["X-Quota-Limit"] = str(standing.limit)
    response["X-Quota-Remaining"] = str(standing.remaining)
    response["X-Quota-Reset"] = iso(standing.resets_at)


async def _look_up(call: Call, runtime: Runtime, status: int) -> Standing:
    if not call.device_id:  # nobody: there is nothing left to spend
        limit = runtime.quota.limits[Tier.ANONYMOUS]
        return Standing(Tier.ANONYMOUS, limit, limit, today())
    if status in (429, 503):  # a flood must not become a flood of statements
        return runtime.quota.remembered(call.device_id)
    try:
        call.know(await runtime.quota.standing(call.device_id))
    except (UnknownDevice, DatabaseAway):
        return runtime.quota.remembered(call.device_id)
    assert call.standing is not None  # noqa: S101  (known since the line above)
    return call.standing


def _write_down(request: HttpRequest, response: HttpResponse, call: Call, runtime: Runtime, took: float) -> None:
    match = request.resolver_match
    endpoint = match.url_name if match else None
    if call.device is None or endpoint not in LOGGED or response.status_code in UNLOGGED_STATUSES:
        return
    success = response.status_code < 400 and not call.degraded
    entry = LogEntry(
        call.device.id, endpoint, datetime.now(UTC), round(took * 1000), call.provider, success, response.status_code
    )
    runtime.journal.record(entry)
