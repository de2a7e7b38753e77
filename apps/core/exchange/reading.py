"""Reading an export into an empty home: all of it, or nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any  # JSON, and rows of any model

from django.core import serializers
from django.core.serializers.base import DeserializationError
from django.db import DEFAULT_DB_ALIAS, DataError, IntegrityError, connection, transaction
from django.db.models import Model

from apps.core.errors import ApiError
from apps.core.exchange.tables import FORMAT, tables

ROWS_AT_ONCE = 500
LONGEST_LINE = 64 * 1024 * 1024
AGAIN = "Export again, and import that file as it is"
CHOOSE = "Choose a file that Settings or export_all wrote: its name ends in .jsonl"
MUST_BE_EMPTY = ("library.Album", "library.Playlist", "downloads.Download", "wanted.WantedAlbum")


def import_lines(lines: Iterable[bytes]) -> dict[str, int]:
    """Insert every row under its own id; what this home has of settings, sources and caches gives way.

    Returns the number of rows of each table. Raises ApiError 409 where the home has music already, 422 for a file
    that is no export, was cut off, or is of a newer version; then nothing is changed.
    """
    by_label = {model._meta.label: model for model in tables()}
    full = next((label for label in MUST_BE_EMPTY if by_label[label]._default_manager.exists()), None)
    if full is not None:
        message = (
            "Nothing was imported: this TrustTune has music already, and an import takes the place of everything. "
            "Start one with an empty data folder (TRUSTTUNE_DATA_DIR) and import there."
        )
        raise ApiError(409, "not_empty", message)
    stream = iter(lines)
    _check_header(_document(next(stream, b"")))
    try:
        with transaction.atomic():
            for model in reversed(list(by_label.values())):
                model._default_manager.all()._raw_delete(DEFAULT_DB_ALIAS)
            counts = _insert_all(stream, by_label)
            connection.check_constraints()
    except (IntegrityError, DataError, OverflowError, DeserializationError) as error:
        raise _broken("rows of the file contradict each other, so it was changed since it was made", AGAIN) from error
    return counts


def _insert_all(stream: Iterator[bytes], by_label: dict[str, type[Model]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    known = {label.lower(): model for label, model in by_label.items()}
    batch: list[dict[str, Any]] = []
    digest = hashlib.sha256()
    for rows, line in enumerate(stream):
        document = _document(line)
        if document.get("end") is True:
            _insert(batch, known, counts)
            if document.get("rows") != rows or document.get("sha256") != digest.hexdigest():
                raise _broken(
                    "the file is not as it was written: its checksum differs", "Copy it again, or export again"
                )
            return counts
        if not isinstance(document.get("fields"), dict):
            raise _broken(f"line {rows + 2} of the file is no row", AGAIN)
        digest.update(line)
        if batch and (batch[0].get("model") != document.get("model") or len(batch) >= ROWS_AT_ONCE):
            _insert(batch, known, counts)
            batch = []
        batch.append(document)
    raise _broken("the file ends too early, as after a broken copy or a full disk", "Copy it again, or export again")


def _insert(batch: Sequence[dict[str, Any]], known: dict[str, type[Model]], counts: dict[str, int]) -> None:
    """Insert rows of one table as they are. A table that this version does not know is left out."""
    model = known.get(str(batch[0].get("model"))) if batch else None
    if model is None:
        return
    rows = [each.object for each in serializers.deserialize("python", batch, ignorenonexistent=True)]
    fields = model._meta.concrete_fields
    size = connection.ops.bulk_batch_size([field.name for field in fields], rows) or len(rows)
    for start in range(0, len(rows), size):
        # bulk_create would set the moments of making and changing anew; `raw` keeps them, as for a fixture.
        model._default_manager._insert(  # type: ignore[attr-defined]
            rows[start : start + size], fields=fields, using=DEFAULT_DB_ALIAS, raw=True
        )
    counts[model._meta.label] = counts.get(model._meta.label, 0) + len(rows)


def _document(line: bytes) -> dict[str, Any]:
    if len(line) > LONGEST_LINE:
        raise _broken("a line of the file is longer than any row", AGAIN)
    try:
        document = json.loads(line)
    except (ValueError, RecursionError):
        raise _broken("that is no export of TrustTune", CHOOSE) from None
    if not isinstance(document, dict):
        raise _broken("that is no export of TrustTune", CHOOSE)
    return document


def _check_header(header: dict[str, Any]) -> None:
    version = header.get("trusttune_export")
    if not isinstance(version, int):
        raise _broken("that is no export of TrustTune", CHOOSE)
    if version > FORMAT:
        raise _broken("a newer TrustTune made that export", "Update this one first")


def _broken(why: str, advice: str) -> ApiError:
    return ApiError(422, "broken_export", f"Nothing was imported: {why}. {advice}.", field="file")
