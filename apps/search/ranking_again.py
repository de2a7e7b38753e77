"""Ranking what was found once more, by other preferences: without a request to anyone."""

from collections.abc import Mapping

from django.db import transaction

from apps.core.live import publish
from apps.search import queries
from apps.search.balance import balance_for
from apps.search.domain import Preferences
from apps.search.models import Search, SearchResult
from apps.search.ranking.domain import Facts, Ranked, Wish
from apps.search.ranking.rank import rank
from apps.search.wishes import with_preferences

_CHANGED = ("rank", "score", "quality_score", "trust_score", "explanation", "tags", "warnings", "first_if")


def rank_again(search: Search, preferences: Preferences, document: Mapping[str, object]) -> Search:
    """Put the stored results in the order of these preferences (`document` is their JSON form) and tell listeners."""
    wish = with_preferences(Wish.from_dict(search.wish), preferences, balance_for(preferences))
    rows = {str(row.id): row for row in search.results.all()}
    facts = [Facts.from_dict({"id": key, "title": row.title, **row.facts}) for key, row in rows.items()]
    for ranked in rank(facts, wish):
        _write(rows[ranked.facts.id], ranked)
    search.preferences, search.wish = dict(document), wish.as_dict()
    with transaction.atomic():
        SearchResult.objects.bulk_update(rows.values(), _CHANGED, batch_size=100)
        search.save(update_fields=["preferences", "wish"])
    ordered = sorted(rows.values(), key=lambda row: row.rank)[: queries.MOST_IN_DOCUMENT]
    data = [queries.result_document(row) for row in ordered]
    publish(f"search.{search.id}", {"type": "results", "data": data, "total": len(rows)})
    return search


def _write(row: SearchResult, ranked: Ranked) -> None:
    row.rank, row.score = ranked.rank, round(ranked.score, 2)
    row.quality_score, row.trust_score = round(ranked.quality_score, 1), round(ranked.trust_score, 1)
    row.explanation, row.tags, row.warnings = ranked.explanation, list(ranked.tags), list(ranked.warnings)
    row.first_if = ranked.ledger.first_if.as_dict() if ranked.ledger.first_if else None
