"""What was changed in the tags of a file, and how to take it back."""

import uuid

from django.db import models
from django.utils import timezone


class TagChange(models.Model):
    """One change of one file's tags: the file with the SHA-256 `before` became the one with `after`.

    `file_path` is where the file is now, relative to the music folder. `delta` and `apart` name the `TagBlob`s that
    make the former file again; `changes` maps tag names to what they were and became, for people.
    """

    class State(models.TextChoices):
        WRITING = "writing"  # on the way into the file; the disk says whether it got there
        DONE = "done"
        UNDOING = "undoing"  # a person wants the former bytes back
        UNDONE = "undone"

    class Reason(models.TextChoices):
        IMPORT = "import"
        IDENTIFIED = "identified"
        REPLAYGAIN = "replaygain"
        EDITED = "edited"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    album = models.ForeignKey("library.Album", on_delete=models.SET_NULL, null=True, related_name="tag_changes")
    file_path = models.CharField(max_length=4096, db_index=True)
    reason = models.CharField(max_length=12, choices=Reason.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DONE)
    before = models.CharField(max_length=64)
    after = models.CharField(max_length=64)
    delta = models.CharField(max_length=64)
    apart = models.JSONField(default=list, blank=True)
    changes = models.JSONField(default=dict, blank=True)
    fault = models.TextField(blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "library_tag_change"
        ordering = ("made_at", "file_path")

    def __str__(self) -> str:
        return f"{self.file_path} ({self.reason})"


class TagBlob(models.Model):
    """Bytes that were taken out of files, each once under its SHA-256: the tracks of an album share their picture."""

    key = models.CharField(max_length=64, primary_key=True)
    data = models.BinaryField()
    needed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "library_tag_blob"

    def __str__(self) -> str:
        return self.key
