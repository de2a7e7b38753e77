"""What is heard: devices, each with its queue and where it stands, and the history of plays."""

import uuid

from django.db import models
from django.utils import timezone

from apps.library.models import Track


class Device(models.Model):
    """Something that plays: a browser, or a program. The queue survives restarts because it lives here."""

    class State(models.TextChoices):
        STOPPED = "stopped"
        PLAYING = "playing"
        PAUSED = "paused"

    name = models.CharField(max_length=64, primary_key=True)
    title = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.STOPPED)
    position = models.PositiveIntegerField(default=0, help_text="the queue entry that is current")
    elapsed = models.FloatField(default=0.0, help_text="seconds into the current entry, as of changed_at")
    volume = models.PositiveSmallIntegerField(default=100)
    revision = models.PositiveBigIntegerField(default=0)
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.title or self.name


class QueueEntry(models.Model):
    """One thing to play: a library track, or a file of a download that is still arriving."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="queue")
    position = models.PositiveIntegerField()
    track = models.ForeignKey(Track, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    download_id = models.UUIDField(null=True, blank=True)
    file_index = models.PositiveIntegerField(null=True, blank=True)
    title = models.TextField(blank=True)

    class Meta:
        ordering = ("position",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(track__isnull=False) | models.Q(download_id__isnull=False, file_index__isnull=False),
                name="queue_entry_names_one_thing",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Play(models.Model):
    """A track that was heard to the end, or for half its length or four minutes, as the scrobbling rules count it."""

    track = models.ForeignKey(Track, on_delete=models.CASCADE, related_name="plays")
    device = models.CharField(max_length=64, blank=True)
    played_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"{self.track} at {self.played_at:%Y-%m-%d %H:%M}"
