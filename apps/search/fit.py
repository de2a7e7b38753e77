"""Looking at a torrent's file list: which edition's track list it holds, how much of it, and what else.

Nothing here reads a byte of content. Names, order, counts and sizes tell: a file is a track's if it bears its title, or
its number where files bear no titles.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from apps.downloads.domain import FileKind
from apps.downloads.safety.kinds import kind_of
from apps.library.audio_formats import BY_SUFFIX
from apps.library.domain import EditionDetails, TrackDetails
from apps.library.filenames import read_filename
from apps.search.likeness import folded, likeness
from apps.search.ranking.domain import Fit
from apps.search.sources.domain import ListedFile

TITLE_LIKE = 0.8
DANGEROUS = frozenset(
    {
        ".exe",
        ".scr",
        ".bat",
        ".cmd",
        ".com",
        ".pif",
        ".msi",
        ".js",
        ".vbs",
        ".lnk",
        ".ps1",
        ".jar",
        ".apk",
        ".dmg",
        ".hta",
    }
)
ARCHIVES = frozenset({".rar", ".zip", ".7z", ".tar", ".gz", ".ace", ".iso"})
MOST_FILES, MOST_FOLDERS = 3000, 300
_GENERIC_FOLDERS = ("cd", "disc", "disk", "flac", "mp3", "side", "vinyl", "lp")


@dataclass(frozen=True, slots=True)
class _Song:
    """An audio file as its name tells it. `title` is folded; `size` is in bytes."""

    title: str
    number: int | None
    disc: int | None
    size: int


def fit(files: Sequence[ListedFile], editions: Sequence[EditionDetails]) -> Fit | None:
    """The edition that the files hold best, and how much of it; None without files.

    A torrent of many albums (a discography) is judged by the folder that holds the album best. Where there is no
    edition to hold it against, `total` is 0 and only the counts and what is wrong are told.
    """
    if not files:
        return None
    groups = _folders(files)
    trouble = _trouble(files, any(groups.values()))
    counted = [edition for edition in _distinct(editions) if edition.track_count]
    if not counted:
        songs = groups.get(PurePosixPath(), [])
        return Fit(0, 0, extra=len(songs), audio_size=sum(song.size for song in songs), danger=trouble)
    best = max(
        (_fit_of(songs, edition) for songs in groups.values() for edition in counted),
        key=lambda each: (each.matched / each.total, -each.extra, each.total),
        default=Fit(0, counted[0].track_count),
    )
    if not best.matched and (image := _as_image(files, groups.get(PurePosixPath(), []), counted)):
        best = image
    return Fit(best.matched, best.total, best.extra, best.release_mbid, best.named, best.audio_size, trouble)


def describe(edition: EditionDetails) -> str:
    """An edition in words: “the 1994 US edition on CD”."""
    formats = " and ".join(dict.fromkeys(medium.format for medium in edition.media if medium.format))
    words = [part for part in (edition.edition_date[:4], edition.country) if part]
    name = f"the {' '.join(words)} edition" if words else "the edition"
    return f"{name} on {formats}" if formats else name


def _folders(files: Sequence[ListedFile]) -> Mapping[PurePosixPath, list[_Song]]:
    """The songs below each folder, the whole torrent (`.`) included. One format a folder: the one with most bytes."""
    below: dict[PurePosixPath, dict[str, list[_Song]]] = {}
    for file in files[:MOST_FILES]:
        path = PurePosixPath(file.path)
        if kind_of(file.path, file.size) is not FileKind.AUDIO:
            continue
        song = _song(path, file.size)
        suffix = BY_SUFFIX[path.suffix.lower()].name if path.suffix.lower() in BY_SUFFIX else path.suffix
        for folder in path.parents:
            if len(below) < MOST_FOLDERS or folder in below:
                below.setdefault(folder, {}).setdefault(suffix, []).append(song)
    return {
        folder: max(kinds.values(), key=lambda songs: sum(s.size for s in songs)) for folder, kinds in below.items()
    }


def _song(path: PurePosixPath, size: int) -> _Song:
    read = read_filename(path.name).spaced()
    disc = read.disc
    if disc is None:
        words = folded(path.parent.name).split()
        if words and words[0].rstrip("0123456789") in _GENERIC_FOLDERS:
            digits = "".join(c for c in "".join(words[:2]) if c.isdigit())
            disc = int(digits) if digits and len(digits) < 3 else None
    return _Song(folded(read.title), read.track, disc, size)


def _distinct(editions: Iterable[EditionDetails]) -> list[EditionDetails]:
    """One edition for each track list, the first that has it."""
    seen: dict[tuple[str, ...], EditionDetails] = {}
    for edition in editions:
        seen.setdefault(tuple(folded(track.title) for _disc, track in _tracks(edition)), edition)
    return list(seen.values())


def _tracks(edition: EditionDetails) -> list[tuple[int, TrackDetails]]:
    return [(medium.position, track) for medium in edition.media for track in medium.tracks]


def _fit_of(songs: list[_Song], edition: EditionDetails) -> Fit:
    tracks = _tracks(edition)
    left = list(songs)
    unmatched = []
    for disc, track in tracks:
        song = _named(track, disc, left)
        if song is None:
            unmatched.append((disc, track))
        else:
            left.remove(song)
    if len(songs) == len(tracks):
        # The same number of files: those that bear no title at all are taken by their number.
        for disc, track in list(unmatched):
            song = next(
                (s for s in left if not s.title and s.number == track.position and s.disc in (None, disc)), None
            )
            if song is not None:
                left.remove(song)
                unmatched.remove((disc, track))
    matched = len(tracks) - len(unmatched)
    return Fit(
        matched, len(tracks), len(left), edition.release_mbid, describe(edition), sum(song.size for song in songs)
    )


def _named(track: TrackDetails, disc: int, songs: Sequence[_Song]) -> _Song | None:
    """The file that bears the track's title: exactly, at the end of a longer name, or nearly and at its number."""
    title = folded(track.title)
    best: tuple[float, _Song] | None = None
    for song in songs:
        placed = song.number == track.position and song.disc in (None, disc)
        if song.title == title:
            like = 1.0
        elif song.title.endswith(f" {title}"):
            like = 0.95
        elif placed or song.number is None:
            like = likeness(title, song.title)
        else:
            continue
        if like >= TITLE_LIKE or (placed and like >= 0.5):
            like += 0.1 * placed
            if best is None or like > best[0]:
                best = (like, song)
    return best[1] if best else None


