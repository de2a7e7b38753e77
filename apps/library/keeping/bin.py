"""The recycle bin: files move aside within the music folder's file system, rows into a record, and back again.

The order makes a kill harmless: first the record, then the files, then the rows; `mend` finishes or takes back what was
cut off. What lies in the bin is in `.trusttune/bin/<item>/` under its own path, where a person finds it by hand, too.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import structlog
from constance import config
from django.conf import settings
from django.db import transaction
from django.db.models import Count, QuerySet, Sum
from django.utils import timezone

from apps.core.errors import ApiError
from apps.library.filing import FilingError, filing_error, move_new, sync_folder
from apps.library.keeping.belongings import hand_on, take_back
from apps.library.keeping.companions import files_of
from apps.library.keeping.models import BinItem
from apps.library.keeping.rows import in_the_way, put_back, take_out
from apps.library.locks import library_lock
from apps.library.models import Album, Track
from apps.library.music_folder import OWN_FOLDER, drafts_folder
from apps.library.paths import audio_path, in_music_folder, join_safely
from apps.library.scanning.rows import refresh_albums
from apps.library.tagging.rewriting import tracks_in

log = structlog.get_logger(__name__)

State = BinItem.State


@contextmanager
def held_library() -> Iterator[None]:
    """Hold the library's lock; what the disk refuses meanwhile is an ApiError 503 with its sentence."""
    with library_lock():
        try:
            yield
        except FilingError as error:
            raise ApiError(503, error.code, error.message) from error


def bin_album(album_id: UUID, what: str = "") -> BinItem:
    """Put an album into the bin, files and rows. Raises ApiError 404, 503."""
    with held_library():
        album = Album.objects.filter(pk=album_id).first()
        if album is None:
            raise ApiError(404, "not_found", "That album is not in the library any more.")
        return bin_rows(album, list(album.tracks.all()), what or f"{album.track_count} tracks")


def bin_tracks(track_ids: Sequence[UUID]) -> list[BinItem]:
    """Put tracks into the bin; an album that has no other goes with them. Raises ApiError 404, 409, 503."""
    items = []
    with held_library():
        tracks = list(Track.objects.filter(pk__in=track_ids).select_related("album"))
        if not tracks:
            raise ApiError(404, "not_found", "These tracks are not in the library any more.")
        _check_images(tracks)
        by_album: dict[UUID, list[Track]] = {}
        for track in tracks:
            by_album.setdefault(track.album_id, []).append(track)
        for group in by_album.values():
            names = ", ".join(track.title for track in group[:3]) + (" …" if len(group) > 3 else "")
            items.append(bin_rows(group[0].album, group, names))
    return items


def bin_rows(
    album: Album,
    tracks: Sequence[Track],
    what: str,
    *,
    better: Album | None = None,
    pairs: Mapping[UUID, UUID] | None = None,
) -> BinItem:
    """Put these tracks of one album into the bin; what belongs to the person goes to their `pairs` in `better`.

    The caller holds the library's lock. Raises FilingError; then everything is as it was.
    """
    whole = album.tracks.count() == len(tracks)
    files = files_of(tracks, album.folder if whole else "")
    with transaction.atomic():
        item = BinItem.objects.create(
            title=album.title,
            artist_name=album.artist_name,
            what=what,
            album_id=album.pk,
            better_album_id=better.pk if better else None,
            files=files,
            moved=hand_on(pairs or {}, album.pk, better.pk) if better else {},
        )
    try:
        _move(item, item.files, into_bin=True)
    except OSError as error:
        _take_back(item)
        raise filing_error(error, in_music_folder(album.folder) if album.folder else drafts_folder()) from error
    with transaction.atomic():
        gone: list[Album] | list[Track] = [album] if whole else list(tracks)
        item.rows, item.relinks = take_out(gone)
        item.size = sum(size for _path, size in item.files)
        item.state = State.BINNED
        item.save()
        for row in gone:
            row.delete()
        if not whole:
            refresh_albums([album.pk])
    log.info("binned", item=str(item.pk), files=len(item.files))
    return item


def restore(item_id: UUID) -> BinItem:
    """Bring everything back to where it was. Raises ApiError 404, 409 where something else is there, 503."""
    with held_library():
        item = _item(item_id)
        _check_free(item)
        item.state = State.RESTORING
        item.save(update_fields=["state"])
        _restore(item)
    return item


def empty(item_id: UUID) -> None:
    """Delete what lies in the bin for good. Raises ApiError 404, 503."""
    with held_library():
        _empty(_item(item_id))


def empty_all() -> int:
    """Delete everything in the bin for good; returns how many items that were."""
    with held_library():
        return _empty_each(BinItem.objects.filter(state=State.BINNED))


