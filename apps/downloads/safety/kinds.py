"""What a file of a torrent is by its name. Its content has the last word: see `safety.content`."""

from pathlib import PurePosixPath

from apps.downloads.domain import COMPANIONS, FileKind
from apps.library.audio_formats import is_audio

VIDEO_CONTAINERS = frozenset({".mp4", ".asf"})  # they may hold audio alone, but in a torrent they hardly ever do
COVER_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".avif", ".heic"})
TEXT_SUFFIXES = frozenset(
    {".txt", ".nfo", ".m3u", ".m3u8", ".pls", ".lrc", ".md5", ".sfv", ".ffp", ".sha1", ".sha256", ".accurip", ".st5"}
)
LARGEST_COMPANION = {
    FileKind.COVER: 64 * 1024 * 1024,
    FileKind.CUE: 4 * 1024 * 1024,
    FileKind.LOG: 16 * 1024 * 1024,
    FileKind.TEXT: 16 * 1024 * 1024,
}


def kind_of(path: str, size: int) -> FileKind:
    """The kind of the file at `path` (slashes) with `size` bytes; a companion beyond all reason is `other`."""
    kind = _by_name(PurePosixPath(path))
    if kind in COMPANIONS and size > LARGEST_COMPANION[kind]:
        return FileKind.OTHER
    return kind


def _by_name(path: PurePosixPath) -> FileKind:
    suffix = path.suffix.lower()
    if path.name.startswith("._"):  # resource forks that macOS leaves on foreign disks
        return FileKind.OTHER
    if suffix not in VIDEO_CONTAINERS and is_audio(path):
        return FileKind.AUDIO
    if suffix in COVER_SUFFIXES:
        return FileKind.COVER
    if suffix in (".cue", ".log"):
        return FileKind(suffix[1:])
    return FileKind.TEXT if suffix in TEXT_SUFFIXES else FileKind.OTHER
