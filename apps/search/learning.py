"""Learning from what went wrong: failed downloads, and albums that turned out to be fakes, damaged or others.

The downloads and the library know nothing of searches; what went wrong there is read from them: when a search begins,
before a download is forgotten, and when an album arrives or is examined. All functions are synchronous.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from apps.downloads.domain import FileKind, Status
from apps.downloads.models import Download, DownloadFile
from apps.library.domain import Certainty
from apps.library.fingerprints import fingerprints_of
from apps.library.models import Album, Import
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


@dataclass(frozen=True, slots=True)
class Together:
    """The albums that came in one download: how many there are, and those of them that stand in the library by now."""

    parts: int = 1
    albums: tuple[Album, ...] = ()

    def surely_lacks(self, release_group_mbid: str) -> bool:
        """Whether all of them are known for certain, and none is that one."""
        certain = [each for each in self.albums if each.certainty == Certainty.SURE and each.release_group_mbid]
        return len(certain) == self.parts and all(each.release_group_mbid != release_group_mbid for each in certain)


ALONE = Together()


def learn() -> None:
    """Read what went wrong in downloads and in the library since."""
    failed = Download.objects.filter(status=Status.FAILED, error_code__in=_BY_CODE).exclude(info_hash=None)
    known = Mistake.objects.filter(kind__in=list(_BY_CODE.values())).values("info_hash")
    learn_from_downloads(failed.exclude(info_hash__in=known))
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
    came_with_others = any(each.parts > 1 for each in _arrived_together(album.imports.values("download_id")).values())
    group = album.release_group_mbid if came_with_others else ""
    if not info_hash or (came_with_others and not group):  # which of the albums it is could not be told again
        return
    if album.trust in _BY_TRUST:
        kind, message = _BY_TRUST[Album.Trust(album.trust)]
        _remember(kind, info_hash, album.title, message, audio=fingerprints_of(album), release_group_mbid=group)
        return
    others = Mistake.objects.filter(kind__in=_HEARD, allowed=False).exclude(audio=[]).exclude(info_hash=info_hash)
    if others and (audio := fingerprints_of(album)):
        for other in others:
            if share_in_common(audio, other.audio) >= SAME_SHARE:
                message = f"Its audio is the very same as that of {other.title}. {other.message}"
                _remember(other.kind, info_hash, album.title, message, audio=audio, release_group_mbid=group)


def _learn_from_albums() -> None:
    """The trust verdicts, and albums of late that turned out to be others than were asked for."""
    known = _known([*(kind for kind, _message in _BY_TRUST.values()), Kind.WRONG_ALBUM])
    arrived = Album.objects.exclude(origin={}).only("trust", "origin", "title", "release_group_mbid")
    for album in arrived.filter(trust__in=list(_BY_TRUST)):
        info_hash = _came_as(album)
        if info_hash and not known & {(info_hash, ""), (info_hash, album.release_group_mbid)}:
            learn_from_album(album)
    certain = arrived.filter(certainty=Certainty.SURE, added_at__gte=timezone.now() - OF_LATE)
    fresh = [(_came_as(album), album) for album in certain.exclude(release_group_mbid="")]
    failed = {info_hash for info_hash, _group in known}
    hashes = {info_hash for info_hash, _album in fresh if info_hash and info_hash not in failed}
    found = Download.objects.filter(info_hash__in=hashes).only("info_hash", "intent_document") if hashes else ()
    downloads = {download.info_hash: download for download in found}
    together = _arrived_together([download.pk for download in downloads.values()])
    for info_hash, album in fresh:
        if download := downloads.get(info_hash):
            _learn_wrong_album(album, info_hash, download, together.get(download.pk, ALONE))


def _learn_wrong_album(album: Album, info_hash: str, download: Download, together: Together) -> None:
    edition = download.intent.edition
    wanted = edition.release_group_mbid if edition else ""
    if edition is None or not wanted or wanted == album.release_group_mbid:
        return
    if together.parts <= 1 or together.surely_lacks(wanted):
        others = f" and {together.parts - 1} more" if together.parts > 1 else ""
        message = f"It held {album.title}{others} in place of {edition.title}."
        _remember(Kind.WRONG_ALBUM, info_hash, album.title, message, release_group_mbid=wanted)


def _arrived_together(download_ids: Any) -> dict[UUID, Together]:
    """What each of these downloads (ids, or a query for them) became."""
    records: dict[UUID, list[Import]] = {}
    for record in Import.objects.filter(download_id__in=download_ids).select_related("album"):
        records.setdefault(record.download_id, []).append(record)
    return {
        download_id: Together(
            max(len(parts), *(part.parts for part in parts)), tuple(part.album for part in parts if part.album)
        )
        for download_id, parts in records.items()
    }


def _remember(kind: str, info_hash: str, title: str, message: str, **more: Any) -> None:
    key = {"kind": kind, "info_hash": info_hash, "release_group_mbid": more.pop("release_group_mbid", "")}
    if not Mistake.objects.filter(**key).exists():
        values = {"title": title, "message": message, **_traces(info_hash), **more}
        Mistake.objects.get_or_create(**key, defaults=values)


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


def _known(kinds: Iterable[str]) -> set[tuple[str, str]]:
    """The info-hash and the release group ('' for a torrent as a whole) of what is remembered."""
    return set(Mistake.objects.filter(kind__in=list(kinds)).values_list("info_hash", "release_group_mbid"))
