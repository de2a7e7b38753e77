"""The tables of CONTRACT.md. None of them has a column that could hold a query.

The hot path writes them with SQL of its own (`quota.py`, `journal.py`); the ORM serves the admin and the retention.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from api_server.domain import Tier


class Device(models.Model):
    """A home, known by an id that it made itself and can renew."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    device_id = models.CharField(max_length=64, unique=True)
    first_seen = models.DateTimeField(db_default=Now())
    last_seen = models.DateTimeField(db_default=Now(), db_index=True)
    tier = models.CharField(
        max_length=12, choices=[(tier.value, tier.value) for tier in Tier], db_default=Tier.ANONYMOUS.value
    )

    objects: ClassVar[models.Manager["Device"]] = models.Manager()

    class Meta:
        db_table = "devices"

    def __str__(self) -> str:
        return f"{self.device_id[:8]}… ({self.tier})"


class QuotaUsage(models.Model):
    """What a device used on one day (UTC). `assists_used` counts the free calls that follow a search."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="usage")
    date = models.DateField(db_index=True)
    searches_used = models.PositiveIntegerField(db_default=0)
    assists_used = models.PositiveIntegerField(db_default=0)

    objects: ClassVar[models.Manager["QuotaUsage"]] = models.Manager()

    class Meta:
        db_table = "quota_usage"
        verbose_name_plural = "quota usage"
        constraints = [models.UniqueConstraint(fields=["device", "date"], name="quota_usage_device_day")]

    def __str__(self) -> str:
        return f"{self.date}: {self.searches_used}"


class QuotaReservation(models.Model):
    """One search's claim on the quota. A search that is given back loses its row, so it can be given back once only.

    `fingerprint` is a keyed hash of this very request: it tells a retry from another search under the same
    request id, and cannot be compared with any other request's.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="+")
    request_id = models.UUIDField()
    date = models.DateField()
    fingerprint = models.BinaryField(max_length=16)
    reserved_at = models.DateTimeField(db_default=Now(), db_index=True)
    settled_at = models.DateTimeField(null=True)
    replays = models.PositiveSmallIntegerField(db_default=0)

    objects: ClassVar[models.Manager["QuotaReservation"]] = models.Manager()

    class Meta:
        db_table = "quota_reservations"
        constraints = [models.UniqueConstraint(fields=["device", "request_id"], name="quota_reservations_request")]
        indexes = [
            models.Index(
                fields=["reserved_at"], name="quota_reservations_open", condition=models.Q(settled_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return str(self.request_id)


class ApiLog(models.Model):
    """One call: who, what, when, how long, answered by whom. Never what was asked."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="+")
    endpoint = models.CharField(max_length=20)
    timestamp = models.DateTimeField(db_default=Now(), db_index=True)
    response_time_ms = models.PositiveIntegerField()
    provider = models.CharField(max_length=20, null=True)
    success = models.BooleanField()
    status = models.PositiveSmallIntegerField()

    objects: ClassVar[models.Manager["ApiLog"]] = models.Manager()

    class Meta:
        db_table = "api_logs"
        verbose_name = "API log"

    def __str__(self) -> str:
        return f"{self.timestamp:%Y-%m-%d %H:%M:%S} {self.endpoint} {self.status}"
