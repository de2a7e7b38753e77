"""The wish that an album be another edition, and the journal of carrying it out."""

import uuid

from django.db import models


class AlbumChange(models.Model):
    """An album is to be the release `release_mbid`. `plan` is an AlbumPlan, `moves` are pairs of paths, in order."""

    class State(models.TextChoices):
        WISHED = "wished"
        PLANNED = "planned"  # from here on the disk may differ from the rows
        DONE = "done"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    album = models.ForeignKey("library.Album", on_delete=models.CASCADE, related_name="changes")
    release_mbid = models.CharField(max_length=36)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WISHED, db_index=True)
    plan = models.JSONField(default=dict, blank=True)
    moves = models.JSONField(default=list, blank=True)
    message = models.TextField(blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "library_album_change"
        ordering = ("made_at",)

    def __str__(self) -> str:
        return f"{self.album_id} → {self.release_mbid}"
