"""Searching over JSON (CONTRACT: `/api/search`)."""

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Query, Router, Status

from apps.search import queries, services
from apps.search.models import Search
from apps.search.schemas import AnswersIn, SearchIn

router = Router(tags=["search"])
Offset = Annotated[int, Query(ge=0)]
Limit = Annotated[int, Query(ge=1, le=500)]


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


def _search(search_id: str) -> Search:
    search = queries.find_search(search_id)
    if search is None:
        raise Http404
    return search
