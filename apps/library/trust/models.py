"""Kept trust reports: one a track, and what they say of its album."""

import uuid

from django.db import models

from apps.library.trust.domain import Finding, TrackReport, Verdict

VERDICTS = [(verdict.value, verdict.value) for verdict in Verdict]


class TrackTrust(models.Model):
    """The report about a track's file as it was: of that size, changed last at that time, by that method."""

    track = models.OneToOneField("library.Track", on_delete=models.CASCADE, primary_key=True, related_name="trust")
    verdict = models.CharField(max_length=12, choices=VERDICTS)
    findings = models.JSONField(default=list)
    measures = models.JSONField(default=dict)
    waveform = models.JSONField(default=list)
    picture = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField()
    modified_ns = models.BigIntegerField()
    method = models.PositiveSmallIntegerField()
    examined_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "library_track_trust"

    def __str__(self) -> str:
        return self.verdict

    def report(self) -> TrackReport:
        """The report again."""
        return TrackReport(
            tuple(Finding.from_dict(found) for found in self.findings), dict(self.measures), tuple(self.waveform)
        )


class AlbumTrust(models.Model):
    """What was found out about an album as a whole. `accepted_at`: a person keeps it whatever was found."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    album = models.OneToOneField("library.Album", on_delete=models.CASCADE, related_name="trust_report")
    verdict = models.CharField(max_length=12, choices=VERDICTS)
    score = models.PositiveSmallIntegerField()
    explanation = models.TextField()
    findings = models.JSONField(default=list)
    accepted_at = models.DateTimeField(null=True, blank=True)
    examined_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "library_album_trust"

    def __str__(self) -> str:
        return self.verdict
