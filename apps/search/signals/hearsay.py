"""What people say about an album's copies: out of the cache, else asked once; only where that is switched on."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass

import structlog
from asgiref.sync import sync_to_async
from constance import config
from django.conf import settings
from django.core.cache import cache

from apps.search.likeness import folded
from apps.search.signals.domain import Remark
from apps.search.signals.reading import remarks_in
from apps.search.signals.reddit import PUBLIC_URL, SignalsFailed, find_posts

log = structlog.get_logger(__name__)

WITHIN = 2.5  # seconds
FAIR = 1.0  # seconds: who does not answer in less is not at fault
KEPT = 7 * 86_400  # seconds that remarks are kept
KEPT_EMPTY = 86_400
REST, LONGEST_REST = 600.0, 6 * 3600.0  # seconds in which it is left alone after a failure
_RESTING = "search-signals-rest"


@dataclass(frozen=True, slots=True)
class Hearsay:
    """What was found, and how that went: `status` and `error` are those of the contract's `sources`."""

    remarks: tuple[Remark, ...] = ()
    status: str = "ok"
    error: dict[str, str] | None = None
    elapsed: float = 0.0


def address() -> str:
    """Where to ask: what the environment names, else Reddit itself once a person switched it on; "" is off."""
    return str(settings.REDDIT_URL or (PUBLIC_URL if config.REDDIT_SIGNALS else ""))


async def ask_around(artist: str, album: str, within: float) -> Hearsay | None:
    """What people say about copies of the album, within `within` seconds; None where nobody is to be asked.

    Never raises. A cache that is away costs a request; a Reddit that fails is left alone for a while.
    """
    url = await sync_to_async(address)()
    if not url or not artist or not album:
        return None
    started = time.monotonic()
    key = _key(artist, album)
    kept = await sync_to_async(_recall)(key)
    if kept is not None:
        return Hearsay(kept, "cached")
    if await sync_to_async(_is_resting)():
        error = {"code": "resting", "message": "Reddit failed a short while ago and is left alone for some minutes."}
        return Hearsay(status="skipped", error=error)
    try:
        posts = await find_posts(url, artist, album, min(WITHIN, within))
    except SignalsFailed as failed:
        if failed.code != "timeout" or within >= FAIR:  # else it was our time that was short
            await sync_to_async(_let_rest)(failed.retry_after or REST)
        log.info("signals_failed", code=failed.code)
        status = "timeout" if failed.code == "timeout" else "failed"
        error = {"code": failed.code, "message": failed.message}
        return Hearsay((), status, error, time.monotonic() - started)
    remarks = remarks_in(posts, artist, album)
    await sync_to_async(_remember)(key, remarks)
    return Hearsay(remarks, elapsed=time.monotonic() - started)


def _key(artist: str, album: str) -> str:
    names = f"{folded(artist)}|{folded(album)}".encode()
    return f"search-signals-{hashlib.sha1(names, usedforsecurity=False).hexdigest()}"


def _recall(key: str) -> tuple[Remark, ...] | None:
    try:
        kept = cache.get(key)
        return tuple(map(Remark.from_dict, kept)) if isinstance(kept, list) else None
    except Exception as error:  # any client error of the cache, or what another version left there
        log.info("signals_not_recalled", error=str(error))
        return None


def _remember(key: str, remarks: tuple[Remark, ...]) -> None:
    _set(key, [remark.as_dict() for remark in remarks], KEPT if remarks else KEPT_EMPTY)


def _is_resting() -> bool:
    try:
        return bool(cache.get(_RESTING))
    except Exception:  # any client error of the cache: ask, then
        return False


def _let_rest(seconds: float) -> None:
    _set(_RESTING, True, min(LONGEST_REST, seconds))


def _set(key: str, value: object, seconds: float) -> None:
    try:
        cache.set(key, value, seconds)
    except Exception as error:  # any client error of the cache
        log.info("signals_not_kept", error=str(error))
