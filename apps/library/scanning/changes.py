"""What differs between the music folder and the database: folders to read, tracks that are gone, tracks that moved."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.db.models import QuerySet

from apps.library.domain import Placement
from apps.library.models import ScannedFolder, TagChange, Track
from apps.library.paths import audio_path
from apps.library.scanning.known_folders import AFTER_SLASH, folder_name, tracks_below
from apps.library.scanning.walking import SeenFile, SeenFolder, walk

MANY_FOLDERS = 500


@dataclass(slots=True)
class Changes:
    """What a walk found to differ from the last scan. Names are relative to the music folder."""

    folders: dict[str, SeenFolder] = field(default_factory=dict)
    gone_folders: list[str] = field(default_factory=list)
    total_files: int = 0

    @property
    def files(self) -> int:
        """How many files lie in folders that changed."""
        return sum(len(folder.files) for folder in self.folders.values())


def changes_since_last_scan(root: Path, only: Sequence[Path] = ()) -> Changes:
    """Walk `root`, or the folders of it in `only`, and compare fingerprints. Raises OSError."""
    known = dict(ScannedFolder.objects.values_list("path", "fingerprint"))
    changes = Changes()
    seen: set[str] = set()
    for start in only or [root]:
        for folder in walk(start) if start.is_dir() else ():
            name = folder_name(folder.path)
            seen.add(name)
            changes.total_files += len(folder.files)
            if known.get(name) != folder.fingerprint:
                changes.folders[name] = folder
    below = [folder_name(str(start)) for start in only]
    changes.gone_folders = [name for name in known if name not in seen and (not only or _is_below(name, below))]
    return changes


def _is_below(name: str, folders: Iterable[str]) -> bool:
    return any(name == folder or name.startswith(f"{folder}/") or not folder for folder in folders)


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file as the database has it.

    It is "told elsewhere" where its bytes are shared with a download, and so keep old tags, where a person had its
    tags undone, or where it is an image whose tracks were identified: then the database knows better than the file.
    """

    size: int
    modified_ns: int
    is_image: bool
    is_told_elsewhere: bool

    def is_like(self, file: SeenFile) -> bool:
        return (self.size, self.modified_ns) == (file.size, file.modified_ns)


def known_files(folder: str) -> dict[str, KnownFile]:
    """The present files anywhere below `folder`, by path."""
    columns = ("file_path", "size", "modified_ns", "album__placement", "span_start", "album__mbid")
    below = {"file_path__gte": f"{folder}/", "file_path__lt": f"{folder}{AFTER_SLASH}"} if folder else {}
    undone = TagChange.objects.filter(state=TagChange.State.UNDONE, **below)
    undone_paths = set(undone.values_list("file_path", flat=True))
    known = {}
    for path, size, modified, placed, span, mbid in _present(tracks_below(folder)).values_list(*columns):
        image = span is not None
        elsewhere = placed == Placement.HARD_LINK or (image and bool(mbid)) or path in undone_paths
        known[audio_path(path)] = KnownFile(size, modified, image, elsewhere)
    return known


def _present(tracks: QuerySet[Track]) -> QuerySet[Track]:
    return tracks.exclude(state=Track.State.MISSING)


def gone_tracks(changes: Changes) -> dict[str, tuple[int, int]]:
    """The tracks whose file is not where it was, with its size and time of change."""
    present = {name: {file.name for file in folder.files} for name, folder in changes.folders.items()}
    looked_at = {*changes.gone_folders, *present}
    gone: dict[str, tuple[int, int]] = {}
    for path, size, modified in _rows_in(looked_at):
        parent, _slash, file = audio_path(path).rpartition("/")
        if parent in looked_at and file not in present.get(parent, ()):
            gone[path] = (size, modified)
    return gone


def _rows_in(folders: set[str]) -> Iterator[tuple[str, int, int]]:
    """Path, size and time of the tracks in these folders, and perhaps of some others."""
    columns = ("file_path", "size", "modified_ns")
    if len(folders) > MANY_FOLDERS:
        yield from _present(Track.objects.all()).values_list(*columns).iterator()
        return
    for folder in folders:
        yield from _present(tracks_below(folder)).values_list(*columns)


def moved_tracks(changes: Changes, gone: dict[str, tuple[int, int]]) -> list[tuple[str, str]]:
    """Which of the `gone` tracks stand elsewhere with the same size and time: pairs of old and new path."""
    if not gone:
        return []
    places: dict[tuple[int, int], list[str]] = {}
    for name, folder in changes.folders.items():
        for file in folder.files:
            places.setdefault((file.size, file.modified_ns), []).append(f"{name}/{file.name}" if name else file.name)
    taken = set(Track.objects.values_list("file_path", flat=True))
    moves = []
    for old, stamp in gone.items():
        inside = old.removeprefix(audio_path(old))  # "#track=03" of a track in an image
        fresh = [path + inside for path in places.get(stamp, []) if path + inside not in taken]
        if len(fresh) == 1:
            moves.append((old, fresh[0]))
            taken.add(fresh[0])
    return moves
