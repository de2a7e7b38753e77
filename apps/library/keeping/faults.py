"""Tracks whose file is gone or cannot be read, album by album, and what can be done about them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.db.models import Count, Q

from apps.library.keeping import bin as recycle_bin
from apps.library.keeping.models import BinItem
from apps.library.models import Album, ScannedFolder, Track
from apps.library.paths import audio_path

LIMIT = 2000
State = Track.State


@dataclass(frozen=True)
class FaultyAlbum:
    """An album with tracks that are missing or unreadable."""

    album: Album
    missing: list[Track]
    unreadable: list[Track]

    @property
    def whole(self) -> bool:
        """Whether the album has no other track; `track_count` leaves out what is missing."""
        return self.album.track_count <= len(self.unreadable)


def faulty_albums() -> list[FaultyAlbum]:
    """Every album with such tracks, the worst of them first."""
    tracks = Track.objects.exclude(state=State.PRESENT).select_related("album").order_by(
        "album__artist__sort_key", "album_id", "disc_number", "track_number"
    )[:LIMIT]  # fmt: skip
    found = []
    for album, group in groupby(tracks, key=lambda track: track.album):
        rows = list(group)
        missing = [track for track in rows if track.state == State.MISSING]
        found.append(FaultyAlbum(album, missing, [track for track in rows if track.state == State.UNREADABLE]))
    return sorted(found, key=lambda each: -len(each.missing) - len(each.unreadable))


def fault_counts() -> dict[str, int]:
    """How many tracks are missing, and how many unreadable."""
    faulty = Track.objects.exclude(state=State.PRESENT).order_by()
    found = dict(faulty.values_list("state").annotate(Count("pk")))
    return {"missing": found.get(State.MISSING, 0), "unreadable": found.get(State.UNREADABLE, 0)}


def read_again(album_id: UUID | None = None) -> int:
    """Have the faulty files read at the next scan, as if they were new; returns how many. `None`: of every album."""
    faulty = Track.objects.exclude(state=State.PRESENT)
    if album_id is not None:
        faulty = faulty.filter(album=album_id)
    paths = list(faulty.values_list("file_path", flat=True))
    Track.objects.filter(file_path__in=paths).update(modified_ns=0)
    folders = {audio_path(path).rpartition("/")[0] for path in paths}
    ScannedFolder.objects.filter(path__in=folders).delete()
    return len(paths)


def forget(album_id: UUID) -> Iterable[BinItem]:
    """Take the faulty tracks of an album out of the library, into the bin. Raises ApiError 404, 409, 503."""
    faulty = Track.objects.filter(~Q(state=State.PRESENT), album=album_id)
    return recycle_bin.bin_tracks(list(faulty.values_list("pk", flat=True)))
