"""What MusicBrainz told us, kept for weeks and usable when it is away."""

from django.db import models


class CatalogueAnswer(models.Model):
    """That a request was made and when, so that it is not made again while its answer is fresh.

    `request` is path and arguments in a fixed order; `found` the MBIDs in the order of the answer.
    """

    request = models.CharField(max_length=500, primary_key=True)
    found = models.JSONField(default=list)
    fetched_at = models.DateTimeField()

    class Meta:
        db_table = "catalogue_answers"

    def __str__(self) -> str:
        return self.request


class CatalogueArtist(models.Model):
    """An artist: https://musicbrainz.org/doc/Artist."""

    mbid = models.CharField(max_length=36, primary_key=True)
    name = models.TextField()
    sort_name = models.TextField(blank=True, default="")
    disambiguation = models.TextField(blank=True, default="")
    aliases = models.JSONField(default=list)
    fetched_at = models.DateTimeField()

    class Meta:
        db_table = "catalogue_artists"

    def __str__(self) -> str:
        return self.name


class CatalogueReleaseGroup(models.Model):
    """A release group, what people call an album: https://musicbrainz.org/doc/Release_Group.

    `fame` 0 to 1 grows with the number of its releases. `editions_fetched_at` is None until its releases are known.
    """

    mbid = models.CharField(max_length=36, primary_key=True)
    title = models.TextField()
    artist_credit = models.TextField()
    artist_mbid = models.CharField(max_length=36, blank=True, default="", db_index=True)
    artist_sort = models.TextField(blank=True, default="")
    first_date = models.CharField(max_length=10, blank=True, default="")
    kind = models.CharField(max_length=20, blank=True, default="")
    secondary_kinds = models.JSONField(default=list)
    disambiguation = models.TextField(blank=True, default="")
    fame = models.FloatField(default=0)
    fetched_at = models.DateTimeField()
    editions_fetched_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "catalogue_release_groups"

    def __str__(self) -> str:
        return f"{self.artist_credit} - {self.title}"


class CatalogueEdition(models.Model):
    """A release with its track lists: https://musicbrainz.org/doc/Release. `details` is `EditionDetails` as JSON."""

    mbid = models.CharField(max_length=36, primary_key=True)
    release_group_mbid = models.CharField(max_length=36, db_index=True)
    date = models.CharField(max_length=10, blank=True, default="")
    details = models.JSONField()
    fetched_at = models.DateTimeField()

    class Meta:
        db_table = "catalogue_editions"

    def __str__(self) -> str:
        return self.mbid


class CatalogueRecording(models.Model):
    """A recording and the release groups it is on: https://musicbrainz.org/doc/Recording. `length` is in seconds."""

    mbid = models.CharField(max_length=36, primary_key=True)
    title = models.TextField()
    artist_credit = models.TextField()
    artist_mbid = models.CharField(max_length=36, blank=True, default="")
    length = models.FloatField(null=True)
    release_groups = models.JSONField(default=list)
    fame = models.FloatField(default=0)
    fetched_at = models.DateTimeField()

    class Meta:
        db_table = "catalogue_recordings"

    def __str__(self) -> str:
        return f"{self.artist_credit} - {self.title}"


class CatalogueName(models.Model):
    """A folded name of an artist, release group or recording: what the full-text index is over.

    `text` is folded, `artist` is the folded artist credit, `key` the text without spaces.
    """

    kind = models.CharField(max_length=16)
    mbid = models.CharField(max_length=36)
    text = models.TextField()
    artist = models.TextField(blank=True, default="")
    key = models.CharField(max_length=200)

    class Meta:
        db_table = "catalogue_names"
        indexes = [models.Index(fields=["kind", "key"]), models.Index(fields=["mbid"])]
        constraints = [
            models.UniqueConstraint(fields=["kind", "mbid", "text", "artist"], name="catalogue_names_once"),
        ]

    def __str__(self) -> str:
        return self.text
