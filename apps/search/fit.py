"""Looking at a torrent's file list: which edition's track list it holds, how much of it, and what else.

Nothing here reads a byte of content. Names, order, counts and sizes tell: a file is a track's if it bears its title, or
its number where files bear no titles.
"""

from __future__ import annotations

import heapq
from collections.abc import Container, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import PurePosixPath

from apps.downloads.domain import FileKind
from apps.downloads.safety.kinds import kind_of
from apps.library.audio_formats import BY_SUFFIX
from apps.library.domain import EditionDetails, TrackDetails
from apps.library.filenames import read_filename
from apps.search.dangers import danger_inside
from apps.search.likeness import folded, likeness
from apps.search.ranking.domain import Fit
from apps.search.sources.domain import ListedFile

TITLE_LIKE = 0.8
MOST_FILES, MOST_FOLDERS, MOST_EDITIONS = 3000, 300, 30
MOST_PAIRS = 60  # of folder and edition
MOST_UNNUMBERED = 60  # files without a number that are compared letter by letter
_GENERIC_FOLDERS = ("cd", "disc", "disk", "flac", "mp3", "side", "vinyl", "lp")


@dataclass(frozen=True, slots=True)
class _Song:
    """An audio file as its name tells it. `title` is folded; `size` is in bytes."""

    title: str
    number: int | None
    disc: int | None
    size: int


class _Folder:
    """The songs of a folder, found by their titles and numbers. Songs are told apart by their place in `songs`."""

    def __init__(self, songs: Sequence[_Song]) -> None:
        self.songs = songs
        self.size = sum(song.size for song in songs)
        self._by_title: dict[str, list[int]] = {}
        self._by_last_word: dict[str, list[int]] = {}
        self._by_number: dict[int | None, list[int]] = {}
        for place, song in enumerate(songs):
            self._by_title.setdefault(song.title, []).append(place)
            self._by_last_word.setdefault(song.title.rpartition(" ")[2], []).append(place)
            self._by_number.setdefault(song.number, []).append(place)

    @property
    def words(self) -> Set[str]:
        """The last words of its titles."""
        return self._by_last_word.keys()

    def named(self, track: TrackDetails, disc: int, taken: Container[int]) -> int | None:
        """The song that bears the track's title: exactly, at the end of a longer name, or nearly and at its number."""
        title = folded(track.title)
        exact = self._best(self._by_title.get(title, ()), track, disc, taken)
        if exact is not None:
            return exact
        ends = [
            place
            for place in self._by_last_word.get(title.rpartition(" ")[2], ())
            if self.songs[place].title.endswith(f" {title}")
        ]
        ending = self._best(ends, track, disc, taken)
        return ending if ending is not None else self._nearly(title, track, disc, taken)

    def numbered(self, track: TrackDetails, disc: int, taken: Container[int]) -> int | None:
        """A song without a title at the track's number."""
        places = [place for place in self._by_number.get(track.position, ()) if not self.songs[place].title]
        return self._best(places, track, disc, taken)

    def _nearly(self, title: str, track: TrackDetails, disc: int, taken: Container[int]) -> int | None:
        placed = [place for place in self._by_number.get(track.position, ()) if self._is_placed(place, track, disc)]
        unnumbered = self._by_number.get(None, [])[:MOST_UNNUMBERED]
        scored = [
            (likeness(title, self.songs[place].title) + 0.1 * (place in placed), place)
            for place in (*placed, *unnumbered)
            if place not in taken
        ]
        like, best = max(scored, default=(0.0, -1))
        return best if like >= (0.6 if best in placed else TITLE_LIKE) else None

    def _best(self, places: Iterable[int], track: TrackDetails, disc: int, taken: Container[int]) -> int | None:
        """Of these, one at the track's own number before any other."""
        free = [place for place in places if place not in taken]
        return min(free, key=lambda place: (not self._is_placed(place, track, disc), place), default=None)

    def _is_placed(self, place: int, track: TrackDetails, disc: int) -> bool:
        song = self.songs[place]
        return song.number == track.position and song.disc in (None, disc)


