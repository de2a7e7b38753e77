"""`/ws/downloads`: the present state of every download, what arrives first, however many there are."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.utils import timezone

from apps.downloads.consumers import PART, DownloadsConsumer
from apps.downloads.models import Download, DownloadFile

pytestmark = [pytest.mark.django_db(transaction=True)]
WITHIN = 10


def make_many(count: int) -> list[Download]:
    """Seeding ones, the newest first; only the oldest of all is on its way."""
    now = timezone.now()
    rows = Download.objects.bulk_create(
        Download(
            info_hash=uuid.uuid4().hex + "0" * 8,
            title=f"Number {number}",
            node="main",
            status="seeding",
            started_at=now - timedelta(hours=number),
        )
        for number in range(count)
    )
    Download.objects.filter(id=rows[-1].id).update(status="downloading")
    DownloadFile.objects.create(download=rows[0], index=0, path="a.flac", size=1000, kind="audio", wanted=True)
    return rows


async def test_what_arrives_is_told_before_the_many_that_have_arrived(valkey: str) -> None:
    rows = await sync_to_async(make_many)(2 * PART + 3)
    await Download.objects.filter(id=rows[5].id).aupdate(removal="keep_data")
    socket = WebsocketCommunicator(DownloadsConsumer.as_asgi(), "/ws/downloads")
    assert (await socket.connect(timeout=WITHIN))[0]
    told: list[dict[str, Any]] = [await socket.receive_json_from(WITHIN) for _row in range(len(rows) - 1)]
    assert await socket.receive_nothing(0.1)
    await socket.disconnect()
    expected = [rows[-1], *(row for row in rows[:-1] if row is not rows[5])]
    assert [event["download_id"] for event in told] == [str(row.id) for row in expected]
    assert {event["type"] for event in told} == {"progress"}
    assert [file["path"] for file in told[1]["files"]] == ["a.flac"]
