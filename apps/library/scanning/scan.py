"""A scan of the music folder from end to end."""

import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog
from django.utils import timezone

from apps.library.audio_formats import BY_SUFFIX, MP3
from apps.library.events import publish_scan
from apps.library.importing.finished import mend_imports
from apps.library.importing.gathering import read_sheet
from apps.library.locks import library_lock
from apps.library.models import Import, ScannedFolder, Track
from apps.library.music_folder import music_folder
from apps.library.paths import on_disk
from apps.library.refiling.carrying_out import finish_begun_changes
from apps.library.scanning.changes import Changes, changes_since_last_scan, gone_tracks, known_files, moved_tracks
from apps.library.scanning.grouping import ScannedFile, album_folder, albums_of, with_image_tracks
from apps.library.scanning.known_folders import remember
from apps.library.scanning.rows import Artists, mark_missing, move_tracks, write_albums
from apps.library.scanning.walking import SeenFile, SeenFolder
from apps.library.tagging.undoing import carry_out as carry_out_undo
from apps.library.tags.metadata import Metadata
from apps.library.tags.reader import Outcome, TagReader

log = structlog.get_logger(__name__)

FILES_AT_ONCE = 1000
PUBLISH_SECONDS = 0.5
PROCESSES = max(1, min(4, os.cpu_count() or 1))

Batch = dict[str, SeenFolder]  # by the folder's name, relative to the music folder


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
    finish_begun_changes()
    carry_out_undo()
    publish_scan("running", message="Looking for changes.")
    changes = changes_since_last_scan(root, list(only))
    report = ScanReport(total=changes.total_files)
    _Scan(root, changes, report).run()
    report.seconds = time.monotonic() - started
    log.info("library_scanned", **{name: getattr(report, name) for name in report.__slots__})
    publish_scan("done", done=report.read, total=report.read, message=_sentence(report), missing=report.missing)
    return report


@dataclass(frozen=True, slots=True)
class _ReadBatch:
    """Folders whose files were read; `started` is when they were compared with the database."""

    batch: Batch
    started: datetime
    found: list[ScannedFile]


