"""Writing thousands of rows with one statement. The ORM's `bulk_create` costs a model object and 40 calls a column."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection, models


def upsert(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],  # values as the fields take them
    *,
    key: str,
    keep: Collection[str] = (),
) -> None:
    """Insert `rows`, whose values stand in the order of `columns` (field names, `_id` for foreign keys).

    Where `key` is there already the row is changed instead, but for `key` itself and the columns in `keep`. A column
    of ids or times has one in every row.
    """
    names = {field.attname: str(field.column) for field in model._meta.concrete_fields}
    quoted = [connection.ops.quote_name(names[column]) for column in columns]
    changed = [names[column] for column in columns if column != key and column not in keep]
    assignments = ", ".join(f"{connection.ops.quote_name(name)} = excluded.{name}" for name in changed)
    sql = (
        f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({', '.join(quoted)}) "  # noqa: S608  (our names)
        f"VALUES ({', '.join(['%s'] * len(columns))}) ON CONFLICT ({names[key]}) DO UPDATE SET {assignments}"
    )
    values = [list(row) for row in rows]
    for place, prepare in _conversions(values[0]) if values else ():
        for row in values:
            row[place] = prepare(row[place])
    with connection.cursor() as cursor:
        cursor.executemany(sql, values)


def _conversions(row: Sequence[Any]) -> list[tuple[int, Callable[[Any], Any]]]:
    """For each place of a row whose values the database's driver wants otherwise, how."""
    found: list[tuple[int, Callable[[Any], Any]]] = []
    for place, value in enumerate(row):
        if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
            found.append((place, lambda value: value.hex))
        elif isinstance(value, datetime):
            found.append((place, lru_cache(maxsize=16)(connection.ops.adapt_datetimefield_value)))
    return found
