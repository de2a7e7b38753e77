"""Which files go with tracks: their own, and what lies beside them once no other track does."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from apps.library.audio_formats import is_audio
from apps.library.models import Track
from apps.library.paths import audio_path, in_music_folder, join_safely, name_text
from apps.library.scanning.known_folders import tracks_below

BESIDE = (".lrc", ".txt")  # beside a track, under its name


def files_of(tracks: Sequence[Track], album_folder: str = "") -> list[list[str | int]]:
    """`[path, bytes]` of everything that belongs to these tracks; paths are relative to the music folder.

    `album_folder` is given where they are a whole album: covers above its discs belong to it, too.
    """
    paths = sorted({audio_path(track.file_path) for track in tracks})
    own = set(paths)
    found = [path for path in paths if in_music_folder(path).is_file()]
    for folder in sorted({album_folder, *(path.rpartition("/")[0] for path in paths)}):
        others = {audio_path(row) for row in tracks_below(folder).values_list("file_path", flat=True)} - own
        if folder and not any(path.rpartition("/")[0] == folder for path in others):
            found += _companions(folder, own, nothing_below=not others)
        else:
            found += [beside for path in paths if path.rpartition("/")[0] == folder for beside in _beside(path)]
    return [[path, in_music_folder(path).lstat().st_size] for path in dict.fromkeys(found)]


def _companions(folder: str, own: set[str], *, nothing_below: bool) -> list[str]:
    """The other files of a folder, and of its subfolders (scans, artwork) where no other track is below.

    Audio that the library has not seen yet is nobody's companion: it stays for the next scan.
    """
    root = in_music_folder(folder)
    found = []
    for place, folders, names in os.walk(root):
        if not nothing_below:
            folders.clear()
        for name in names:
            path = f"{folder}/{name_text(os.path.relpath(Path(place) / name, root))}"
            if path not in own and not is_audio(Path(name)):
                found.append(path)
    return found


def _beside(path: str) -> list[str]:
    stem = path.rpartition(".")[0]
    return [stem + suffix for suffix in BESIDE if stem and _is_file(stem + suffix)]


def _is_file(path: str) -> bool:
    return join_safely(in_music_folder(path).parent, path.rpartition("/")[2]).is_file()
