"""Reading the bin, bringing back from it, emptying it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from constance import config
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from apps.core.errors import ApiError
from apps.core.live import publish
from apps.downloads.documents import Document
from apps.downloads.domain import Removal
from apps.downloads.models import Download
from apps.downloads.tasks import send_sync


@dataclass(frozen=True, slots=True)
class Recycled:
    """A removed download: its bytes in the bin, and when they are deleted for good."""

    id: str
    title: str
    size: int
    removed_at: datetime
    deleted_at: datetime

    def as_dict(self) -> Document:
        """JSON."""
        return {
            "download_id": self.id,
            "title": self.title,
            "size": self.size,
            "removed_at": self.removed_at.isoformat(),
            "deleted_at": self.deleted_at.isoformat(),
        }


def keeps_days() -> int:
    """For how many days the bin keeps what was removed; 0: there is no bin."""
    return max(0, int(config.RECYCLE_DAYS))


def recycled() -> QuerySet[Download]:
    """The rows of what is in the bin, what was removed last first."""
    return Download.objects.filter(removal=Removal.RECYCLE).order_by("-changed_at")


def contents() -> list[Recycled]:
    """What is in the bin."""
    kept = timedelta(days=keeps_days())
    return [
        Recycled(str(row.id), row.title, row.done_bytes, row.changed_at, row.changed_at + kept) for row in recycled()
    ]


def bring_back(download_id: uuid.UUID | str) -> Download:
    """Take it out of the bin; it goes on where it was. Raises ApiError (404, 409)."""
    try:
        with transaction.atomic():
            download = recycled().select_for_update().filter(id=download_id).first()
            if download is None:
                raise ApiError(404, "not_found", "That is no longer in the bin.")
            download.removal, download.info_hash = Removal.NONE, download.former_info_hash or None
            download.changed_at = download.move_asked_at = timezone.now()
            download.save(update_fields=["removal", "info_hash", "changed_at", "move_asked_at"])
            send_sync(download.id, download.node)
    except IntegrityError as error:
        message = "The same torrent was added again meanwhile. Remove that one first, or leave this one in the bin."
        raise ApiError(409, "already_there", message) from error
    publish("downloads", {"type": "added", "download_id": str(download_id)})
    return download


def empty(download_ids: Iterable[uuid.UUID | str] | None = None) -> int:
    """Delete these, or everything in the bin, for good; how many it was."""
    rows = recycled() if download_ids is None else recycled().filter(id__in=list(download_ids))
    return _delete(rows)


def empty_old() -> int:
    """Delete what has been in the bin for as long as it keeps things; how many it was."""
    return _delete(recycled().filter(changed_at__lt=timezone.now() - timedelta(days=keeps_days())))


def _delete(rows: QuerySet[Download]) -> int:
    with transaction.atomic():
        found = list(rows.select_for_update())
        for row in found:
            row.removal, row.changed_at = Removal.DELETE_DATA, timezone.now()
            row.save(update_fields=["removal", "changed_at"])
            send_sync(row.id, row.node)
    return len(found)
