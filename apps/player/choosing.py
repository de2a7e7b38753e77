"""From what a request names to the things to play."""

from collections.abc import Sequence
from uuid import UUID

from apps.core.errors import ApiError
from apps.downloads.queries import find_download
from apps.library.models import Album, Track
from apps.library.paths import PathRefusedError, in_music_folder, relative_to_music
from apps.library.playlists.queries import listed
from apps.library.playlists.services import found
from apps.player.services import LONGEST_QUEUE, Item, item_of, items_of_album


def from_path(file_path: str) -> Track:
    """The track at a path relative to the music folder. Raises ApiError (403 outside of it, 404)."""
    try:
        text = relative_to_music(in_music_folder(file_path))
    except PathRefusedError as error:
        raise ApiError(403, "outside_library", str(error), field="file_path") from error
    track = Track.objects.filter(file_path=text).first()
    if track is None:
        message = "The library has no track at that path. Scan the music folder if the file is new."
        raise ApiError(404, "unknown_track", message, field="file_path")
    return track


def from_track(track_id: UUID) -> Track:
    track = Track.objects.filter(pk=track_id).first()
    if track is None:
        raise ApiError(404, "unknown_track", "The library has no such track.", field="track_id")
    return track


def from_album(album_id: UUID) -> list[Item]:
    """An album's tracks. Raises ApiError (404)."""
    album = Album.objects.filter(pk=album_id).first()
    if album is None:
        raise ApiError(404, "unknown_album", "The library has no such album.", field="album_id")
    return items_of_album(album)


def from_download(download_id: UUID, file_index: int | None) -> list[Item]:
    """A file of a download. Raises ApiError (404, 422)."""
    if find_download(download_id) is None:
        message = "There is no such download; it may have been removed."
        raise ApiError(404, "unknown_download", message, field="download_id")
    if file_index is None:
        raise ApiError(422, "invalid", "A download has many files: say which by its file_index.", field="file_index")
    return [Item(download_id=download_id, file_index=file_index)]


def from_playlist(playlist_id: UUID, start: int = 0) -> tuple[list[Item], int]:
    """A playlist's tracks that are on the disk, and where its entry `start` is among them. Raises ApiError (404).

    Of one that is longer than a queue it is the part around `start`.
    """
    start = max(start, 0)
    first = max(start - LONGEST_QUEUE // 2, 0) if start >= LONGEST_QUEUE else 0
    rows = [each.track for each in listed(found(playlist_id), slice(first, first + LONGEST_QUEUE))]
    present = [track.state == Track.State.PRESENT for track in rows]
    items = [item_of(track) for track, there in zip(rows, present, strict=True) if there]
    return items, sum(present[: start - first])


def track_with_album(track: Track) -> tuple[list[Item], int]:
    """The whole album of a track, and where in it the track stands."""
    items = items_of_album(track.album)
    places = [number for number, item in enumerate(items) if item.track_id == track.pk]
    return (items, places[0]) if places else ([item_of(track)], 0)


def known(items: Sequence[Item]) -> list[Item]:
    """The items, each naming one thing that exists. Raises ApiError (404, 422)."""
    for item in items:
        if (item.track_id is None) == (item.download_id is None or item.file_index is None):
            message = "Each item names a track_id, or a download_id with a file_index."
            raise ApiError(422, "invalid", message, field="items")
    asked = {item.track_id for item in items if item.track_id}
    present = set(Track.objects.filter(pk__in=asked).values_list("pk", flat=True))
    if missing := asked - present:
        raise ApiError(404, "unknown_track", f"The library has no track {sorted(map(str, missing))[0]}.", field="items")
    return list(items)
