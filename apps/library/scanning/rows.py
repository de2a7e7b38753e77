"""Writing scanned albums into the database in bulk: a handful of statements for hundreds of files."""

import uuid
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Min, Sum

from apps.core.text import name_key
from apps.library.domain import Certainty
from apps.library.models import Album, Artist, Track
from apps.library.paths import audio_path
from apps.library.records import (
    LONGEST_KEY,
    UNKNOWN_ALBUM,
    UNKNOWN_ARTIST,
    ArtistName,
    album_identity,
    artist_for,
    sort_key,
)
from apps.library.scanning.grouping import ScannedAlbum, ScannedFile, album_folder, artist_of, place_of, title_of
from apps.library.search_index import index_albums

BATCH = 400
TRACK_COLUMNS = (
    "artist",
    "album",
    "artist_name",
    "album_title",
    "title",
    "year",
    "format",
    "mbid",
    "track_mbid",
    "disc_number",
    "track_number",
    "duration",
    "bitrate",
    "sample_rate",
    "bit_depth",
    "channels",
    "lossless",
    "genre",
    "composer",
    "lyrics",
    "size",
    "modified_ns",
    "state",
    "fault",
    "span_start",
    "span_end",
)


class Artists:
    """The artists met so far, so that each is looked up once a scan."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Artist] = {}

    def of(self, credit: ArtistName) -> Artist:
        key = (name_key(credit.name or UNKNOWN_ARTIST)[:LONGEST_KEY], credit.mbid)
        if key not in self._known:
            self._known[key] = artist_for(credit)
        return self._known[key]


@transaction.atomic
def write_albums(albums: Sequence[ScannedAlbum], artists: Artists) -> None:
    """Make or update the rows of these albums and their tracks. What a person did to them (plays) stays."""
    if not albums:
        return
    rows = _write_albums(albums, artists)
    before = set(
        Track.objects.filter(file_path__in=[file.path for album in albums for file in album.files]).values_list(
            "album_id", flat=True
        )
    )
    fresh = [
        _track(file, album, rows[album.identity], artists.of(artist_of(file, album)))
        for album in albums
        for file in album.files
    ]
    Track.objects.bulk_create(
        fresh, batch_size=BATCH, update_conflicts=True, unique_fields=["file_path"], update_fields=TRACK_COLUMNS
    )
    touched = before | {row.pk for row in rows.values()}
    _drop_other_readings(fresh, touched)
    refresh_albums(touched)
    index_albums(touched)


def _drop_other_readings(fresh: Sequence[Track], albums: set[uuid.UUID]) -> None:
    """A file is either one track or an image of several: rows of these albums from the other reading go."""
    paths = {track.file_path for track in fresh}
    files = {audio_path(path) for path in paths}
    Track.objects.filter(file_path__in=files - paths).delete()
    inside = Track.objects.filter(album_id__in=albums, span_start__isnull=False)
    stale = [track.pk for track in inside if audio_path(track.file_path) in files and track.file_path not in paths]
    Track.objects.filter(pk__in=stale).delete()


def _write_albums(albums: Sequence[ScannedAlbum], artists: Artists) -> dict[str, Album]:
    known = {album.identity: album for album in Album.objects.filter(identity__in=[album.identity for album in albums])}
    fresh = []
    for album in albums:
        if album.identity in known:
            _update(known[album.identity], album, artists)
        else:
            known[album.identity] = Album(pk=uuid.uuid4(), **_album_columns(album, artists.of(album.artist)))
            fresh.append(known[album.identity])
    Album.objects.bulk_create(fresh, batch_size=BATCH)
    return known


def _update(row: Album, album: ScannedAlbum, artists: Artists) -> None:
    """Take over what the tags say now. An edition that was confirmed here keeps its names."""
    if row.certainty == Certainty.SURE:
        return
    columns = _album_columns(album, artists.of(album.artist))
    changed = [name for name, value in columns.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, columns[name])
    if changed:
        row.save(update_fields=[*changed, "changed_at"])


def _album_columns(album: ScannedAlbum, artist: Artist) -> dict[str, Any]:
    title = album.title or UNKNOWN_ALBUM
    mbid = album.first("musicbrainz_albumid")[:36]
    return {
        "identity": album.identity,
        "artist": artist,
        "artist_name": album.artist.name,
        "title": title,
        "sort_key": sort_key(album.first("albumsort") or title),
        "year": album.year,
        "kind": album.first("releasetype").lower()[:60],
        "label": album.first("label"),
        "catalog_number": album.first("catalognumber"),
        "barcode": album.first("barcode")[:40],
        "country": album.first("releasecountry")[:8],
        "mbid": mbid,
        "release_group_mbid": album.first("musicbrainz_releasegroupid")[:36],
        "certainty": Certainty.LIKELY if mbid else Certainty.UNCONFIRMED,
        "folder": album.folder,
    }


def _track(file: ScannedFile, album: ScannedAlbum, row: Album, artist: Artist) -> Track:
    about = file.metadata
    disc, number = place_of(file)
    return Track(
        file_path=file.path,
        artist=artist,
        album=row,
        artist_name=about.text("artist") or album.artist.name,
        album_title=row.title,
        title=title_of(file),
        year=about.year or album.year,
        format=about.format,
        mbid=about.first("musicbrainz_recordingid")[:36],
        track_mbid=about.first("musicbrainz_releasetrackid")[:36],
        disc_number=disc,
        track_number=number,
        duration=about.duration,
        bitrate=about.bitrate,
        sample_rate=about.sample_rate,
        bit_depth=about.bit_depth,
        channels=about.channels,
        lossless=about.lossless,
        genre=about.text("genre"),
        composer=about.text("composer"),
        lyrics=about.first("lyrics"),
        size=file.size,
        modified_ns=file.modified_ns,
        state=Track.State.UNREADABLE if file.fault else Track.State.PRESENT,
        fault=file.fault,
        span_start=file.span[0] if file.span else None,
        span_end=file.span[1] if file.span else None,
    )


def refresh_albums(ids: Iterable[uuid.UUID]) -> None:
    """Count tracks, discs, seconds and bytes of these albums again; an album without tracks goes."""
    wanted = list(ids)
    rows = (
        Track.objects.filter(album_id__in=wanted)
        .exclude(state=Track.State.MISSING)
        .values("album_id")
        .annotate(
            tracks=Count("pk"),
            discs=Max("disc_number"),
            seconds=Sum("duration"),
            total=Sum("size"),
            least=Min("format"),
            most=Max("format"),
        )
    )
    sums: dict[uuid.UUID, dict[str, Any]] = {row["album_id"]: dict(row) for row in rows}
    fresh = []
    for pk in wanted:
        counted = sums.get(pk, {})
        album = Album(pk=pk)
        album.track_count, album.disc_count = counted.get("tracks", 0), counted.get("discs") or 1
        album.duration, album.size = counted.get("seconds") or 0.0, counted.get("total") or 0
        album.format = counted.get("least", "") if counted.get("least") == counted.get("most") else "Mixed"
        fresh.append(album)
    columns = ["track_count", "disc_count", "duration", "size", "format"]
    Album.objects.bulk_update(fresh, columns, batch_size=BATCH)
    Album.objects.filter(pk__in=wanted, tracks__isnull=True).delete()


def mark_missing(paths: Sequence[str]) -> int:
    """Mark the tracks at these paths as gone from the disk; their play counts and playlists wait for them."""
    touched: set[uuid.UUID] = set()
    for start in range(0, len(paths), BATCH):
        tracks = Track.objects.filter(file_path__in=paths[start : start + BATCH]).exclude(state=Track.State.MISSING)
        touched |= set(tracks.values_list("album_id", flat=True))
        tracks.update(state=Track.State.MISSING)
    refresh_albums(touched)
    return len(touched)


@transaction.atomic
def move_tracks(moves: Sequence[tuple[str, str]]) -> None:
    """Give tracks whose files were moved their new paths; an album whose files all moved together moves with them."""
    albums: set[uuid.UUID] = set()
    for old, new in moves:
        if not Track.objects.filter(file_path=new).exists():
            albums |= set(Track.objects.filter(file_path=old).values_list("album_id", flat=True))
            Track.objects.filter(file_path=old).update(file_path=new)
    for album in Album.objects.filter(pk__in=albums):
        folders = {
            album_folder(PurePosixPath(path).parent) for path in album.tracks.values_list("file_path", flat=True)
        }
        if len(folders) == 1:
            folder = folders.pop()
            identity = album_identity(folder, album.mbid, album.artist_name, album.title)
            if not Album.objects.filter(identity=identity).exclude(pk=album.pk).exists():
                Album.objects.filter(pk=album.pk).update(folder=folder, identity=identity)
