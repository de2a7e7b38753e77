"""Writing the facts into the database, from one thread, so that a database that is away stops nobody and loses nothing.

Changes are merged for each download while they wait, and wait for as long as it takes. What must follow a change, such
as a task, is done only once the change is committed.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import structlog
from django.db import DatabaseError, InterfaceError, connection, transaction

from apps.downloads.domain import Status
from apps.downloads.engine.wishes import KnownFile
from apps.downloads.models import Download, DownloadFile, TorrentMetainfo

log = structlog.get_logger(__name__)

RETRY_SECONDS = (0.5, 1.0, 2.0, 5.0)
MOST_AT_ONCE = 200  # downloads
GATHER_SECONDS = 0.03  # a click makes four changes within a moment: they are one transaction
Action = Callable[[], None]
_StatusChange = tuple[Status, frozenset[Status]]


@dataclass(slots=True)
class _Change:
    """What is to be written of one download. `status` holds the new one and those that it may replace."""

    facts: dict[str, Any] = field(default_factory=dict)
    status: _StatusChange | None = None
    files: tuple[KnownFile, ...] | None = None
    metainfo: bytes | None = None
    delete: bool = False
    is_urgent: bool = False
    then: list[Action] = field(default_factory=list)

    def under(self, newer: _Change) -> _Change:
        """This change with a newer one on top of it."""
        return _Change(
            facts={**self.facts, **newer.facts},
            status=_status_after(self.status, newer.status),
            files=self.files if newer.files is None else newer.files,
            metainfo=self.metainfo if newer.metainfo is None else newer.metainfo,
            delete=self.delete or newer.delete,
            is_urgent=self.is_urgent or newer.is_urgent,
            then=[*self.then, *newer.then],
        )


class RowWriter:
    """Keeps the rows up to date, over one connection that stays open until it fails.

    Only rows of `node` are written. `every` holds further database work, done every so many seconds in the same thread.
    `may_write` is asked in each transaction: where it says no, the rows are another's, and what waits is dropped.
    """

    def __init__(self, node: str, may_write: Callable[[], bool], every: Iterable[tuple[float, Action]]) -> None:
        self._node, self._may_write = node, may_write
        self._pending: dict[str, _Change] = {}
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._stopping = False
        self.failures = 0  # in a row: the database is away
        self._asked: list[Action] = []
        self._due = {action: (period, time.monotonic() + period) for period, action in every}
        self._thread = threading.Thread(target=self._run, name="engine-rows", daemon=True)

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def stop(self, within: float) -> bool:
        """Write what is left; says whether all of it was written within so many seconds."""
        self._stopping = True
        self._wake.set()
        self._thread.join(timeout=within)
        return not self._pending and not self._thread.is_alive()

    def soon(self, action: Action) -> None:
        """Do further database work in the same thread, once, before anything is written; lost if the database is."""
        with self._lock:
            self._asked.append(action)
        self._wake.set()

    def change(self, download_id: str, *, then: Action | None = None, **facts: Any) -> None:
        """Write facts into the row, soon; `then` is called once they are committed."""
        self._add(download_id, _Change(facts=facts, then=[then] if then else []))

    def change_status(
        self,
        download_id: str,
        status: Status,
        replacing: Iterable[Status],
        *,
        then: Action | None = None,
        is_urgent: bool = False,
        **facts: Any,
    ) -> None:
        """Write a status where the row has one of those that it may replace, and facts in any case."""
        change = _Change(facts, (status, frozenset(replacing)), is_urgent=is_urgent, then=[then] if then else [])
        self._add(download_id, change)

    def keep_files(self, download_id: str, files: Iterable[KnownFile], metainfo: bytes | None = None) -> None:
        """Write the list of files, and the .torrent that it came from."""
        self._add(download_id, _Change(files=tuple(files), metainfo=metainfo, is_urgent=True))

    def delete(self, download_id: str) -> None:
        """Delete the row."""
        self._add(download_id, _Change(delete=True, is_urgent=True))

    def drop_pending(self) -> None:
        """Forget what waits: the rows are another's now."""
        with self._lock:
            self._pending.clear()

    def _add(self, download_id: str, change: _Change) -> None:
        with self._lock:
            older = self._pending.get(download_id)
            self._pending[download_id] = older.under(change) if older else change
        self._wake.set()

    def _run(self) -> None:
        while True:
            if not self._wake.wait(timeout=self._pause()) and not self._stopping:
                self._do_due()
                continue
            self._wake.clear()
            self._do_asked()
            self._gather()
            self._write_pending()
            self._do_due()
            if self._stopping and not self._pending:
                connection.close()
                return

    def _gather(self) -> None:
        """Let more changes come, unless one of those that are there is waited for."""
        deadline = time.monotonic() + GATHER_SECONDS
        while self._pending and not self._is_urgent():
            if not self._wake.wait(deadline - time.monotonic()):
                return
            self._wake.clear()
            self._do_asked()

    def _is_urgent(self) -> bool:
        with self._lock:
            return self._stopping or any(change.is_urgent for change in self._pending.values())

    def _pause(self) -> float:
        now = time.monotonic()
        return max(0.05, min((moment - now for _period, moment in self._due.values()), default=60.0))

    def _do_due(self) -> None:
        for action, (period, moment) in self._due.items():
            if time.monotonic() < moment or self._stopping:
                continue
            self._due[action] = (period, time.monotonic() + period)
            self._try(action)

    def _do_asked(self) -> None:
        with self._lock:
            taken, self._asked = self._asked, []
        for action in taken:
            self._try(action)

    def _try(self, action: Action) -> None:
        try:
            action()
        except (DatabaseError, InterfaceError, OSError) as error:
            self._lost_touch(error)
        except Exception:  # a fault in one must not end the thread that renews the lease
            log.exception("rows_duty_failed")

    def _write_pending(self) -> None:
        taken = self._take()
        if not taken:
            return
        try:
            with transaction.atomic():
                is_ours = self._may_write()
                for download_id, change in taken.items() if is_ours else ():
                    _write(self._node, download_id, change)
        except (DatabaseError, InterfaceError, OSError) as error:
            self._put_back(taken)
            self._lost_touch(error)
            self._wait_for_retry()
            return
        self.failures = 0
        if not is_ours:
            log.warning("facts_dropped", count=len(taken))
            return
        for change in taken.values():
            for action in change.then:
                self._try(action)

    def _take(self) -> dict[str, _Change]:
        """Some of what waits: with all of thousands at once nobody else could write for a second."""
        with self._lock:
            taken = {name: self._pending.pop(name) for name in list(itertools.islice(self._pending, MOST_AT_ONCE))}
            if self._pending:
                self._wake.set()
        return taken

    def _put_back(self, taken: dict[str, _Change]) -> None:
        with self._lock:
            for download_id, change in taken.items():
                newer = self._pending.get(download_id)
                self._pending[download_id] = change.under(newer) if newer else change

    def _lost_touch(self, error: Exception) -> None:
        log.warning("database_away", error=str(error).splitlines()[0] if str(error) else type(error).__name__)
        connection.close()

    def _wait_for_retry(self) -> None:
        pause = RETRY_SECONDS[min(self.failures, len(RETRY_SECONDS) - 1)]
        self.failures += 1
        time.sleep(0.1 if self._stopping else pause)
        self._wake.set()


