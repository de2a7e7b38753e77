"""What a finished download consists of: audio that can be read, pictures, and what else belongs to an album."""

from dataclasses import dataclass, field
from pathlib import Path

from apps.library.audio_formats import is_audio
from apps.library.cover_sources import is_picture
from apps.library.cue import MOST_BYTES, decode
from apps.library.domain import FinishedDownload, ImportRefused
from apps.library.filing import is_plain_file
from apps.library.images import ImageTrack, images_in
from apps.library.tags.metadata import Metadata
from apps.library.tags.reader import read_files

COMPANION_SUFFIXES = frozenset({".cue", ".log", ".lrc", ".txt", ".m3u", ".m3u8", ".accurip", ".pdf", ".nfo", ".md5"})
MOST_COMPANION_BYTES = 300 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Gathered:
    """The files of a download by what they are; paths are relative to `folder`. `unread` maps to the reason why.

    `images` are those of the audio files that hold a whole album, by a cue sheet.
    """

    folder: Path
    audio: dict[Path, Metadata]
    unread: dict[Path, str]
    pictures: tuple[Path, ...]
    companions: tuple[Path, ...]
    images: dict[Path, tuple[ImageTrack, ...]] = field(default_factory=dict)

    def absolute(self, path: Path) -> Path:
        return self.folder / path


def gather(finished: FinishedDownload) -> Gathered | ImportRefused:
    """Look at every file. Refused where one is missing or changed, or where nothing in it is music."""
    for file in finished.files:
        if file.path.is_absolute() or ".." in file.path.parts:
            return ImportRefused("unsafe_path", f"“{file.path}” leads out of the download's folder.", permanent=True)
    gone = [file for file in finished.files if not is_plain_file(finished.folder / file.path, file.size)]
    if gone:
        message = f"“{gone[0].path.name}” is not on the disk as it was downloaded. Check the download, then try again."
        return ImportRefused("source_changed", message, permanent=False)
    paths = [file.path for file in finished.files]
    audio, unread = _read(finished.folder, [path for path in paths if is_audio(path)])
    if not audio:
        return _no_music(unread)
    pictures, companions = _within_bound(finished, paths)
    images = _images(finished.folder, audio, [path for path in companions if path.suffix.lower() == ".cue"])
    return Gathered(finished.folder, audio, unread, pictures, companions, images)


def _images(folder: Path, audio: dict[Path, Metadata], sheets: list[Path]) -> dict[Path, tuple[ImageTrack, ...]]:
    found: dict[Path, tuple[ImageTrack, ...]] = {}
    for parent in {path.parent for path in audio}:
        names = {path.name: metadata for path, metadata in audio.items() if path.parent == parent}
        texts = [read_sheet(folder / sheet) for sheet in sheets if sheet.parent == parent]
        found |= {parent / name: tracks for name, tracks in images_in(names, texts).items()}
    return found


def read_sheet(path: Path) -> str:
    """The text of a cue sheet; '' for one that is too large to be one. Raises OSError."""
    return decode(path.read_bytes()) if path.stat().st_size <= MOST_BYTES else ""


def _read(folder: Path, paths: list[Path]) -> tuple[dict[Path, Metadata], dict[Path, str]]:
    audio: dict[Path, Metadata] = {}
    unread: dict[Path, str] = {}
    for path, outcome in read_files([folder / path for path in paths]).items():
        relative = path.relative_to(folder)
        if isinstance(outcome, str):
            unread[relative] = outcome
        elif outcome.fault and not outcome.duration:
            unread[relative] = outcome.fault
        else:
            audio[relative] = outcome
    return audio, unread


def _no_music(unread: dict[Path, str]) -> ImportRefused:
    if unread:
        path, reason = next(iter(unread.items()))
        message = f"None of its audio files can be read. {path.name}: {reason} Try another copy."
        return ImportRefused("unreadable", message, permanent=True)
    message = "There is no music in this download. Its files stay where they are."
    return ImportRefused("no_music", message, permanent=True)


def _within_bound(finished: FinishedDownload, paths: list[Path]) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Pictures and texts, the small ones first, up to a bound of bytes."""
    sizes = {file.path: file.size for file in finished.files}
    wanted = sorted(
        (p for p in paths if is_picture(p) or p.suffix.lower() in COMPANION_SUFFIXES), key=lambda p: sizes[p]
    )
    kept, total = [], 0
    for path in wanted:
        total += sizes[path]
        if total > MOST_COMPANION_BYTES:
            break
        kept.append(path)
    return tuple(p for p in kept if is_picture(p)), tuple(p for p in kept if not is_picture(p))
