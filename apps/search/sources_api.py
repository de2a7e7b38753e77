"""Sources over JSON: list, add, switch, try, remove. A key is taken, never given."""

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema, Status

from apps.search import source_settings
from apps.search.models import Source
from apps.search.sources.registry import ensure_sources

router = Router(tags=["sources"])


class SourceIn(Schema):
    name: str
    url: str
    key: str = ""


class SourceChanges(Schema):
    enabled: bool


@router.get("/sources", response=dict[str, Any])
def list_sources(request: HttpRequest) -> dict[str, Any]:
    """Every source with how it has behaved."""
    ensure_sources()
    items = [source_document(row) for row in Source.objects.all()]
    return {"items": items, "total": len(items), "offset": 0, "limit": len(items)}


@router.post("/sources", response={201: dict[str, Any]})
def add(request: HttpRequest, payload: SourceIn) -> Status[dict[str, Any]]:
    """Add a Torznab indexer."""
    return Status(201, source_document(source_settings.add_source(payload.name, payload.url, payload.key)))


@router.patch("/sources/{int:source_id}", response=dict[str, Any])
def change(request: HttpRequest, source_id: int, payload: SourceChanges) -> dict[str, Any]:
    """Ask it from now on, or no more."""
    source_settings.switch_source(_source(source_id), payload.enabled)
    return source_document(_source(source_id))


@router.post("/sources/{int:source_id}/test", response=dict[str, Any])
async def test(request: HttpRequest, source_id: int) -> dict[str, Any]:
    """Ask it now, and say how that went."""
    source = await Source.objects.filter(id=source_id).afirst()
    if source is None:
        raise Http404
    trial = await source_settings.try_source(source)
    return {"worked": trial.worked, "message": trial.message}


@router.delete("/sources/{int:source_id}", response={204: None})
def remove(request: HttpRequest, source_id: int) -> Status[None]:
    """Forget a source that was added here; one of the environment is switched off instead."""
    source = _source(source_id)
    if source.from_environment:
        source_settings.switch_source(source, enabled=False)
    else:
        source.delete()
    return Status(204, None)


def source_document(row: Source) -> dict[str, Any]:
    """A source as JSON, without its key and without a key in its address."""
    return {
        "id": row.id,
        "name": row.name,
        "kind": row.kind,
        "host": row.host,
        "enabled": row.enabled,
        "from_environment": row.from_environment,
        "has_key": bool(row.key),
        "asked": row.asked,
        "answered": row.answered,
        "results": row.results,
        "mean_elapsed": round(row.mean_elapsed, 3) if row.mean_elapsed is not None else None,
        "failures_in_a_row": row.failures_in_a_row,
        "last_asked_at": row.last_asked_at.isoformat() if row.last_asked_at else None,
        "resting_until": row.retry_at.isoformat() if row.retry_at else None,
        "last_error": row.last_error,
    }


def _source(source_id: int) -> Source:
    row = Source.objects.filter(id=source_id).first()
    if row is None:
        raise Http404
    return row
