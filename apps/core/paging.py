"""Pages of rows over JSON: `{"items", "total", "offset", "limit"}` (CONTRACT.md)."""

from collections.abc import Callable, Iterable
from typing import Annotated, Any

from django.db.models import QuerySet
from ninja import Query

LARGEST_PAGE = 500
FARTHEST = 2**53  # what JSON can count to; a database's own integers end not far beyond
Offset = Annotated[int, Query(ge=0, le=FARTHEST)]
Limit = Annotated[int, Query(ge=1, le=FARTHEST)]


def page_document(
    rows: QuerySet[Any], documents: Callable[[Iterable[Any]], list[dict[str, Any]]], offset: int, limit: int
) -> dict[str, Any]:
    """One page of `rows`. Whoever asks for more than `LARGEST_PAGE` gets that many; `limit` in the answer says so."""
    limit = min(limit, LARGEST_PAGE)
    items = documents(part_of(rows, offset, limit))
    return {"items": items, "total": rows.order_by().count(), "offset": offset, "limit": limit}


def part_of(rows: QuerySet[Any], offset: int, limit: int) -> list[Any]:
    """`limit` rows from number `offset` on. Their keys are found first: sorting whole rows takes far longer."""
    return in_order(rows, list(rows.values_list("pk", flat=True)[offset : offset + limit]))


def in_order(rows: QuerySet[Any], keys: list[Any]) -> list[Any]:
    """Those of `rows` that have these keys, in the order of the keys."""
    found = {row.pk: row for row in rows.order_by().filter(pk__in=keys)} if keys else {}
    return [found[key] for key in keys if key in found]


def each(document: Callable[[Any], dict[str, Any]]) -> Callable[[Iterable[Any]], list[dict[str, Any]]]:
    """`document` for a whole page, row by row."""
    return lambda rows: [document(row) for row in rows]
