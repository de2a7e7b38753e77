"""Smart playlists: rules over what is known of tracks, read from JSON and turned into a query.

`{"match": "all"|"any", "rules": [{"field", "is", "value"}, …], "order": …, "limit": n|null}`; the fields with their
comparisons are in FIELDS and COMPARISONS.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import and_, or_
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, Q, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone

from apps.core.errors import ApiError
from apps.library.models import Track

WHOLE = slice(None)
MOST_RULES, LONGEST_VALUE, LARGEST_LIMIT = 30, 200, 10_000
TEXT, NUMBER, MOMENT, FLAG = "text", "number", "moment", "flag"


@dataclass(frozen=True, slots=True)
class Field:
    """What a rule may speak of: its column and kind; `factor` leads from the unit of people to that of the column."""

    name: str
    words: str
    column: str
    kind: str
    factor: float = 1


FIELDS = {
    field.name: field
    for field in (
        Field("artist", "Artist", "artist_name", TEXT),
        Field("album", "Album", "album_title", TEXT),
        Field("title", "Title", "title", TEXT),
        Field("genre", "Genre", "genre", TEXT),
        Field("composer", "Composer", "composer", TEXT),
        Field("format", "Format", "format", TEXT),
        Field("lossless", "Lossless", "lossless", FLAG),
        Field("bit_depth", "Bit depth", "bit_depth", NUMBER),
        Field("sample_rate", "Sample rate in kHz", "sample_rate", NUMBER, 1000),
        Field("bitrate", "Bitrate in kbit/s", "bitrate", NUMBER, 1000),
        Field("year", "Year", "year", NUMBER),
        Field("minutes", "Minutes", "duration", NUMBER, 60),
        Field("trust", "Trust", "album__trust", TEXT),
        Field("play_count", "Plays", "play_count", NUMBER),
        Field("last_played", "Last played", "last_played_at", MOMENT),
        Field("added", "Added", "added_at", MOMENT),
        Field("starred", "Starred", "starred_at__isnull", FLAG),
        Field("path", "Folder or file", "file_path", TEXT),
    )
}
COMPARISONS: dict[str, dict[str, str]] = {
    TEXT: {
        "is": "is",
        "is_not": "is not",
        "contains": "contains",
        "lacks": "lacks",
        "begins": "begins with",
    },
    NUMBER: {"is": "is", "is_not": "is not", "at_least": "is at least", "at_most": "is at most"},
    MOMENT: {
        "in_last": "in the last days",
        "not_in_last": "not in the last days",
        "before": "before",
        "after": "after",
    },
    FLAG: {"is": "is"},
}
ORDERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "album": (
        "Album by album",
        ("artist__sort_key", "album__year", "album_id", "disc_number", "track_number", "id"),
    ),
    "added": ("Newest first", ("-added_at", "id")),
    "plays": ("Most played first", ("-play_count", "id")),
    "least_played": ("Least played first", ("play_count", "id")),
    "played": ("Last played first", ("-last_played_at", "id")),
    "year": ("Oldest first", ("year", "album_id", "disc_number", "track_number", "id")),
    "title": ("By title", ("title", "id")),
    "random": ("Shuffled anew each day", ()),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One line: a field, how it is compared, and with what (already of the column's unit)."""

    field: Field
    comparison: str
    value: str | float | bool

    def as_dict(self) -> dict[str, Any]:
        """The JSON form, in the unit of people."""
        value = self.value / self.field.factor if isinstance(self.value, float) else self.value
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return {"field": self.field.name, "is": self.comparison, "value": value}


@dataclass(frozen=True, slots=True)
class Rules:
    """What is in a smart playlist. `limit` None means everything."""

    rules: tuple[Rule, ...]
    match_all: bool = True
    order: str = "album"
    limit: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """The JSON form; `read_rules` reads it back."""
        return {
            "match": "all" if self.match_all else "any",
            "rules": [rule.as_dict() for rule in self.rules],
            "order": self.order,
            "limit": self.limit,
        }


def read_rules(document: object) -> Rules:
    """Rules out of untrusted JSON. Raises ApiError 422 with the field that is wrong."""
    if not isinstance(document, Mapping):
        raise _wrong("Rules are an object with match, rules, order and limit.", "rules")
    lines, order, limit = document.get("rules"), document.get("order", "album"), document.get("limit")
    if not isinstance(lines, list) or len(lines) > MOST_RULES:
        raise _wrong(f"Give a list of at most {MOST_RULES} rules.", "rules")
    if document.get("match", "all") not in ("all", "any"):
        raise _wrong("Match is all or any.", "match")
    if order not in ORDERS:
        raise _wrong(f"The order is one of {', '.join(ORDERS)}.", "order")
    if limit is not None and (not isinstance(limit, int) or isinstance(limit, bool) or not 0 < limit <= LARGEST_LIMIT):
        raise _wrong(f"The limit is a number from 1 to {LARGEST_LIMIT}.", "limit")
    read = tuple(_rule(line) for line in lines)
    return Rules(read, document.get("match", "all") == "all", str(order), limit)


