"""Where torrents are looked for."""

from django.db import models

from apps.search.sources.redaction import host_of


class SourceKind(models.TextChoices):
    TORZNAB = "torznab", "Torznab"
    INTERNET_ARCHIVE = "internet_archive", "Internet Archive"
    DHT = "dht", "DHT"


class Source(models.Model):
    """A place to ask, with what it can do and how it has behaved.

    `caps` is what a Torznab indexer said it can do; `key` never leaves the server. `retry_at` is set while a source
    rests: after repeated failures, or because it asked for a pause. `mean_elapsed` is in seconds, recent answers
    weighing more.
    """

    name = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=20, choices=SourceKind.choices, default=SourceKind.TORZNAB)
    url = models.CharField(max_length=500, blank=True, default="")
    key = models.CharField(max_length=500, blank=True, default="")
    enabled = models.BooleanField(default=True)
    from_environment = models.BooleanField(default=False, editable=False)

    caps = models.JSONField(null=True, blank=True, editable=False)
    caps_read_at = models.DateTimeField(null=True, blank=True, editable=False)
    asked = models.PositiveIntegerField(default=0, editable=False)
    answered = models.PositiveIntegerField(default=0, editable=False)
    results = models.PositiveBigIntegerField(default=0, editable=False)
    failures_in_a_row = models.PositiveIntegerField(default=0, editable=False)
    mean_elapsed = models.FloatField(null=True, blank=True, editable=False)
    last_asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    retry_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_error = models.JSONField(null=True, blank=True, editable=False)

    class Meta:
        db_table = "search_sources"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def host(self) -> str:
        """Where it is, without the path and query that may hold a key."""
        return host_of(self.url)
