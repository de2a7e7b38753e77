"""What is done about each type of event; one function a type."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import structlog

from apps.downloads.engine import arrival, entering, judging, rechecks, running, statuses, streams
from apps.downloads.engine.alerts import (
    AlertsDropped,
    CacheFlushed,
    Checked,
    Event,
    FileFailed,
    FileRenamed,
    FileRenameFailed,
    Finished,
    Listening,
    MetadataReceived,
    NotListening,
    PieceFinished,
    ResumeReady,
    TorrentFailed,
    Updated,
    read_alerts,
)
from apps.downloads.engine.torrent import Torrent
from apps.downloads.engine.troubles import disk_trouble

if TYPE_CHECKING:
    from apps.downloads.engine.engine import Engine

log = structlog.get_logger(__name__)


def handle(engine: Engine, alerts: list[Any]) -> None:
    """Turn libtorrent's alerts into events and see to each of them."""
    for event in read_alerts(alerts, engine.names):
        handler = HANDLERS.get(type(event))
        if handler is None or not _is_present(engine, event):
            continue
        try:
            handler(engine, event)
        except Exception:  # one torrent's fault must not keep the others' events from being seen to
            log.exception("event_not_handled", event_type=type(event).__name__)


def _is_present(engine: Engine, event: Event) -> bool:
    """Whether the event's torrent is still in the session: an earlier event may have taken it out."""
    name = getattr(event, "download_id", None)
    return name is None or (name in engine.torrents and engine.torrents[name].handle is not None)


def _updated(engine: Engine, event: Updated) -> None:
    for download_id, progress in event.progress.items():
        torrent = engine.torrents.get(download_id)
        if torrent is None or torrent.handle is None:
            continue
        torrent.progress, torrent.progress_at = progress, time.monotonic()
        engine.memory.note(progress)
        engine.changed.add(download_id)
        statuses.refresh(engine, torrent)
        if progress.state == "finished":
            arrival.finished(engine, torrent)


def _metadata(engine: Engine, event: MetadataReceived) -> None:
    arrival.metadata_received(engine, engine.torrents[event.download_id])


def _checked(engine: Engine, event: Checked) -> None:
    """After a check a torrent that had arrived may turn out to lack something: then it is on its way again."""
    torrent = engine.torrents[event.download_id]
    torrent.is_checking_all = False
    if torrent.has_arrived and torrent.handle is not None:
        _look_whether_complete(engine, torrent)
    running.run(engine, torrent)


def _look_whether_complete(engine: Engine, torrent: Torrent) -> None:
    status = torrent.handle.status(0)
    if status.total_wanted_done >= status.total_wanted:
        entering.found_whole(engine, torrent)
        return
    log.warning("arrived_download_is_damaged", download=torrent.download_id)
    rechecks.fetch_again(engine, torrent)


def _finished(engine: Engine, event: Finished) -> None:
    arrival.finished(engine, engine.torrents[event.download_id])


def _piece_finished(engine: Engine, event: PieceFinished) -> None:
    torrent = engine.torrents[event.download_id]
    if torrent.heads:
        judging.piece_finished(engine, torrent, event.piece)
    streams.piece_finished(engine, torrent, event.piece)


def _cache_flushed(engine: Engine, event: CacheFlushed) -> None:
    torrent = engine.torrents[event.download_id]
    if not torrent.flushes:
        return
    flush = torrent.flushes.pop(0)
    if flush.pieces:
        streams.pieces_settled(engine, torrent, flush.pieces)
    if flush.heads:
        judging.judge_heads(engine, torrent, flush.heads)
    if flush.then:
        flush.then()
    elif flush.is_end:
        arrival.everything_flushed(engine, torrent)


def _file_failed(engine: Engine, event: FileFailed) -> None:
    torrent = engine.torrents[event.download_id]
    if torrent.trouble is None:  # a full disk refuses every block that is on its way
        log.warning("file_failed", download=event.download_id, errno=event.errno, error=event.message)
    statuses.stop_with(engine, torrent, disk_trouble(event.errno, event.message))


def _torrent_failed(engine: Engine, event: TorrentFailed) -> None:
    log.warning("torrent_failed", download=event.download_id, errno=event.errno, error=event.message)
    statuses.stop_with(engine, engine.torrents[event.download_id], disk_trouble(event.errno, event.message))


def _resume_ready(engine: Engine, event: ResumeReady) -> None:
    engine.resume.write(event.download_id, event.data)


def _file_renamed(engine: Engine, event: FileRenamed) -> None:
    arrival.file_renamed(engine, engine.torrents[event.download_id], event.index)


def _file_rename_failed(engine: Engine, event: FileRenameFailed) -> None:
    statuses.stop_with(engine, engine.torrents[event.download_id], disk_trouble(0, event.message))


def _listening(engine: Engine, event: Listening) -> None:
    log.info("listening", address=event.address, port=event.port, protocol=event.protocol)


def _not_listening(engine: Engine, event: NotListening) -> None:
    log.warning("not_listening", interface=event.interface, error=event.message)


def _alerts_dropped(engine: Engine, event: AlertsDropped) -> None:
    """Ask again for everything that may have been missed."""
    log.warning("alerts_dropped")
    for torrent in engine.torrents.values():
        if torrent.handle is None:
            continue
        if torrent.flushes:
            torrent.handle.flush_cache()
        if not torrent.files and torrent.handle.torrent_file() is not None:
            arrival.metadata_received(engine, torrent)


HANDLERS: dict[type, Callable[[Any, Any], None]] = {
    Updated: _updated,
    MetadataReceived: _metadata,
    Checked: _checked,
    Finished: _finished,
    PieceFinished: _piece_finished,
    CacheFlushed: _cache_flushed,
    FileFailed: _file_failed,
    TorrentFailed: _torrent_failed,
    ResumeReady: _resume_ready,
    FileRenamed: _file_renamed,
    FileRenameFailed: _file_rename_failed,
    Listening: _listening,
    NotListening: _not_listening,
    AlertsDropped: _alerts_dropped,
}
