"""Playlists and what is in them."""

import uuid

from django.db import models


class Playlist(models.Model):
    """A list of tracks under a name. With `rules` (`rules.py`) it is smart: they say what is in it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    comment = models.TextField(blank=True)
    rules = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "playlists"
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_smart(self) -> bool:
        return self.rules is not None


class PlaylistEntry(models.Model):
    """A track in a playlist; the same track may be in it twice."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    playlist = models.ForeignKey(Playlist, on_delete=models.CASCADE, related_name="entries")
    track = models.ForeignKey("library.Track", on_delete=models.CASCADE, related_name="playlist_entries")
    position = models.PositiveIntegerField()

    class Meta:
        db_table = "playlist_entries"
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.position}: {self.track_id}"
