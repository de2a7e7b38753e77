"""A scan of the music folder from end to end."""

import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import structlog
from django.db.models import QuerySet

from apps.library.audio_formats import BY_SUFFIX, MP3
from apps.library.domain import Placement
from apps.library.events import publish_scan
from apps.library.importing.finished import mend_imports
from apps.library.importing.gathering import read_sheet
from apps.library.locks import library_lock
from apps.library.models import ScannedFolder, Track
from apps.library.music_folder import music_folder
from apps.library.paths import audio_path, path_text
from apps.library.scanning.grouping import ScannedFile, album_folder, albums_of, with_image_tracks
from apps.library.scanning.known_folders import remember
from apps.library.scanning.rows import Artists, mark_missing, move_tracks, write_albums
from apps.library.scanning.walking import SeenFile, SeenFolder, walk
from apps.library.tags.metadata import Metadata
from apps.library.tags.reader import Outcome, TagReader

log = structlog.get_logger(__name__)

FILES_AT_ONCE = 600
PUBLISH_SECONDS = 0.5
PROCESSES = max(1, min(4, os.cpu_count() or 1))


@dataclass(slots=True)
class Changes:
    """What a walk found to differ from the last scan. Paths are relative to the music folder."""

    folders: list[SeenFolder] = field(default_factory=list)
    gone_folders: list[str] = field(default_factory=list)
    gone_files: list[str] = field(default_factory=list)
    unchanged: int = 0
    total_files: int = 0


@dataclass(slots=True)
class ScanReport:
    """What a scan did, in files."""

    read: int = 0
    missing: int = 0
    moved: int = 0
    unreadable: int = 0
    total: int = 0
    seconds: float = 0.0


def scan(only: Iterable[Path] = ()) -> ScanReport:
    """Bring the library up to date with the music folder, or with the folders of it in `only`.

    Raises FilingError where the music folder is not there, OSError where it cannot be listed.
    """
    started = time.monotonic()
    root = music_folder()
    mend_imports()
    publish_scan("running", message="Looking for changes.")
    changes = _changes(root, list(only))
    report = ScanReport(total=changes.total_files)
    _Scan(root, changes, report).run()
    report.seconds = time.monotonic() - started
    log.info("library_scanned", **{name: getattr(report, name) for name in report.__slots__})
    publish_scan("done", done=report.read, total=report.read, message=_sentence(report), missing=report.missing)
    return report


def _changes(root: Path, only: list[Path]) -> Changes:
    known = dict(ScannedFolder.objects.values_list("path", "fingerprint"))
    changes = Changes()
    seen: set[str] = set()
    for start in only or [root]:
        if not start.is_dir():
            continue
        for folder in walk(start):
            name = _relative(root, folder.path)
            seen.add(name)
            changes.total_files += len(folder.files)
            if known.get(name) == folder.fingerprint:
                changes.unchanged += 1
            else:
                changes.folders.append(folder)
    below = [_relative(root, str(start)) for start in only]
    changes.gone_folders = [name for name in known if name not in seen and (not only or _is_below(name, below))]
    return changes


def _is_below(name: str, folders: list[str]) -> bool:
    return any(name == folder or name.startswith(f"{folder}/") or not folder for folder in folders)


def _relative(root: Path, path: str) -> str:
    relative = path_text(PurePosixPath(os.path.relpath(path, root)))
    return "" if relative == "." else relative


def tracks_below(folder: str) -> QuerySet[Track]:
    """The tracks anywhere below a folder (relative, '' = all), by a range that an index answers."""
    if not folder:
        return Track.objects.all()
    after_slash = chr(ord("/") + 1)
    return Track.objects.filter(file_path__gte=f"{folder}/", file_path__lt=f"{folder}{after_slash}")


