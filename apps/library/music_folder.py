"""The music folder itself: whether it is there, and the corner in it where drafts are made out of sight."""

from pathlib import Path

from django.conf import settings

from apps.library.filing import FilingError, filing_error
from apps.library.models import Track

OWN_FOLDER = ".trusttune"


def music_folder() -> Path:
    """The music folder, made on the very first use.

    Raises FilingError (`music_folder_missing`) where the library has tracks but the folder is absent or empty: then a
    disk is not mounted, and writing there would fill the wrong one.
    """
    folder = Path(settings.MUSIC_DIR)
    try:
        with_content = folder.is_dir() and any(folder.iterdir())
        if not with_content and Track.objects.filter(state=Track.State.PRESENT).exists():
            raise FilingError(
                "music_folder_missing",
                f"The music folder {folder.name} is missing or empty although the library has music in it. "
                "Connect its disk, or set TRUSTTUNE_MUSIC_DIR to where the music is now.",
                permanent=False,
            )
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise filing_error(error, folder) from error
    return folder


def drafts_folder() -> Path:
    """A folder on the music folder's file system where nothing looks for music. Raises FilingError."""
    folder = music_folder() / OWN_FOLDER
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise filing_error(error, folder.parent) from error
    return folder
