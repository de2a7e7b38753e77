"""Search, and the empty search by which apps copy the whole library's list (OpenSubsonic, `search3`)."""

from typing import Any

from django.db.models import Count, QuerySet

from apps.library.finding import find_ids
from apps.library.models import Album, Artist, Track
from apps.player.subsonic.calls import MOST_ROWS, Call, answers
from apps.player.subsonic.documents import album_document, artist_document, song_documents


@answers("search2")
def search2(call: Call) -> dict[str, Any]:
    return {"searchResult2": _found(call)}


@answers("search3")
def search3(call: Call) -> dict[str, Any]:
    return {"searchResult3": _found(call)}


def _found(call: Call) -> dict[str, Any]:
    artists = Artist.objects.annotate(album_count=Count("albums")).filter(album_count__gt=0)
    songs = Track.objects.exclude(state=Track.State.MISSING).select_related("album")
    return {
        "artist": [artist_document(row, row.album_count) for row in _part(call, artists, "artist", 20)],
        "album": [album_document(row) for row in _part(call, Album.objects.all(), "album", 20)],
        "song": song_documents(_part(call, songs, "song", 20, "track")),
    }


def _part(call: Call, rows: QuerySet[Any], name: str, count: int, kind: str = "") -> list[Any]:
    """The rows of one kind from its offset on: what matches, or, with an empty query, everything."""
    count = call.number(f"{name}Count", count, most=MOST_ROWS)
    offset = call.number(f"{name}Offset", 0)
    query = call.text("query", "").strip().strip('"')
    if not query:
        return list(rows.order_by("pk")[offset : offset + count])
    ids = find_ids(query, kind or name, offset + count)[offset:]
    found = {row.pk: row for row in rows.filter(pk__in=ids)}
    return [found[key] for key in ids if key in found]
