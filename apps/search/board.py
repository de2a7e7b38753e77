"""The lines of the contract's `sources`: how each source fares in one search, MusicBrainz among them."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from apps.search.catalogue.domain import CatalogueFailed
from apps.search.copies import Copy
from apps.search.gather import SourceAnswer
from apps.search.signals.hearsay import Hearsay
from apps.search.sources.registry import Asked

MUSICBRAINZ, REDDIT = "MusicBrainz", "Reddit"


@dataclass(slots=True)
class SourceStatus:
    """One line. `status`: pending, ok, cached, skipped, timeout or failed; `elapsed` is in seconds."""

    name: str
    kind: str
    status: str = "pending"
    count: int = 0
    elapsed: float | None = None
    error: dict[str, str] | None = None

    def as_dict(self) -> dict[str, Any]:
        """The contract's document."""
        elapsed = round(self.elapsed, 3) if self.elapsed is not None else None
        return {
            "name": self.name,
            "kind": self.kind,
            "status": self.status,
            "count": self.count,
            "elapsed": elapsed,
            "error": self.error,
        }


class SourceBoard:
    """All lines of one search."""

    def __init__(self) -> None:
        self._lines: dict[str, SourceStatus] = {}
        self._began = time.monotonic()
        self.catalogue_failed: CatalogueFailed | None = None

    @property
    def asked(self) -> Sequence[SourceStatus]:
        """The sources of torrents."""
        return [line for line in self._lines.values() if line.kind not in ("catalogue", "signals")]

    @property
    def is_waiting(self) -> bool:
        """Whether a source of torrents has still to answer."""
        return any(line.status == "pending" for line in self.asked)

    @property
    def any_answered(self) -> bool:
        """Whether at least one source of torrents did."""
        return any(line.status == "ok" for line in self.asked)

    def expect(self, asked: Asked) -> None:
        """This source is being asked."""
        self._lines.setdefault(asked.name, SourceStatus(asked.name, asked.kind))

    def settle(self, answer: SourceAnswer) -> None:
        """What came of it. A source that has once answered stays `ok`."""
        line = self._lines[answer.asked.name]
        line.elapsed = answer.elapsed
        if answer.found is not None:
            line.status, line.error = "ok", None
        elif answer.failed is not None and line.status != "ok":
            skipped = answer.asked.adapter is None
            line.status = "skipped" if skipped else "timeout" if answer.failed.code == "timeout" else "failed"
            line.error = answer.failed.as_dict()

    def settle_catalogue(self, asked: bool, failed: CatalogueFailed | None, editions: int) -> None:
        """MusicBrainz's line: what it was asked for last; a failure stands until it answers again."""
        line = self._lines.setdefault(MUSICBRAINZ, SourceStatus(MUSICBRAINZ, "catalogue", "cached"))
        if failed is not None:
            self.catalogue_failed = failed
            line.status = {"off": "skipped", "timeout": "timeout"}.get(failed.code, "failed")
            line.error = {"code": failed.code, "message": failed.message}
        elif asked:
            self.catalogue_failed = None
            line.status, line.error = "ok", None
        line.count, line.elapsed = editions, time.monotonic() - self._began

    def settle_signals(self, hearsay: Hearsay) -> None:
        """Reddit's line: how many remarks there are about kinds of copies."""
        line = SourceStatus(REDDIT, "signals", hearsay.status, len(hearsay.remarks), hearsay.elapsed, hearsay.error)
        self._lines[REDDIT] = line

    def time_out(self) -> None:
        """The time is over: who has not answered did not in time."""
        for line in self._lines.values():
            if line.status == "pending":
                line.status = "timeout"
                line.error = {"code": "timeout", "message": f"{line.name} did not answer in time."}

    def restore(self, lines: Iterable[Mapping[str, Any]]) -> None:
        """Bring back what was stored."""
        self._lines.update({line["name"]: SourceStatus(**line) for line in lines})

    def documents(self, copies: Iterable[Copy]) -> list[dict[str, Any]]:
        """The lines as JSON, with how many of these copies each source has."""
        counts = Counter(source for copy in copies for source in {offer.source for offer in copy.offers})
        for line in self.asked:
            line.count = counts[line.name]
        return [line.as_dict() for line in self._lines.values()]
