"""Moving a download a step up or down among those that wait for their turn."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils import timezone

from apps.core.errors import ApiError
from apps.downloads.domain import ARRIVED, Removal
from apps.downloads.models import Download
from apps.downloads.tasks import send_sync


def step_in_queue(download_id: uuid.UUID | str, *, up: bool) -> None:
    """Change places with the one before it, or behind it; at the end of the line nothing happens. Raises ApiError 404.

    Places are numbered anew, since those that were never moved share one.
    """
    with transaction.atomic():
        rows = Download.objects.select_for_update().filter(removal=Removal.NONE).exclude(status__in=ARRIVED)
        moved = rows.filter(id=download_id).first()
        if moved is None:
            raise ApiError(404, "not_found", "There is no such download in the queue; it may have arrived.")
        line = list(rows.filter(node=moved.node).order_by("queue_place", "started_at"))
        place = next(number for number, each in enumerate(line) if each.id == moved.id)
        other = place - 1 if up else place + 1
        if not 0 <= other < len(line):
            return
        line[place], line[other] = line[other], line[place]
        for number, each in enumerate(line):
            if each.queue_place != number:
                Download.objects.filter(id=each.id).update(queue_place=number, changed_at=timezone.now())
                send_sync(each.id, each.node)
