"""What is read from the library: pages of artists, albums and tracks, and the documents that answer for them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import NoReverseMatch, reverse

from apps.core.paging import in_order
from apps.library.domain import Placement
from apps.library.finding import find_ids
from apps.library.models import Album, Artist, Import, Track

DEFAULT_PAGE = 50

ALBUM_ORDERS = {
    "title": ("sort_key", "year", "id"),
    "artist": ("artist__sort_key", "year", "sort_key", "id"),
    "added": ("-added_at", "id"),
    "year": ("-year", "sort_key", "id"),
}
TRACK_ORDERS = {
    "album": ("artist__sort_key", "album__year", "album_id", "disc_number", "track_number", "id"),
    "title": ("title", "id"),
    "added": ("-added_at", "id"),
    "plays": ("-play_count", "-last_played_at", "id"),
    "recent": ("-last_played_at", "id"),
}


def artists() -> QuerySet[Artist]:
    """Artists who have an album or a track, in the order of their sort names, with `album_count`."""
    own = Album.objects.filter(artist=OuterRef("pk")).order_by()
    return (
        Artist.objects.filter(Exists(own) | Exists(Track.objects.filter(artist=OuterRef("pk"))))
        .annotate(album_count=Coalesce(Subquery(own.values("artist").annotate(n=Count("pk")).values("n")), 0))
        .order_by("sort_key", "id")
    )


def newest_albums(artists: Iterable[Artist]) -> dict[UUID, Album]:
    """The newest album of each artist who has any, by the artist's id; one with a cover goes before one without."""
    found: dict[UUID, Album] = {}
    rows = Album.objects.filter(artist__in=[artist.pk for artist in artists]).order_by("artist_id", "-year", "id")
    for album in rows.only("id", "cover", "title", "artist_name", "artist_id", "year"):
        known = found.get(album.artist_id)
        if known is None or (album.cover and not known.cover):
            found[album.artist_id] = album
    return found


TRUST_ORDER = ("genuine", "unknown", "suspicious", "damaged", "pending")


def albums(
    *, artist: UUID | None = None, fmt: str = "", year: int | None = None, trust: str = "", order: str = "artist"
) -> QuerySet[Album]:
    """Albums, filtered (`trust` is a verdict or `pending`) and ordered (`ALBUM_ORDERS`)."""
    found = Album.objects.select_related("artist").order_by(*ALBUM_ORDERS.get(order, ALBUM_ORDERS["artist"]))
    if artist is not None:
        found = found.filter(Q(artist=artist) | Q(tracks__artist=artist)).distinct()
    if fmt:
        found = found.filter(format__iexact=fmt)
    if year is not None:
        found = found.filter(year=year)
    return found.filter(trust=trust) if trust else found


def trust_counts() -> list[tuple[str, int]]:
    """How many albums there are of each verdict that any has, `genuine` first."""
    counted = dict(Album.objects.order_by().values_list("trust").annotate(Count("pk")))
    return [(verdict, counted[verdict]) for verdict in TRUST_ORDER if counted.get(verdict)]


def tracks(
    *, artist: UUID | None = None, album: UUID | None = None, fmt: str = "", year: int | None = None, order: str = ""
) -> QuerySet[Track]:
    """Tracks, filtered and ordered (`TRACK_ORDERS`; the tracks of one album stand in its order)."""
    found = Track.objects.all()
    if artist is not None:
        found = found.filter(Q(artist=artist) | Q(album__artist=artist))
    if album is not None:
        return found.filter(album=album).order_by("disc_number", "track_number", "file_path")
    if fmt:
        found = found.filter(format__iexact=fmt)
    if year is not None:
        found = found.filter(year=year)
    return found.order_by(*TRACK_ORDERS.get(order, TRACK_ORDERS["album"]))


def album_tracks(album: Album) -> list[Track]:
    """The tracks of an album in its order."""
    return list(album.tracks.order_by("disc_number", "track_number", "file_path"))


def recently_added(limit: int = 12) -> list[Album]:
    """The newest albums, for the home page."""
    return list(albums(order="added")[:limit])


