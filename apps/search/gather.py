"""Asking every source at once, each with its own deadline: one that is slow or broken costs only itself."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Any

import structlog

from apps.search.sources.domain import Found, SourceFailed, Terms
from apps.search.sources.registry import Asked

log = structlog.get_logger(__name__)

MUSICBRAINZ = "MusicBrainz"


@dataclass(frozen=True, slots=True)
class SourceAnswer:
    """What came of asking one source: `found`, or why not. `elapsed` is in seconds."""

    asked: Asked
    terms: Terms
    found: Found | None
    failed: SourceFailed | None
    elapsed: float


@dataclass(slots=True)
class SourceStatus:
    """One line of the contract's `sources`. `status`: pending, ok, cached, skipped, timeout or failed."""

    name: str
    kind: str
    status: str = "pending"
    count: int = 0
    elapsed: float | None = None
    error: dict[str, str] | None = None

    def as_dict(self) -> dict[str, Any]:
        """The contract's document; `elapsed` is in seconds."""
        elapsed = round(self.elapsed, 3) if self.elapsed is not None else None
        return {
            "name": self.name,
            "kind": self.kind,
            "status": self.status,
            "count": self.count,
            "elapsed": elapsed,
            "error": self.error,
        }


async def ask_source(asked: Asked, terms: Terms, within: float) -> SourceAnswer:
    """Ask one source, for no longer than its own deadline or `within` seconds. Never raises but when cancelled."""
    started = time.monotonic()
    if asked.adapter is None:
        return SourceAnswer(asked, terms, None, asked.skipped, 0.0)
    limit = max(0.1, min(asked.adapter.deadline, within))
    failed: SourceFailed
    try:
        async with asyncio.timeout(limit):
            found = await asked.adapter.search(terms)
        return SourceAnswer(asked, terms, found, None, time.monotonic() - started)
    except SourceFailed as error:
        failed = error
    except TimeoutError:
        failed = SourceFailed("timeout", f"{asked.name} did not answer within {limit:.1f} s.", permanent=False)
    except Exception as cause:  # a fault of ours in one adapter must not cost the other sources' results
        log.exception("source_crashed", source=asked.name, exc_info=cause)
        failed = SourceFailed("internal", f"{asked.name} sent something unexpected; the log has it.", permanent=True)
    return SourceAnswer(asked, terms, None, failed, time.monotonic() - started)


def settle(status: SourceStatus, answer: SourceAnswer) -> None:
    """Write what came of it into the source's line. A source that has once answered stays `ok`."""
    status.elapsed = answer.elapsed
    if answer.found is not None:
        status.status, status.error = "ok", None
    elif answer.failed is not None and status.status != "ok":
        skipped = answer.asked.adapter is None
        status.status = "skipped" if skipped else "timeout" if answer.failed.code == "timeout" else "failed"
        status.error = answer.failed.as_dict()
