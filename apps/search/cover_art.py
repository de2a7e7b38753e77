"""Covers of what the catalogue knows but the library does not have: fetched once from the Cover Art Archive, kept.

Only for release groups that a search brought into the catalogue, so that nobody can fetch through us at will.
https://musicbrainz.org/doc/Cover_Art_Archive/API
"""

import io
import time
from pathlib import Path

import structlog
from asgiref.sync import sync_to_async
from django.conf import settings

from apps.core.http import OutgoingError, any_web_host, fetch
from apps.library.covers import CoverRefusedError, make_cover
from apps.library.filing import write_whole
from apps.search.models import CatalogueReleaseGroup

log = structlog.get_logger(__name__)

SIDE = 500
DEADLINE = 8.0
MOST_BYTES = 5 * 1024 * 1024
ASK_AGAIN_AFTER = 24 * 3600.0  # seconds, where the archive had none
JPEG_QUALITY = 86


async def cover_of_group(group: CatalogueReleaseGroup) -> bytes | None:
    """The front cover as JPEG, at most 500 pixels wide; None where there is none or the archive does not answer."""
    kept = _folder() / f"{group.mbid}.jpg"
    if kept.is_file():
        data = await sync_to_async(kept.read_bytes)()
        return data or (None if _is_fresh(kept) else await _fetched(group.mbid, kept))
    return await _fetched(group.mbid, kept)


async def _fetched(mbid: str, kept: Path) -> bytes | None:
    """An empty file remembers that the archive has none; a failure that may pass is not remembered."""
    if not settings.COVER_ART_URL:
        return None
    url = f"{settings.COVER_ART_URL}/release-group/{mbid}/front-{SIDE}"
    try:
        answer = await fetch(url, deadline=DEADLINE, most_bytes=MOST_BYTES, may_follow=any_web_host)
        data = await sync_to_async(_small)(answer.body)
    except CoverRefusedError:
        data = b""
    except OutgoingError as error:
        log.info("cover_not_fetched", mbid=mbid, code=error.code, status=error.status)
        if error.status != 404:
            return None
        data = b""
    await sync_to_async(_keep)(kept, data)
    return data or None


def _small(body: bytes) -> bytes:
    image = make_cover(body, "archive").image()
    image.thumbnail((SIDE, SIDE))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return out.getvalue()


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "cache" / "covers"


def _is_fresh(path: Path) -> bool:
    return time.time() - path.stat().st_mtime < ASK_AGAIN_AFTER


def _keep(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, data)
