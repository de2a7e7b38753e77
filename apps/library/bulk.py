"""Writing thousands of rows with one statement. The ORM's `bulk_create` costs a model object and 40 calls a column."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
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

    Where `key` is there already the row is changed instead, but for `key` itself and the columns in `keep`.
    """
    names = {field.attname: str(field.column) for field in model._meta.concrete_fields}
    quoted = [connection.ops.quote_name(names[column]) for column in columns]
    changed = [names[column] for column in columns if column != key and column not in keep]
    assignments = ", ".join(f"{connection.ops.quote_name(name)} = excluded.{name}" for name in changed)
    sql = (
        f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({', '.join(quoted)}) "  # noqa: S608  (our names)
        f"VALUES ({', '.join(['%s'] * len(columns))}) ON CONFLICT ({names[key]}) DO UPDATE SET {assignments}"
    )
    with connection.cursor() as cursor:
        cursor.executemany(sql, [[_prepared(value) for value in row] for row in rows])


def _prepared(value: Any) -> Any:
    """The value as the database's driver takes it."""
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value
