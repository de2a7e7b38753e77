"""What was taken out of the library and can be brought back, and fields as they were before a person changed them."""

import uuid

from django.db import models
from django.utils import timezone


class BinItem(models.Model):
    """An album, or some of its tracks, in the recycle bin.

    `files` are `[path, bytes]`, the path relative to the music folder, and below the item's folder in the bin the same.
    `rows` is what the database knew (Django's JSON serialisation), `relinks` which rows pointed there, `moved` what was
    handed on to a better copy (`apps.library.keeping.belongings`). A state that is not `binned` is a work that a kill
    may have cut off.
    """

    class State(models.TextChoices):
        BINNING = "binning"
        BINNED = "binned"
        RESTORING = "restoring"
        EMPTYING = "emptying"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.TextField()
    artist_name = models.TextField(blank=True)
    what = models.TextField(blank=True)
    album_id = models.UUIDField(null=True, blank=True)
    better_album_id = models.UUIDField(null=True, blank=True)
    files = models.JSONField(default=list, blank=True)
    rows = models.TextField(blank=True)
    relinks = models.JSONField(default=list, blank=True)
    moved = models.JSONField(default=dict, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.BINNING)
    binned_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        db_table = "library_bin"
        ordering = ["-binned_at"]

    def __str__(self) -> str:
        return self.title


class BulkEdit(models.Model):
    """Fields changed together. `old` are `[track id, field, before, after]`, `tag_changes` what went into files."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    what = models.TextField()
    old = models.JSONField(default=list)
    tag_changes = models.JSONField(default=list, blank=True)
    undone = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        db_table = "library_bulk_edits"
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.what
