"""Keeping what the full-text index knows in step with artists, albums and tracks."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from apps.core.text import fold
from apps.library.models import Album, AlbumText, Artist, ArtistText, Track, TrackText

BATCH = 400
LONGEST_LYRICS = 20_000
TEXTS = ["name", "context", "lyrics"]


def index_albums(ids: Iterable[UUID]) -> None:
    """Bring the index up to date for these albums, their tracks and the artists of both."""
    wanted = list(ids)
    albums = Album.objects.filter(pk__in=wanted).only("title", "artist_name", "artist", "edition")
    tracks = Track.objects.filter(album__in=wanted).only("title", "artist_name", "album_title", "artist", "lyrics")
    artists: set[Any] = set()
    album_rows, track_rows = [], []
    for album in albums:
        artists.add(album.artist_id)
        context = fold(f"{album.artist_name} {album.edition}")
        album_rows.append(AlbumText(album=album, name=fold(album.title), context=context))
    for track in tracks:
        artists.add(track.artist_id)
        context = fold(f"{track.artist_name} {track.album_title}")
        lyrics = fold(track.lyrics[:LONGEST_LYRICS]) if track.lyrics else ""
        track_rows.append(TrackText(track=track, name=fold(track.title), context=context, lyrics=lyrics))
    _write(AlbumText, album_rows, "album")
    _write(TrackText, track_rows, "track")
    index_artists(artists)


def index_artists(ids: Iterable[Any]) -> None:
    """Bring the index up to date for these artists."""
    rows = [
        ArtistText(artist=artist, name=fold(artist.name), context=fold(artist.sort_name))
        for artist in Artist.objects.filter(pk__in=list(ids))
    ]
    _write(ArtistText, rows, "artist")


def _write(kind: Any, rows: list[Any], key: str) -> None:  # three models with one shape
    before = {
        getattr(text, f"{key}_id"): text
        for text in kind.objects.filter(**{f"{key}__in": [getattr(row, f"{key}_id") for row in rows]})
    }
    fresh, changed = [], []
    for row in rows:
        known = before.get(getattr(row, f"{key}_id"))
        if known is None:
            fresh.append(row)
        elif any(getattr(known, name) != getattr(row, name) for name in TEXTS):
            row.pk = known.pk
            changed.append(row)
    kind.objects.bulk_create(fresh, batch_size=BATCH)
    kind.objects.bulk_update(changed, TEXTS, batch_size=BATCH)
