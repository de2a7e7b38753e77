"""What was tried and turned out bad, so that it is not tried again unknowingly."""

from django.db import models
from django.utils import timezone


class Mistake(models.Model):
    """A torrent that failed, and why. `allowed` means that a person wants it all the same.

    `files_key` is a digest of its audio files' sizes, `roots` are the roots of their pieces (BEP 52, hex digits),
    `audio` their fingerprints (`apps.library.fingerprints`): the same in another torrent are the same mistake.
    `release_group_mbid` is set where it is a mistake for that album only: for one that holds another than it says, and
    for one of several albums in a torrent.
    """

    class Kind(models.TextChoices):
        DEAD = "dead"
        UNSAFE = "unsafe"
        NO_MUSIC = "no_music"
        UNREADABLE = "unreadable"
        DAMAGED = "damaged"
        FAKE = "fake"
        WRONG_ALBUM = "wrong_album"

    kind = models.CharField(max_length=12, choices=Kind.choices)
    info_hash = models.CharField(max_length=40)
    files_key = models.CharField(max_length=40, blank=True, default="", db_index=True)
    roots = models.JSONField(default=list, blank=True)
    audio = models.JSONField(default=list, blank=True)
    release_group_mbid = models.CharField(max_length=36, blank=True, default="")
    title = models.TextField(blank=True, default="")
    message = models.TextField()
    learnt_at = models.DateTimeField(default=timezone.now)
    allowed = models.BooleanField(default=False)

    class Meta:
        db_table = "search_mistakes"
        ordering = ["-learnt_at"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "info_hash", "release_group_mbid"], name="search_mistakes_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.title}"
