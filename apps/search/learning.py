"""Learning from what went wrong: failed downloads, and albums that turned out to be fakes, damaged or others.

The downloads and the library know nothing of searches; what went wrong there is read from them: when a search begins,
before a download is forgotten, and when an album arrives or is examined. All functions are synchronous.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from apps.downloads.domain import FileKind, Status
from apps.downloads.models import Download, DownloadFile
from apps.library.domain import Certainty
from apps.library.fingerprints import fingerprints_of
from apps.library.models import Album
from apps.search.mistakes import SAME_SHARE, Traces, share_in_common, sizes_key
from apps.search.models import Mistake, SearchResult
from apps.search.sources.domain import Offer

Kind = Mistake.Kind
OF_LATE = timedelta(days=7)
_BY_CODE = {
    "nobody_has_it": Kind.DEAD,
    "nothing_safe": Kind.UNSAFE,
    "torrent_refused": Kind.UNSAFE,
    "no_music": Kind.NO_MUSIC,
    "unreadable": Kind.UNREADABLE,
}
_BY_TRUST = {
    Album.Trust.DAMAGED: (Kind.DAMAGED, "Its audio is damaged."),
    Album.Trust.SUSPICIOUS: (Kind.FAKE, "Its audio has the traces of a lossy codec, whatever it claims to be."),
}
_HEARD = (Kind.DAMAGED, Kind.FAKE)  # what is wrong with the audio itself, so that the same audio has it too


def learn() -> None:
    """Read what went wrong in downloads and in the library since."""
    failed = Download.objects.filter(status=Status.FAILED, error_code__in=_BY_CODE).exclude(info_hash=None)
    learn_from_downloads(failed.exclude(info_hash__in=_known(_BY_CODE.values())))
    _learn_from_albums()


def learn_from_downloads(downloads: Iterable[Download]) -> None:
    """Remember the failures among these downloads."""
    for download in downloads:
        kind = _BY_CODE.get(download.error_code)
        if kind is not None and download.info_hash:
            _remember(kind, download.info_hash, download.title, download.error_message)


def learn_from_album(album: Album) -> None:
    """An album arrived or was examined: remember what is wrong with it, or with one that has the very same audio."""
    info_hash = _came_as(album)
    if not info_hash:
        return
    if album.trust in _BY_TRUST:
        kind, message = _BY_TRUST[Album.Trust(album.trust)]
        _remember(kind, info_hash, album.title, message, audio=fingerprints_of(album))
        return
    others = Mistake.objects.filter(kind__in=_HEARD, allowed=False).exclude(audio=[]).exclude(info_hash=info_hash)
    if others and (audio := fingerprints_of(album)):
        for other in others:
            if share_in_common(audio, other.audio) >= SAME_SHARE:
                message = f"Its audio is the very same as that of {other.title}. {other.message}"
                _remember(other.kind, info_hash, album.title, message, audio=audio)


def _learn_from_albums() -> None:
    """The trust verdicts, and albums of late that turned out to be others than were asked for."""
    known = _known([*(kind for kind, _message in _BY_TRUST.values()), Kind.WRONG_ALBUM])
    arrived = Album.objects.exclude(origin={}).only("trust", "origin", "title", "release_group_mbid")
    for album in arrived.filter(trust__in=list(_BY_TRUST)):
        if (info_hash := _came_as(album)) and info_hash not in known:
            learn_from_album(album)
    certain = arrived.filter(certainty=Certainty.SURE, added_at__gte=timezone.now() - OF_LATE)
    fresh = [(_came_as(album), album) for album in certain.exclude(release_group_mbid="")]
    hashes = {info_hash for info_hash, _album in fresh if info_hash and info_hash not in known}
    found = Download.objects.filter(info_hash__in=hashes).only("info_hash", "intent_document") if hashes else ()
    downloads = {download.info_hash: download for download in found}
    for info_hash, album in fresh:
        if download := downloads.get(info_hash):
            _learn_wrong_album(album, info_hash, download)


def _learn_wrong_album(album: Album, info_hash: str, download: Download) -> None:
    edition = download.intent.edition
    wanted = edition.release_group_mbid if edition else ""
    if edition is not None and wanted and wanted != album.release_group_mbid:
        message = f"It held {album.title} in place of {edition.title}."
        _remember(Kind.WRONG_ALBUM, info_hash, album.title, message, release_group_mbid=wanted)


def _remember(kind: str, info_hash: str, title: str, message: str, **more: Any) -> None:
    if Mistake.objects.filter(kind=kind, info_hash=info_hash).exists():
        return
    values = {"title": title, "message": message, **_traces(info_hash), **more}
    Mistake.objects.get_or_create(kind=kind, info_hash=info_hash, defaults=values)


def _traces(info_hash: str) -> dict[str, Any]:
    """By what a torrent will be known again: its files as they were downloaded, else as a search saw them."""
    files = DownloadFile.objects.filter(download__info_hash=info_hash, kind=FileKind.AUDIO)
    sizes = list(files.values_list("size", flat=True))
    row = SearchResult.objects.filter(info_hash=info_hash).order_by("-search__timestamp").first()
    offers = [Offer.from_dict(offer) for offer in row.offers] if row else []
    seen = Traces.of(next((offer.files for offer in offers if offer.files), ()))
    return {"files_key": sizes_key(sizes) or seen.files_key, "roots": list(seen.roots)}


def _came_as(album: Album) -> str:
    return str(album.origin.get("info_hash") or "")


def _known(kinds: Iterable[str]) -> set[str]:
    return set(Mistake.objects.filter(kind__in=list(kinds)).values_list("info_hash", flat=True))
