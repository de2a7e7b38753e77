"""Rows that are taken out of the database with everything that depends on them, and put back as they were."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.admin.utils import NestedObjects
from django.core import serializers
from django.db import DEFAULT_DB_ALIAS
from django.db.models import ForeignKey, Model

from apps.core.exact_json import ExactEncoder

Relink = list[str]  # model label, primary key, field, what it pointed to


def take_out(rows: Sequence[Model]) -> tuple[str, list[Relink]]:
    """What deleting these rows deletes, as JSON, and the links to them that deleting clears. Deletes nothing."""
    collector = NestedObjects(using=DEFAULT_DB_ALIAS)
    collector.collect(rows)
    gone = [each for instances in collector.data.values() for each in instances]
    links: Mapping[Any, Any] = collector.field_updates  # (field, value) → groups of rows; its types are Django 4.1's
    relinks = [
        [row._meta.label, str(row.pk), field.name, str(getattr(row, field.attname))]
        for (field, value), groups in links.items()
        if value is None
        for group in groups
        for row in group
    ]
    return serializers.serialize("json", gone, cls=ExactEncoder), relinks


def in_the_way(rows: str) -> list[Model]:
    """Rows of today that have what only one row may have, such as an album's identity, and `rows` has it, too."""
    by_model: dict[type[Model], list[Model]] = {}
    for each in serializers.deserialize("json", rows, ignorenonexistent=True):
        by_model.setdefault(type(each.object), []).append(each.object)
    found: list[Model] = []
    for model, objects in by_model.items():
        for field in model._meta.concrete_fields:
            if field.unique and not field.primary_key:
                taken = {f"{field.attname}__in": [getattr(each, field.attname) for each in objects]}
                found += model._default_manager.filter(**taken).exclude(pk__in=[each.pk for each in objects])
    return found


def put_back(rows: str, relinks: Iterable[Relink]) -> int:
    """Insert what `take_out` wrote; what depends on a row that is gone meanwhile is left out. Returns the number."""
    objects = [each.object for each in serializers.deserialize("json", rows, ignorenonexistent=True)]
    back = {(type(each), each.pk) for each in objects}
    count = 0
    for each in objects:
        if all(_stands(field, getattr(each, field.attname), back) for field in _links(each)):
            each.save_base(raw=True)
            count += 1
    for label, key, field, value in relinks:
        apps.get_model(label)._default_manager.filter(pk=key, **{f"{field}__isnull": True}).update(
            **{f"{field}_id": value}
        )
    return count


def _links(row: Model) -> list[ForeignKey[Any, Any]]:
    return [field for field in row._meta.concrete_fields if isinstance(field, ForeignKey)]


def _stands(field: ForeignKey[Any, Any], key: UUID | str | None, back: set[tuple[type[Model], Any]]) -> bool:
    target = field.related_model
    if key is None or (target, key) in back:
        return True
    return bool(target._default_manager.filter(pk=key).exists())
