"""The gain that a player applies to a track."""

from django.db import models


class TrackGain(models.Model):
    """ReplayGain of a track: gains in dB relative to −18 LUFS, peaks as a factor of full scale; None where unknown.

    `is_measured`: by the examination of the sound; otherwise it is what the file's tags say.
    """

    track = models.OneToOneField("library.Track", on_delete=models.CASCADE, primary_key=True, related_name="gain")
    track_gain = models.FloatField(null=True)
    track_peak = models.FloatField(null=True)
    album_gain = models.FloatField(null=True)
    album_peak = models.FloatField(null=True)
    is_measured = models.BooleanField(default=False)

    class Meta:
        db_table = "library_track_gain"

    def __str__(self) -> str:
        return f"{self.track_gain} dB, album {self.album_gain} dB"
