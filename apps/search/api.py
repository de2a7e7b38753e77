"""Searching over JSON (CONTRACT: `/api/search`)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router, Status

from apps.core.paging import Limit, Offset
from apps.search import queries, services
from apps.search.models import Search
from apps.search.schemas import AnswersIn, PreferencesIn, SearchIn
from apps.search.sources_api import router as sources_router

router = Router(tags=["search"])
router.add_router("", sources_router)


@router.post("/search", response={202: dict[str, Any]})
def start(request: HttpRequest, payload: SearchIn) -> Status[dict[str, Any]]:
    """Search for what the words mean; follow it on `/ws/search/{search_id}`."""
    search = services.start_search(payload.query, payload.preferences)
    return Status(202, {"search_id": str(search.id), "status": search.status})


@router.get("/search", response=dict[str, Any])
def history(request: HttpRequest, offset: Offset = 0, limit: Limit = 20) -> dict[str, Any]:
    """Past searches, the newest first."""
    return queries.history(offset, limit)


@router.delete("/search", response={204: None})
def clear_history(request: HttpRequest) -> Status[None]:
    """Forget every search."""
    services.clear_history()
    return Status(204, None)


@router.get("/search/{search_id}", response=dict[str, Any])
def read(request: HttpRequest, search_id: str) -> dict[str, Any]:
    """All that is known about a search so far."""
    return queries.search_document(_search(search_id))


@router.post("/search/{search_id}/answers", response={202: dict[str, Any]})
def answer(request: HttpRequest, search_id: str, payload: AnswersIn) -> Status[dict[str, Any]]:
    """Answer the search's question, or skip it."""
    search = services.answer_question(_search(search_id).id, payload.answers, skip=payload.skip)
    return Status(202, {"search_id": str(search.id), "status": search.status})


@router.get("/search/{search_id}/results", response=dict[str, Any])
def results(request: HttpRequest, search_id: str, offset: Offset = 0, limit: Limit = 50) -> dict[str, Any]:
    """A page of ranked results."""
    return queries.results_page(_search(search_id), offset, limit)


@router.get("/results/{result_id}", response=dict[str, Any])
def result(request: HttpRequest, result_id: str) -> dict[str, Any]:
    """One result with its ledger."""
    row = queries.find_result(result_id)
    if row is None:
        raise Http404
    return queries.result_details(row)


@router.get("/results/{result_id}/torrent")
def torrent(request: HttpRequest, result_id: str) -> HttpResponse:
    """The result's `.torrent`, fetched from its indexer; a redirect where the indexer has a magnet link alone."""
    row = queries.find_result(result_id)
    if row is None:
        raise Http404
    found = services.torrent_of(row)
    if isinstance(found, str):
        return HttpResponse(status=302, headers={"Location": found})
    name = f"{row.info_hash or row.id}.torrent"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(found, content_type="application/x-bittorrent", headers=headers)


@router.post("/results/{result_id}/allow", response=dict[str, Any])
def allow(request: HttpRequest, result_id: str) -> dict[str, Any]:
    """Let a torrent that failed before be taken all the same; the search is ranked again without that mark."""
    row = queries.find_result(result_id)
    if row is None:
        raise Http404
    return queries.result_details(services.allow_result(row))


@router.patch("/search/{search_id}", response=dict[str, Any])
def rank_again(request: HttpRequest, search_id: str, payload: PreferencesIn) -> dict[str, Any]:
    """Rank what was found by other preferences; no source is asked."""
    return queries.search_document(services.rank_again(_search(search_id), payload.preferences))


def _search(search_id: str) -> Search:
    search = queries.find_search(search_id)
    if search is None:
        raise Http404
    return search
