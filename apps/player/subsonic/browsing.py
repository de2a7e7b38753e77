"""Methods that walk through artists, albums and songs."""

from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from apps.core.text import fold
from apps.library import queries
from apps.library.models import Album, Artist, Track
from apps.player.subsonic.calls import Call, answers, parted
from apps.player.subsonic.documents import (
    album_document,
    artist_document,
    genre_names,
    song_document,
    song_documents,
    when,
)
from apps.player.subsonic.errors import not_found

IGNORED_ARTICLES = "The El La Los Las Le Les Der Die Das"


@answers("getArtists")
def artists(call: Call) -> dict[str, Any]:
    return {"artists": {"ignoredArticles": IGNORED_ARTICLES, "index": _index(_album_artists())}}


@answers("getIndexes")
def indexes(call: Call) -> dict[str, Any]:
    """The same for apps that walk through folders."""
    newest = Track.objects.order_by("-added_at").values_list("added_at", flat=True).first()
    modified = round(newest.timestamp() * 1000) if newest else 0
    index = _index(_album_artists())
    return {"indexes": {"lastModified": modified, "ignoredArticles": IGNORED_ARTICLES, "index": index}}


@answers("getMusicDirectory")
def music_directory(call: Call) -> dict[str, Any]:
    """An artist's albums or an album's songs, as if they were folders."""
    kind, key = parted(call.text("id"))
    if kind == "artist":
        found = _artist(key)
        children = [album_document(album) for album in queries.albums(artist=key, order="year")]
        return {"directory": {"id": f"ar-{key}", "name": found.name, "child": children}}
    album = _album(key)
    return {"directory": {"id": f"al-{key}", "parent": f"ar-{album.artist_id}", "name": album.title,
                          "starred": when(album.starred_at), "child": song_documents(_songs(album))}}  # fmt: skip


@answers("getArtist")
def artist(call: Call) -> dict[str, Any]:
    found = _artist(call.key("id", "artist"))
    albums = list(queries.albums(artist=found.pk, order="year"))
    cover = next((album for album in albums if album.cover), None)
    shown = artist_document(found, len(albums), cover)
    return {"artist": {**shown, "album": [album_document(album) for album in albums]}}


@answers("getAlbum")
def album(call: Call) -> dict[str, Any]:
    found = _album(call.key("id", "album"))
    return {"album": {**album_document(found), "song": song_documents(_songs(found))}}


@answers("getSong")
def song(call: Call) -> dict[str, Any]:
    return {"song": song_document(track(call.key("id", "track")))}


@answers("getGenres")
def genres(call: Call) -> dict[str, Any]:
    songs: Counter[str] = Counter()
    albums: Counter[str] = Counter()
    told = Track.objects.exclude(genre="").values("genre").order_by()
    for row in told.annotate(songs=Count("pk"), albums=Count("album", distinct=True)):
        for name in genre_names(row["genre"]):
            songs[name] += row["songs"]
            albums[name] += row["albums"]
    listed = [{"value": name, "songCount": count, "albumCount": albums[name]} for name, count in sorted(songs.items())]
    return {"genres": {"genre": listed}}


@answers("getArtistInfo")
def artist_info(call: Call) -> dict[str, Any]:
    return {"artistInfo": _about(call)}


@answers("getArtistInfo2")
def artist_info2(call: Call) -> dict[str, Any]:
    return {"artistInfo2": _about(call)}


@answers("getAlbumInfo", "getAlbumInfo2")
def album_info(call: Call) -> dict[str, Any]:
    return {"albumInfo": {"musicBrainzId": _album(call.key("id", "album")).mbid or None}}


@answers("getTopSongs")
def top_songs(call: Call) -> dict[str, Any]:
    """The songs of an artist that were heard most here."""
    found = Track.objects.filter(artist_name=call.text("artist"), play_count__gt=0).select_related("album")
    return {"topSongs": {"song": song_documents(found.order_by("-play_count")[: call.number("count", 50, most=500)])}}


def track(key: UUID) -> Track:
    """The track with its album. Raises SubsonicError 70."""
    found = Track.objects.select_related("album").filter(pk=key).first()
    if found is None:
        raise not_found("This song")
    return found


def _about(call: Call) -> dict[str, Any]:
    """Nothing is told about a person but where to read on: no one is asked about what is in the library."""
    return {"musicBrainzId": _artist(call.key("id", "artist")).mbid or None}


def _artist(key: UUID) -> Artist:
    found = Artist.objects.filter(pk=key).first()
    if found is None:
        raise not_found("This artist")
    return found


def _album(key: UUID) -> Album:
    found = Album.objects.filter(pk=key).first()
    if found is None:
        raise not_found("This album")
    return found


def _songs(album: Album) -> list[Track]:
    tracks = [each for each in queries.album_tracks(album) if each.state != Track.State.MISSING]
    for each in tracks:
        each.album = album
    return tracks


def _album_artists() -> QuerySet[Artist]:
    return queries.artists().filter(albums__isnull=False)


def _index(artists: Iterable[Artist]) -> list[dict[str, Any]]:
    """Artists under the first letter of their sort names; all that is no letter under `#`."""
    rows = list(artists)
    covers = {
        album.artist_id: album for album in Album.objects.exclude(cover="").only("artist", "cover").order_by("year")
    }
    rows.sort(key=lambda artist: (_letter(artist), artist.sort_key))
    return [
        {"name": letter, "artist": [_listed(each, covers.get(each.pk)) for each in group]}
        for letter, group in groupby(rows, key=_letter)
    ]


def _listed(artist: Artist, cover: Album | None) -> dict[str, Any]:
    return artist_document(artist, getattr(artist, "album_count", 0), cover)


def _letter(artist: Artist) -> str:
    first = fold(artist.sort_key or artist.name)[:1].upper()
    return first if first.isalpha() else "#"
