"""Where a cover can come from: pictures beside the files, inside them, or the Cover Art Archive."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings

from apps.core.http import OutgoingError, any_web_host, fetch_now
from apps.library.covers import MOST_BYTES, Cover, CoverRefusedError, make_cover
from apps.library.domain import EditionDetails
from apps.library.tags.pictures import front_cover

log = structlog.get_logger(__name__)

PICTURE_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp"})
FRONT_NAMES = ("cover", "folder", "front", "album", "albumart", "artwork", "thumb")
OTHER_SIDES = ("back", "inlay", "inside", "booklet", "disc", "cd", "tray", "matrix", "label", "spectr", "spec", "obi")
OTHER_SIDE = 3  # the rank from which on a picture is no front
GOOD_SIDE = 500
DEADLINE_SECONDS = 15.0
MOST_INDEX_BYTES = 1024 * 1024
THUMBNAIL_SIZES = ("1200", "large", "500")


def best_cover(pictures: Iterable[Path], audio: Iterable[Path], edition: EditionDetails | None) -> Cover | None:
    """The best cover at hand; the archive is asked only where none of them is 500 pixels wide."""
    local = [cover for cover in (_from_folder(pictures), _from_files(audio)) if cover is not None]
    good = [cover for cover in local if min(cover.width, cover.height) >= GOOD_SIDE]
    if good:
        return good[0]
    archived = CoverArchive(settings.COVER_ART_URL).front_cover(edition) if edition else None
    found = [*local, archived] if archived else local
    return max(found, key=lambda cover: cover.width * cover.height, default=None)


def _from_folder(pictures: Iterable[Path]) -> Cover | None:
    ranked = sorted((path for path in pictures if front_rank(path)[0] < OTHER_SIDE), key=front_rank)
    for path in ranked[:6]:
        try:
            if path.stat().st_size <= MOST_BYTES:
                return make_cover(path.read_bytes(), "folder")
        except (CoverRefusedError, OSError) as error:
            log.info("picture_not_used", name=path.name, reason=str(error))
    return None


def _from_files(audio: Iterable[Path]) -> Cover | None:
    for path in list(audio)[:3]:
        data = front_cover(path)
        try:
            if data:
                return make_cover(data, "embedded")
        except CoverRefusedError as error:
            log.info("picture_not_used", name=path.name, reason=str(error))
    return None


def is_picture(path: Path) -> bool:
    """Whether the name says that it is a picture that can be read here."""
    return path.suffix.lower() in PICTURE_SUFFIXES and not path.name.startswith("._")


def front_rank(path: Path) -> tuple[int, int, str]:
    """Sorts pictures: those named as a front cover first; 3 and above are other sides and strangers' scans."""
    stem = path.stem.lower()
    depth = len(path.parts)
    if stem in FRONT_NAMES:
        return (0, depth, stem)
    if any(side in stem for side in OTHER_SIDES):
        return (OTHER_SIDE, depth, stem)
    if any(name in stem for name in FRONT_NAMES):
        return (1, depth, stem)
    return (2, depth, stem)


class CoverArchive:
    """The Cover Art Archive (https://musicbrainz.org/doc/Cover_Art_Archive/API), or a mirror of it."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url.rstrip("/")

    def front_cover(self, edition: EditionDetails) -> Cover | None:
        """The front of that release, else of its release group; None where there is none or it does not answer."""
        if not self._base_url:
            return None
        for kind, mbid in (("release", edition.release_mbid), ("release-group", edition.release_group_mbid)):
            if not mbid:
                continue
            try:
                if cover := self._front(kind, mbid):
                    return cover
            except OutgoingError as error:
                log.info("cover_archive_failed", kind=kind, mbid=mbid, code=error.code, reason=error.message)
                if not error.permanent:
                    return None
        return None

    def _front(self, kind: str, mbid: str) -> Cover | None:
        index = f"{self._base_url}/{kind}/{mbid}"
        answer = fetch_now(index, deadline=DEADLINE_SECONDS, most_bytes=MOST_INDEX_BYTES, may_follow=any_web_host)
        for address in _front_addresses(answer.body):
            try:
                picture = fetch_now(address, deadline=DEADLINE_SECONDS, most_bytes=MOST_BYTES, may_follow=any_web_host)
                return make_cover(picture.body, "archive")
            except (OutgoingError, CoverRefusedError) as error:
                log.info("cover_not_used", address=address, reason=str(error))
        return None


def _front_addresses(body: bytes) -> Iterator[str]:
    """The addresses of the front image, the one of the right size first. An index that lies yields nothing."""
    try:
        images: Any = json.loads(body)["images"]
        fronts = [image for image in images if image.get("front")] or [
            image for image in images if "Front" in (image.get("types") or ())
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return
    for image in fronts[:1]:
        thumbnails = image.get("thumbnails") or {}
        addresses = [thumbnails.get(size) for size in THUMBNAIL_SIZES] if isinstance(thumbnails, dict) else []
        yield from (address for address in [*addresses, image.get("image")] if isinstance(address, str))
