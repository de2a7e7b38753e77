"""The engine: one libtorrent session, its owner thread, and what keeps the session as the rows wish it."""

from __future__ import annotations

import contextlib
import fcntl
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import structlog

from apps.downloads.details.watching import heard_reannounce, heard_watch
from apps.downloads.domain import UNDER_WAY
from apps.downloads.engine import closing, contacts, handlers, lease, loop, rechecks, reconcile, streams, upkeep
from apps.downloads.engine.broadcast import Broadcast
from apps.downloads.engine.database_news import DatabaseNews
from apps.downloads.engine.details import watched
from apps.downloads.engine.details.speeds import SpeedHistory
from apps.downloads.engine.dht_index.session import kept_nodes
from apps.downloads.engine.intake import LOOK_FOR_CHANGES_SECONDS, Intake
from apps.downloads.engine.memory import Trimmer
from apps.downloads.engine.network import duties
from apps.downloads.engine.network.governor import Governor
from apps.downloads.engine.network.recorder import Recorder
from apps.downloads.engine.resume import ResumeStore
from apps.downloads.engine.rows import RowWriter
from apps.downloads.engine.session import SessionOptions, open_session, save_state
from apps.downloads.engine.thread_names import threads_named
from apps.downloads.engine.torrent import Torrent
from apps.downloads.engine.wishes import Wish, wishes_of
from apps.downloads.leases import DEFAULT_TERMS, LeaseTerms
from apps.downloads.nudges import heard_nudge
from apps.downloads.play_heads import heard_head
from apps.downloads.seeding.defaults import default_goals
from apps.downloads.seeding.goals import Goals

log = structlog.get_logger(__name__)

READ_DEFAULTS_SECONDS = 10.0
FOLLOW_SETTINGS_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """Where the engine lives and how patient it is. `folder` holds its state, `incomplete` the downloads."""

    node: str
    folder: Path
    incomplete: Path
    session: SessionOptions
    metadata_patience: float
    lease: LeaseTerms = DEFAULT_TERMS


class EngineBusyError(Exception):
    """Another process owns this node's session."""


