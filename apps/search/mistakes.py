"""Never the same mistake twice: what failed, and how another torrent is known to be the same.

By its info-hash; by the sizes of its audio files; by the roots of their pieces (BEP 52), which are the files
themselves, whatever the torrent; once it was downloaded, by the fingerprints of its audio (`learning.py`). All
functions are synchronous.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from apps.downloads.domain import FileKind
from apps.downloads.safety.kinds import kind_of
from apps.search.copies import Copy
from apps.search.models import Mistake, SearchResult
from apps.search.sources.domain import ListedFile, Offer

DEAD_FOR = timedelta(days=30)  # how long a swarm that had nobody is taken for dead, if no tracker says otherwise
FEWEST_FILES = 3  # a digest of fewer sizes could be another torrent's by chance
SAME_SHARE = 0.5  # of the fewer files: an album that has so much in common with another is the same one


@dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered about the torrents of one search."""

    mistakes: Sequence[Mistake] = ()

    def about(self, copy: Copy, release_group_mbid: str) -> str:
        """Why this copy, or one with the very same files, failed before; "" where it did not or may be tried again."""
        if not self.mistakes:
            return ""
        traces = Traces.of(copy.files, copy.info_hash, copy.info_hash_v2[:40])
        for mistake in self.mistakes:
            if traces.are_of(mistake) and _counts_now(mistake, copy, release_group_mbid):
                return mistake.message
        return ""


@dataclass(frozen=True, slots=True)
class Traces:
    """By what a torrent is known again: its hashes, a digest of its audio files' sizes, and their roots."""

    hashes: frozenset[str]
    files_key: str = ""
    roots: tuple[str, ...] = ()

    @classmethod
    def of(cls, files: Iterable[ListedFile], *hashes: str) -> Traces:
        audio = [file for file in files if kind_of(file.path, file.size) is FileKind.AUDIO]
        roots = tuple(file.root for file in audio if file.root)
        return cls(frozenset(hashes) - {""}, sizes_key([file.size for file in audio]), roots)

    def are_of(self, mistake: Mistake) -> bool:
        """Whether they are those of a torrent that failed."""
        if mistake.info_hash in self.hashes or (self.files_key and self.files_key == mistake.files_key):
            return True
        return share_in_common(self.roots, mistake.roots) >= SAME_SHARE


def memory() -> Memory:
    """What is remembered and not allowed."""
    return Memory(tuple(Mistake.objects.filter(allowed=False)))


def allow(row: SearchResult) -> int:
    """Let a result be tried in spite of what happened to it, or to one with its files; how many mistakes that were."""
    files = next((offer.files for offer in map(Offer.from_dict, row.offers) if offer.files), ())
    traces = Traces.of(files, row.info_hash, row.info_hash_v2[:40])
    same = [mistake.pk for mistake in Mistake.objects.filter(allowed=False) if traces.are_of(mistake)]
    return Mistake.objects.filter(pk__in=same).update(allowed=True)


def sizes_key(sizes: Sequence[int]) -> str:
    """A digest of the sizes of audio files, in any order; "" where there are too few to mean anything."""
    if len(sizes) < FEWEST_FILES:
        return ""
    text = ",".join(str(size) for size in sorted(sizes))
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def share_in_common(ours: Collection[str], theirs: Collection[str]) -> float:
    """How much of the smaller collection is in the other, 0 to 1."""
    fewer = min(len(set(ours)), len(set(theirs)))
    return len(set(ours) & set(theirs)) / fewer if fewer else 0.0


def _counts_now(mistake: Mistake, copy: Copy, release_group_mbid: str) -> bool:
    if mistake.release_group_mbid or mistake.kind == Mistake.Kind.WRONG_ALBUM:
        return mistake.release_group_mbid == release_group_mbid
    if mistake.kind == Mistake.Kind.DEAD:
        counted = copy.counted
        alive = counted is not None and counted.seeders > 0
        return not alive and mistake.learnt_at > timezone.now() - DEAD_FOR
    return True
