"""Finding torrents of the DHT index by words: SQLite's FTS5 (https://www.sqlite.org/fts5.html), PostgreSQL's tsvector.

Text and words are folded alike, so case, diacritics and Han variants play no part.
"""

from __future__ import annotations

from django.db import connection

from apps.core.text import fold
from apps.downloads.models import SwarmTorrent

MOST_WORDS = 20


def find_torrents(text: str, limit: int = 100) -> list[SwarmTorrent]:
    """The music whose names hold every word of `text`, the closest first, then what the DHT names most."""
    words = fold(text).split()[:MOST_WORDS]
    if not words:
        return []
    ids = _sqlite(words, limit) if connection.vendor == "sqlite" else _postgresql(words, limit)
    rows = SwarmTorrent.objects.in_bulk(ids)
    return [rows[each] for each in ids if each in rows]


def _sqlite(words: list[str], limit: int) -> list[int]:
    query = " ".join('"' + word.replace('"', '""') + '"' for word in words)
    return _ids(
        "SELECT t.id FROM dht_torrents_words w JOIN dht_torrents t ON t.id = w.rowid "
        "WHERE dht_torrents_words MATCH %s ORDER BY w.rank, t.sightings DESC LIMIT %s",
        [query, limit],
    )


def _postgresql(words: list[str], limit: int) -> list[int]:
    text = " ".join(words)
    return _ids(
        "SELECT id FROM dht_torrents WHERE to_tsvector('simple', text) @@ plainto_tsquery('simple', %s) "
        "ORDER BY ts_rank(to_tsvector('simple', text), plainto_tsquery('simple', %s)) DESC, sightings DESC LIMIT %s",
        [text, text, limit],
    )


def _ids(statement: str, values: list[str | int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()]
