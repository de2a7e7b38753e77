"""Carrying out what was planned for an album. Every step looks at the disk first, and so may be repeated."""

import contextlib
from collections.abc import Iterable, Sequence
from uuid import UUID

import structlog
from django.db import transaction

from apps.library.catalogue import catalogue
from apps.library.covers import embedded_picture, kept_cover
from apps.library.domain import CatalogueError, EditionDetails, Placement
from apps.library.events import publish_imported
from apps.library.filing import FilingError, move_new, sync_folder
from apps.library.importing.committing import album_columns, write_track
from apps.library.importing.plans import AlbumPlan
from apps.library.importing.staging import one_a_file
from apps.library.locks import library_lock
from apps.library.models import Album, AlbumChange, Import, ScannedFolder, TagChange, Track
from apps.library.naming import path_key
from apps.library.paths import in_music_folder
from apps.library.records import ArtistName, album_identity, artist_for, refresh_album, save_album
from apps.library.refiling.planning import Moves, plan_change
from apps.library.refiling.standing import NotStandingError
from apps.library.scanning.known_folders import remember_folder
from apps.library.search_index import index_albums
from apps.library.tagging.deltas import DeltaError
from apps.library.tagging.rewriting import SharedBytesError, UnwritableError, mend_changes, rewrite, tracks_in

log = structlog.get_logger(__name__)

State = AlbumChange.State


def carry_out_changes(album_id: UUID | None = None) -> int:
    """Do what is wished or was begun, for one album or all; returns how many albums came to their end."""
    waiting = AlbumChange.objects.filter(state__in=[State.WISHED, State.PLANNED]).select_related("album")
    if album_id is not None:
        waiting = waiting.filter(album=album_id)
    return sum(_carry_out(change) for change in waiting)


def finish_begun_changes() -> int:
    """Finish what a kill cut short, without asking anyone outside; returns how many albums that were."""
    return sum(_carry_out(change) for change in AlbumChange.objects.filter(state=State.PLANNED).select_related("album"))


def _carry_out(change: AlbumChange) -> bool:
    try:
        edition = catalogue().edition(change.release_mbid) if change.state == State.WISHED else None
    except CatalogueError as error:
        return _failed(change, error)
    with library_lock():
        current = AlbumChange.objects.select_related("album").filter(pk=change.pk, state=change.state).first()
        if current is None:
            return False  # another worker did it meanwhile, or it is not wished any more
        try:
            _plan_and_carry_out(current, edition)
        except (FilingError, NotStandingError, OSError) as error:
            return _failed(current, error)
    return True


def _plan_and_carry_out(change: AlbumChange, edition: EditionDetails | None) -> None:
    mend_changes()
    if change.state == State.WISHED:
        if edition is None:
            raise NotStandingError("MusicBrainz does not know that release any more. Choose another.")
        plan, moves = plan_change(change.album, edition)
        change.plan, change.moves, change.state = plan.as_dict(), moves, State.PLANNED
        change.save()
    _carry_out_plan(change, AlbumPlan.from_dict(change.plan))


def _failed(change: AlbumChange, error: Exception) -> bool:
    """A wish that cannot be planned is over; a plan that was begun waits for its next chance."""
    over = change.state == State.WISHED
    message = getattr(error, "message", "") or str(error)
    if isinstance(error, OSError):
        what_next = "Choose the release again." if over else "It is tried again by itself."
        message = f"The files could not be changed ({error.strerror}). {what_next}"
    log.warning("album_not_changed", album=str(change.album_id), reason=message)
    AlbumChange.objects.filter(pk=change.pk).update(message=message, **({"state": State.FAILED} if over else {}))
    return False


def _carry_out_plan(change: AlbumChange, plan: AlbumPlan) -> None:
    moves: Moves = [(source, target) for source, target in change.moves]
    warnings = _write_tags(change.album, plan, moves)
    for source, target in moves:
        _move(source, target)
    album = _write_rows(change, plan, warnings)
    _leave_nothing_empty(change.moves)
    remember_folder(in_music_folder(plan.folder))
    publish_imported(str(album.pk), album.title, album.artist_name, album.folder)


def _write_tags(album: Album, plan: AlbumPlan, moves: Moves) -> list[str]:
    """Write the edition's tags into every file, wherever it is by now; sentences about those that keep theirs."""
    cover = kept_cover(album)
    picture = embedded_picture(cover) if cover else None
    warnings = []
    for track in one_a_file(plan.tracks):
        for place in _places(f"{plan.folder}/{track.name}", moves):
            if not in_music_folder(place).is_file():
                continue
            try:
                rewrite(place, track.tags, picture, reason=TagChange.Reason.IDENTIFIED, album=album)
            except (UnwritableError, DeltaError, SharedBytesError) as error:
                warnings.append(f"{track.name} keeps its old tags: {error}")
            break
    return warnings


def _places(end: str, moves: Moves) -> list[str]:
    """Where the file that ends at `end` may be: there, or at any stop on its way, the last first."""
    places = [end]
    for source, target in reversed(moves):
        if target == places[-1]:
            places.append(source)
    return places


def _move(source: str, target: str) -> None:
    """Rename the file and, with it, what the rows say; a file that is there already was renamed before a kill."""
    old, new = in_music_folder(source), in_music_folder(target)
    if old.is_file():
        new.parent.mkdir(parents=True, exist_ok=True)
        if not move_new(old, new):
            if not (new.exists() and old.samefile(new)):
                raise FileExistsError(17, "a file of that name is there already", str(new))
            if path_key(source) == path_key(target):
                old.rename(new)  # the same name to a file system without case, or one that recomposes Unicode
            else:
                old.unlink()  # linked there before a kill
        sync_folder(new.parent)
    with transaction.atomic():
        for track in tracks_in(source):
            Track.objects.filter(pk=track.pk).update(file_path=target + track.file_path.removeprefix(source))
        TagChange.objects.filter(file_path=source).update(file_path=target)


@transaction.atomic
def _write_rows(change: AlbumChange, plan: AlbumPlan, warnings: Sequence[str]) -> Album:
    before = change.album
    identity = album_identity(plan.folder, plan.release_mbid, plan.artist, plan.title)
    if not Album.objects.filter(identity=identity).exists():
        Album.objects.filter(pk=before.pk).update(identity=identity)
    artist = artist_for(ArtistName(plan.artist, plan.artist_mbid, plan.artist_sort))
    columns = album_columns(plan) | {"origin": before.origin, "download_id": before.download_id}
    album = save_album(identity, artist, plan.title, **columns)
    for planned in plan.tracks:
        write_track(album, plan, planned)
    refresh_album(album)
    index_albums([album.pk])
    TagChange.objects.filter(album=before).update(album=album)
    if plan.placement == Placement.HARD_LINK:  # the tags are written from the import's plan once the bytes are free
        Import.objects.filter(album=before, state=Import.State.DONE).update(plan=plan.as_dict(), album=album)
    AlbumChange.objects.filter(pk=change.pk).update(state=State.DONE, message=" ".join(warnings), album=album)
    if before.pk != album.pk and not before.tracks.exists():
        before.delete()
    return album


def _leave_nothing_empty(moves: Iterable[tuple[str, str]]) -> None:
    """Remove the folders that the moves emptied, and what the scan knew of them."""
    for folder in sorted({source.rpartition("/")[0] for source, _target in moves}, key=len, reverse=True):
        path = folder
        while path:
            with contextlib.suppress(OSError):  # not empty: it stays
                in_music_folder(path).rmdir()
            if in_music_folder(path).exists():
                break
            ScannedFolder.objects.filter(path=path).delete()
            path = path.rpartition("/")[0]
