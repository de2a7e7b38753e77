"""Changing the tags of files that stand in the library: on a draft, journalled, and put in place by one rename."""

import os
from collections.abc import Mapping
from pathlib import Path

import structlog
from django.db import transaction
from django.db.models import F

from apps.library.filing import place, sync_file, sync_folder
from apps.library.models import Album, TagChange, Track, TrackTrust
from apps.library.music_folder import drafts_folder
from apps.library.paths import in_music_folder
from apps.library.tagging.deltas import DeltaError, digest
from apps.library.tagging.journal import differences, keep_change, record_change
from apps.library.tags.metadata import Metadata
from apps.library.tags.reader import read_files
from apps.library.tags.writing import Picture, UnwritableError, write

log = structlog.get_logger(__name__)

Tags = Mapping[str, tuple[str, ...]]
DRAFT = "tags-"


class SharedBytesError(Exception):
    """The file shares its bytes with another name, most likely a download that seeds: they must stay as they are."""


def rewrite(
    file_path: str, tags: Tags, picture: Picture | None, *, reason: TagChange.Reason, album: Album | None
) -> TagChange | None:
    """Write `tags` into the library's file at `file_path`; None where that changes nothing.

    The caller holds the library's lock. Raises SharedBytesError, UnwritableError, DeltaError and OSError; the file
    stays as it was then.
    """
    path = in_music_folder(file_path)
    if path.stat().st_nlink > 1:
        raise SharedBytesError(f"{path.name} shares its bytes with a download, and keeps its tags until that ends.")
    outcome = read_files([path])[path]
    if not isinstance(outcome, Metadata):
        raise UnwritableError(outcome)
    changed = differences(outcome.tags, tags, cover=picture is not None)
    if not changed:
        return None
    draft = new_draft(path)
    try:
        place(path, draft)
        write(draft, tags, picture)
        sync_file(draft)
        kept = keep_change(path, draft, changed)
        if kept is None:
            return None
        change = record_change(kept, file_path, reason, album, TagChange.State.WRITING)
        put_in_place(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    settle(change, TagChange.State.DONE)
    return change


def new_draft(path: Path) -> Path:
    """A name for the new version of the file at `path`, on the same file system and out of sight."""
    draft = drafts_folder() / f"{DRAFT}{os.getpid()}{path.suffix}"
    draft.unlink(missing_ok=True)
    return draft


def put_in_place(draft: Path, path: Path) -> None:
    """Have the draft take the place of the file, with its mode, in one step that is on the disk when this returns."""
    draft.chmod(path.stat().st_mode & 0o777)
    draft.replace(path)
    sync_folder(path.parent)


def settle(change: TagChange, state: TagChange.State) -> None:
    """Write into the rows what the disk has: the change's state, and the file's new size and time.

    The sound is the same as before, so a trust report that was up to date stays so.
    """
    status = in_music_folder(change.file_path).stat()
    fresh = {"size": status.st_size, "modified_ns": status.st_mtime_ns}
    with transaction.atomic():
        TagChange.objects.filter(pk=change.pk).update(state=state, fault="")
        rows = tracks_in(change.file_path)
        reports = TrackTrust.objects.filter(
            track__in=rows, size=F("track__size"), modified_ns=F("track__modified_ns")
        ).values_list("pk", flat=True)
        TrackTrust.objects.filter(pk__in=list(reports)).update(**fresh)
        Track.objects.filter(pk__in=[row.pk for row in rows]).update(**fresh)


def tracks_in(file_path: str) -> list[Track]:
    """The tracks whose sound is in that file: one, or all of an image's."""
    inside = Track.objects.filter(file_path__gte=f"{file_path}#track=", file_path__lt=f"{file_path}#track>")
    return [*Track.objects.filter(file_path=file_path), *inside]


def mend_changes() -> int:
    """Settle what a kill left undecided by asking the disk; returns how many changes that were. Under the lock."""
    for draft in drafts_folder().glob(f"{DRAFT}*"):
        draft.unlink(missing_ok=True)
    mended = 0
    for change in TagChange.objects.filter(state=TagChange.State.WRITING):
        path = in_music_folder(change.file_path)
        now = digest(path) if path.is_file() else ""
        if now == change.after:
            settle(change, TagChange.State.DONE)
        else:
            change.delete()  # it never got there, or something else has the file now
        mended += 1
    return mended


__all__ = ["DeltaError", "SharedBytesError", "UnwritableError", "mend_changes", "rewrite", "settle", "tracks_in"]
