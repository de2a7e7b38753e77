"""The words alone give nine fields in ten, in every language that is promised."""

from pathlib import Path

import pytest

from apps.search.understand import names
from tests.search import request_rows

PROMISED = ("en", "de", "fr", "es", "pt", "it", "ru", "ja", "zh")
OWN = request_rows.rows(request_rows.OWN)


def misses(rows: list[request_rows.Row]) -> str:
    return "\n".join(
        f"{row['query']} | {field}: {row['expect'][field]!r} expected, {got!r} read"
        for row, field, is_right, got in request_rows.judged(rows)
        if not is_right
    )


def test_nine_in_ten_of_the_shared_requests(shared_data: Path) -> None:
    rows = request_rows.rows(shared_data / "queries.jsonl")
    assert request_rows.share(rows) >= 0.95, misses(rows)


def test_nine_in_ten_of_our_own_requests() -> None:
    assert len(OWN) >= 300
    assert request_rows.share(OWN) >= 0.96, misses(OWN)


@pytest.mark.parametrize("language", PROMISED)
def test_nine_in_ten_in_every_promised_language(language: str) -> None:
    rows = [row for row in OWN if row["lang"] == language]
    assert len(rows) >= 15
    assert request_rows.share(rows) >= 0.9, misses(rows)


def test_wishes_do_not_lean_on_known_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """With every name forgotten, formats, years, media and kinds are read as before."""
    for known in (names.artist, names.title):
        monkeypatch.setattr(names, known.__name__, lambda *_, **__: None)
    named = {"artist", "album", "track", "exclude_artist", "performer", "disambiguation"}
    rows = [row | {"said": [field for field in row["said"] if field not in named]} for row in OWN]
    assert request_rows.share(rows) >= 0.95, misses(rows)