class Engine:
    """Brings libtorrent's session to what the rows say. Made in the worker's process, after any fork.

    `torrents` and everything in it belong to the owner thread. Other threads call `sync` and `post`, nothing else.
    """

    def __init__(self, options: EngineOptions) -> None:
        self.options = options
        self.torrents: dict[str, Torrent] = {}
        self.names: dict[Any, str] = {}  # libtorrent's handle, which has no type, to download id
        self.readers = streams.Readers()
        self.changed: set[str] = set()  # download ids whose figures are to be told
        self.turned: set[str] = set()  # download ids whose status changed in this turn
        self.leaving: set[str] = set()  # download ids whose data are being deleted
        self.lets_go_of_peers = True
        self.hears_pieces = False
        self.memory = Trimmer()
        self.settings_news = DatabaseNews()
        self.watched = watched.Watched()
        self.speeds = SpeedHistory()
        self.seeding_defaults = Goals()
        self.clock = upkeep.Clock()
        self.session: Any = None  # libtorrent's, which has no type
        self.resume = ResumeStore(options.folder)
        self.network = Governor(options.session, None, self._way_turning, self._way_turned)
        self.recorder = Recorder(options.node)
        self.lease = lease.Lease(options.node, options.folder, options.lease)
        self.intake = Intake(self)
        regularly = (
            (LOOK_FOR_CHANGES_SECONDS, self.intake.look_for_changes),
            (READ_DEFAULTS_SECONDS, self.read_defaults),
            (FOLLOW_SETTINGS_SECONDS, lambda: duties.follow(self)),
            (options.lease.renewal, lambda: lease.tend(self)),
        )
        self.rows = RowWriter(options.node, self.lease.may_write, regularly)
        self.broadcast = Broadcast(options.node, self._heard)
        self.loop = loop.Loop(self._on_alerts, self.clock, first=lambda: lease.obey(self))
        self._lock: BinaryIO | None = None

    def start(self) -> None:
        """Open the session and bring in every row of this node. Raises EngineBusyError."""
        self._lock = _owned(self.options.folder / "lock")
        self.options.incomplete.mkdir(parents=True, exist_ok=True)
        was_clean = self.resume.open()
        wishes = duties.known_wishes()
        self.network = Governor(self.options.session, wishes, self._way_turning, self._way_turned)
        state_file = self.options.folder / "session"
        with threads_named("libtorrent"):
            self.session = open_session(self.options.session, state_file, self.network.opening_settings())
        self.network.take(self.session, kept_nodes(state_file))
        log.info("engine_started", node=self.options.node, clean=was_clean)
        upkeep.install(self)
        duties.install(self)
        self.loop.start(self.session)
        self.broadcast.start()
        self.rows.start()
        self.intake.all_soon()

    def stop(self, within: float) -> None:
        """Save everything and close the session; after a whole stop the next start trusts the resume data."""
        deadline = time.monotonic() + within
        self.intake.stop()
        closing.close(self, deadline)
        if self._lock is not None:
            self._lock.close()
        log.info("engine_stopped", seconds=round(within - (deadline - time.monotonic()), 2))

    def sync(self, download_id: str) -> None:
        """Look at the row again. May be called from any thread that may use the database."""
        for wish in wishes_of(self.options.node, [download_id]):
            self.wish(wish)

    def wish(self, wish: Wish) -> None:
        """Bring a torrent to its wish, soon."""
        self.post(lambda: reconcile.follow(self, wish))

    def post(self, work: Callable[[], None]) -> None:
        """Have the owner thread do some work, soon."""
        self.loop.post(work)

    @property
    def is_at_rest(self) -> bool:
        """Whether no torrent may run: nothing may leave, or another node may own them by now."""
        return self.network.is_held or self.lease.is_resting

    def let_run(self) -> None:
        """Let the session run, unless something still keeps it at rest. The owner thread's."""
        if not self.is_at_rest:
            self.session.resume()

    def status_changed(self, torrent: Torrent) -> None:
        """Tell people at once, in one message for all whose status changes in this turn."""
        if not self.turned:
            self.clock.once(0.0, lambda: upkeep.tell(self, self.turned))
        self.turned.add(torrent.download_id)

    def recheck_soon(self, torrent: Torrent) -> None:
        """Check a torrent's files once the present event is seen to."""
        self.post(lambda: rechecks.recheck(self, torrent))

    def read_defaults(self) -> None:
        """Learn how much is seeded where a download does not say. Touches the database."""
        self.seeding_defaults = default_goals()

    def _on_alerts(self, alerts: list[Any]) -> None:
        duties.hear(self, alerts)
        handlers.handle(self, alerts)

    def _way_turning(self) -> None:
        """The DHT is about to stop: keep its nodes, if the disk lets us."""
        try:
            save_state(self.session, self.options.folder / "session")
        except OSError as error:
            log.warning("session_state_not_kept", error=str(error))

    def _way_turned(self) -> None:
        """Everything pauses or goes another way: have it told, and look for peers anew."""
        self.let_run()
        self.changed.update(self.torrents)
        for torrent in self.torrents.values():
            if torrent.handle is not None and torrent.status in UNDER_WAY and not self.is_at_rest:
                torrent.handle.force_reannounce()

    def _heard(self, message: dict[str, Any]) -> None:
        head, watch, contact = heard_head(message), heard_watch(message), heard_reannounce(message)
        changed = heard_nudge(message)
        if head is not None:
            self.post(lambda: streams.move_head(self, head))
        elif changed is not None:
            self.intake.soon(changed)
        elif watch is not None:
            self.post(lambda: watched.look(self, watch))
        elif contact is not None:
            self.post(lambda: contacts.reannounce(self, contact))


def _owned(file: Path) -> BinaryIO:
    """Hold the node's lock for as long as this process lives; the kernel lets go of it when it dies."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    stream = file.open("ab")
    with contextlib.suppress(OSError):
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return stream
    stream.close()
    raise EngineBusyError(
        f"Another worker already runs the engine of this node ({file}). Stop it, or set TRUSTTUNE_NODE."
    )