def recently_played(limit: int = 12) -> list[Track]:
    """The tracks heard last, each once."""
    return list(Track.objects.filter(last_played_at__isnull=False).order_by("-last_played_at")[:limit])


def find(text: str, limit: int = 20) -> dict[str, list[Any]]:
    """`{"artists": [Artist], "albums": [Album], "tracks": [Track]}` that match what was typed, the best first."""
    return {
        "artists": in_order(Artist.objects.annotate(album_count=Count("albums")), find_ids(text, "artist", limit)),
        "albums": in_order(Album.objects.select_related("artist"), find_ids(text, "album", limit)),
        "tracks": in_order(Track.objects.all(), find_ids(text, "track", limit)),
    }


def search_document(text: str, limit: int = 20) -> dict[str, list[dict[str, Any]]]:
    """The answer of `GET /api/library/search`."""
    found = find(text, limit)
    return {
        "artists": [artist_row(artist) for artist in found["artists"]],
        "albums": [album_row(album) for album in found["albums"]],
        "tracks": [track_row(track) for track in found["tracks"]],
    }


def artist_row(artist: Artist) -> dict[str, Any]:
    """An artist as the JSON interface shows one."""
    return {
        "id": str(artist.pk),
        "name": artist.name,
        "sort_name": artist.sort_name or artist.name,
        "mbid": artist.mbid or None,
        "album_count": getattr(artist, "album_count", None),
    }


def album_row(album: Album) -> dict[str, Any]:
    """An album as the JSON interface shows one. `duration` is in seconds, `path` relative to the music folder."""
    return {
        "id": str(album.pk),
        "title": album.title,
        "artist": album.artist_name,
        "artist_id": str(album.artist_id),
        "year": album.year,
        "format": album.format,
        "track_count": album.track_count,
        "disc_count": album.disc_count,
        "duration": album.duration,
        "size": album.size,
        "path": album.folder,
        "kind": album.kind,
        "edition": album.edition,
        "mbid": album.mbid or None,
        "certainty": album.certainty,
        "trust": album.trust,
        "cover": cover_url(album),
        "wash": album.wash,
        "added_at": album.added_at.isoformat(),
    }


def album_document(album: Album) -> dict[str, Any]:
    """An album with its tracks, alternatives and origin."""
    return {
        **album_row(album),
        "label": album.label,
        "catalog_number": album.catalog_number,
        "barcode": album.barcode,
        "country": album.country,
        "release_group_mbid": album.release_group_mbid or None,
        "placement": album.placement,
        "origin": album.origin,
        "alternatives": album.alternatives,
        "tracks": [track_row(track) for track in album_tracks(album)],
    }


def track_row(track: Track) -> dict[str, Any]:
    """A track as the JSON interface shows one."""
    return {
        "id": str(track.pk),
        "title": track.title,
        "artist": track.artist_name,
        "artist_id": str(track.artist_id),
        "album": track.album_title,
        "album_id": str(track.album_id),
        "track_number": track.track_number,
        "disc_number": track.disc_number,
        "duration": track.duration,
        "year": track.year,
        "format": track.format,
        "bitrate": track.bitrate,
        "sample_rate": track.sample_rate,
        "bit_depth": track.bit_depth,
        "path": track.file_path,
        "mbid": track.mbid or None,
        "play_count": track.play_count,
        "state": track.state,
        "added_at": track.added_at.isoformat(),
    }


def cover_url(album: Album, size: int = 640) -> str | None:
    """The address of the album's cover in one of the sizes, or None where it has none."""
    if not album.cover:
        return None
    try:
        return reverse("api:library_cover", args=(album.pk, size)) + f"?v={album.cover[:12]}"
    except NoReverseMatch:
        return None


def downloads_sharing_bytes() -> set[UUID]:
    """The downloads whose files the music folder holds as hard links (services.release_shared_bytes ends that)."""
    records = Import.objects.filter(album__placement=Placement.HARD_LINK)
    return set(records.values_list("download_id", flat=True))
