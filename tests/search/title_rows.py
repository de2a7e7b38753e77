"""The shared release titles, and how a reading of one is judged: names without case, accents and punctuation."""

import json
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from apps.search.titles import ReleaseTitle, Wanted, read_title

NAMES = frozenset({"artist", "album", "track_title", "clean", "group", "edition", "language"})
NOT_FIELDS = frozenset({"inferred", "accept_artist", "accept_album", "accept_group"})

Row = dict[str, Any]


def rows(shared_data: Path) -> list[Row]:
    """Every row of the file."""
    text = (shared_data / "release_titles.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def read_row(row: Row) -> ReleaseTitle:
    """The row's title, read with what was searched for."""
    return read_title(row["title"], wanted=wanted(row))


def wanted(row: Row) -> Wanted | None:
    """What was searched for, where the row says it."""
    given = row.get("given")
    if not given:
        return None
    albums = given.get("album") or []
    return Wanted(given.get("artist"), tuple([albums] if isinstance(albums, str) else albums))


def verdicts(row: Row) -> Iterator[tuple[str, bool, object]]:
    """Each field that is to be checked, whether it is right, and what was read."""
    read = read_row(row).as_dict()
    expect = row["expect"]
    for field, value in expect.items():
        if field in NOT_FIELDS:
            continue
        if field == "not_format":
            yield field, read["format"] != value, read["format"]
        elif field in NAMES and value is not None:
            accepted = {plain(name) for name in [value, *expect.get(f"accept_{field}", [])]}
            yield field, plain(read[field]) in accepted, read[field]
        else:
            yield field, read[field] == value, read[field]


def tally(some: Iterable[Row], key: Callable[[str], str] = str) -> tuple[Counter[str], Counter[str]]:
    """How many of each field are right, and how many there are."""
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for row in some:
        for field, good, _ in verdicts(row):
            total[key(field)] += 1
            right[key(field)] += good
    return right, total


ALIKE = {
    "tv": frozenset({"episode", "series"}),
    "ebook": frozenset({"book", "comic", "magazine"}),
    "abook": frozenset({"audiobook"}),
}
"""What one source of the rows calls otherwise: "MAGAZiNE.eBook" is a magazine in one and an ebook in the other."""


def kinds(some: Iterable[Row]) -> tuple[int, int]:
    """How many `type`s are right with one word for one kind, and how many there are."""
    told = [(row["expect"]["type"], read_row(row).type) for row in some if "type" in row["expect"]]
    right = sum(got == wanted or got in ALIKE.get(wanted, ()) for wanted, got in told)
    return right, len(told)


def plain(name: object) -> str:
    """A name without case, accents, punctuation and doubled spaces."""
    text = unicodedata.normalize("NFKD", str(name or "")).casefold()
    kept = (c if c.isalnum() else " " for c in text if not unicodedata.combining(c))
    return " ".join("".join(kept).split())
