"""Giving files the bytes back that they had before they were tagged."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

import structlog

from apps.library.filing import sync_file
from apps.library.locks import library_lock
from apps.library.models import TagChange
from apps.library.paths import in_music_folder
from apps.library.scanning.known_folders import remember_album
from apps.library.tagging.deltas import DeltaError, apply_delta, digest
from apps.library.tagging.journal import delta_of
from apps.library.tagging.rewriting import mend_changes, new_draft, put_in_place, settle

log = structlog.get_logger(__name__)

WISHED = TagChange.State.UNDOING


@dataclass(frozen=True, slots=True)
class Undone:
    """How many files have their former bytes again, and sentences about those that could not get them."""

    files: int
    faults: tuple[str, ...] = ()


def is_waiting() -> bool:
    """Whether there is anything to take back, or to settle after a kill."""
    return TagChange.objects.filter(state__in=[WISHED, TagChange.State.WRITING]).exists()


def carry_out(album_id: UUID | None = None) -> Undone:
    """Take back every change that is wished to be undone, of one album or of all. May be repeated after a kill.

    Raises FilingError where the music folder cannot be written to.
    """
    if not is_waiting():
        return Undone(0)
    with library_lock():
        mend_changes()
        wished = TagChange.objects.filter(state=WISHED)
        if album_id is not None:
            wished = wished.filter(album=album_id)
        files: dict[str, list[TagChange]] = {}
        for change in wished.select_related("album").order_by("-made_at"):
            files.setdefault(change.file_path, []).append(change)
        faults = [fault for path, changes in files.items() if (fault := _undo_file(path, changes))]
        for folder in {changes[0].album.folder for changes in files.values() if changes[0].album is not None}:
            remember_album(folder)
    return Undone(len(files) - len(faults), tuple(faults))


def _undo_file(file_path: str, changes: Iterable[TagChange]) -> str:
    """Take the changes back, the newest first; the sentence that says why not where one could not be."""
    for change in changes:
        try:
            _undo(change)
        except (DeltaError, OSError) as error:
            reason = str(error) if isinstance(error, DeltaError) else f"It cannot be written: {error.strerror}"
            log.warning("tags_not_undone", path=file_path, reason=reason)
            TagChange.objects.filter(file_path=file_path, state=WISHED).update(state=TagChange.State.DONE, fault=reason)
            return reason
    return ""


def _undo(change: TagChange) -> None:
    path = in_music_folder(change.file_path)
    if digest(path) != change.before:  # else a kill came after it was put in place
        if path.stat().st_nlink > 1:
            raise DeltaError(f"{path.name} shares its bytes with a download, which must stay as they are.")
        draft = new_draft(path)
        try:
            apply_delta(delta_of(change), path, draft)
            sync_file(draft)
            put_in_place(draft, path)
        finally:
            draft.unlink(missing_ok=True)
    settle(change, TagChange.State.UNDONE)
