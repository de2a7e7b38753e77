"""Cue sheets: where the tracks begin in an album that is one file.

The format is CDRWIN's (its manual, appendix A). Positions are minutes, seconds and frames; a second has 75 frames.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath

FRAMES_A_SECOND = 75
MOST_BYTES = 1024 * 1024
MOST_TRACKS = 999
_LINE = re.compile(r"^\s*(?P<command>[A-Za-z]+)\s*(?P<rest>.*?)\s*$")
_QUOTED = re.compile(r'"(?P<quoted>[^"]*)"|(?P<bare>\S+)')
_POSITION = re.compile(r"^(\d{1,5}):(\d{1,2}):(\d{1,2})$")


@dataclass(frozen=True, slots=True)
class CueTrack:
    """A track: `start` is where it begins (INDEX 01), in frames; 75 are a second."""

    number: int
    start: int
    title: str = ""
    performer: str = ""
    songwriter: str = ""
    isrc: str = ""


@dataclass(frozen=True, slots=True)
class CueFile:
    """A file that the sheet names, and the tracks in it."""

    name: str
    tracks: tuple[CueTrack, ...]


@dataclass(frozen=True, slots=True)
class CueSheet:
    """What a sheet says of the album; `date` and `genre` come from REM lines."""

    files: tuple[CueFile, ...]
    title: str = ""
    performer: str = ""
    date: str = ""
    genre: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A track in its file, in seconds; the last one has no end. Together the stretches hold every sample."""

    track: CueTrack
    start: float
    end: float | None


class CueError(ValueError):
    """The sheet tells nothing that could be used."""


@dataclass(slots=True)
class _Draft:
    """A sheet being read."""

    album: dict[str, str] = field(default_factory=dict)
    files: list[tuple[str, list[dict[str, str]]]] = field(default_factory=list)
    track: dict[str, str] | None = None


def decode(data: bytes) -> str:
    """The text of a sheet: UTF-8 or UTF-16 by its mark, else UTF-8, else the Western code page that rippers use."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def parse(text: str) -> CueSheet:
    """Read a sheet; lines that make no sense are left out. Raises CueError where no track is left."""
    draft = _Draft()
    for line in text[:MOST_BYTES].splitlines():
        if match := _LINE.match(line):
            _read_line(draft, match["command"].upper(), match["rest"])
    files = tuple(
        CueFile(name, kept) for name, tracks in draft.files if (kept := tuple(_finished_tracks(tracks[:MOST_TRACKS])))
    )
    if not files:
        raise CueError("The cue sheet names no track with a position.")
    album = draft.album
    return CueSheet(
        files, album.get("TITLE", ""), album.get("PERFORMER", ""), album.get("DATE", ""), album.get("GENRE", "")
    )


def _read_line(draft: _Draft, command: str, rest: str) -> None:
    if command == "FILE":
        name = rest.rpartition(" ")[0] if not rest.startswith('"') else _first(rest)
        draft.files.append((name or rest, []))
        draft.track = None
    elif command == "TRACK" and draft.files:
        draft.track = {"NUMBER": _first(rest)}
        draft.files[-1][1].append(draft.track)
    elif command == "INDEX" and draft.track is not None:
        index, _space, position = rest.partition(" ")
        draft.track[f"INDEX {index.zfill(2)}"] = position.strip()
    elif command == "REM":
        key, _space, value = rest.partition(" ")
        if draft.track is None:
            draft.album.setdefault(key.upper(), _first(value))
    elif command in ("TITLE", "PERFORMER", "SONGWRITER", "ISRC"):
        (draft.album if draft.track is None else draft.track).setdefault(command, _first(rest))


def _first(text: str) -> str:
    match = _QUOTED.match(text.strip())
    if match is None:
        return ""
    # Titles without quotes are common: then the rest of the line is the value.
    return match["quoted"] if match["quoted"] is not None else text.strip()


def _finished_tracks(tracks: Iterable[dict[str, str]]) -> Iterable[CueTrack]:
    last = -1
    for count, found in enumerate(tracks, start=1):
        start = frames_of(found.get("INDEX 01", ""))
        if start is None or start <= last:
            continue
        last = start
        number = found["NUMBER"].split()[0] if found["NUMBER"].split() else ""
        yield CueTrack(
            number=int(number) if number.isdigit() else count,
            start=start,
            title=found.get("TITLE", ""),
            performer=found.get("PERFORMER", ""),
            songwriter=found.get("SONGWRITER", ""),
            isrc=found.get("ISRC", ""),
        )


def frames_of(position: str) -> int | None:
    """The frames of a position "mm:ss:ff", None where it is none."""
    match = _POSITION.match(position)
    if match is None:
        return None
    minutes, seconds, frames = (int(part) for part in match.groups())
    return (minutes * 60 + seconds) * FRAMES_A_SECOND + frames


def stretches(tracks: Iterable[CueTrack]) -> list[Stretch]:
    """The tracks of one file as stretches. What is before the first track belongs to it, a gap to the track before."""
    listed = list(tracks)
    starts = [0.0, *(track.start / FRAMES_A_SECOND for track in listed[1:])]
    ends: list[float | None] = [*starts[1:], None]
    return [Stretch(track, start, end) for track, start, end in zip(listed, starts, ends, strict=True)]


def find_file(named: str, present: Iterable[str]) -> str | None:
    """Which of the file names `present` the sheet means: that name, that stem with another suffix, or the only one.

    Rippers write the name of the WAV that was compressed afterwards.
    """
    names = list(present)
    wanted = PurePosixPath(named.replace("\\", "/")).name.casefold()
    for name in names:
        if name.casefold() == wanted:
            return name
    stem = PurePosixPath(wanted).stem
    alike = [name for name in names if PurePosixPath(name).stem.casefold() == stem]
    if len(alike) == 1:
        return alike[0]
    return names[0] if len(names) == 1 else None


def with_file_names(text: str, names: Iterable[str]) -> str:
    """The sheet's text with its FILE lines naming `names`, in order."""
    fresh = iter(names)

    def line(match: re.Match[str]) -> str:
        name = next(fresh, None)
        return match[0] if name is None else f'{match["indent"]}FILE "{name}" WAVE'

    return re.sub(r"^(?P<indent>[ \t]*)FILE\b.*$", line, text, flags=re.MULTILINE | re.IGNORECASE)