@dataclass(frozen=True, slots=True)
class _KnownFile:
    """A file as the database has it. It is "told elsewhere" where its bytes are shared with a download, and so keep
    old tags, or where it is an image whose tracks were identified."""

    size: int
    modified_ns: int
    is_image: bool
    is_told_elsewhere: bool

    def is_like(self, file: SeenFile) -> bool:
        return (self.size, self.modified_ns) == (file.size, file.modified_ns)


class _Scan:
    """One scan at work: folders are read in batches and written together, so that an album is written once."""

    def __init__(self, root: Path, changes: Changes, report: ScanReport) -> None:
        self.root, self.changes, self.report = root, changes, report
        self.artists = Artists()
        self._published = 0.0

    def run(self) -> None:
        gone = self._gone_files()
        with library_lock():
            self.report.moved = self._follow_moves(gone)
            self.report.missing = len(gone)
            mark_missing(list(gone))
            ScannedFolder.objects.filter(path__in=self.changes.gone_folders).delete()
        with TagReader(PROCESSES if self._many() else 1) as reader:
            for batch in self._batches():
                self._scan_batch(batch, reader)

    def _many(self) -> bool:
        return sum(len(folder.files) for folder in self.changes.folders) > FILES_AT_ONCE

    def _gone_files(self) -> dict[str, tuple[int, int]]:
        """Tracks whose file is not where it was, with size and time of change."""
        gone: dict[str, tuple[int, int]] = {}
        present = {
            _relative(self.root, folder.path): {path_text(PurePosixPath(file.name)) for file in folder.files}
            for folder in self.changes.folders
        }
        for name in [*self.changes.gone_folders, *present]:
            rows = tracks_below(name).exclude(state=Track.State.MISSING)
            for path, size, modified in rows.values_list("file_path", "size", "modified_ns"):
                parent, _slash, file = path.rpartition("/")
                if parent == name and audio_path(file) not in present.get(name, set()):
                    gone[path] = (size, modified)
        return gone

    def _follow_moves(self, gone: dict[str, tuple[int, int]]) -> int:
        """A vanished file that stands elsewhere with the same size and time is the same one; it leaves `gone`."""
        places: dict[tuple[int, int], list[str]] = {}
        for folder in self.changes.folders if gone else ():
            for file in folder.files:
                path = self._file_path(folder, file)
                places.setdefault((file.size, file.modified_ns), []).append(path)
        known = set(Track.objects.values_list("file_path", flat=True)) if gone and places else set()
        moves = []
        for old, stamp in list(gone.items()):
            inside = old.removeprefix(audio_path(old))  # "#track=03" of a track in an image
            fresh = [path + inside for path in places.get(stamp, []) if path + inside not in known]
            if len(fresh) == 1:
                moves.append((old, fresh[0]))
                known.add(fresh[0])
                del gone[old]
        move_tracks(moves)
        return len(moves)

    def _batches(self) -> Iterator[list[SeenFolder]]:
        """Folders in batches; the discs of one album stay together."""
        by_album: dict[str, list[SeenFolder]] = {}
        for folder in self.changes.folders:
            by_album.setdefault(self._album_folder(folder), []).append(folder)
        batch: list[SeenFolder] = []
        files = 0
        for folders in by_album.values():
            batch += folders
            files += sum(len(folder.files) for folder in folders)
            if files >= FILES_AT_ONCE:
                yield batch
                batch, files = [], 0
        if batch:
            yield batch

    def _scan_batch(self, batch: list[SeenFolder], reader: TagReader) -> None:
        wanted = self._to_read(batch)
        found = [self._scanned(path, seen, outcome) for path, seen, outcome in self._read(wanted, reader)]
        tracks = with_image_tracks(found, self._sheets(batch))
        with library_lock():
            write_albums(albums_of(tracks), self.artists)
            remember(batch)
        self.report.read += len(found)
        self.report.unreadable += sum(bool(file.fault) for file in found)

    def _to_read(self, batch: list[SeenFolder]) -> dict[Path, SeenFile]:
        """Every file of the albums in which one is new, changed or gone.

        A file whose tracks the database knows better than its own tags is left out while it stays as it is.
        """
        wanted: dict[Path, SeenFile] = {}
        by_album: dict[str, list[SeenFolder]] = {}
        for folder in batch:
            by_album.setdefault(self._album_folder(folder), []).append(folder)
        for name, folders in by_album.items():
            known = self._known(name)
            seen = {self._file_path(folder, file): (folder, file) for folder in folders for file in folder.files}
            same = {path for path, (_folder, file) in seen.items() if known.get(path) and known[path].is_like(file)}
            images = any(folder.sheets for folder in folders) or any(file.is_image for file in known.values())
            if same == seen.keys() and not images:
                continue
            for path, (folder, file) in seen.items():
                if path not in same or not known[path].is_told_elsewhere:
                    wanted[Path(folder.path) / file.name] = file
        return wanted

    def _known(self, folder: str) -> dict[str, "_KnownFile"]:
        rows = tracks_below(folder).exclude(state=Track.State.MISSING)
        columns = ("file_path", "size", "modified_ns", "album__placement", "span_start", "album__mbid")
        known = {}
        for path, size, modified, placed, span, mbid in rows.values_list(*columns):
            image = span is not None
            elsewhere = placed == Placement.HARD_LINK or (image and bool(mbid))
            known[audio_path(path)] = _KnownFile(size, modified, image, elsewhere)
        return known

    def _album_folder(self, folder: SeenFolder) -> str:
        return album_folder(PurePosixPath(_relative(self.root, folder.path)))

    def _sheets(self, batch: list[SeenFolder]) -> dict[str, list[str]]:
        """The texts of the cue sheets, by folder."""
        texts: dict[str, list[str]] = {}
        for folder in batch:
            for sheet in folder.sheets:
                try:
                    text = read_sheet(Path(folder.path) / sheet.name)
                except OSError as error:
                    log.warning("sheet_not_read", name=sheet.name, error=error.strerror)
                    continue
                texts.setdefault(_relative(self.root, folder.path), []).append(text)
        return texts

    def _read(self, wanted: dict[Path, SeenFile], reader: TagReader) -> Iterator[tuple[Path, SeenFile, Outcome]]:
        for count, (path, outcome) in enumerate(reader.read_all(wanted), start=1):
            yield path, wanted[path], outcome
            self._publish(self.report.read + count)

    def _publish(self, done: int) -> None:
        now = time.monotonic()
        if now - self._published < PUBLISH_SECONDS:
            return
        self._published = now
        total = sum(len(folder.files) for folder in self.changes.folders)
        publish_scan("running", done=done, total=total, message=f"{done} of {total} files looked at.")

    def _scanned(self, path: Path, seen: SeenFile, outcome: Outcome) -> ScannedFile:
        name = _relative(self.root, str(path))
        if isinstance(outcome, str):
            known = BY_SUFFIX.get(path.suffix.lower(), MP3)
            empty = Metadata(format=known.name, lossless=known.lossless)
            return ScannedFile(name, seen.size, seen.modified_ns, empty, outcome)
        fault = outcome.fault if not outcome.duration else ""
        return ScannedFile(name, seen.size, seen.modified_ns, outcome, fault)

    def _file_path(self, folder: SeenFolder, file: SeenFile) -> str:
        name = _relative(self.root, folder.path)
        own = path_text(PurePosixPath(file.name))
        return f"{name}/{own}" if name else own


def _sentence(report: ScanReport) -> str:
    parts = [f"{report.read} new or changed files" if report.read else "Nothing new"]
    if report.moved:
        parts.append(f"{report.moved} moved")
    if report.missing:
        parts.append(f"{report.missing} missing")
    if report.unreadable:
        parts.append(f"{report.unreadable} that cannot be read")
    return ", ".join(parts) + f"; {report.total} in all."
