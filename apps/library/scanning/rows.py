"""Writing scanned albums into the database in bulk: a handful of statements for hundreds of files."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Aggregate, Case, Count, Max, Min, OuterRef, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact
from django.utils import timezone

from apps.library.bulk import upsert
from apps.library.domain import Certainty
from apps.library.gain.keeping import keep_tagged
from apps.library.gain.tagged import tagged_gains
from apps.library.models import Album, Artist, TagChange, Track
from apps.library.paths import audio_path
from apps.library.records import (
    UNKNOWN_ALBUM,
    ArtistName,
    album_identity,
    artists_for,
    sort_key,
)
from apps.library.scanning.grouping import ScannedAlbum, ScannedFile, album_folder, artist_of, place_of, title_of
from apps.library.search_index import index_album_texts, index_artists, index_tracks

BATCH = 400
TRACK_COLUMNS = (
    "id",
    "added_at",
    "play_count",
    "file_path",
    "artist_id",
    "album_id",
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
ID, TITLE, ARTIST_NAME, ALBUM_TITLE, LYRICS = (
    TRACK_COLUMNS.index(name) for name in ("id", "title", "artist_name", "album_title", "lyrics")
)


class Artists:
    """The artists met so far, so that each is looked up once a scan, and many with one question."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Artist] = {}
        self._new: set[uuid.UUID] = set()

    def prepare(self, credits: Iterable[ArtistName]) -> None:
        """Look up or make all of these at once."""
        wanted = {(credit.name, credit.mbid): credit for credit in credits}
        fresh = [credit for key, credit in wanted.items() if key not in self._known]
        for credit, artist in zip(fresh, artists_for(fresh), strict=True):
            self._known[credit.name, credit.mbid] = artist
            self._new.add(artist.pk)

    def of(self, credit: ArtistName) -> Artist:
        """The artist of a credit that was prepared."""
        return self._known[credit.name, credit.mbid]

    def take_new(self) -> set[uuid.UUID]:
        """The artists met since this was asked last."""
        new, self._new = self._new, set()
        return new


@transaction.atomic
def write_albums(albums: Sequence[ScannedAlbum], artists: Artists) -> None:
    """Make or update the rows of these albums and their tracks. What a person did to them (plays) stays."""
    if not albums:
        return
    credits = {id(file): artist_of(file, album) for album in albums for file in album.files}
    artists.prepare([*credits.values(), *(album.artist for album in albums)])
    rows = _write_albums(albums, artists)
    paths = [file.path for album in albums for file in album.files]
    before = {
        path: (pk, album)
        for path, pk, album in Track.objects.filter(file_path__in=paths).values_list("file_path", "pk", "album_id")
    }
    fresh = [
        _track(file, album, rows[album.identity], artists.of(credits[id(file)]), before)
        for album in albums
        for file in album.files
    ]
    upsert(Track, TRACK_COLUMNS, fresh, key="file_path", keep=("id", "added_at", "play_count"))
    _keep_gains(fresh, (file for album in albums for file in album.files), before)
    touched = {album for _pk, album in before.values()} | {row.pk for row in rows.values()}
    _drop_other_readings(paths, touched)
    refresh_albums(touched)
    index_tracks((row[ID], row[TITLE], row[ARTIST_NAME], row[ALBUM_TITLE], row[LYRICS]) for row in fresh)
    index_album_texts(touched)
    index_artists(artists.take_new())


def _keep_gains(
    rows: Sequence[tuple[Any, ...]], files: Iterable[ScannedFile], before: Mapping[str, tuple[uuid.UUID, uuid.UUID]]
) -> None:
    """Take over the gains that the tags tell; a new file without any needs no look at the database."""
    told = {row[ID]: (tagged_gains(file.metadata.tags), file.path) for row, file in zip(rows, files, strict=True)}
    keep_tagged({key: gains for key, (gains, path) in told.items() if gains.any or path in before})


def _drop_other_readings(found: Sequence[str], albums: set[uuid.UUID]) -> None:
    """A file is either one track or an image of several: rows of these albums from the other reading go."""
    paths = set(found)
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


def _track(
    file: ScannedFile,
    album: ScannedAlbum,
    row: Album,
    artist: Artist,
    before: Mapping[str, tuple[uuid.UUID, uuid.UUID]],
) -> tuple[Any, ...]:
    """The values of TRACK_COLUMNS."""
    about = file.metadata
    disc, number = place_of(file)
    return (
        before[file.path][0] if file.path in before else uuid.uuid4(),
        timezone.now(),
        0,
        file.path,
        artist.pk,
        row.pk,
        about.text("artist") or album.artist.name,
        row.title,
        title_of(file),
        about.year or album.year,
        about.format,
        about.first("musicbrainz_recordingid")[:36],
        about.first("musicbrainz_releasetrackid")[:36],
        disc,
        number,
        about.duration,
        about.bitrate,
        about.sample_rate,
        about.bit_depth,
        about.channels,
        about.lossless,
        about.text("genre"),
        about.text("composer"),
        about.first("lyrics"),
        file.size,
        file.modified_ns,
        Track.State.UNREADABLE.value if file.fault else Track.State.PRESENT.value,
        file.fault,
        file.span[0] if file.span else None,
        file.span[1] if file.span else None,
    )


def refresh_albums(ids: Iterable[uuid.UUID]) -> None:
    """Count tracks, discs, seconds and bytes of these albums again; an album without tracks goes."""
    wanted = list(ids)
    present = Track.objects.filter(album=OuterRef("pk")).exclude(state=Track.State.MISSING)

    def figure(aggregate: Aggregate, empty: object) -> Coalesce:
        counted = present.order_by().values("album").annotate(figure=aggregate).values("figure")
        return Coalesce(Subquery(counted), Value(empty))

    one_format = Case(
        When(Exact(figure(Min("format"), ""), figure(Max("format"), "")), then=figure(Min("format"), "")),
        default=Value("Mixed"),
    )
    Album.objects.filter(pk__in=wanted).update(
        track_count=figure(Count("pk"), 0),
        disc_count=figure(Max("disc_number"), 1),
        duration=figure(Sum("duration"), 0.0),
        size=figure(Sum("size"), 0),
        format=one_format,
    )
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
            TagChange.objects.filter(file_path=audio_path(old)).update(file_path=audio_path(new))
    for album in Album.objects.filter(pk__in=albums):
        folders = {album_folder(path.rpartition("/")[0]) for path in album.tracks.values_list("file_path", flat=True)}
        if len(folders) == 1:
            folder = folders.pop()
            identity = album_identity(folder, album.mbid, album.artist_name, album.title)
            if not Album.objects.filter(identity=identity).exclude(pk=album.pk).exists():
                Album.objects.filter(pk=album.pk).update(folder=folder, identity=identity)
