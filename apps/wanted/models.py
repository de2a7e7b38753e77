"""Albums that are wanted, and artists whose new releases are."""

import uuid

from django.db import models
from django.utils import timezone

from apps.library.models import Album
from apps.search.domain import FormatPreference
from apps.wanted.domain import Reason, WantedStatus


class WantedAlbum(models.Model):
    """An album that is looked for until a copy that can be trusted appears.

    It is a release group, one edition of it (`release_mbid`), or, where nobody knows it, the words in `title`.
    `takes` says whether a good copy is taken at once; None: as the setting says. `refused` has the info-hashes that
    are not to be proposed again. `looks` counts the looks in vain, which the pause grows with.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    release_group_mbid = models.CharField(max_length=36, blank=True, db_index=True)
    release_mbid = models.CharField(max_length=36, blank=True)
    title = models.TextField()
    artist_name = models.TextField(blank=True)
    artist_mbid = models.CharField(max_length=36, blank=True)
    first_date = models.CharField(max_length=10, blank=True)
    kind = models.CharField(max_length=40, blank=True)
    format = models.CharField(
        max_length=8, choices=[(f.value, f.value) for f in FormatPreference], default=FormatPreference.ANY
    )
    takes = models.BooleanField(null=True, blank=True)
    reason = models.CharField(max_length=8, choices=[(r.value, r.value) for r in Reason], default=Reason.PERSON)

    status = models.CharField(
        max_length=8, choices=[(s.value, s.value) for s in WantedStatus], default=WantedStatus.LOOKING, db_index=True
    )
    message = models.TextField(blank=True)
    looks = models.PositiveIntegerField(default=0)
    looked_at = models.DateTimeField(null=True, blank=True)
    next_look_at = models.DateTimeField(default=timezone.now, db_index=True)
    refused = models.JSONField(default=list, blank=True)
    search_id = models.UUIDField(null=True, blank=True)
    result_id = models.UUIDField(null=True, blank=True)
    download_id = models.UUIDField(null=True, blank=True, db_index=True)
    album = models.ForeignKey(Album, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-added_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["release_group_mbid", "release_mbid"],
                condition=~models.Q(release_group_mbid=""),
                name="wanted_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.artist_name} – {self.title}" if self.artist_name else self.title


class FollowedArtist(models.Model):
    """An artist whose new releases are wanted. `known` has the release groups that were there before."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mbid = models.CharField(max_length=36, unique=True)
    name = models.TextField()
    kinds = models.JSONField(default=list, blank=True)
    known = models.JSONField(default=list, blank=True)
    message = models.TextField(blank=True)
    failures = models.PositiveIntegerField(default=0)
    followed_at = models.DateTimeField(default=timezone.now)
    checked_at = models.DateTimeField(null=True, blank=True)
    next_check_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
