"""Transcoded tracks, kept for a while: made once, heard while they are being made, a few at a time.

A rendition grows in the cache folder under a draft name and gets its own name when it is whole. Whoever asks for it
meanwhile reads from the draft.
"""

import contextlib
import hashlib
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import structlog
from django.conf import settings

from apps.library.streams.transcoding import WHOLE, Span, Target, TranscodeError, transcode

log = structlog.get_logger(__name__)

AT_ONCE = 2
MOST_WAITING = 16
KEPT_BYTES = 2 * 1024**3
POLL_SECONDS = 0.05


class TooBusyError(Exception):
    """Too many renditions are being made; ask again in a few seconds."""


@dataclass(slots=True, eq=False)
class Rendition:
    """A track in another format: whole at `path`, or growing at `draft`."""

    path: Path
    draft: Path
    done: threading.Event = field(default_factory=threading.Event)
    failure: str = ""

    @property
    def whole(self) -> bool:
        return self.done.is_set() and not self.failure

    def available(self) -> int:
        """How many bytes there are by now."""
        for path in (self.draft, self.path):
            with contextlib.suppress(OSError):
                return path.stat().st_size
        return 0

    def wait_beyond(self, offset: int, seconds: float) -> bool:
        """Wait until there are more than `offset` bytes or it is done; False where the time ran out."""
        deadline = time.monotonic() + seconds
        while not self.done.is_set() and self.available() <= offset:
            if time.monotonic() >= deadline:
                return False
            self.done.wait(POLL_SECONDS)
        return True


_lock = threading.Lock()
_running: dict[Path, Rendition] = {}
_pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="transcode")


def rendition(source: Path, target: Target, bitrate: int, span: Span = WHOLE) -> Rendition:
    """The rendition of `source`, begun if it is not there yet. Raises TooBusyError, and OSError for the source."""
    path = _path(source, target, bitrate, span)
    with _lock:
        if path in _running:
            return _running[path]
        made = Rendition(path, path.with_name(f".{path.name}.part"))
        if path.exists():
            path.touch()
            made.done.set()
            return made
        if len(_running) >= MOST_WAITING:
            raise TooBusyError
        _running[path] = made
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _pool.submit(_make, made, source, target, bitrate, span)
    return made


def _path(source: Path, target: Target, bitrate: int, span: Span) -> Path:
    status = source.stat()
    about = f"{source}\0{status.st_size}\0{status.st_mtime_ns}\0{target.name}\0{bitrate}\0{span.start}\0{span.end}"
    name = hashlib.sha256(about.encode("utf-8", "surrogateescape")).hexdigest()
    return cache_folder() / name[:2] / f"{name}{target.suffix}"


def cache_folder() -> Path:
    """Where renditions are kept; everything in it may be deleted at any time."""
    return Path(settings.DATA_DIR) / "cache" / "renditions"


def _make(made: Rendition, source: Path, target: Target, bitrate: int, span: Span) -> None:
    try:
        transcode(source, made.draft, target, bitrate, span)
        made.draft.replace(made.path)
    except Exception as error:  # whatever happened, those who wait must hear of it
        log.info("rendition_failed", source=source.name, error=str(error))
        made.failure = str(error) if isinstance(error, TranscodeError) else "The file could not be transcoded."
        made.draft.unlink(missing_ok=True)
    finally:
        with _lock:
            _running.pop(made.path, None)
        made.done.set()
    _forget_old()


def _forget_old() -> None:
    """Delete the renditions that were asked for longest ago, until the rest fits the bound."""
    found = []
    for path in cache_folder().glob("*/*"):
        with contextlib.suppress(OSError):
            status = path.stat()
            found.append((status.st_mtime, status.st_size, path))
    total = sum(size for _time, size, _path in found)
    for _time, size, path in sorted(found):
        if total <= KEPT_BYTES:
            return
        with _lock:
            if any(path in (made.path, made.draft) for made in _running.values()):
                continue
        path.unlink(missing_ok=True)
        total -= size