class _Scan:
    """One scan at work: folders are read in batches and written together, so that an album is written once."""

    def __init__(self, root: Path, changes: Changes, report: ScanReport) -> None:
        self.root, self.changes, self.report = root, changes, report
        self.artists = Artists()
        self._published = 0.0
        self._seen = 0
        self._library_is_empty = not Track.objects.exists()

    def run(self) -> None:
        """Read one batch in the reader processes while the one before is written here."""
        self._settle_what_is_gone()
        total = self.changes.files
        read: _ReadBatch | None = None
        with TagReader(PROCESSES if total > FILES_AT_ONCE else 1) as reader:
            for batch in self._batches():
                started = timezone.now()
                wanted = self._to_read(batch)
                outcomes = reader.read_all(wanted)
                if read is not None:
                    self._write(read)
                found = [
                    self._scanned(path, *wanted[path], outcome) for path, outcome in self._counted(outcomes, total)
                ]
                read = _ReadBatch(batch, started, found)
            if read is not None:
                self._write(read)

    def _settle_what_is_gone(self) -> None:
        with library_lock():
            gone = {} if self._library_is_empty else gone_tracks(self.changes)
            moves = moved_tracks(self.changes, gone)
            move_tracks(moves)
            missing = sorted(gone.keys() - {old for old, _new in moves})
            mark_missing(missing)
            for start in range(0, len(self.changes.gone_folders), FILES_AT_ONCE):
                ScannedFolder.objects.filter(path__in=self.changes.gone_folders[start : start + FILES_AT_ONCE]).delete()
        self.report.moved, self.report.missing = len(moves), len(missing)

    def _batches(self) -> Iterator[Batch]:
        """Folders in batches; the discs of one album stay together."""
        by_album: dict[str, list[str]] = {}
        for name in self.changes.folders:
            by_album.setdefault(album_folder(name), []).append(name)
        batch: Batch = {}
        files = 0
        for names in by_album.values():
            batch |= {name: self.changes.folders[name] for name in names}
            files += sum(len(self.changes.folders[name].files) for name in names)
            if files >= FILES_AT_ONCE:
                yield batch
                batch, files = {}, 0
        if batch:
            yield batch

    def _write(self, read: _ReadBatch) -> None:
        sheets = self._sheets(read.batch)
        with library_lock():
            found = self._without_imported(read)
            write_albums(albums_of(with_image_tracks(found, sheets)), self.artists)
            remember(read.batch.values())
        self.report.read += len(found)
        self.report.unreadable += sum(bool(file.fault) for file in found)

    def _without_imported(self, read: _ReadBatch) -> list[ScannedFile]:
        """Less what an import brought in since it was listed: it knows the files better than their tags do."""
        if not Import.objects.filter(state=Import.State.DONE, finished_at__gte=read.started).exists():
            return read.found
        self._library_is_empty = False
        wanted = {path for path, _seen in self._to_read(read.batch).values()}
        return [file for file in read.found if file.path in wanted]

    def _to_read(self, batch: Batch) -> dict[Path, tuple[str, SeenFile]]:
        """Every file of the albums in which one is new, changed or gone, with its path in the library.

        A file whose tracks the database knows better than its own tags is left out while it stays as it is.
        """
        wanted: dict[Path, tuple[str, SeenFile]] = {}
        by_album: dict[str, Batch] = {}
        for name, folder in batch.items():
            by_album.setdefault(album_folder(name), {})[name] = folder
        for album, folders in by_album.items():
            known = {} if self._library_is_empty else known_files(album)
            seen = {
                f"{name}/{file.name}" if name else file.name: file
                for name, folder in folders.items()
                for file in folder.files
            }
            same = {path for path, file in seen.items() if path in known and known[path].is_like(file)}
            images = any(folder.sheets for folder in folders.values()) or any(k.is_image for k in known.values())
            if same == seen.keys() and not images:
                continue
            for path, file in seen.items():
                if path not in same or not known[path].is_told_elsewhere:
                    wanted[on_disk(self.root, path)] = (path, file)
        return wanted

    def _sheets(self, batch: Batch) -> dict[str, list[str]]:
        """The texts of the cue sheets, by folder."""
        texts: dict[str, list[str]] = {}
        for name, folder in batch.items():
            for sheet in folder.sheets:
                try:
                    text = read_sheet(on_disk(Path(folder.path), sheet.name))
                except OSError as error:
                    log.warning("sheet_not_read", name=sheet.name, error=error.strerror)
                    continue
                texts.setdefault(name, []).append(text)
        return texts

    def _counted(self, outcomes: Iterable[tuple[Path, Outcome]], total: int) -> Iterator[tuple[Path, Outcome]]:
        for result in outcomes:
            self._seen += 1
            yield result
            now = time.monotonic()
            if now - self._published >= PUBLISH_SECONDS:
                self._published = now
                message = f"{self._seen} of {total} files looked at."
                publish_scan("running", done=self._seen, total=total, message=message)

    def _scanned(self, path: Path, name: str, seen: SeenFile, outcome: Outcome) -> ScannedFile:
        if isinstance(outcome, str):
            known = BY_SUFFIX.get(path.suffix.lower(), MP3)
            empty = Metadata(format=known.name, lossless=known.lossless)
            return ScannedFile(name, seen.size, seen.modified_ns, empty, outcome)
        fault = outcome.fault if not outcome.duration else ""
        return ScannedFile(name, seen.size, seen.modified_ns, outcome, fault)


def _sentence(report: ScanReport) -> str:
    parts = [f"{report.read} new or changed files" if report.read else "Nothing new"]
    if report.moved:
        parts.append(f"{report.moved} moved")
    if report.missing:
        parts.append(f"{report.missing} missing")
    if report.unreadable:
        parts.append(f"{report.unreadable} that cannot be read")
    return ", ".join(parts) + f"; {report.total} in all."
