"""Requests with the reading that is expected of them, and how a reading is compared with it.

A row is `{"query", "lang", "expect": {field: value}, "said": [fields that the words themselves give]}`, as in the
shared data (its README tells the fields). Names are compared without case, accents and punctuation.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from rapidfuzz.fuzz import ratio

from apps.core.text import name_key
from apps.search.understand import understand

OWN = Path(__file__).parent / "own_queries.jsonl"
NEARLY = 80
"""Likeness, in percent, from which a name that the request misspells counts as read."""

Row = dict[str, Any]


def rows(path: Path) -> list[Row]:
    """Every row of a file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def judged(some: Iterable[Row]) -> Iterator[tuple[Row, str, bool, object]]:
    """Each row's said fields: the row, the field, whether it was read right, and what was read."""
    for row in some:
        said = understand(row["query"]).said()
        for field in row["said"]:
            yield row, field, right(row["expect"], field, said.get(field)), said.get(field)


def tally(some: Iterable[Row], by: str = "field") -> tuple[Counter[str], Counter[str]]:
    """How many were right and how many there are, by field or by language ("lang")."""
    correct, total = Counter[str](), Counter[str]()
    for row, field, is_right, _ in judged(some):
        name = field if by == "field" else row[by]
        total[name] += 1
        correct[name] += is_right
    return correct, total


def share(some: Iterable[Row]) -> float:
    """The share of said fields read right."""
    correct, total = tally(some)
    return correct.total() / total.total()


def right(expect: dict[str, Any], field: str, got: object) -> bool:
    """Whether a value is what is expected, or one of the others that are accepted."""
    wanted = [expect[field], *expect.get(f"accept_{field}", [])]
    return any(_same(each, got) for each in wanted)


def _same(wanted: object, got: object) -> bool:
    if isinstance(wanted, list):
        return sorted(map(str, wanted)) == sorted(map(str, got if isinstance(got, list) else [got]))
    if not isinstance(wanted, str):
        return wanted == got
    if got is None:
        return False
    a, b = name_key(wanted).removeprefix("the"), name_key(str(got)).removeprefix("the")
    return a == b or ratio(a, b) >= NEARLY
