"""What becomes of a wanted album that was taken, or that came by another way."""

from __future__ import annotations

import structlog
from django.db.models import Q
from django.utils import timezone

from apps.downloads.domain import Removal, Status
from apps.downloads.models import Download
from apps.library.audio_formats import BY_NAME
from apps.library.models import Album
from apps.search.domain import FormatPreference
from apps.wanted.domain import WantedStatus
from apps.wanted.events import publish_wanted
from apps.wanted.models import WantedAlbum

log = structlog.get_logger(__name__)

DISPROVED = {
    Album.Trust.SUSPICIOUS: "What came has traces of a lossy codec; looking for another copy.",
    Album.Trust.DAMAGED: "What came is damaged; looking for another copy.",
}
LOSSY = tuple(name for name, known in BY_NAME.items() if not known.lossless)


def album_here(wanted: WantedAlbum) -> Album | None:
    """The album in the library that fulfils the wish: of that release, not disproved, in a format that will do."""
    if not wanted.release_group_mbid:
        return None
    found = Album.objects.filter(release_group_mbid=wanted.release_group_mbid).exclude(trust__in=list(DISPROVED))
    if wanted.release_mbid:
        found = found.filter(mbid=wanted.release_mbid)
    if wanted.format in (FormatPreference.LOSSLESS, FormatPreference.HIRES):
        found = found.exclude(format__in=LOSSY)
    return found.filter(track_count__gt=0).order_by("-added_at").first()


def settle_if_here(wanted: WantedAlbum) -> bool:
    """Whether the library has it by now; then it is noted as arrived."""
    album = album_here(wanted)
    if album is not None:
        _arrived(wanted, album)
    return album is not None


def settle_album(album: Album) -> None:
    """An album came in: whoever wanted it has it."""
    by_download = Q(download_id=album.download_id) if album.download_id else Q(pk=None)
    by_release = Q(release_group_mbid=album.release_group_mbid) if album.release_group_mbid else Q(pk=None)
    waiting = WantedAlbum.objects.exclude(status=WantedStatus.ARRIVED).filter(by_download | by_release)
    for wanted in waiting:
        if album.download_id and wanted.download_id == album.download_id:
            _arrived(wanted, album)
        else:
            settle_if_here(wanted)


def settle() -> int:
    """Follow up on everything that is coming or has come; returns how many changed. Safe to repeat."""
    changed = 0
    for wanted in WantedAlbum.objects.filter(status=WantedStatus.COMING):
        changed += _settle_coming(wanted)
    arrived = WantedAlbum.objects.filter(status=WantedStatus.ARRIVED, album__trust__in=list(DISPROVED))
    for wanted in arrived.select_related("album"):
        changed += _disproved(wanted)
    here = Album.objects.exclude(release_group_mbid="").values("release_group_mbid")
    waiting = (WantedStatus.LOOKING, WantedStatus.PROPOSED)
    for wanted in WantedAlbum.objects.filter(status__in=waiting, release_group_mbid__in=here):
        changed += settle_if_here(wanted)
    return changed


def _settle_coming(wanted: WantedAlbum) -> bool:
    download = Download.objects.filter(id__in=[wanted.download_id], removal=Removal.NONE).first()
    album = Album.objects.filter(download_id__in=[wanted.download_id]).first()
    if album is not None:
        _arrived(wanted, album)
    elif download is None:
        _again(wanted, "", "The download was removed; looking on.")
    elif download.status == Status.FAILED:
        _again(wanted, download.info_hash or "", f"The copy that was taken failed: {download.error_message}")
    else:
        return False
    return True


def _disproved(wanted: WantedAlbum) -> bool:
    """What arrived turned out bad. A person who keeps it says so by taking it off the list."""
    album = wanted.album
    if album is None:
        return False
    info_hash = str(album.origin.get("info_hash") or "")
    if not info_hash:  # not from a swarm: there is nothing to refuse, and the person put it there
        return False
    _again(wanted, info_hash, DISPROVED[Album.Trust(album.trust)])
    return True


def _arrived(wanted: WantedAlbum, album: Album) -> None:
    wanted.status, wanted.album = WantedStatus.ARRIVED, album
    wanted.message = "In your library."
    wanted.save(update_fields=["status", "album", "message", "changed_at"])
    publish_wanted(wanted)


def _again(wanted: WantedAlbum, refused: str, message: str) -> None:
    wanted.status, wanted.message, wanted.next_look_at = WantedStatus.LOOKING, message, timezone.now()
    wanted.download_id = wanted.album = None
    if refused and refused not in wanted.refused:
        wanted.refused = [*wanted.refused, refused]
    wanted.save()
    publish_wanted(wanted)
