"""What was asked, and what was found for it."""

import uuid
from typing import Any

from django.db import models
from django.utils import timezone

from apps.search.ranking.domain import Facts, Wish
from apps.search.ranking.ledger import account


class SearchStatus(models.TextChoices):
    PROCESSING = "processing"
    ASKING = "asking"
    DONE = "done"
    FAILED = "failed"


class Search(models.Model):
    """One request and all that is known about it; a row of the search history.

    The JSON columns hold the parts of the contract's search document under their names there. `selected_torrent` is
    the info-hash of the copy that was taken. `running` tells that a worker is at it; `answers` is None until the
    question was answered or skipped; `wish` is what the copies were last held against. An `unattended` one was made by
    the schedule, for a wanted album: it is in nobody's history.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    query = models.TextField()
    timestamp = models.DateTimeField(default=timezone.now)
    results_count = models.PositiveIntegerField(default=0)
    selected_torrent = models.CharField(max_length=64, null=True, blank=True)

    status = models.CharField(max_length=16, choices=SearchStatus.choices, default=SearchStatus.PROCESSING)
    running = models.BooleanField(default=False)
    message = models.TextField(default="", blank=True)
    preferences = models.JSONField(default=dict, blank=True)
    parsed = models.JSONField(default=dict, blank=True)
    questions = models.JSONField(default=list, blank=True)
    answers = models.JSONField(null=True, blank=True)
    match = models.JSONField(null=True, blank=True)
    wish = models.JSONField(default=dict, blank=True)
    sources = models.JSONField(default=list, blank=True)
    error = models.JSONField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    unattended = models.BooleanField(default=False)

    class Meta:
        db_table = "search_history"
        ordering = ["-timestamp"]
        indexes = [models.Index(fields=["-timestamp"]), models.Index(fields=["status"])]
        verbose_name_plural = "searches"

    def __str__(self) -> str:
        return self.query[:80]


class SearchResult(models.Model):
    """One torrent found by one search.

    The columns up to `warnings` are the contract's result. `facts` is what the ranking knows: with the search's wish
    the ledger is worked out from it at any time, and stored results are ranked again without a request. `offers` are
    the claims of each source, links with keys included: they never leave the server.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    search = models.ForeignKey(Search, on_delete=models.CASCADE, related_name="results")
    title = models.TextField()
    info_hash = models.CharField(max_length=40, default="", blank=True, db_index=True)
    info_hash_v2 = models.CharField(max_length=64, default="", blank=True)
    magnet_link = models.TextField(null=True, blank=True)
    size_bytes = models.BigIntegerField(null=True, blank=True)
    seeders = models.PositiveIntegerField(null=True, blank=True)
    leechers = models.PositiveIntegerField(null=True, blank=True)
    format = models.CharField(max_length=16, null=True, blank=True)
    bitrate = models.PositiveIntegerField(null=True, blank=True)
    bit_depth = models.PositiveSmallIntegerField(null=True, blank=True)
    sample_rate = models.PositiveIntegerField(null=True, blank=True)
    medium = models.CharField(max_length=16, null=True, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    edition = models.TextField(null=True, blank=True)
    source = models.CharField(max_length=200)
    sources = models.JSONField(default=list)
    published_at = models.DateTimeField(null=True, blank=True)
    quality_score = models.FloatField(default=0)
    trust_score = models.FloatField(default=0)
    rank = models.PositiveIntegerField(default=0)
    explanation = models.TextField(default="", blank=True)
    tags = models.JSONField(default=list)
    match = models.JSONField(null=True, blank=True)
    warnings = models.JSONField(default=list)

    score = models.FloatField(default=0)
    first_if = models.JSONField(null=True, blank=True)
    facts = models.JSONField(default=dict)
    fit = models.JSONField(null=True, blank=True)
    offers = models.JSONField(default=list)

    class Meta:
        db_table = "search_results"
        ordering = ["rank"]
        indexes = [models.Index(fields=["search", "rank"])]

    def __str__(self) -> str:
        return self.title[:80]

    @property
    def ledger(self) -> dict[str, Any]:
        """Every component of the score with its weight and evidence (`Ledger.as_dict`)."""
        facts = Facts.from_dict({"id": str(self.id), "title": self.title, **self.facts})
        ledger = account(facts, Wish.from_dict(self.search.wish))
        return ledger.as_dict() | {"first_if": self.first_if}
