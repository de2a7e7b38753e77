"""What a running search writes down and tells its listeners, stage by stage."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from asgiref.sync import sync_to_async
from django.db import transaction
from django.utils import timezone

from apps.core.live import apublish
from apps.search.copies import Copy
from apps.search.models import Search, SearchResult, SearchStatus
from apps.search.queries import MOST_IN_DOCUMENT, result_document
from apps.search.ranking.domain import Ranked, Wish
from apps.search.ranking.standing import believed_seeders
from apps.search.services import enqueue

_COLUMNS = tuple(each.attname for each in SearchResult._meta.concrete_fields if each.attname not in ("id", "search_id"))


class Journal:
    """Writes to one search's row and results, and publishes on its topic. What is published is already stored."""

    def __init__(self, search: Search) -> None:
        self.search = search
        self._topic = f"search.{search.id}"
        self._stored: dict[uuid.UUID, tuple[object, ...]] = {}

    async def progress(self, message: str, **known: Any) -> None:
        """Say what is happening, with whatever became known: `parsed`, `match`, `sources`, `questions`."""
        await self._update(message=message, **known)
        told = {name: getattr(self.search, name) for name in ("parsed", "match", "sources")}
        await apublish(self._topic, {"type": "progress", "message": message, **told})

    async def ask(self, question: dict[str, Any]) -> None:
        """Put the one question. The search goes on meanwhile with its default."""
        await self._update(questions=[question], status=SearchStatus.ASKING)
        await apublish(self._topic, {"type": "question", "questions": [question], **question})

    async def results(
        self, ranked: Sequence[Ranked], wish: Wish, copies: Mapping[uuid.UUID, Copy], release_mbid: str | None
    ) -> None:
        """Store the ranked list as it is now and send its beginning."""
        self.search.wish = wish.as_dict()
        rows = [_row(self.search, each, copies[uuid.UUID(each.facts.id)], release_mbid) for each in ranked]
        await sync_to_async(self._store)(rows)
        data = [result_document(row) for row in rows[:MOST_IN_DOCUMENT]]
        await apublish(self._topic, {"type": "results", "data": data, "total": len(rows)})

    async def finish(self, status: SearchStatus, message: str, error: dict[str, str] | None = None) -> None:
        """End the run: done, failed, or still asking (unless the answer came this very moment: then it runs again)."""
        ended = {"status": status, "message": message, "error": error, "finished_at": timezone.now()}
        if status == SearchStatus.ASKING:
            asking = Search.objects.filter(id=self.search.id, answers__isnull=True)
            if not await asking.aupdate(running=False, **ended):
                await self._update(running=False)
                await sync_to_async(enqueue)(self.search)
            return
        await self._update(running=False, **ended)
        if status == SearchStatus.FAILED:
            await apublish(self._topic, {"type": "error", **(error or {})})
        else:
            count = self.search.results_count
            await apublish(self._topic, {"type": "done", "results_count": count, "message": message, "error": error})

    async def answers(self) -> dict[str, Any] | None:
        """What was answered since; None while nothing was."""
        row = await Search.objects.filter(id=self.search.id).values("answers").afirst()
        return row["answers"] if row else None

    async def _update(self, **values: Any) -> None:
        for name, value in values.items():
            setattr(self.search, name, value)
        await Search.objects.filter(id=self.search.id).aupdate(**values)

    def _store(self, rows: list[SearchResult]) -> None:
        """Write what is other than it was written last. Several hundred rows come again with every answer."""
        values = {row.id: tuple(getattr(row, name) for name in _COLUMNS) for row in rows}
        changed = [row for row in rows if self._stored.get(row.id) != values[row.id]]
        before = SearchResult.objects.filter(search=self.search)
        gone = self._stored.keys() - values.keys()
        with transaction.atomic():
            if not self._stored:
                before.exclude(id__in=list(values)).delete()
            elif gone:
                before.filter(id__in=gone).delete()
            SearchResult.objects.bulk_create(
                changed, update_conflicts=True, unique_fields=["id"], update_fields=_COLUMNS, batch_size=200
            )
            Search.objects.filter(id=self.search.id).update(results_count=len(rows), wish=self.search.wish)
        self._stored = values
        self.search.results_count = len(rows)


def _row(search: Search, ranked: Ranked, copy: Copy, release_mbid: str | None) -> SearchResult:
    facts = ranked.facts
    fit = facts.fit
    mbid = (fit.release_mbid if fit and fit.release_mbid else None) or release_mbid
    match = {"release_mbid": mbid, "confidence": round(ranked.ledger.value("match") / 100, 3)}
    return SearchResult(
        id=copy.id,
        search=search,
        title=facts.title,
        info_hash=copy.info_hash,
        info_hash_v2=copy.info_hash_v2,
        magnet_link=copy.magnet or None,
        size_bytes=facts.size,
        seeders=believed_seeders(facts),
        leechers=facts.leechers,
        format=facts.format or None,
        bitrate=facts.bitrate,
        bit_depth=facts.bit_depth,
        sample_rate=facts.sample_rate,
        medium=facts.medium or None,
        year=facts.year,
        edition=facts.edition or None,
        source=copy.sources[0],
        sources=list(copy.sources),
        published_at=copy.published_at,
        quality_score=round(ranked.quality_score, 1),
        trust_score=round(ranked.trust_score, 1),
        rank=ranked.rank,
        explanation=ranked.explanation,
        tags=list(ranked.tags),
        match=match,
        warnings=list(ranked.warnings),
        score=round(ranked.score, 2),
        first_if=ranked.ledger.first_if.as_dict() if ranked.ledger.first_if else None,
        facts=facts.as_dict(),
        fit=fit.as_dict() if fit else None,
        offers=[offer.as_dict() for offer in copy.offers],
    )
