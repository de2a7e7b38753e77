"""Never the same mistake twice: what failed is remembered with its reason, by info-hash and by the sizes of its files.

The downloads and the library know nothing of searches; what went wrong there is read from them, when a search begins
and before a download is forgotten. All functions are synchronous.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from apps.downloads.domain import FileKind, Status
from apps.downloads.models import Download, DownloadFile
from apps.downloads.safety.kinds import kind_of
from apps.library.domain import Certainty
from apps.library.models import Album
from apps.search.copies import Copy
from apps.search.models import Mistake
from apps.search.sources.domain import ListedFile

Kind = Mistake.Kind
DEAD_FOR = timedelta(days=30)  # how long a swarm that had nobody is taken for dead, if no tracker says otherwise
OF_LATE = timedelta(days=7)
FEWEST_FILES = 3  # a digest of fewer sizes could be another torrent's by chance
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


@dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered about the torrents of one search."""

    mistakes: Sequence[Mistake] = ()

    def about(self, copy: Copy, release_group_mbid: str) -> str:
        """Why this copy, or one with the very same files, failed before; "" where it did not or may be tried again."""
        hashes = {copy.info_hash, copy.info_hash_v2[:40]} - {""}
        key = files_key(copy.files)
        for mistake in self.mistakes:
            same = mistake.info_hash in hashes or (key and key == mistake.files_key)
            if same and _counts_now(mistake, copy, release_group_mbid):
                return mistake.message
        return ""


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
            files = DownloadFile.objects.filter(download=download, kind=FileKind.AUDIO)
            sizes = list(files.values_list("size", flat=True))
            _remember(kind, download.info_hash, download.title, download.error_message, sizes)


def memory() -> Memory:
    """What is remembered and not allowed."""
    return Memory(tuple(Mistake.objects.filter(allowed=False)))


def allow(info_hash: str) -> int:
    """Let a torrent be tried in spite of what happened; returns how many mistakes that were."""
    return Mistake.objects.filter(info_hash=info_hash).update(allowed=True)


def files_key(files: Iterable[ListedFile]) -> str:
    """A digest of the sizes of the audio files; "" where there are too few to mean anything."""
    return _sizes_key([file.size for file in files if kind_of(file.path, file.size) is FileKind.AUDIO])


def _sizes_key(sizes: Sequence[int]) -> str:
    if len(sizes) < FEWEST_FILES:
        return ""
    text = ",".join(str(size) for size in sorted(sizes))
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def _counts_now(mistake: Mistake, copy: Copy, release_group_mbid: str) -> bool:
    if mistake.kind == Kind.WRONG_ALBUM:
        return mistake.release_group_mbid == release_group_mbid
    if mistake.kind == Kind.DEAD:
        counted = copy.counted
        alive = counted is not None and counted.seeders > 0
        return not alive and mistake.learnt_at > timezone.now() - DEAD_FOR
    return True


def _learn_from_albums() -> None:
    """The trust verdicts, and albums of late that turned out to be others than were asked for."""
    known = _known([*(kind for kind, _message in _BY_TRUST.values()), Kind.WRONG_ALBUM])
    arrived = Album.objects.exclude(origin={}).only("trust", "origin", "title", "release_group_mbid")
    for album in arrived.filter(trust__in=list(_BY_TRUST)):
        info_hash = str(album.origin.get("info_hash") or "")
        if info_hash and info_hash not in known:
            kind, message = _BY_TRUST[Album.Trust(album.trust)]
            _remember(kind, info_hash, album.title, message)
    certain = arrived.filter(certainty=Certainty.SURE, added_at__gte=timezone.now() - OF_LATE)
    for album in certain.exclude(release_group_mbid=""):
        info_hash = str(album.origin.get("info_hash") or "")
        if info_hash and info_hash not in known:
            _learn_wrong_album(album, info_hash)


def _learn_wrong_album(album: Album, info_hash: str) -> None:
    download = Download.objects.filter(info_hash=info_hash).first()
    edition = download.intent.edition if download else None
    wanted = edition.release_group_mbid if edition else ""
    if edition is not None and wanted and wanted != album.release_group_mbid:
        message = f"It held {album.title} in place of {edition.title}."
        _remember(Kind.WRONG_ALBUM, info_hash, album.title, message, release_group_mbid=wanted)


def _remember(kind: str, info_hash: str, title: str, message: str, sizes: Sequence[int] = (), **more: Any) -> None:
    values = {"title": title, "message": message, "files_key": _sizes_key(sizes), **more}
    Mistake.objects.get_or_create(kind=kind, info_hash=info_hash, defaults=values)


def _known(kinds: Iterable[str]) -> set[str]:
    return set(Mistake.objects.filter(kind__in=list(kinds)).values_list("info_hash", flat=True))
