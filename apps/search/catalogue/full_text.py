"""Finding names in the cached catalogue: words first, three-letter pieces for typos.

SQLite has two FTS5 tables over `catalogue_names` (https://www.sqlite.org/fts5.html), kept by triggers; PostgreSQL has a
GIN index over `tsvector` and, where the extension may be made, one of `pg_trgm`. Names are stored folded, so
diacritics, case and Han variants play no part here.
"""

from collections.abc import Sequence

from django.db import connection

from apps.core.text import fold, name_key
from apps.search.models import CatalogueName

LONGEST_KEY = 200


def find_mbids(kind: str, text: str, artist: str = "", limit: int = 40) -> list[str]:
    """MBIDs of `kind` whose names are like `text` (and `artist`), the likeliest first."""
    words = fold(text).split()
    if not words:
        return []
    key = name_key(text)[:LONGEST_KEY]
    exact = list(CatalogueName.objects.filter(kind=kind, key=key).values_list("mbid", flat=True)[:limit])
    found = [*exact, *_by_words(kind, words, fold(artist).split(), limit), *_by_pieces(kind, fold(text), limit)]
    return list(dict.fromkeys(found))[: limit * 2]


def _by_words(kind: str, words: Sequence[str], artist: Sequence[str], limit: int) -> list[str]:
    if connection.vendor == "sqlite":
        query = f"text : ({_any(words)})"
        if artist:
            query = f"({query}) OR (artist : ({_any(artist)}))"
        return _sqlite("catalogue_names_words", query, kind, limit)
    every = [*words, *artist]
    return _rows(
        "SELECT mbid FROM catalogue_names WHERE kind = %s AND to_tsvector('simple', text || ' ' || artist) @@ "
        "to_tsquery('simple', %s) ORDER BY ts_rank(to_tsvector('simple', text || ' ' || artist), "
        "to_tsquery('simple', %s)) DESC LIMIT %s",
        [kind, _any_ts(every), _any_ts(every), limit],
    )


def _by_pieces(kind: str, text: str, limit: int) -> list[str]:
    if connection.vendor == "sqlite":
        pieces = list(dict.fromkeys(text[start : start + 3] for start in range(len(text) - 2)))[:60]
        return _sqlite("catalogue_names_pieces", _any(pieces), kind, limit) if pieces else []
    if not _rows("SELECT extname FROM pg_extension WHERE extname = %s", ["pg_trgm"]):
        return []
    return _rows(
        "SELECT mbid FROM catalogue_names WHERE kind = %s AND text %% %s ORDER BY similarity(text, %s) DESC LIMIT %s",
        [kind, text, text, limit],
    )


def _sqlite(table: str, query: str, kind: str, limit: int) -> list[str]:
    return _rows(
        f"SELECT n.mbid FROM {table} f JOIN catalogue_names n ON n.id = f.rowid "  # noqa: S608  (a name of ours)
        f"WHERE {table} MATCH %s AND n.kind = %s ORDER BY f.rank LIMIT %s",
        [query, kind, limit],
    )


def _rows(statement: str, values: list[str | int]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()]


def _any(words: Sequence[str]) -> str:
    return " OR ".join('"' + word.replace('"', '""') + '"' for word in words)


def _any_ts(words: Sequence[str]) -> str:
    return " | ".join("'" + word.replace("\\", "").replace("'", "''") + "'" for word in words)
