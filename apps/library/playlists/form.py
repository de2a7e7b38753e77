"""The rules of a smart playlist as a form that needs no script: lines of field, comparison and value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from apps.library.playlists.rules import COMPARISONS, FIELDS, ORDERS, Rules, read_rules

SPARE_LINES = 2


@dataclass(frozen=True)
class FormLine:
    """One line of the form as it is shown."""

    number: int
    field: str = ""
    comparison: str = ""
    value: str = ""


def rules_from(form: QueryDict) -> Rules:
    """The rules in a posted form; lines without a field are left out. Raises ApiError 422."""
    lines = zip(form.getlist("field"), form.getlist("is"), form.getlist("value"), strict=False)
    rules = [{"field": field, "is": comparison, "value": value} for field, comparison, value in lines if field]
    limit = form.get("limit", "").strip()
    document: dict[str, Any] = {
        "match": form.get("match", "all"),
        "rules": rules,
        "order": form.get("order", "album"),
        "limit": int(limit) if limit.isdecimal() else None,
    }
    return read_rules(document)


def form_context(rules: Rules | None) -> dict[str, Any]:
    """What the form shows: the rules there are, some empty lines, and every choice."""
    known = rules.as_dict() if rules else {"match": "all", "rules": [], "order": "album", "limit": None}
    lines = [
        FormLine(number, rule["field"], rule["is"], _shown(rule["value"])) for number, rule in enumerate(known["rules"])
    ]
    lines += [FormLine(len(lines) + spare) for spare in range(SPARE_LINES if lines else SPARE_LINES + 1)]
    comparisons = {name: words for kind in COMPARISONS.values() for name, words in kind.items()}
    return {
        "lines": lines,
        "fields": [(field.name, field.words) for field in FIELDS.values()],
        "comparisons": list(comparisons.items()),
        "orders": [(name, words) for name, (words, _columns) in ORDERS.items()],
        "known": known,
    }


def _shown(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
