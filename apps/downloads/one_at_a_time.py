"""Only one worker at a time does a piece of work; when it dies, another may after a minute."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from django.core.cache import cache

log = structlog.get_logger(__name__)

HELD_SECONDS = 60
RENEW_SECONDS = 15


@contextmanager
def held(name: str) -> Iterator[bool]:
    """Hold `name` while the block runs; False where another holds it. A cache that is away lets everyone in."""
    key, token = f"held:{name}", uuid.uuid4().hex
    try:
        is_ours = cache.add(key, token, timeout=HELD_SECONDS)
    except Exception as error:  # any client error
        log.warning("not_held", name=name, error=str(error))
        yield True
        return
    if not is_ours:
        yield False
        return
    over = threading.Event()
    renewing = threading.Thread(target=_renew, args=(key, token, over), name="held", daemon=True)
    renewing.start()
    try:
        yield True
    finally:
        over.set()
        renewing.join()
        _let_go(key, token)


def _renew(key: str, token: str, over: threading.Event) -> None:
    while not over.wait(RENEW_SECONDS):
        try:
            cache.set(key, token, timeout=HELD_SECONDS)
        except Exception as error:  # any client error: the next turn tries again
            log.warning("not_held", key=key, error=str(error))


def _let_go(key: str, token: str) -> None:
    try:
        if cache.get(key) == token:
            cache.delete(key)
    except Exception as error:  # any client error: it runs out by itself
        log.warning("not_let_go", key=key, error=str(error))
