"""Which workers live: each writes a key into the cache that expires unless it is written again."""

import structlog
from django.core.cache import cache

log = structlog.get_logger(__name__)

BEAT_SECONDS = 5
DEAD_AFTER_SECONDS = 20


def beat(role: str, node: str) -> None:
    """Say that a worker of `role` lives on `node`. A Redis that is away is logged, never fatal."""
    try:
        cache.set(f"heartbeat:{role}", node, timeout=DEAD_AFTER_SECONDS)
    except Exception as error:  # any client error: the next beat is the retry
        log.warning("heartbeat_failed", role=role, error=str(error))


def alive(role: str) -> bool:
    """Whether any worker of `role` gave a sign in the last 20 s. Raises what the cache raises."""
    return cache.get(f"heartbeat:{role}") is not None
