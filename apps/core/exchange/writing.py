"""Writing everything down."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core import serializers
from django.db import connection, transaction
from django.utils import timezone

from apps.core.exact_json import ExactEncoder
from apps.core.exchange.secrets import without_secrets
from apps.core.exchange.tables import FORMAT, tables

ROWS_AT_ONCE = 500


def export_lines(*, secrets: bool = False) -> Iterator[str]:
    """The lines of an export, each with its line break, all of one moment. Run it to its end in one thread.

    Passwords and keys are in it only with `secrets`.
    """
    rows, digest = 0, hashlib.sha256()
    with _one_moment():
        counts = {model._meta.label: model._default_manager.count() for model in tables()}
        yield _line({
            "trusttune_export": FORMAT,
            "version": settings.VERSION,
            "made_at": timezone.now(),
            "secrets": secrets,
            "tables": counts,
        })  # fmt: skip
        for line in _rows(secrets):
            rows += 1
            digest.update(line.encode())
            yield line
    yield _line({"end": True, "rows": rows, "sha256": digest.hexdigest()})


def _rows(secrets: bool) -> Iterator[str]:
    serializer = serializers.get_serializer("python")()
    for model in tables():
        found = model._default_manager.order_by("pk").iterator(chunk_size=ROWS_AT_ONCE)
        for row in found:
            document = serializer.serialize([row])[0]
            yield _line(document if secrets else without_secrets(document))


def _line(document: object) -> str:
    return json.dumps(document, cls=ExactEncoder, ensure_ascii=False, separators=(",", ":")) + "\n"


@contextmanager
def _one_moment() -> Iterator[None]:
    """See the database as it is now until the end, without keeping anyone from writing."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")  # Django's own transactions here would lock writers out
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
        return
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield
