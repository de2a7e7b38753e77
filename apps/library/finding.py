"""Search as you type: prefixes first, then parts of words, then words that are nearly spelled so.

Everything is folded, so case, diacritics, width and Han variants do not count. Each kind has its own index
(migration 0003), so that thousands of tracks never hide an artist. Nothing is ranked by the database (bm25 over a
common word costs tens of milliseconds); the few candidates are ranked here.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from apps.core.text import fold

KINDS = ("artist", "album", "track")
MOST_WORDS = 8
MOST_CANDIDATES = 80
LEAST_LIKENESS = 0.7
SHORTEST_MISSPELT = 4
VOCABULARY_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Hit:
    """A row that matches: its id as the database gives it, and how well (0 = starts with it; higher is farther)."""

    id: UUID | str
    tier: int
    name: str
    context: str


def find_ids(text: str, kind: str, limit: int = 20) -> list[UUID]:
    """The ids of the artists, albums or tracks that match what was typed so far, the best first."""
    words = fold(text[:200].replace("\0", " ")).split()[:MOST_WORDS]
    if not words:
        return []
    hits = _collect(words, kind, limit)
    if not hits:
        corrected = [_corrected(word, kind) for word in words]
        if corrected != words:
            hits = _collect(corrected, kind, limit)
    typed = " ".join(words)
    ranked = sorted(hits.values(), key=lambda hit: _rank(hit, typed))
    return [hit.id if isinstance(hit.id, UUID) else UUID(hit.id) for hit in ranked[:limit]]


def _rank(hit: Hit, typed: str) -> tuple[int, float, int, str]:
    likeness = fuzz.ratio(typed, hit.name) if hit.tier < 2 else fuzz.token_set_ratio(typed, f"{hit.name} {hit.context}")
    return hit.tier, -likeness, len(hit.name), hit.name


def _collect(words: Sequence[str], kind: str, limit: int) -> dict[UUID | str, Hit]:
    hits: dict[UUID | str, Hit] = {}
    tiers = _sqlite_tiers(words, kind) if connection.vendor == "sqlite" else _postgres_tiers(words, kind)
    for tier, (sql, parameters) in enumerate(tiers):
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            for ref, name, context in cursor.fetchall():
                if ref not in hits:
                    hits[ref] = Hit(ref, tier, name, context)
        if len(hits) >= limit:
            break
    return hits


Query = tuple[str, list[Any]]


def _sqlite_tiers(words: Sequence[str], kind: str) -> Iterator[Query]:
    """FTS5 queries (https://sqlite.org/fts5.html), each wider than the one before."""
    quoted = [_quoted(word) for word in words]
    phrase = " + ".join(quoted)
    typing = " AND ".join([*quoted[:-1], f"{quoted[-1]} *"])  # the last word may still grow
    prefixes = " AND ".join(f"{word} *" for word in quoted)
    yield _fts(kind, f"name : ^ {phrase} *")
    yield _fts(kind, f"name : ({typing})")
    yield _fts(kind, f"{{name context}} : ({typing})")
    if len(words) > 1:
        yield _fts(kind, f"{{name context}} : ({prefixes})")
    longest = max(words, key=len)
    if len(longest) >= 3:
        parts = " AND ".join(_quoted(word) for word in words if len(word) >= 3)
        yield _fts(kind, parts, index="trigrams")
    if kind == "track" and len(words) > 1:
        yield _fts(kind, f"lyrics : {phrase} *")


def _quoted(word: str) -> str:
    """The word as an FTS5 string; a quote in it is doubled."""
    return '"' + word.replace('"', '""') + '"'


def _fts(kind: str, match: str, index: str = "words") -> Query:
    table = f"library_{kind}_{index}"  # one of six names of ours
    sql = (
        f"SELECT t.{kind}_id, t.name, t.context FROM {table} f JOIN library_{kind}text t ON t.id = f.rowid "  # noqa: S608
        f"WHERE {table} MATCH %s LIMIT {MOST_CANDIDATES}"
    )
    return sql, [match]


def _postgres_tiers(words: Sequence[str], kind: str) -> Iterator[Query]:
    """The same with `tsvector`. Misspellings are not the database's business: it may have no `pg_trgm`."""
    phrase = " ".join(words)
    escaped = phrase.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    prefixes = " & ".join("'" + word.replace("'", "''").replace("\\", "") + "':*" for word in words)
    table = f"SELECT {kind}_id, name, context FROM library_{kind}text WHERE "  # noqa: S608
    limit = f" LIMIT {MOST_CANDIDATES}"
    yield f"{table} name LIKE %s{limit}", [f"{escaped}%"]
    yield f"{table} to_tsvector('simple', name) @@ to_tsquery('simple', %s){limit}", [prefixes]
    yield f"{table} to_tsvector('simple', name || ' ' || context) @@ to_tsquery('simple', %s){limit}", [prefixes]
    yield f"{table} name LIKE %s{limit}", [f"%{escaped}%"]
    if kind == "track" and len(words) > 1:
        yield f"{table} to_tsvector('simple', lyrics) @@ phraseto_tsquery('simple', %s){limit}", [phrase]


def _corrected(word: str, kind: str) -> str:
    """The word of the library that `word` is most likely a misspelling of, else `word`. A number is meant as it is."""
    if len(word) < SHORTEST_MISSPELT or _has_digit(word):
        return word
    words = _vocabulary(kind)
    near = [other for length in range(len(word) - 2, len(word) + 3) for other in words.get(length, ())]
    found = process.extractOne(word, near, scorer=OSA.normalized_similarity, score_cutoff=LEAST_LIKENESS)
    return str(found[0]) if found else word


def _has_digit(word: str) -> bool:
    return any(letter.isdigit() for letter in word)


def _terms(kind: str) -> str:
    """SQL for every word of the index: FTS5's vocabulary table, or PostgreSQL's `ts_stat`."""
    if connection.vendor == "sqlite":
        return f"SELECT term FROM library_{kind}_terms"  # noqa: S608  (one of three names of ours)
    words = f"SELECT to_tsvector(''simple'', name || '' '' || context) FROM library_{kind}text"  # noqa: S608
    return f"SELECT word FROM ts_stat('{words}')"  # noqa: S608


_vocabularies: dict[tuple[str, str], tuple[float, dict[int, list[str]]]] = {}


def _vocabulary(kind: str) -> dict[int, list[str]]:
    """The index's words by their length; read again after a minute, since only typing errors need it."""
    key = (str(connection.settings_dict["NAME"]), kind)
    read_at, words = _vocabularies.get(key, (0.0, {}))
    if words and time.monotonic() - read_at < VOCABULARY_SECONDS:
        return words
    words = {}
    with connection.cursor() as cursor:
        cursor.execute(_terms(kind))
        for (term,) in cursor.fetchall():
            if not _has_digit(term):
                words.setdefault(len(term), []).append(term)
    _vocabularies[key] = (time.monotonic(), words)
    return words
