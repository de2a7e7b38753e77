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

    field: str = ""
    comparison: str = ""
    value: str = ""


def rules_from(form: QueryDict) -> Rules:
    """The rules in a posted form; lines without a field are left out. Raises ApiError 422."""
    typed = _typed(form)
    limit = typed["limit"]
    return read_rules({**typed, "limit": (int(limit) if limit.isdecimal() else limit) or None})


def form_context(rules: Rules | None) -> dict[str, Any]:
    """What the form shows: the rules there are, some empty lines, and every choice."""
    return _shown_form(rules.as_dict() if rules else {"match": "all", "rules": [], "order": "album", "limit": None})


def typed_context(form: QueryDict) -> dict[str, Any]:
    """The same with what a person typed, which could not be read."""
    return _shown_form(_typed(form))


def _typed(form: QueryDict) -> dict[str, Any]:
    lines = zip(form.getlist("field"), form.getlist("is"), form.getlist("value"), strict=False)
    return {
        "match": form.get("match", "all"),
        "rules": [{"field": field, "is": comparison, "value": value} for field, comparison, value in lines if field],
        "order": form.get("order", "album"),
        "limit": form.get("limit", "").strip(),
    }


def _shown_form(known: dict[str, Any]) -> dict[str, Any]:
    lines = [FormLine(rule["field"], rule["is"], _shown(rule["value"])) for rule in known["rules"]]
    lines += [FormLine()] * (SPARE_LINES if lines else SPARE_LINES + 1)
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