def fit(files: Sequence[ListedFile], editions: Sequence[EditionDetails]) -> Fit | None:
    """The edition that the files hold best, and how much of it; None without files.

    A torrent of many albums (a discography) is judged by the folder that holds the album best. Where there is no
    edition to hold it against, `total` is 0 and only the counts and what is wrong are told.
    """
    if not files:
        return None
    groups = _folders(files)
    danger = danger_inside(files, has_audio=any(groups.values()))
    counted = [edition for edition in _distinct(editions) if edition.track_count][:MOST_EDITIONS]
    if not counted:
        songs = groups.get(PurePosixPath(), [])
        return Fit(0, 0, extra=len(songs), audio_size=sum(song.size for song in songs), danger=danger)
    pairs = _likely_pairs(_album_sized(groups.values(), counted), counted)
    best = max(
        (_fit_of(folder, edition) for folder, edition in pairs),
        key=lambda each: (each.matched / each.total, -each.extra, each.total),
        default=Fit(0, counted[0].track_count),
    )
    if not best.matched and (image := _as_image(files, groups.get(PurePosixPath(), []), counted)):
        best = image
    return Fit(best.matched, best.total, best.extra, best.release_mbid, best.named, best.audio_size, danger)


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


def _album_sized(groups: Iterable[list[_Song]], editions: Sequence[EditionDetails]) -> list[_Folder]:
    """The folders that are no larger than the album with all that may come with it; the smallest where all are."""
    most = 3 * max(edition.track_count for edition in editions) + 20
    songs = sorted(groups, key=len)
    return [_Folder(each) for each in songs if len(each) <= most] or [_Folder(each) for each in songs[:1]]


def _likely_pairs(
    folders: Sequence[_Folder], editions: Sequence[EditionDetails]
) -> list[tuple[_Folder, EditionDetails]]:
    """The folders and editions worth comparing by letters: those that share most words, then the nearest in number."""
    words = [{folded(track.title).rpartition(" ")[2] for _disc, track in _tracks(edition)} for edition in editions]
    pairs = [
        (-len(folder.words & said), abs(len(folder.songs) - edition.track_count), place, number)
        for place, folder in enumerate(folders)
        for number, (edition, said) in enumerate(zip(editions, words, strict=True))
    ]
    return [(folders[place], editions[number]) for *_order, place, number in heapq.nsmallest(MOST_PAIRS, pairs)]


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


def _fit_of(folder: _Folder, edition: EditionDetails) -> Fit:
    tracks = _tracks(edition)
    taken: set[int] = set()
    unmatched = []
    for disc, track in tracks:
        song = folder.named(track, disc, taken)
        if song is None:
            unmatched.append((disc, track))
        else:
            taken.add(song)
    if len(folder.songs) == len(tracks):
        # The same number of files: those that bear no title at all are taken by their number.
        for disc, track in list(unmatched):
            song = folder.numbered(track, disc, taken)
            if song is not None:
                taken.add(song)
                unmatched.remove((disc, track))
    matched, extra = len(tracks) - len(unmatched), len(folder.songs) - len(taken)
    return Fit(matched, len(tracks), extra, edition.release_mbid, describe(edition), folder.size)


def _as_image(files: Sequence[ListedFile], songs: Sequence[_Song], editions: Sequence[EditionDetails]) -> Fit | None:
    """An album ripped to one file a disc, with its cue sheet."""
    cues = [file for file in files if file.path.lower().endswith(".cue")]
    for edition in editions:
        if cues and songs and len(songs) == len(edition.media):
            named = f"{describe(edition)}, as one file with a cue sheet"
            size = sum(song.size for song in songs)
            return Fit(edition.track_count, edition.track_count, 0, edition.release_mbid, named, size)
    return None