def _as_image(files: Sequence[ListedFile], songs: Sequence[_Song], editions: Sequence[EditionDetails]) -> Fit | None:
    """An album ripped to one file a disc, with its cue sheet."""
    cues = [file for file in files if file.path.lower().endswith(".cue")]
    for edition in editions:
        if cues and songs and len(songs) == len(edition.media):
            named = f"{describe(edition)}, as one file with a cue sheet"
            size = sum(song.size for song in songs)
            return Fit(edition.track_count, edition.track_count, 0, edition.release_mbid, named, size)
    return None


def _trouble(files: Sequence[ListedFile], has_audio: bool) -> str:
    """What is wrong with what is inside, as a sentence; "" where nothing is."""
    suffixes = {PurePosixPath(file.path).suffix.lower(): file.path for file in files}
    disguised = next((path for path in (f.path for f in files) if _is_disguised(path)), None)
    program = disguised or next((path for suffix, path in suffixes.items() if suffix in DANGEROUS), None)
    if program is not None:
        return f"It holds a program ({PurePosixPath(program).name[:60]}), which no album needs."
    if has_audio:
        return ""
    packed = next((path for suffix, path in suffixes.items() if suffix in ARCHIVES), None)
    if packed is not None:
        return f"Everything is packed into {PurePosixPath(packed).name[:60]}, so nobody can see what it is."
    return "There is no music inside."


def _is_disguised(path: str) -> bool:
    """A program that pretends to be a song: `song.mp3.exe`."""
    suffixes = [suffix.lower() for suffix in PurePosixPath(path).suffixes[-2:]]
    return len(suffixes) == 2 and suffixes[1] in DANGEROUS
