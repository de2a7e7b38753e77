"""What the engine does from time to time: figures for people, facts for the rows, resume data, the session's pace."""

from __future__ import annotations

import heapq
import itertools
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import libtorrent as lt

from apps.downloads.details.domain import SPEED_STEP
from apps.downloads.documents import document, progress_event, summary
from apps.downloads.domain import ARRIVED, UNDER_WAY, Status
from apps.downloads.engine import arrival, disk_watch, memory, piece_news, running, seeding, streams, tastes
from apps.downloads.engine.details import watched
from apps.downloads.engine.session import save_state
from apps.downloads.engine.torrent import Torrent
from apps.downloads.network.holding import with_hold

if TYPE_CHECKING:
    from apps.downloads.engine.engine import Engine

FIGURES_SECONDS = 0.5
CALM_TURNS = 8
FACTS_SECONDS = 5.0
RESUME_SECONDS = 10.0
STATE_SECONDS = 120.0
ORGANISE_AGAIN_SECONDS = 60.0
UPDATE_FLAGS = int(lt.torrent_handle.query_accurate_download_counters)

Duty = Callable[[], object]


class Clock:
    """Duties that come due: again and again, or once.

    Those that come again are due at multiples of their period, so that many share a turn: each turn costs more than
    most of them.
    """

    def __init__(self) -> None:
        self._order = itertools.count()
        self._due: list[tuple[float, int, float, Duty]] = []

    def every(self, seconds: float, duty: Duty) -> None:
        """Do `duty` again and again."""
        heapq.heappush(self._due, (_next_multiple(seconds), next(self._order), seconds, duty))

    def once(self, seconds: float, duty: Duty) -> None:
        """Do `duty` once, after so many seconds."""
        heapq.heappush(self._due, (time.monotonic() + seconds, next(self._order), 0.0, duty))

    def seconds_to_next(self) -> float:
        """How long nothing is due."""
        return self._due[0][0] - time.monotonic() if self._due else 60.0

    def do_due(self) -> None:
        """Do what is due now; what fails is tried again at its next time."""
        while self._due and self._due[0][0] <= time.monotonic():
            _moment, order, period, duty = heapq.heappop(self._due)
            if period:
                heapq.heappush(self._due, (_next_multiple(period), order, period, duty))
            duty()


def _next_multiple(period: float) -> float:
    """The next moment of the monotonic clock that is a multiple of `period` seconds."""
    return (time.monotonic() // period + 1) * period


def install(engine: Engine) -> None:
    """Give the engine its periodic duties."""
    turns = itertools.count()
    engine.clock.every(FIGURES_SECONDS, lambda: _figures(engine, next(turns)))
    engine.clock.every(FACTS_SECONDS, lambda: _facts(engine))
    engine.clock.every(RESUME_SECONDS, lambda: _resume(engine))
    engine.clock.every(disk_watch.WATCH_SECONDS, lambda: disk_watch.watch(engine))
    engine.clock.every(streams.EXPIRE_SECONDS, lambda: streams.expire(engine))
    engine.clock.every(STATE_SECONDS, lambda: save_state(engine.session, engine.options.folder / "session"))
    engine.clock.every(watched.TELL_SECONDS, lambda: watched.tell(engine))
    engine.clock.every(memory.LOOK_SECONDS, engine.memory.look)
    engine.clock.every(seeding.LOOK_SECONDS, lambda: seeding.look(engine))
    engine.clock.every(ORGANISE_AGAIN_SECONDS, lambda: tastes.send_again(engine))
    engine.clock.every(SPEED_STEP, lambda: _note_speeds(engine))
    engine.clock.every(ORGANISE_AGAIN_SECONDS, lambda: _organise_again(engine))


def _figures(engine: Engine, turn: int) -> None:
    """Tell what changed, in one message for all, and ask libtorrent for the next changes."""
    _measure_files(engine)
    tell(engine, engine.changed)
    is_busy = any(torrent.status in UNDER_WAY for torrent in engine.torrents.values())
    running.keep_peers(engine)
    piece_news.spare(engine)
    if engine.torrents and (is_busy or turn % CALM_TURNS == 0):
        engine.session.post_torrent_updates(UPDATE_FLAGS)


def _measure_files(engine: Engine) -> None:
    """Ask how much of each file is there; libtorrent answers when it has time, so this is not done at each turn."""
    changed = [engine.torrents[each] for each in engine.changed if each in engine.torrents]
    for torrent in changed:
        if torrent.files and torrent.handle is not None and torrent.status == Status.DOWNLOADING:
            torrent.file_bytes = tuple(torrent.handle.file_progress())
    watched.draw_bars(engine, changed)


def tell(engine: Engine, ids: set[str]) -> None:
    """Tell how these downloads fare, in one message for all, and empty the set."""
    changed = [engine.torrents[each] for each in ids if each in engine.torrents]
    ids.clear()
    if not changed:
        return
    figures = {torrent.download_id: torrent.figures() for torrent in changed}
    engine.broadcast.leave_figures(figures)
    summaries, of_each = [], []
    for torrent in changed:
        shown, mine, held = torrent.shown(), figures[torrent.download_id], engine.network.state.held
        summaries.append(with_hold(summary(shown, torrent.shown_status, mine), held))
        if torrent.status not in (Status.SEEDING, Status.COMPLETE):
            event = progress_event(with_hold(document(shown, torrent.shown_status, mine), held))
            of_each.append((f"download.{torrent.download_id}", event))
    engine.broadcast.send_all([("downloads", {"type": "progress", "downloads": summaries}), *of_each])


def _facts(engine: Engine) -> None:
    """Write into the rows what changed since the last time."""
    for torrent in engine.torrents.values():
        write_facts(engine, torrent)


def write_facts(engine: Engine, torrent: Torrent) -> None:
    """Write a torrent's facts where they changed."""
    seen = torrent.progress
    if seen is None or not seen.has_metadata or (seen is torrent.written_of and torrent.status in ARRIVED):
        return
    torrent.written_of = seen
    facts: dict[str, Any] = {
        "downloaded": seen.downloaded,
        "uploaded": seen.uploaded,
        "seeding_seconds": seen.seeding_seconds - seen.seeding_seconds % 60,
    }
    if torrent.status not in ARRIVED:
        facts |= {"done_bytes": seen.wanted_done, "file_bytes": list(torrent.file_bytes)}
    news = {name: value for name, value in facts.items() if torrent.written.get(name) != value}
    if news:
        torrent.written |= news
        engine.rows.change(torrent.download_id, **news)


def _note_speeds(engine: Engine) -> None:
    seen = ((name, torrent.progress) for name, torrent in engine.torrents.items())
    moving = ((name, p) for name, p in seen if p is not None and (p.download_rate or p.upload_rate))
    engine.speeds.note((name, p.download_rate, p.upload_rate) for name, p in moving)


def _resume(engine: Engine) -> None:
    for torrent in engine.torrents.values():
        if torrent.handle is not None and torrent.status == Status.DOWNLOADING:
            arrival.ask_resume(torrent)


def _organise_again(engine: Engine) -> None:
    """A task may have been lost with the broker, or the word that it is done; organising twice does no harm."""
    for torrent in engine.torrents.values():
        waits = torrent.status in (Status.VERIFYING, Status.ORGANISING) and not torrent.wish.is_organised
        if waits and torrent.has_arrived and time.monotonic() - torrent.arrived_at > ORGANISE_AGAIN_SECONDS:
            arrival.send_organise(torrent.download_id)
            engine.intake.soon(torrent.download_id)
