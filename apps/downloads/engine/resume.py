"""Resume data on the disk, and when to believe it.

libtorrent believes resume data without looking at the files: truncated ones were reported as finished. So it is
trusted only after a clean stop, and then only where no file changed while the engine was down. The witness is
`clean.json`, written last of all at a clean stop and removed first of all at a start: every file's size and time.

Writing waits for the disk, so a thread does it: the engine's owner goes on meanwhile.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path

import structlog

from apps.downloads.engine.files import read_if_there, replace_durably, sync_folder, write_durably

log = structlog.get_logger(__name__)


class ResumeStore:
    """The resume files of one node, below `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.witness_file = folder / "clean.json"
        self._witness: dict[str, str] = {}
        self._behind: set[str] = set()
        self._pending: dict[str, bytes | None] = {}  # resume data, or None to forget it
        self._changed = threading.Condition()
        self._is_over = False
        (folder / "resume").mkdir(parents=True, exist_ok=True, mode=0o700)

    def open(self) -> bool:
        """Take the witness of the last clean stop and remove it; begin to write. Says whether there was one."""
        raw = read_if_there(self.witness_file)
        self.witness_file.unlink(missing_ok=True)
        sync_folder(self.folder)
        try:
            self._witness = dict(json.loads(raw)) if raw else {}
        except (ValueError, TypeError):
            self._witness = {}
        threading.Thread(target=self._write_pending, name="engine-resume", daemon=True).start()
        return bool(raw)

    def settle(self, within: float) -> bool:
        """Wait until all that was to be written is on the disk; says whether it was within so many seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._pending, timeout=within)

    def close(self, stamps: Mapping[str, str]) -> None:
        """Witness a clean stop: the stamp of each download whose resume data is on the disk. Raises OSError."""
        with self._changed:
            self._behind |= set(self._pending)
            self._is_over = True
            self._changed.notify_all()
        whole = {name: stamp for name, stamp in stamps.items() if name not in self._behind}
        write_durably(self.witness_file, json.dumps(whole).encode())

    def is_trusted(self, download_id: str, stamp: str) -> bool:
        """Whether the download's files are as they were at the last stop, and that was a clean one."""
        return self._witness.get(download_id) == stamp

    def read(self, download_id: str) -> bytes:
        """The resume data, or b''."""
        with self._changed:
            if download_id in self._pending:
                return self._pending[download_id] or b""
        return read_if_there(self._file(download_id))

    def write(self, download_id: str, data: bytes) -> None:
        """Keep resume data, soon. A full disk costs a check at the next start, nothing more."""
        self._want(download_id, data)

    def remove(self, download_id: str) -> None:
        """Forget a download, soon."""
        self._want(download_id, None)

    def _want(self, download_id: str, data: bytes | None) -> None:
        with self._changed:
            self._pending[download_id] = data
            self._changed.notify_all()

    def _write_pending(self) -> None:
        """Write whatever waits, as one batch; what came meanwhile is the next."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._pending or self._is_over)
                taken = dict(self._pending)
            if self._is_over:
                return
            for download_id, data in taken.items():
                self._keep(download_id, data)
            with contextlib.suppress(OSError):  # then there is no folder, and each of them has failed
                sync_folder(self.folder / "resume")
            with self._changed:
                for download_id, data in taken.items():
                    if self._pending.get(download_id) is data:
                        del self._pending[download_id]
                self._changed.notify_all()

    def _keep(self, download_id: str, data: bytes | None) -> None:
        try:
            if data is None:
                self._file(download_id).unlink(missing_ok=True)
            else:
                replace_durably(self._file(download_id), data)
        except OSError as error:
            self._behind.add(download_id)
            log.warning("resume_not_saved", download=download_id, error=str(error))
        else:
            self._behind.discard(download_id)

    def _file(self, download_id: str) -> Path:
        return self.folder / "resume" / f"{download_id}.resume"


def stamp_of(folder: Path, paths: Iterable[str]) -> str:
    """A digest of the names, sizes and modification times of the files at `paths` below `folder`."""
    digest = hashlib.sha256(str(folder).encode("utf-8", "surrogateescape"))
    for path in sorted(paths):
        try:
            found = (folder / path).stat()
            facts = f"{path}\0{found.st_size}\0{found.st_mtime_ns}\0"
        except OSError:
            facts = f"{path}\0missing\0"
        digest.update(facts.encode("utf-8", "surrogateescape"))
    return digest.hexdigest()
