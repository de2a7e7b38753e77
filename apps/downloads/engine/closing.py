"""A clean stop within its time: resume data of every torrent on the disk, then the witness that says so."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import libtorrent as lt
import structlog

from apps.downloads.engine.alerts import ResumeReady, ResumeUnchanged, read_alerts
from apps.downloads.engine.network import duties
from apps.downloads.engine.resume import stamp_of
from apps.downloads.engine.session import save_state
from apps.downloads.engine.upkeep import write_facts

if TYPE_CHECKING:
    from apps.downloads.engine.engine import Engine

log = structlog.get_logger(__name__)

RESERVED_SECONDS = 2.0


def close(engine: Engine, deadline: float) -> None:
    """Stop the owner thread, save everything, close the session. `deadline` is on the monotonic clock."""
    if not engine.loop.stop(within=RESERVED_SECONDS):
        log.warning("engine_thread_hangs")
        return
    for torrent in engine.torrents.values():
        write_facts(engine, torrent)
    saved = _save_resume(engine, deadline - RESERVED_SECONDS)
    try:
        save_state(engine.session, engine.options.folder / "session")
        engine.resume.close(_stamps(engine, saved))
    except OSError as error:
        log.warning("clean_stop_not_witnessed", error=str(error))
    engine.lease.rest()
    engine.broadcast.stop(within=1.0)
    if not engine.rows.stop(within=max(0.5, deadline - time.monotonic())):
        log.warning("rows_not_written")
    else:
        engine.lease.give_back()
    duties.record_last(engine)
    engine.session = None


def _save_resume(engine: Engine, deadline: float) -> set[str]:
    """Ask for the resume data of every torrent and write what comes; the ids of those that are settled."""
    engine.session.pause()
    engine.network.count()
    flags = int(lt.save_resume_flags_t.flush_disk_cache) | int(lt.save_resume_flags_t.only_if_modified)
    waiting = set()
    for torrent in engine.torrents.values():
        if torrent.handle is not None and not torrent.is_checking_all:
            torrent.handle.save_resume_data(flags)
            waiting.add(torrent.download_id)
    settled: set[str] = set()
    while waiting - settled and time.monotonic() < deadline:
        engine.session.wait_for_alert(200)
        alerts = engine.session.pop_alerts()
        duties.hear(engine, alerts)
        for event in read_alerts(alerts, engine.names):
            if isinstance(event, ResumeReady):
                engine.resume.write(event.download_id, event.data)
            if isinstance(event, ResumeReady | ResumeUnchanged):
                settled.add(event.download_id)
    if not engine.resume.settle(max(0.5, deadline - time.monotonic())):
        log.warning("resume_not_written_in_time")
    if waiting - settled:
        log.warning("resume_not_saved_in_time", count=len(waiting - settled))
    return settled


def _stamps(engine: Engine, saved: set[str]) -> dict[str, str]:
    return {
        torrent.download_id: stamp_of(torrent.folder, (file.path for file in torrent.wanted_files))
        for torrent in engine.torrents.values()
        if torrent.download_id in saved
    }
