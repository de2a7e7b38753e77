"""What can be read about searches: the contract's documents, pages of results, the history."""

import uuid
from typing import Any

from django.conf import settings

from apps.core.paging import each, page_document
from apps.search.claims import seeder_claims
from apps.search.models import Search, SearchResult

MOST_IN_DOCUMENT = 200  # results in one search document or live event; the rest comes page by page
_COLUMNS = (
    "title", "magnet_link", "size_bytes", "seeders", "leechers", "format", "bitrate", "bit_depth", "sample_rate",
    "medium", "year", "edition", "source", "sources", "quality_score", "trust_score", "rank", "explanation", "tags",
    "match", "warnings", "score", "fit",
)  # fmt: skip


def search_document(search: Search, most: int = MOST_IN_DOCUMENT) -> dict[str, Any]:
    """The contract's answer for one search, with its first `most` results in order."""
    return {
        "search_id": str(search.id),
        "query": search.query,
        "status": search.status,
        "message": search.message,
        "parsed": search.parsed,
        "questions": search.questions,
        "match": search.match,
        "sources": search.sources,
        "results": [result_document(row) for row in search.results.all()[:most]],
        "results_count": search.results_count,
        "error": search.error,
    }


def results_page(search: Search, offset: int, limit: int) -> dict[str, Any]:
    """`{"items", "total", "offset", "limit"}` of a search's ranked results."""
    return page_document(search.results.all(), each(result_document), offset, limit)


def result_document(row: SearchResult) -> dict[str, Any]:
    """The contract's result. `torrent_url` is a link on this server, or None.

    Beyond the contract: `seeders_counted` (what the trackers told, or None), `seeders_claimed` (`seeder_claims`) and
    `failed_before` (why it, or one with the same files, failed, or None).
    """
    document: dict[str, Any] = {"result_id": str(row.id), "info_hash": row.info_hash or row.info_hash_v2[:40] or None}
    document |= {name: getattr(row, name) for name in _COLUMNS}
    document["torrent_url"] = torrent_link(row)
    document["seeders_counted"] = row.facts.get("seeders_counted")
    document["seeders_claimed"] = seeder_claims(row.offers, row.facts)
    document["failed_before"] = row.facts.get("trouble") or None
    document["published_at"] = row.published_at.isoformat() if row.published_at else None
    return document


def result_details(row: SearchResult) -> dict[str, Any]:
    """A result with its ledger: every component, its weight and its evidence."""
    return result_document(row) | {"ledger": row.ledger}


def torrent_link(row: SearchResult) -> str | None:
    """Where this server hands out the result's `.torrent`, if one of its sources has it."""
    if not any(offer.get("torrent_url") for offer in row.offers):
        return None
    return f"{settings.BASE_PATH.rstrip('/')}/api/results/{row.id}/torrent"


def history(offset: int = 0, limit: int = 20) -> dict[str, Any]:
    """A page of past searches, the newest first."""
    return page_document(Search.objects.filter(unattended=False), each(_past), offset, limit)


def _past(row: Search) -> dict[str, Any]:
    return {
        "search_id": str(row.id),
        "query": row.query,
        "timestamp": row.timestamp.isoformat(),
        "status": row.status,
        "results_count": row.results_count,
        "selected_torrent": row.selected_torrent,
    }


def find_search(search_id: str | uuid.UUID) -> Search | None:
    """The search by that id; None where there is none, or it is no id at all."""
    return Search.objects.filter(id=key).first() if (key := _as_uuid(search_id)) else None


def find_result(result_id: str | uuid.UUID) -> SearchResult | None:
    """The result by that id; None where there is none, or it is no id at all."""
    return SearchResult.objects.filter(id=key).first() if (key := _as_uuid(result_id)) else None


def _as_uuid(value: str | uuid.UUID) -> uuid.UUID | None:
    try:
        return value if isinstance(value, uuid.UUID) else uuid.UUID(value)
    except ValueError:
        return None
