"""Methods that list albums and songs by some order: new, often heard, by year, at random, with a star."""

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Sum

from apps.library.models import Album, Artist, Track
from apps.player.subsonic.calls import MOST_ROWS, Call, answers, parted
from apps.player.subsonic.documents import album_document, artist_document, genre_names, song_documents
from apps.player.subsonic.errors import GENERIC, SubsonicError


@answers("getAlbumList")
def album_list(call: Call) -> dict[str, Any]:
    return {"albumList": {"album": _listed(call)}}


@answers("getAlbumList2")
def album_list2(call: Call) -> dict[str, Any]:
    return {"albumList2": {"album": _listed(call)}}


@answers("getRandomSongs")
def random_songs(call: Call) -> dict[str, Any]:
    found = _heard_songs(call).order_by("?")[: call.number("size", 10, most=MOST_ROWS)]
    return {"randomSongs": {"song": song_documents(found)}}


@answers("getSongsByGenre")
def songs_by_genre(call: Call) -> dict[str, Any]:
    offset, count = call.number("offset", 0), call.number("count", 10, most=MOST_ROWS)
    found = _of_genre(_songs(), call.text("genre")).order_by("album_id", "disc_number", "track_number")
    return {"songsByGenre": {"song": song_documents(found[offset : offset + count])}}


@answers("getSimilarSongs")
def similar_songs(call: Call) -> dict[str, Any]:
    return {"similarSongs": {"song": song_documents(_similar(call))}}


@answers("getSimilarSongs2")
def similar_songs2(call: Call) -> dict[str, Any]:
    return {"similarSongs2": {"song": song_documents(_similar(call))}}


@answers("getNowPlaying")
def now_playing(call: Call) -> dict[str, Any]:
    return {"nowPlaying": {"entry": []}}


@answers("getStarred")
def starred(call: Call) -> dict[str, Any]:
    return {"starred": _starred()}


@answers("getStarred2")
def starred2(call: Call) -> dict[str, Any]:
    return {"starred2": _starred()}


def _listed(call: Call) -> list[dict[str, Any]]:
    offset, size = call.number("offset", 0), call.number("size", 10, most=MOST_ROWS)
    return [album_document(album) for album in _ordered(call)[offset : offset + size]]


def _ordered(call: Call) -> QuerySet[Album]:
    albums = Album.objects.annotate(plays=Sum("tracks__play_count"))
    match call.text("type"):
        case "random":
            return albums.order_by("?")
        case "newest":
            return albums.order_by("-added_at", "id")
        case "frequent":
            return albums.filter(plays__gt=0).order_by("-plays", "id")
        case "recent":
            heard = albums.annotate(heard_at=Max("tracks__last_played_at"))
            return heard.filter(heard_at__isnull=False).order_by("-heard_at", "id")
        case "starred":
            return albums.filter(starred_at__isnull=False).order_by("-starred_at", "id")
        case "alphabeticalByName":
            return albums.order_by("sort_key", "id")
        case "alphabeticalByArtist":
            return albums.order_by("artist__sort_key", "year", "sort_key", "id")
        case "byYear":
            return _by_year(albums, call.number("fromYear"), call.number("toYear"))
        case "byGenre":
            ids = _of_genre(_songs(), call.text("genre")).values("album")
            return albums.filter(pk__in=ids).order_by("sort_key", "id")
        case other:
            raise SubsonicError(GENERIC, f"There is no list of albums of the type {other[:40]!r}.")


def _by_year(albums: QuerySet[Album], first: int, last: int) -> QuerySet[Album]:
    """Between two years; the later one first turns the order round."""
    chosen = albums.filter(year__gte=min(first, last), year__lte=max(first, last))
    return chosen.order_by("-year" if first > last else "year", "sort_key", "id")


def _similar(call: Call) -> QuerySet[Track]:
    """Songs of the genres of a song, an album or an artist, at random: the library knows no closer kinship."""
    kind, key = parted(call.text("id"))
    field = {"artist": "artist", "album": "album"}.get(kind, "pk")
    told = (
        Track.objects.filter(**{field: key})
        .exclude(genre="")
        .values_list("genre", flat=True)
        .order_by()
        .distinct()[:20]
    )
    genres = {name for genre in told for name in genre_names(genre)}
    alike = [_genre(name) for name in genres] or [Q(**{field: key})]
    return _songs().filter(reduce(or_, alike)).order_by("?")[: call.number("count", 50, most=MOST_ROWS)]


def _songs() -> QuerySet[Track]:
    return Track.objects.filter(state=Track.State.PRESENT).select_related("album")


def _heard_songs(call: Call) -> QuerySet[Track]:
    """The songs that a random choice is made of."""
    songs = _songs()
    if genre := call.text("genre", ""):
        songs = _of_genre(songs, genre)
    if first := call.number("fromYear", 0):
        songs = songs.filter(year__gte=first)
    if last := call.number("toYear", 0):
        songs = songs.filter(year__lte=last)
    return songs


def _of_genre(songs: QuerySet[Track], genre: str) -> QuerySet[Track]:
    return songs.filter(_genre(genre))


def _genre(genre: str) -> Q:
    """That a song has this genre, alone or among others (`documents.genre_names`)."""
    alone, first = Q(genre__iexact=genre), Q(genre__istartswith=f"{genre}; ")
    return alone | first | Q(genre__icontains=f"; {genre}; ") | Q(genre__iendswith=f"; {genre}")


def _starred() -> dict[str, Any]:
    liked = {"starred_at__isnull": False}
    artists = Artist.objects.filter(**liked).annotate(album_count=Count("albums"))
    return {
        "artist": [artist_document(row, row.album_count) for row in artists],
        "album": [album_document(row) for row in Album.objects.filter(**liked).order_by("-starred_at")],
        "song": song_documents(_songs().filter(**liked).order_by("-starred_at")),
    }
