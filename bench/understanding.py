"""Understanding: how many of the fields that a request's words give are read right, and how quickly."""

import time
from collections import Counter
from pathlib import Path
from unittest.mock import patch

from apps.search.understand import names, understand
from tests.search import request_rows

SHARED_DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
ROUNDS = 5


def run() -> dict[str, object]:
    """Percent of the said fields right, by language and field, without a catalogue; milliseconds of CPU a request."""
    figures: dict[str, object] = {}
    own = request_rows.rows(request_rows.OWN)
    shared = SHARED_DATA / "queries.jsonl"
    sets = {"shared requests": request_rows.rows(shared)} if shared.is_file() else {}
    for title, rows in (sets | {"our own requests": own}).items():
        figures[f"{title} ({len(rows)}), %"] = _percent(rows)
        figures[f"{title} by language, %"] = _shares(*request_rows.tally(rows, by="lang"))
        figures[f"{title} by field, %"] = _shares(*request_rows.tally(rows))
        with patch.object(names, "artist", _unknown), patch.object(names, "title", _unknown):
            figures[f"{title} with no name known, %"] = _percent(rows)
    figures["ms a request"] = _milliseconds([row["query"] for row in own])
    return figures


def _unknown(*_: object, **__: object) -> None:
    """No name is known."""


def _percent(rows: list[request_rows.Row]) -> float:
    return round(100 * request_rows.share(rows), 1)


def _shares(right: Counter[str], total: Counter[str]) -> dict[str, object]:
    return {f"{name} ({total[name]})": round(100 * right[name] / total[name], 1) for name in sorted(total)}


def _milliseconds(queries: list[str]) -> float:
    """CPU time of one request, the best of five rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.process_time()
        for query in queries:
            understand(query)
        best = min(best, time.process_time() - started)
    return round(1000 * best / len(queries), 2)
