"""Keeping what the full-text index knows in step with artists, albums and tracks."""

from collections.abc import Iterable
from functools import lru_cache
from uuid import UUID

from apps.core.text import fold
from apps.library.bulk import upsert
from apps.library.models import Album, AlbumText, Artist, ArtistText, Track, TrackText

LONGEST_LYRICS = 20_000
TEXTS = ("name", "context", "lyrics")
TrackWords = tuple[UUID, str, str, str, str]  # id, title, artist, album, lyrics

folded = lru_cache(maxsize=4096)(fold)


def index_albums(ids: Iterable[UUID]) -> None:
    """Bring the index up to date for these albums, their tracks and the artists of both."""
    wanted = list(ids)
    tracks = Track.objects.filter(album__in=wanted)
    index_album_texts(wanted)
    index_tracks(tracks.values_list("pk", "title", "artist_name", "album_title", "lyrics"))
    artists = set(tracks.values_list("artist_id", flat=True))
    index_artists(artists | set(Album.objects.filter(pk__in=wanted).values_list("artist_id", flat=True)))


def index_tracks(rows: Iterable[TrackWords]) -> None:
    """Bring the index up to date for these tracks."""
    texts = [
        (pk, folded(title), folded(f"{artist} {album}"), fold(lyrics[:LONGEST_LYRICS]) if lyrics else "")
        for pk, title, artist, album, lyrics in rows
    ]
    upsert(TrackText, ("track_id", *TEXTS), texts, key="track_id")


def index_album_texts(ids: Iterable[UUID]) -> None:
    """Bring the index up to date for these albums alone."""
    rows = Album.objects.filter(pk__in=list(ids)).values_list("pk", "title", "artist_name", "edition")
    texts = [(pk, folded(title), folded(f"{artist} {edition}"), "") for pk, title, artist, edition in rows]
    upsert(AlbumText, ("album_id", *TEXTS), texts, key="album_id")


def index_artists(ids: Iterable[UUID]) -> None:
    """Bring the index up to date for these artists."""
    rows = Artist.objects.filter(pk__in=list(ids)).values_list("pk", "name", "sort_name")
    texts = [(pk, folded(name), folded(sort_name), "") for pk, name, sort_name in rows]
    upsert(ArtistText, ("artist_id", *TEXTS), texts, key="artist_id")
