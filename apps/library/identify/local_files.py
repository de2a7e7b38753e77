"""The files at hand, as the matching sees them: what their tags, names and folders say."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from apps.core.text import name_key
from apps.library.filenames import read_filename
from apps.library.images import ImageTrack
from apps.library.tags.metadata import Metadata

_ONLY_A_NUMBER = re.compile(r"^(?:audio)?(?:track|titel|piste)?\W*\d*$", re.IGNORECASE)
_DISC_FOLDER = re.compile(r"^(?:cd|dis[ck]|disque|lp|side|vinyl)[\s._-]*(?P<disc>\d{1,2})\b", re.IGNORECASE)
_DISC_AT_END = re.compile(r"[\s([_-](?:cd|dis[ck])[\s._-]*(?P<disc>\d{1,2})[)\]]?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file to be identified, or a stretch of one (`span`, in seconds, without an end to the file's end).

    `path` is relative to the download's folder; unknown numbers are 0, unknown names ''. `recordings` are the MBIDs of
    what it sounds like, where that was asked.
    """

    path: Path
    metadata: Metadata
    order: int
    title: str = ""
    artist: str = ""
    number: int = 0
    disc: int = 0
    span: tuple[float, float | None] | None = None
    recordings: frozenset[str] = frozenset()

    @property
    def key(self) -> tuple[Path, tuple[float, float | None] | None]:
        """What tells it from every other file and stretch."""
        return self.path, self.span

    @property
    def duration(self) -> float:
        return self.metadata.duration


def local_files(
    found: Mapping[Path, Metadata], images: Mapping[Path, tuple[ImageTrack, ...]] | None = None
) -> tuple[LocalFile, ...]:
    """The files in the order of their discs and numbers, else of their names; an image counts as its tracks."""
    images = images or {}
    named = [_local(path, metadata) for path, metadata in found.items() if path not in images]
    named += [_stretch(path, track) for path, tracks in images.items() if path in found for track in tracks]
    named.sort(key=lambda file: (str(file.path.parent).lower(), file.disc, file.number, natural_key(file.path.name)))
    return tuple(replace(file, order=order) for order, file in enumerate(named))


def _stretch(path: Path, track: ImageTrack) -> LocalFile:
    about = track.metadata
    disc = about.number("discnumber") or disc_of_folder(path.parent.name) or disc_of_folder(path.stem)
    return LocalFile(
        path, about, 0, about.first("title"), about.text("artist"), track.number, disc, (track.start, track.end)
    )


def _local(path: Path, metadata: Metadata) -> LocalFile:
    named = read_filename(path.name).spaced()
    title = "" if _ONLY_A_NUMBER.match(named.title) else named.title
    return LocalFile(
        path=path,
        metadata=metadata,
        order=0,
        title=metadata.first("title") or title,
        artist=metadata.text("artist") or named.artist or "",
        number=metadata.number("tracknumber") or named.track or 0,
        disc=metadata.number("discnumber") or named.disc or disc_of_folder(path.parent.name),
    )


def disc_of_folder(name: str) -> int:
    """The disc that a folder such as "CD2" or "Album (Disc 2)" holds, else 0."""
    match = _DISC_FOLDER.match(name) or _DISC_AT_END.search(name)
    return int(match["disc"]) if match else 0


def natural_key(name: str) -> list[tuple[int, int, str]]:
    """Sorts "2" before "10"."""
    parts = re.split(r"(\d+)", name.casefold())
    return [(0, int(part), "") if part.isdigit() and part.isascii() else (1, 0, part) for part in parts if part]


def commonest(values: Iterable[str]) -> str:
    """The name that most files give, in its commonest spelling; '' where none gives one."""
    given = Counter(value for value in values if value)
    if len(given) < 2:
        return next(iter(given), "")
    by_key: dict[str, Counter[str]] = {}
    for value, count in given.items():
        by_key.setdefault(name_key(value) or value, Counter())[value] += count
    spellings = max(by_key.values(), key=lambda counter: counter.total())
    return spellings.most_common(1)[0][0]