def empty_expired() -> int:
    """Delete what has lain in the bin longer than `BIN_DAYS`; 0 days keep it for ever."""
    if config.BIN_DAYS <= 0:
        return 0
    before = timezone.now() - timedelta(days=config.BIN_DAYS)
    with held_library():
        return _empty_each(BinItem.objects.filter(state=State.BINNED, binned_at__lt=before))


def items() -> QuerySet[BinItem]:
    """What lies in the bin, the latest first, without the rows that each holds."""
    return BinItem.objects.filter(state=State.BINNED).order_by("-binned_at", "id").defer("rows", "relinks", "moved")


def totals() -> tuple[int, int]:
    """How many things lie in the bin, and how many bytes they have."""
    figures = BinItem.objects.filter(state=State.BINNED).aggregate(count=Count("pk"), size=Sum("size"))
    return figures["count"], figures["size"] or 0


def mend() -> int:
    """Finish or take back what a kill cut off, before a scan; returns how many items that were. Raises FilingError."""
    cut_off = BinItem.objects.exclude(state=State.BINNED)
    if not cut_off.exists():
        return 0
    with library_lock():
        for item in cut_off:
            if item.state == State.BINNING:
                _take_back(item)
            elif item.state == State.RESTORING:
                _restore(item)
            else:
                _empty(item)
        return len(cut_off)


def _restore(item: BinItem) -> None:
    try:
        _move(item, item.files, into_bin=False)
    except OSError as error:
        raise filing_error(error, drafts_folder().parent) from error
    with transaction.atomic():
        put_back(item.rows, item.relinks)
        take_back(item.moved)
        if item.album_id is not None:
            refresh_albums([item.album_id])
        BinItem.objects.filter(pk=item.pk).delete()
    shutil.rmtree(_folder(item), ignore_errors=True)
    log.info("restored", item=str(item.pk))


def _empty(item: BinItem) -> None:
    item.state = State.EMPTYING
    item.save(update_fields=["state"])
    folder = _folder(item)
    try:
        if folder.exists():
            shutil.rmtree(folder)
    except OSError as error:
        raise filing_error(error, folder) from error
    item.delete()


def _empty_each(items: Iterable[BinItem]) -> int:
    count = 0
    for item in items:
        try:
            _empty(item)
            count += 1
        except FilingError as error:
            log.warning("bin_not_emptied", item=str(item.pk), error=error.message)
    return count


def _move(item: BinItem, files: Iterable[tuple[str, int]], *, into_bin: bool) -> None:
    """Move each file that is not there yet; what is gone from the disk is left out. Raises OSError."""
    for path, _size in files:
        drafts_folder()  # raises where the music folder's disk is away
        here, there = in_music_folder(path), join_safely(_folder(item), path)
        source, target = (here, there) if into_bin else (there, here)
        if not source.exists():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if not move_new(source, target):
            raise FileExistsError(17, "Something else is there", str(target))
        sync_folder(target.parent)
        _remove_empty(source.parent)


def _take_back(item: BinItem) -> None:
    """What was not binned to the end is where it was again; where that fails, the next `mend` tries."""
    try:
        _move(item, item.files, into_bin=False)
    except OSError as error:
        log.error("bin_not_taken_back", item=str(item.pk), error=str(error))
        return
    shutil.rmtree(_folder(item), ignore_errors=True)
    with transaction.atomic():
        take_back(item.moved)
        item.delete()


def _remove_empty(folder: Path) -> None:
    """Remove the folder and those above it while they are empty, up to the music folder."""
    root = drafts_folder().parent
    while folder != root and root in folder.parents:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent


def _check_free(item: BinItem) -> None:
    taken = next((path for path, _size in item.files if _is_taken(item, path)), None)
    if taken is not None:
        message = f"Something else is at {taken} now. Move it away, then bring this back."
        raise ApiError(409, "place_taken", message)
    if others := in_the_way(item.rows):
        message = f"The library has “{others[0]}” at the same place now. Remove that first, then bring this back."
        raise ApiError(409, "place_taken", message)


def _is_taken(item: BinItem, path: str) -> bool:
    return join_safely(_folder(item), path).exists() and in_music_folder(path).exists()


def _check_images(tracks: Sequence[Track]) -> None:
    """One file may hold several tracks: it can only go as a whole."""
    images = {audio_path(track.file_path) for track in tracks if track.span_start is not None}
    chosen = {track.pk for track in tracks}
    for image in images:
        if any(track.pk not in chosen for track in tracks_in(image)):
            message = f"{image.rpartition('/')[2]} holds other tracks too. Split it first, or remove the whole album."
            raise ApiError(409, "image", message)


def _folder(item: BinItem) -> Path:
    return Path(settings.MUSIC_DIR) / OWN_FOLDER / "bin" / str(item.pk)


def _item(item_id: UUID) -> BinItem:
    item = BinItem.objects.filter(pk=item_id, state=State.BINNED).first()
    if item is None:
        raise ApiError(404, "not_found", "That is not in the recycle bin any more.")
    return item
