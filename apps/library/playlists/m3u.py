"""M3U8: playlists as text files with relative paths (extended M3U, UTF-8; https://en.wikipedia.org/wiki/M3U).

Paths are relative to the music folder, so that the file works there in any player.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from unicodedata import normalize
from urllib.parse import unquote, urlsplit
from uuid import UUID

from django.conf import settings

from apps.core.errors import ApiError
from apps.core.text import name_key
from apps.library.models import Track

MOST_BYTES, MOST_LINES = 8 * 1024 * 1024, 50_000
_EXTINF = re.compile(r"#EXTINF:\s*(-?\d+(?:\.\d+)?)[^,]*,(.*)")
_DRIVE = re.compile(r"^[A-Za-z]:/")


@dataclass(frozen=True, slots=True)
class Line:
    """An entry of a playlist file: its path as written, and what `#EXTINF` said before it. `seconds` may be -1."""

    path: str
    title: str = ""
    seconds: float = -1


@dataclass(frozen=True, slots=True)
class PlaylistFile:
    """What a playlist file says."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The tracks of a playlist file that the library has, and the paths of those that it lacks."""

    name: str
    tracks: tuple[UUID, ...]
    unknown: tuple[str, ...]


COLUMNS = ("file_path", "duration", "artist_name", "title")  # of a track that `m3u_lines` writes


def m3u_lines(name: str, tracks: Iterable[Track]) -> Iterator[str]:
    """A playlist as extended M3U, line by line. A file whose name holds a line break cannot be written down."""
    yield from ("#EXTM3U", "#EXTENC:UTF-8", f"#PLAYLIST:{_one_line(name)}")
    for track in tracks:
        path = track.file_path
        if "\n" in path or "\r" in path:
            yield f"# left out, its name has a line break: {_one_line(path)}"
            continue
        yield f"#EXTINF:{round(track.duration)},{_one_line(f'{track.artist_name} - {track.title}')}"
        yield f"./{path}" if path.startswith(("#", " ")) else path


def read_m3u(data: bytes, name: str = "") -> PlaylistFile:
    """Read an M3U or M3U8 file; what is no UTF-8 is taken for Windows-1252, as players do. Raises ApiError 413, 422."""
    if len(data) > MOST_BYTES:
        raise ApiError(413, "too_large", "A playlist file has at most 8 MB.", field="file")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    if "\0" in text:
        raise ApiError(422, "no_playlist", "That is no playlist file: it is not text.", field="file")
    title, lines, about = name, [], Line("")
    for raw in text.splitlines()[:MOST_LINES]:
        line = raw.strip()
        if line.startswith("#PLAYLIST:"):
            title = line.removeprefix("#PLAYLIST:").strip() or title
        elif match := _EXTINF.match(line):
            about = Line("", match[2].strip(), float(match[1]))
        elif line and not line.startswith("#"):
            lines.append(Line(raw.strip("\r\n"), about.title, about.seconds))
            about = Line("")
    return PlaylistFile(title or "Playlist", tuple(lines))


def find_tracks(file: PlaylistFile) -> Found:
    """The library's tracks for the lines of a playlist file: by path, by the end of the path, by artist and title."""
    finder = _Finder(file.lines)
    tracks: list[UUID] = []
    unknown: list[str] = []
    for line in file.lines:
        key = finder.find(line)
        if key is None:
            unknown.append(line.path)
        else:
            tracks.append(key)
    return Found(file.name, tuple(tracks), tuple(unknown))


class _Finder:
    """Looks the lines of one file up in few queries."""

    def __init__(self, lines: Iterable[Line]) -> None:
        paths = {path for line in lines for path in _candidates(line.path)}
        self._by_path = dict(_rows_at(sorted(paths)))
        self._by_end: dict[str, list[tuple[str, UUID]]] | None = None
        self._by_name: dict[str, UUID] = {}

    def find(self, line: Line) -> UUID | None:
        for path in _candidates(line.path):
            if path in self._by_path:
                return self._by_path[path]
        self._load()
        return self._end_of_path(line) or (self._by_name.get(name_key(line.title)) if line.title else None)

    def _end_of_path(self, line: Line) -> UUID | None:
        """The one track whose path ends like this one, the more parts the better: the folder may have moved."""
        assert self._by_end is not None  # noqa: S101  (loaded by the caller)
        for candidate in _candidates(line.path):
            parts = _folded(candidate).split("/")
            same = [(path.split("/"), key) for path, key in self._by_end.get(parts[-1], [])]
            for depth in range(len(parts), 0, -1):
                fitting = [key for path, key in same if path[-depth:] == parts[-depth:]]
                if len(fitting) == 1:
                    return fitting[0]
                if fitting:
                    break
        return None

    def _load(self) -> None:
        if self._by_end is not None:
            return
        self._by_end = {}
        rows = Track.objects.values_list("pk", "file_path", "artist_name", "title").order_by("-state", "file_path")
        for key, path, artist, title in rows.iterator():
            folded = _folded(path)
            self._by_end.setdefault(folded.rpartition("/")[2], []).append((folded, key))
            self._by_name.setdefault(name_key(f"{artist} - {title}"), key)


def _candidates(written: str) -> list[str]:
    """What a written path may be, relative to the music folder: as it stands, and unescaped."""
    text = written.strip()
    if text.lower().startswith("file:"):
        text = unquote(urlsplit(text).path)
    slashed = text.replace("\\", "/")
    found = [_relative(text), _relative(slashed), _relative(unquote(slashed))]
    return list(dict.fromkeys([*found, *(normalize("NFC", path) for path in found)]))


def _relative(path: str) -> str:
    root = Path(settings.MUSIC_DIR).as_posix().rstrip("/") + "/"
    path = path.removeprefix(root)
    path = _DRIVE.sub("", path).lstrip("/")
    parts = [part for part in PurePosixPath(path).parts if part not in (".", "..")]
    return "/".join(parts)


def _rows_at(paths: list[str]) -> Iterator[tuple[str, UUID]]:
    for start in range(0, len(paths), 500):
        yield from Track.objects.filter(file_path__in=paths[start : start + 500]).values_list("file_path", "pk")


def _folded(path: str) -> str:
    return normalize("NFC", path).casefold()


def _one_line(text: str) -> str:
    return " ".join(text.split())
