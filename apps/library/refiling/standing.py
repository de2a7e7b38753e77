"""What an album that stands in the library consists of, gathered as an import gathers a download."""

from pathlib import Path

from apps.library.audio_formats import is_audio
from apps.library.domain import FinishedDownload, FinishedFile, ImportRefused
from apps.library.importing.gathering import Gathered, gather
from apps.library.models import Album, Track
from apps.library.paths import audio_path, in_music_folder
from apps.library.scanning.known_folders import tracks_below


class NotStandingError(Exception):
    """The album's files are not there, or cannot be read; the message says which."""


def as_finished(album: Album) -> FinishedDownload:
    """The album's folder as if it had just arrived: its own audio, and what else lies there if no other album does."""
    folder = in_music_folder(album.folder)
    present = tracks_below(album.folder).exclude(state=Track.State.MISSING)
    own = {audio_path(path) for path in present.filter(album=album).values_list("file_path", flat=True)}
    audio = [in_music_folder(path) for path in sorted(own)]
    alone = not present.exclude(album=album).exists()
    beside = [path for path in folder.rglob("*") if path.is_file() and not is_audio(path)] if alone else []
    return FinishedDownload(
        download_id=str(album.pk),
        folder=folder,
        files=tuple(_files(folder, [*audio, *sorted(beside)])),
        title=f"{album.artist_name} - {album.title}",
        origin=album.origin,
    )


def _files(folder: Path, paths: list[Path]) -> list[FinishedFile]:
    return [FinishedFile(path.relative_to(folder), path.stat().st_size) for path in paths if path.is_file()]


def gathered_album(album: Album) -> tuple[FinishedDownload, Gathered]:
    """The album's files with their tags. Raises NotStandingError and OSError."""
    if not album.folder:
        raise NotStandingError("The album has no folder of its own; move its files into one, then scan the library.")
    finished = as_finished(album)
    gathered = gather(finished)
    if isinstance(gathered, ImportRefused):
        raise NotStandingError(gathered.message)
    return finished, gathered
