"""What the session learns of the rows: all of them once the node has its lease, and then what changes."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from django.db import connection
from django.utils import timezone

from apps.downloads.engine.database_news import DatabaseNews
from apps.downloads.engine.wishes import Wish, changed_since, read_wishes, wishes_of
from apps.downloads.tasks import send_fetch_link

if TYPE_CHECKING:
    from apps.downloads.engine.engine import Engine

log = structlog.get_logger(__name__)

LOOK_FOR_CHANGES_SECONDS = 3.0
LOOK_BACK_SECONDS = 30.0
PAUSES = (0.5, 1.0, 2.0, 5.0)


class Intake:
    """Reads rows and posts them to the engine. `all_soon` may be called from any thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._node = engine.options.node
        self._changes_seen: dict[str, datetime] = {}
        self._nudged: list[str] = []
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._news = DatabaseNews()
        self.tries = 0  # in a row: the database is away, or another has this node's name

    def stop(self) -> None:
        """Ask for nothing more."""
        self._over.set()

    def all_soon(self) -> None:
        """Take the lease if it is not held, then bring in every row of this node; again until the database is there."""
        threading.Thread(target=self._all, name="engine-rows-first", daemon=True).start()

    def soon(self, download_id: str) -> None:
        """Bring in a download whose row has changed; those that come at the same moment are read together."""
        with self._lock:
            self._nudged.append(download_id)
            is_first = len(self._nudged) == 1
        if is_first:
            self._engine.rows.soon(self._read_nudged)

    def _read_nudged(self) -> None:
        with self._lock:
            taken, self._nudged = self._nudged, []
        self._follow(taken)

    def some(self, ids: Iterable[str]) -> None:
        """Bring in these downloads, as far as they are this node's. Touches the database."""
        self._bring_in(wishes_of(self._node, ids))

    def look_for_changes(self) -> None:
        """Find wishes of which nobody told us, because Redis was away. Touches the database."""
        with self._news.read() as is_due:
            if is_due:
                self._look()

    def _look(self) -> None:
        recent = changed_since(self._node, timezone.now() - timedelta(seconds=LOOK_BACK_SECONDS))
        unseen = [each for each, moment in recent.items() if self._changes_seen.get(each) != moment]
        if unseen:
            self._follow(unseen)
        self._changes_seen = recent  # only now: what the database did not give is looked for again

    def _follow(self, ids: Iterable[str]) -> None:
        for wish in wishes_of(self._node, ids):
            self._changes_seen[wish.download_id] = wish.changed_at
            self._engine.wish(wish)

    def _all(self) -> None:
        self.tries = 0
        while not self._over.wait(PAUSES[min(self.tries, len(PAUSES)) - 1] if self.tries else 0):
            self.tries += 1
            try:
                if self._engine.lease.is_held or self._engine.lease.take():
                    self._engine.read_defaults()
                    self._bring_in(read_wishes(self._node))
                    self._engine.post(lambda: log.info("downloads_brought_in", count=len(self._engine.torrents)))
                    return
                log.warning("node_name_taken", node=self._node, hint="give each machine a TRUSTTUNE_NODE of its own")
            except Exception as error:  # the database is away, in whatever way
                log.warning("rows_not_read", error=str(error))
            finally:
                connection.close()

    def _bring_in(self, wishes: Iterable[Wish]) -> None:
        for wish in wishes:
            self._engine.wish(wish)
            if wish.awaits_link:
                send_fetch_link(wish.download_id)
