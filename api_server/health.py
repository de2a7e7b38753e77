"""`/health`: what works. `/health/live` and `/health/ready` are for the machine that decides about this process."""

from collections.abc import Awaitable

from django.conf import settings
from django.http import HttpRequest, JsonResponse

from api_server.database import DatabaseAway
from api_server.metrics import DEPENDENCY_UP
from api_server.runtime import Runtime, current
from api_server.shared_store import StoreAway


async def health(_request: HttpRequest) -> JsonResponse:
    """200 with every check `ok`, or 503 with the failing one named. Calls are answered either way."""
    checks = await check(current())
    healthy = all(outcome == "ok" for outcome in checks.values())
    document = {"status": "ok" if healthy else "failing", "version": settings.VERSION, "checks": checks}
    return JsonResponse(document, status=200 if healthy else 503)


async def live(_request: HttpRequest) -> JsonResponse:
    """The event loop turns: 200. A process that does not answer this is to be restarted."""
    return JsonResponse({"status": "ok"})


async def ready(_request: HttpRequest) -> JsonResponse:
    """Whether to send new calls here: not while draining. Without Redis or PostgreSQL the rules still answer."""
    draining = current().draining
    return JsonResponse({"status": "draining" if draining else "ok"}, status=503 if draining else 200)


async def check(runtime: Runtime) -> dict[str, str]:
    """`ok` or `unreachable` for each thing this process depends on."""
    return {
        "database": await _outcome("database", runtime.database.one("SELECT 1")),
        "redis": await _outcome("redis", runtime.store.call(lambda client: client.ping())),
    }


async def _outcome(name: str, asking: Awaitable[object]) -> str:
    try:
        await asking
    except (DatabaseAway, StoreAway):
        DEPENDENCY_UP.labels(name).set(0)
        return "unreachable"
    DEPENDENCY_UP.labels(name).set(1)
    return "ok"
