"""Asking every source at once, each with its own deadline: one that is slow or broken costs only itself."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

import structlog

from apps.search.sources.domain import Found, SourceFailed, Terms
from apps.search.sources.registry import Asked, note_answer, note_failure

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SourceAnswer:
    """What came of asking one source: `found`, or why not. `elapsed` is in seconds."""

    asked: Asked
    terms: Terms
    found: Found | None
    failed: SourceFailed | None
    elapsed: float


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


def note(answer: SourceAnswer) -> None:
    """Keep what an answer teaches about its source. Synchronous."""
    if answer.found is not None:
        note_answer(answer.asked, answer.found, answer.elapsed)
    elif answer.failed is not None:
        note_failure(answer.asked, answer.failed)
