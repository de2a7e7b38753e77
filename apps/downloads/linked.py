"""Downloads whose .torrent could not be fetched at the click: tried again in the background, but not for ever."""

from __future__ import annotations

from typing import Any

import structlog
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.core.live import publish
from apps.downloads import links
from apps.downloads.domain import MagnetSource, Removal, SourceError, Status, TorrentSource
from apps.downloads.magnets import read_magnet
from apps.downloads.metainfo import read_metainfo
from apps.downloads.models import Download, TorrentMetainfo
from apps.downloads.tasks import send_sync

log = structlog.get_logger(__name__)

PAUSES = (5.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0)


def fetch_link(download_id: str, tries_before: int) -> float | None:
    """Fetch what the download's address holds. Returns the seconds until the next try, or None when it is settled."""
    download = Download.objects.filter(id=download_id, removal=Removal.NONE, magnet="", metainfo=None).first()
    if download is None or not download.torrent_url:
        return None
    try:
        found = links.fetch_source(download.torrent_url, deadline=links.PATIENT)
        _fill_in(download, found)
    except SourceError as error:
        log.info("link_not_fetched", download=download_id, code=error.code, tries=tries_before + 1)
        if error.permanent or tries_before >= len(PAUSES):
            _fail(download, error)
            return None
        return PAUSES[tries_before]
    return None


def _fill_in(download: Download, found: MagnetSource | TorrentSource) -> None:
    facts: dict[str, Any] = {"changed_at": timezone.now(), "status": Status.QUEUED}
    if isinstance(found, MagnetSource):
        magnet = read_magnet(found.uri)
        facts |= {"magnet": magnet.uri, "info_hash": magnet.info_hash, "info_hash_v2": magnet.v2}
        title = magnet.name
    else:
        metainfo = read_metainfo(found.data)
        facts |= {"info_hash": metainfo.info_hash, "info_hash_v2": metainfo.v2, "size_bytes": metainfo.size}
        title = metainfo.name
    if title and download.title == links.shown(download.torrent_url):
        facts["title"] = title
    try:
        with transaction.atomic():
            Download.objects.filter(id=download.id).update(**facts)
            if isinstance(found, TorrentSource):
                TorrentMetainfo.objects.get_or_create(download=download, defaults={"data": found.data})
            send_sync(download.id, download.node)
    except IntegrityError as error:
        raise SourceError(
            "already_there", "This torrent is already among your downloads under another name; remove this one."
        ) from error


def _fail(download: Download, error: SourceError) -> None:
    Download.objects.filter(id=download.id).update(
        status=Status.FAILED, error_code=error.code, error_message=error.message
    )
    event = {"type": "error", "download_id": str(download.id), "code": error.code, "message": error.message}
    publish(f"download.{download.id}", event)
    publish("downloads", event)
