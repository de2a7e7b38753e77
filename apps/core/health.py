"""`GET /health`: whether each thing this installation depends on answers."""

from collections.abc import Callable

import structlog
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from apps.core.heartbeats import alive

log = structlog.get_logger(__name__)


@csrf_exempt  # a program that asks in the wrong way is told so, not suspected
@require_safe
def health(_request: HttpRequest) -> JsonResponse:
    """200 with every check `ok`, or 503 with the failing one named."""
    checks = {name: _outcome(name, check) for name, check in CHECKS.items()}
    healthy = all(outcome == "ok" for outcome in checks.values())
    document = {"status": "ok" if healthy else "failing", "version": settings.VERSION, "checks": checks}
    return JsonResponse(document, status=200 if healthy else 503)


def _outcome(name: str, check: Callable[[], str]) -> str:
    try:
        return check()
    except Exception as error:  # a health check must answer whatever breaks below it
        log.warning("health_check_failed", check=name, error=str(error))
        return "unreachable"


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def _redis() -> str:
    cache.get("health")
    return "ok"


def _worker(role: str) -> Callable[[], str]:
    return lambda: "ok" if alive(role) else "not running"


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "redis": _redis,
    "jobs": _worker("jobs"),
    "torrents": _worker("torrents"),
}
