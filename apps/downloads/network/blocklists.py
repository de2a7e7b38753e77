"""Keeping the blocklist: from a file or an address, in the database, so that every node has the same."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import structlog
from constance import config
from django.utils import timezone

from apps.core.errors import ApiError
from apps.core.http import OutgoingError, any_web_host, fetch_now
from apps.downloads.models import KeptBlocklist
from apps.downloads.network.blocklist import MOST_BYTES, BlocklistError, pack, read_blocklist

log = structlog.get_logger(__name__)

MOST_UPLOAD = 32 * 1024 * 1024
FETCH_SECONDS = 120.0
FRESH = timedelta(hours=23)


def keep_uploaded(name: str, data: bytes) -> KeptBlocklist:
    """Take a list from a file in the place of the present one. Raises ApiError 413, 422."""
    if len(data) > MOST_UPLOAD:
        raise ApiError(413, "blocklist_too_large", f"A list has at most {MOST_UPLOAD >> 20} MB.", field="file")
    try:
        return _keep(name[:200], data)
    except BlocklistError as error:
        raise ApiError(422, "blocklist_unreadable", str(error), field="file") from error


def refresh(*, now: bool = False) -> None:
    """Fetch the list from its address, if there is one and the present list is a day old (or `now`).

    What fails is told, and the present list stays.
    """
    url = str(config.BLOCKLIST_URL)
    if not url:
        return
    kept = KeptBlocklist.objects.defer("ranges").first()
    is_fresh = kept is not None and kept.source == url and timezone.now() - kept.read_at < FRESH and not kept.trouble
    if is_fresh and not now:
        return
    try:
        answer = fetch_now(url, deadline=FETCH_SECONDS, most_bytes=MOST_BYTES, may_follow=any_web_host)
        _keep(url, answer.body)
    except (OutgoingError, BlocklistError) as error:
        log.warning("blocklist_not_fetched", error=str(error))
        KeptBlocklist.objects.update_or_create(pk=1, defaults={"trouble": str(error), "tried_at": timezone.now()})


def forget() -> None:
    """Keep nobody out any more."""
    KeptBlocklist.objects.all().delete()


def _keep(source: str, data: bytes) -> KeptBlocklist:
    read = read_blocklist(data)
    packed = pack(read)
    kept, _created = KeptBlocklist.objects.update_or_create(
        pk=1,
        defaults={
            "source": source,
            "digest": hashlib.sha256(packed).hexdigest(),
            "ranges": packed,
            "count": read.count,
            "fault_count": read.fault_count,
            "faults": [{"line": each.line, "text": each.text} for each in read.faults],
            "trouble": "",
            "read_at": timezone.now(),
            "tried_at": timezone.now(),
        },
    )
    log.info("blocklist_kept", ranges=read.count, faults=read.fault_count)
    return kept
