"""More files of a download than were wanted at first, even when the first ones are in the library already."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from apps.downloads.domain import ARRIVED, Status
from apps.downloads.models import Download, DownloadFile


def with_files(download: Download, wanted: Iterable[int]) -> dict[str, Any]:
    """The fields that change so that exactly these files are wanted.

    What is new among them after the library took the first ones is a further batch: it is fetched and handed over by
    itself, since an import is done once.
    """
    indexes = sorted(set(wanted))
    changes: dict[str, Any] = {"wanted_files": indexes}
    files = DownloadFile.objects.filter(download=download)
    fresh = files.filter(index__in=indexes, wanted=False, refusal="")
    if download.organised_at is None or not fresh.exists():
        return changes
    batch = download.batch + 1
    fresh.update(batch=batch)
    changes |= {"batch": batch, "organised_at": None, "completed_at": None, "goal_reached": ""}
    return changes | ({"status": Status.QUEUED} if download.status in ARRIVED else {})
