"""Folders that the database already agrees with, so that the next scan passes them by."""

from collections.abc import Collection, Iterable
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from apps.library.models import ScannedFolder, Track
from apps.library.paths import audio_path, in_music_folder, name_text
from apps.library.scanning.walking import SeenFolder, walk

AFTER_SLASH = chr(ord("/") + 1)


@transaction.atomic
def remember(folders: Iterable[SeenFolder]) -> None:
    """Keep the fingerprints of these folders."""
    rows = [
        ScannedFolder(path=folder_name(folder.path), fingerprint=folder.fingerprint, scanned_at=timezone.now())
        for folder in folders
    ]
    ScannedFolder.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["path"], update_fields=["fingerprint", "scanned_at"]
    )


def remember_folder(path: Path) -> None:
    """Keep the fingerprint of a folder and of those below it, where the database has every file as it is there now.

    What came into one of them unseen stays for the next scan to find.
    """
    name = folder_name(str(path))
    rows = tracks_below(name).values_list("file_path", "size", "modified_ns")
    known = {(audio_path(file), size, modified) for file, size, modified in rows}
    remember(folder for folder in walk(path) if _is_known(folder, known))


def _is_known(folder: SeenFolder, known: Collection[tuple[str, int, int]]) -> bool:
    name = folder_name(folder.path)
    return all(
        (f"{name}/{file.name}" if name else file.name, file.size, file.modified_ns) in known for file in folder.files
    )


def tracks_below(folder: str) -> QuerySet[Track]:
    """The tracks anywhere below a folder (relative, '' = all), by a range that an index answers."""
    if not folder:
        return Track.objects.all()
    return Track.objects.filter(file_path__gte=f"{folder}/", file_path__lt=f"{folder}{AFTER_SLASH}")


def remember_album(folder: str) -> None:
    """The same for an album's folder (relative to the music folder); one that has none, or is gone, is left alone."""
    if folder and (path := in_music_folder(folder)).is_dir():
        remember_folder(path)


def folder_name(path: str) -> str:
    """The text for a folder's path relative to the music folder, '' for that itself."""
    return name_text(path.removeprefix(str(settings.MUSIC_DIR)).strip("/"))
