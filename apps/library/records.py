"""The rows behind files: artists, albums and tracks, made or brought up to date by import and scan alike."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Sum

from apps.core.text import fold, name_key
from apps.library.models import Album, Artist, Track

UNKNOWN_ARTIST = "Unknown artist"
UNKNOWN_ALBUM = "Unknown album"
LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class ArtistName:
    """An artist as a file or an edition credits one."""

    name: str
    mbid: str = ""
    sort_name: str = ""


def sort_key(text: str) -> str:
    """What names are sorted by: folded, without a leading English article."""
    folded = fold(text)
    for article in ("the ", "a ", "an "):
        if folded.startswith(article) and len(folded) > len(article):
            return folded.removeprefix(article)[:LONGEST_KEY]
    return folded[:LONGEST_KEY]


def artist_for(credit: ArtistName) -> Artist:
    """The row of that artist, made where there is none."""
    return artists_for([credit])[0]


def artists_for(credits: Sequence[ArtistName]) -> list[Artist]:
    """The rows of these artists in their order, made where there are none.

    A name without an MBID belongs to the artist known by it; an artist known by name alone takes the first MBID.
    """
    keys = [name_key(credit.name.strip() or UNKNOWN_ARTIST)[:LONGEST_KEY] for credit in credits]
    known: dict[str, list[Artist]] = {}
    for artist in Artist.objects.filter(key__in=set(keys)).order_by("-mbid"):
        known.setdefault(artist.key, []).append(artist)
    found: list[Artist] = []
    fresh: list[Artist] = []
    for credit, key in zip(credits, keys, strict=True):
        row = _fitting(known.setdefault(key, []), credit)
        if row is None:
            row = _new_artist(credit, key)
            known[key].append(row)
            fresh.append(row)
        found.append(row)
    Artist.objects.bulk_create(fresh)
    return found


def _fitting(namesakes: Sequence[Artist], credit: ArtistName) -> Artist | None:
    if not credit.mbid:
        return namesakes[0] if namesakes else None
    for artist in namesakes:
        if artist.mbid == credit.mbid:
            return artist
    for artist in namesakes:
        if not artist.mbid and not artist._state.adding:
            artist.mbid, artist.sort_name = credit.mbid, credit.sort_name or artist.sort_name
            artist.save(update_fields=["mbid", "sort_name"])
            return artist
    return None


def _new_artist(credit: ArtistName, key: str) -> Artist:
    name = credit.name.strip() or UNKNOWN_ARTIST
    return Artist(
        name=name,
        key=key,
        mbid=credit.mbid,
        sort_name=credit.sort_name,
        sort_key=sort_key(credit.sort_name or name),
    )


def album_identity(folder: str, mbid: str, artist: str, title: str) -> str:
    """What makes an album the same one at the next scan: its folder, and its release MBID or else its names."""
    names = mbid or f"{name_key(artist)}\0{name_key(title)}"
    return hashlib.sha256(f"{folder}\0{names}".encode()).hexdigest()


def save_album(identity: str, artist: Artist, title: str, **values: Any) -> Album:
    """Make or update the album; `values` are columns of it."""
    title = title.strip() or UNKNOWN_ALBUM
    values |= {"artist": artist, "title": title, "sort_key": sort_key(title)}
    values.setdefault("artist_name", artist.name)
    row, _created = Album.objects.update_or_create(identity=identity, defaults=values)
    return row


def save_track(file_path: str, album: Album, artist: Artist, **values: Any) -> Track:
    """Make or update the track at `file_path`. Play counts and the date it came in stay as they are."""
    values |= {"album": album, "artist": artist, "album_title": album.title}
    values.setdefault("artist_name", artist.name)
    row, _created = Track.objects.update_or_create(file_path=file_path, defaults=values)
    return row


def refresh_album(album: Album) -> None:
    """Count the album's tracks again, and name its format: the one format, or "Mixed"."""
    present = album.tracks.exclude(state=Track.State.MISSING)
    sums = present.aggregate(tracks=Count("pk"), discs=Max("disc_number"), seconds=Sum("duration"), total=Sum("size"))
    formats = list(present.order_by().values_list("format", flat=True).distinct()[:2])  # without: once a track
    album.track_count = sums["tracks"]
    album.disc_count = sums["discs"] or 1
    album.duration = sums["seconds"] or 0.0
    album.size = sums["total"] or 0
    album.format = formats[0] if len(formats) == 1 else "Mixed" if formats else ""
    album.save(update_fields=["track_count", "disc_count", "duration", "size", "format", "changed_at"])
