"""Tracks whose file is gone or cannot be read, album by album, and what can be done about them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import BooleanField, Count, QuerySet
from django.db.models.expressions import RawSQL

from apps.library.keeping import bin as recycle_bin
from apps.library.keeping.models import BinItem
from apps.library.models import Album, ScannedFolder, Track
from apps.library.paths import audio_path

# As the index `library_faulty` has it: SQLite takes a partial index only where no parameter stands in the condition. An
# index of every state would be taken for the many that are present, too, and slow them down.
IS_FAULTY = RawSQL("NOT (library.state = 'present')", (), output_field=BooleanField())
ALBUMS_A_PART = 30
AT_ONCE = 500
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


def faulty_albums(offset: int = 0, limit: int = ALBUMS_A_PART) -> list[FaultyAlbum]:
    """The albums with such tracks, those with most of them first; `limit` from number `offset` on."""
    counted = faulty_tracks().order_by().values("album").annotate(number=Count("pk"))
    worst = counted.order_by("-number", "album__artist__sort_key", "album")[offset : offset + limit]
    found = {key: FaultyAlbum(album, [], []) for key, album in _in_order([row["album"] for row in worst])}
    tracks = faulty_tracks().filter(album__in=found).order_by("album_id", "disc_number", "track_number")
    for track in tracks:
        each = found[track.album_id]
        (each.missing if track.state == State.MISSING else each.unreadable).append(track)
    return list(found.values())


def _in_order(keys: list[UUID]) -> list[tuple[UUID, Album]]:
    albums = Album.objects.in_bulk(keys)
    return [(key, albums[key]) for key in keys if key in albums]


def fault_counts() -> dict[str, int]:
    """How many tracks are missing, how many unreadable, and of how many albums they are."""
    states = dict(faulty_tracks().order_by().values_list("state").annotate(Count("pk")))
    albums = faulty_tracks().aggregate(albums=Count("album", distinct=True))["albums"]
    return {
        "missing": states.get(State.MISSING, 0),
        "unreadable": states.get(State.UNREADABLE, 0),
        "total": albums,
    }


def faulty_tracks() -> QuerySet[Track]:
    """The tracks that are missing or unreadable."""
    return Track.objects.filter(IS_FAULTY)


def read_again(album_id: UUID | None = None) -> int:
    """Have the faulty files read at the next scan, as if they were new; returns how many. `None`: of every album."""
    faulty = faulty_tracks()
    if album_id is not None:
        faulty = faulty.filter(album=album_id)
    folders = {audio_path(path).rpartition("/")[0] for path in faulty.values_list("file_path", flat=True).iterator()}
    files = faulty.update(modified_ns=0)
    names = list(folders)
    for start in range(0, len(names), AT_ONCE):
        ScannedFolder.objects.filter(path__in=names[start : start + AT_ONCE]).delete()
    return files


def forget(album_id: UUID) -> Iterable[BinItem]:
    """Take the faulty tracks of an album out of the library, into the bin. Raises ApiError 404, 409, 503."""
    return recycle_bin.bin_tracks(list(faulty_tracks().filter(album=album_id).values_list("pk", flat=True)))
