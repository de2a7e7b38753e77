"""`GET /metrics`, for operators only: from loopback, or with `Authorization: Bearer $METRICS_TOKEN`."""

import hmac

from django.http import HttpRequest, HttpResponse
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from api_server.configuration import configuration
from api_server.health import check
from api_server.metrics import IN_FLIGHT, JOURNAL_WAITING, LOOP_LAG, REGISTRY
from api_server.runtime import current
from apps.core.errors import ApiError, error_response
from apps.core.security.proxies import is_loopback


async def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' text format."""
    if not (is_loopback(request) or _has_token(request)):
        message = "The metrics are for the operator: from this machine, or with the token METRICS_TOKEN."
        return error_response(ApiError(403, "not_allowed", message))
    runtime = current()
    await check(runtime)
    IN_FLIGHT.set(runtime.in_flight)
    LOOP_LAG.set(runtime.lag.recent)
    JOURNAL_WAITING.set(runtime.journal.waiting)
    for contender in runtime.chain.contenders:
        contender.show()
    return HttpResponse(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


def _has_token(request: HttpRequest) -> bool:
    sent = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
    token = configuration().metrics_token.encode()
    return bool(token) and hmac.compare_digest(sent, token)
