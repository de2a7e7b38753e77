"""Folders that the database already agrees with, so that the next scan passes them by."""

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from apps.library.models import ScannedFolder
from apps.library.paths import name_text
from apps.library.scanning.walking import SeenFolder, walk


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
    """Keep the fingerprint of a folder and of those below it."""
    remember(walk(path))


def folder_name(path: str) -> str:
    """The text for a folder's path relative to the music folder, '' for that itself."""
    return name_text(path.removeprefix(str(settings.MUSIC_DIR)).strip("/"))
