"""Paths as the database and the outside know them: relative to the music folder, with slashes, always text.

File names on POSIX are bytes. Bytes that are no UTF-8 are kept as the private-use characters U+F780 to U+F7FF, one a
byte, so that every file can be named in a database and in JSON and still be opened.
"""

import re
from pathlib import Path, PurePosixPath

from django.conf import settings

_IMAGE_TRACK = re.compile(r"#track=\d+$")
_TO_TEXT = {0xDC00 + byte: 0xF700 + byte for byte in range(0x80, 0x100)}
_TO_PATH = {text: surrogate for surrogate, text in _TO_TEXT.items()}


class PathRefusedError(ValueError):
    """A path that leads out of the music folder or names nothing that could be there."""


def path_text(path: Path | PurePosixPath) -> str:
    """The text for a relative path."""
    return path.as_posix().translate(_TO_TEXT)


def name_text(name: str) -> str:
    """The text for a name or path as the system gives it."""
    return name if name.isascii() else name.translate(_TO_TEXT)


def on_disk(folder: Path, text: str) -> Path:
    """The path below `folder` for a text that `path_text` or `name_text` gave."""
    return folder / text if text.isascii() else join_safely(folder, text)


def relative_to_music(path: Path) -> str:
    """The text for an absolute path inside the music folder. Raises PathRefusedError for any other."""
    try:
        return path_text(path.relative_to(settings.MUSIC_DIR))
    except ValueError:
        raise PathRefusedError("That file is not in the music folder.") from None


def in_music_folder(text: str) -> Path:
    """The absolute path for `text`, links in it not followed. Raises PathRefusedError for one that leads outside."""
    return join_safely(settings.MUSIC_DIR, text)


def join_safely(folder: Path, text: str) -> Path:
    """`folder / text` where every part of `text` is a plain name. Raises PathRefusedError otherwise."""
    parts = text.split("/")
    if not text or "\0" in text or any(part in ("", ".", "..") for part in parts):
        raise PathRefusedError("A path must be relative to the music folder, without `..`.")
    path = folder.joinpath(*parts)
    raw = folder.joinpath(*(part.translate(_TO_PATH) for part in parts))
    # A name that truly holds such private-use characters comes first.
    return path if raw == path or path.exists() else raw


def image_track_path(path: str, number: int) -> str:
    """The `file_path` of a track inside the image at `path`."""
    return f"{path}#track={number:02}"


def audio_path(file_path: str) -> str:
    """The path of the file itself: without the number of a track in it."""
    return _IMAGE_TRACK.sub("", file_path)
