"""How much of the shared release titles is read right, field by field."""

from pathlib import Path

import pytest

from tests.search import title_rows

FLOOR_OF_ALL = 0.985
FLOOR_OF_A_FIELD = 0.97
# The sources of the data call one thing by several names (an episode "episode" or "tv", a comic "comic" or "ebook").
FLOORS = {"type": 0.92}


@pytest.fixture(scope="module")
def rows(shared_data: Path) -> list[title_rows.Row]:
    return title_rows.rows(shared_data)


def test_fields_are_right(rows: list[title_rows.Row]) -> None:
    right, total = title_rows.tally(rows)
    assert total.total() > 2000
    assert right.total() / total.total() >= FLOOR_OF_ALL
    shares = {field: right[field] / total[field] for field in total}
    assert {field: share for field, share in shares.items() if share < FLOORS.get(field, FLOOR_OF_A_FIELD)} == {}


@pytest.mark.parametrize("source", ["autobrr", "Lidarr", "Prowlarr", "pr0pz", "markoa"])
def test_no_kind_of_source_is_read_worse(rows: list[title_rows.Row], source: str) -> None:
    some = [row for row in rows if source in row["source"]]
    right, total = title_rows.tally(some)
    assert len(some) >= 20
    fields = [field for field in total if field != "type"]
    assert sum(right[field] for field in fields) / sum(total[field] for field in fields) >= FLOOR_OF_A_FIELD


def test_kinds_are_right_with_one_word_for_one_kind(rows: list[title_rows.Row]) -> None:
    right, total = title_rows.kinds(rows)
    assert right / total >= FLOOR_OF_A_FIELD