def tracks_of(rules: Rules, seed: str = "", part: slice = WHOLE) -> list[Track]:
    """The tracks that the rules name, in their order, or a `part` of them; those that are missing are left out.

    A shuffled list is the same all day for the same `seed`.
    """
    return in_order(list(keys_of(rules, seed)[part]))


def keys_of(rules: Rules, seed: str = "") -> QuerySet[Track, UUID] | list[UUID]:
    """The ids of those tracks: what sorts ids alone sorts far less than whole rows."""
    found = matching(rules)
    if rules.order != "random":
        ordered = found.order_by(*ORDERS[rules.order][1]).values_list("pk", flat=True)
        return ordered[: rules.limit] if rules.limit else ordered
    keys = sorted(found.order_by().values_list(Cast("pk", CharField()), flat=True))  # UUIDs are slow to make
    dice = random.Random(f"{seed}{timezone.localdate()}")  # noqa: S311  (no secret)
    return [UUID(key) for key in dice.sample(keys, min(rules.limit or len(keys), len(keys)))]


def matching(rules: Rules) -> QuerySet[Track]:
    """The tracks that the rules name, without order or limit."""
    return Track.objects.filter(_conditions(rules))


def counted(several: Sequence[Rules]) -> list[int]:
    """How many tracks each of these rules names, limits aside; one look at the library for all of them."""
    if not several:
        return []
    counts = {f"of_{n}": Count("pk", filter=_conditions(rules)) for n, rules in enumerate(several)}
    return list(Track.objects.aggregate(**counts).values())


def in_order(keys: list[UUID], columns: Sequence[str] = ()) -> list[Track]:
    """These tracks in this order; `columns` names those that are needed, if not all."""
    rows: dict[UUID, Track] = {}
    for start in range(0, len(keys), 500):
        rows |= Track.objects.only(*columns).in_bulk(keys[start : start + 500])
    return [rows[key] for key in keys if key in rows]


def _conditions(rules: Rules) -> Q:
    present = Q(state=Track.State.PRESENT)
    if not rules.rules:
        return present
    return present & reduce(and_ if rules.match_all else or_, (_condition(rule) for rule in rules.rules))


def _rule(line: object) -> Rule:
    if not isinstance(line, Mapping):
        raise _wrong("A rule is an object with field, is and value.", "rules")
    field = FIELDS.get(str(line.get("field")))
    if field is None:
        raise _wrong(f"Rules know no field {str(line.get('field'))[:40]!r}.", "field")
    comparison = str(line.get("is", "is"))
    if comparison not in COMPARISONS[field.kind]:
        raise _wrong(f"{field.words} is compared by one of {', '.join(COMPARISONS[field.kind])}.", "is")
    return Rule(field, comparison, _value(field, comparison, line.get("value")))


def _value(field: Field, comparison: str, value: object) -> str | float | bool:
    if field.kind == FLAG:
        return value in (True, "true", "on", "1", "yes", 1)
    if field.kind == TEXT:
        if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_VALUE or "\0" in value:
            raise _wrong(f"{field.words} is compared with a text of up to {LONGEST_VALUE} characters.", "value")
        return value.strip()
    if field.kind == MOMENT and comparison in ("before", "after"):
        try:
            return date.fromisoformat(str(value)).isoformat()
        except ValueError:
            raise _wrong(f"{field.words} is compared with a date such as 2024-05-31.", "value") from None
    try:
        number = float(str(value))
    except ValueError:
        raise _wrong(f"{field.words} is compared with a number.", "value") from None
    if not 0 <= number < 1e7:
        raise _wrong(f"{field.words} is compared with a number from 0 on.", "value")
    return number * field.factor


def _condition(rule: Rule) -> Q:
    match rule.field.kind:
        case "text":
            return _text_condition(rule.field.column, rule.comparison, str(rule.value))
        case "number":
            suffix = {"at_least": "__gte", "at_most": "__lte"}.get(rule.comparison, "")
            found = Q(**{rule.field.column + suffix: rule.value})
            return ~found if rule.comparison == "is_not" else found
        case "moment":
            return _moment_condition(rule.field.column, rule.comparison, rule.value)
    negated = rule.field.column.endswith("__isnull")
    return Q(**{rule.field.column: bool(rule.value) != negated})


def _text_condition(column: str, comparison: str, value: str) -> Q:
    suffix = {"contains": "__icontains", "lacks": "__icontains", "begins": "__istartswith"}.get(comparison, "__iexact")
    found = Q(**{column + suffix: value})
    return ~found if comparison in ("is_not", "lacks") else found


def _moment_condition(column: str, comparison: str, value: str | float | bool) -> Q:
    if comparison in ("in_last", "not_in_last"):
        recent = Q(**{f"{column}__gte": timezone.now() - timedelta(days=float(value))})
        return recent if comparison == "in_last" else ~recent | Q(**{f"{column}__isnull": True})
    moment = timezone.make_aware(datetime.combine(date.fromisoformat(str(value)), time()))
    return Q(**{f"{column}__{'lt' if comparison == 'before' else 'gte'}": moment})


def _wrong(message: str, field: str) -> ApiError:
    return ApiError(422, "invalid", message, field=field)