def _status_after(older: _StatusChange | None, newer: _StatusChange | None) -> _StatusChange | None:
    """Two changes of a status as one: the newer may also replace what the older would have made fit for it."""
    if older is None or newer is None or older[0] not in newer[1]:
        return newer or older
    return newer[0], newer[1] | older[1]


def _write(node: str, download_id: str, change: _Change) -> None:
    row = Download.objects.filter(id=download_id, node=node)
    if change.delete:
        row.delete()
        return
    if change.facts:
        row.update(**change.facts)
    if change.status is not None:
        status, replaceable = change.status
        row.filter(status__in=replaceable).update(status=status)
    if (change.metainfo is None and change.files is None) or not row.exists():
        return
    if change.metainfo is not None:
        TorrentMetainfo.objects.bulk_create(
            [TorrentMetainfo(download_id=download_id, data=change.metainfo)],
            update_conflicts=True,
            unique_fields=["download"],
            update_fields=["data"],
        )  # one statement, where update_or_create needs four
    if change.files is not None:
        _write_files(download_id, change.files)


def _write_files(download_id: str, files: tuple[KnownFile, ...]) -> None:
    rows = [
        DownloadFile(
            download_id=download_id,
            index=file.index,
            path=file.path,
            size=file.size,
            kind=file.kind,
            wanted=file.wanted,
            refusal=file.refusal,
        )
        for file in files
    ]
    DownloadFile.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["download", "index"],
        update_fields=["path", "size", "kind", "wanted", "refusal"],
        batch_size=500,
    )
