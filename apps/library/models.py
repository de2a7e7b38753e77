"""Artists, albums and tracks as they stand in the music folder, and the journal of what was imported."""

import uuid
from pathlib import Path

from django.db import models

from apps.library.domain import Certainty
from apps.library.gain.models import TrackGain
from apps.library.keeping.models import BinItem, BulkEdit
from apps.library.paths import audio_path, in_music_folder
from apps.library.playlists.models import Playlist, PlaylistEntry
from apps.library.refiling.models import AlbumChange
from apps.library.tagging.models import TagBlob, TagChange
from apps.library.trust.models import AlbumTrust, TrackTrust

__all__ = [
    "Album",
    "AlbumChange",
    "AlbumText",
    "AlbumTrust",
    "Artist",
    "ArtistText",
    "BinItem",
    "BulkEdit",
    "Import",
    "Playlist",
    "PlaylistEntry",
    "ScannedFolder",
    "TagBlob",
    "TagChange",
    "Track",
    "TrackGain",
    "TrackText",
    "TrackTrust",
]


class Artist(models.Model):
    """An artist as credited. `key` is the name without case, accents and punctuation (`apps.core.text.name_key`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.TextField()
    sort_name = models.TextField(blank=True)
    sort_key = models.CharField(max_length=200, db_index=True)
    key = models.CharField(max_length=200)
    mbid = models.CharField(max_length=36, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)
    starred_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("key", "mbid"), name="artist_once")]

    def __str__(self) -> str:
        return self.name


class Album(models.Model):
    """An album in one folder. `identity` tells albums apart: folder and release MBID, or folder and names."""

    class Trust(models.TextChoices):
        PENDING = "pending"
        GENUINE = "genuine"
        SUSPICIOUS = "suspicious"
        DAMAGED = "damaged"
        UNKNOWN = "unknown"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    identity = models.CharField(max_length=64, unique=True)
    artist = models.ForeignKey(Artist, on_delete=models.PROTECT, related_name="albums")
    artist_name = models.TextField()
    title = models.TextField()
    sort_key = models.CharField(max_length=200, db_index=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True, db_index=True)
    kind = models.CharField(max_length=60, blank=True)
    edition = models.TextField(blank=True)
    label = models.TextField(blank=True)
    catalog_number = models.TextField(blank=True)
    barcode = models.CharField(max_length=40, blank=True)
    country = models.CharField(max_length=8, blank=True)
    mbid = models.CharField(max_length=36, blank=True, db_index=True)
    release_group_mbid = models.CharField(max_length=36, blank=True, db_index=True)
    certainty = models.CharField(
        max_length=12, choices=[(c.value, c.value) for c in Certainty], default=Certainty.UNCONFIRMED
    )
    folder = models.TextField(blank=True)
    format = models.CharField(max_length=20, blank=True)
    track_count = models.PositiveIntegerField(default=0)
    disc_count = models.PositiveSmallIntegerField(default=1)
    duration = models.FloatField(default=0.0)
    size = models.PositiveBigIntegerField(default=0)
    details = models.JSONField(null=True, blank=True)
    alternatives = models.JSONField(default=list, blank=True)
    origin = models.JSONField(default=dict, blank=True)
    download_id = models.UUIDField(null=True, blank=True, db_index=True)
    placement = models.CharField(max_length=12, blank=True)
    cover = models.CharField(max_length=64, blank=True)
    cover_width = models.PositiveIntegerField(default=0)
    cover_height = models.PositiveIntegerField(default=0)
    cover_source = models.CharField(max_length=20, blank=True)
    wash = models.JSONField(null=True, blank=True)
    trust = models.CharField(max_length=12, choices=Trust.choices, default=Trust.PENDING)
    added_at = models.DateTimeField(auto_now_add=True, db_index=True)
    changed_at = models.DateTimeField(auto_now=True)
    starred_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.artist_name} – {self.title}"


class Track(models.Model):
    """An audio file, or a stretch of one. Table and columns of its first lines are promised (CONTRACT.md).

    `file_path` is relative to the music folder, with slashes; see `apps.library.paths` for names that are no text. A
    track of a cue sheet has a span in seconds, and the path of its image with `#track=NN`.
    """

    class State(models.TextChoices):
        PRESENT = "present"
        MISSING = "missing"
        UNREADABLE = "unreadable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file_path = models.CharField(max_length=4096, unique=True)
    artist_name = models.TextField(db_column="artist")
    album_title = models.TextField(db_column="album")
    title = models.TextField()
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    format = models.CharField(max_length=20)
    added_at = models.DateTimeField(auto_now_add=True, db_index=True)
    play_count = models.PositiveIntegerField(default=0)
    mbid = models.CharField(max_length=36, blank=True)

    artist = models.ForeignKey(Artist, on_delete=models.PROTECT, related_name="tracks", db_index=False)
    album = models.ForeignKey(Album, on_delete=models.CASCADE, related_name="tracks", db_index=False)
    track_mbid = models.CharField(max_length=36, blank=True)
    disc_number = models.PositiveSmallIntegerField(default=1)
    track_number = models.PositiveSmallIntegerField(default=0)
    duration = models.FloatField(default=0.0)
    bitrate = models.PositiveIntegerField(default=0, help_text="bit/s")
    sample_rate = models.PositiveIntegerField(default=0, help_text="Hz")
    bit_depth = models.PositiveSmallIntegerField(default=0)
    channels = models.PositiveSmallIntegerField(default=0)
    lossless = models.BooleanField(default=False)
    genre = models.TextField(blank=True)
    composer = models.TextField(blank=True)
    lyrics = models.TextField(blank=True)
    size = models.PositiveBigIntegerField(default=0)
    modified_ns = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PRESENT)
    fault = models.TextField(blank=True)
    last_played_at = models.DateTimeField(null=True, blank=True)
    starred_at = models.DateTimeField(null=True, blank=True)
    span_start = models.FloatField(null=True, blank=True)
    span_end = models.FloatField(null=True, blank=True)

    class Meta:
        db_table = "library"
        ordering = ("disc_number", "track_number", "file_path")
        indexes = [
            models.Index(fields=("album", "disc_number", "track_number"), name="library_album_order"),
            models.Index(fields=("artist", "year"), name="library_artist_year"),
            models.Index(fields=("mbid",), name="library_mbid"),
            models.Index(fields=("album",), name="library_faulty", condition=~models.Q(state="present")),
            models.Index(
                fields=("last_played_at",), name="library_last_played", condition=models.Q(last_played_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def audio_file(self) -> Path:
        """The file on the disk that holds its sound."""
        return in_music_folder(audio_path(self.file_path))


class Import(models.Model):
    """What becomes of one album of a finished download. `plan` is the journal that a crash is mended from.

    A download may hold several albums, such as a discography: each is a `part`, and `parts` says how many there are.
    """

    class State(models.TextChoices):
        STARTED = "started"
        PLACED = "placed"
        DONE = "done"
        REFUSED = "refused"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    download_id = models.UUIDField(db_index=True)
    part = models.PositiveSmallIntegerField(default=0)
    parts = models.PositiveSmallIntegerField(default=1)
    title = models.TextField(blank=True)
    source_folder = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.STARTED)
    plan = models.JSONField(default=dict, blank=True)
    code = models.CharField(max_length=40, blank=True)
    message = models.TextField(blank=True)
    album = models.ForeignKey(Album, on_delete=models.SET_NULL, null=True, blank=True, related_name="imports")
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("download_id", "part"), name="import_part_once")]

    def __str__(self) -> str:
        return self.title or str(self.download_id)


class ScannedFolder(models.Model):
    """A folder as the last scan left it; an unchanged fingerprint means that nothing in it needs reading."""

    path = models.CharField(max_length=4096, primary_key=True)
    fingerprint = models.CharField(max_length=40)
    scanned_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.path


class SearchText(models.Model):
    """What the full-text index knows of a row, folded (`apps.core.text.fold`). The index follows by triggers."""

    name = models.TextField()
    context = models.TextField(blank=True)
    lyrics = models.TextField(blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class ArtistText(SearchText):
    artist = models.OneToOneField(Artist, on_delete=models.CASCADE, related_name="search_text")


class AlbumText(SearchText):
    album = models.OneToOneField(Album, on_delete=models.CASCADE, related_name="search_text")


class TrackText(SearchText):
    track = models.OneToOneField(Track, on_delete=models.CASCADE, related_name="search_text")
