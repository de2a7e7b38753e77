"""The engine's lease: the thread that writes rows renews it, the owner thread obeys it (ADR 0210).

A torrent is only touched under the lease. Before it lapses without having been renewed, the session rests; a process
that wakes after it has lapsed lets go of every torrent before anything else; where others could take over, the kernel
ends a process that does neither. Not held yet, or not any more: the session has no torrents.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from apps.downloads import leases
from apps.downloads.engine import reconcile
from apps.downloads.engine.files import read_if_there, write_durably
from apps.downloads.engine.watchdog import Watchdog, lease_clock
from apps.downloads.leases import Claim, Grant, LeaseTerms

if TYPE_CHECKING:
    from apps.downloads.engine.engine import Engine

log = structlog.get_logger(__name__)

REST_AFTER = 0.75  # of the lease: the session rests from then on if it was not renewed
END_AFTER = 0.9  # of the lease: what touches torrents even then is ended by the kernel


class Lease:
    """What this process knows of its lease. Moments are those of `lease_clock`, reckoned from before each request."""

    def __init__(self, node: str, folder: Path, terms: LeaseTerms) -> None:
        self.terms = terms
        self._node, self._folder = node, folder
        self.fence: int | None = None
        self.rest_at = self.lapses_at = 0.0
        self.is_alone = True
        self.is_resting = False  # the owner thread's: libtorrent touches no torrent
        self._watchdog = Watchdog()

    @cached_property
    def claim(self) -> Claim:
        """Who claims the lease; to be asked once the folder is locked."""
        return Claim(self._node, _holder(self._folder))

    @property
    def is_held(self) -> bool:
        """Whether torrents may be in the session."""
        return self.fence is not None

    def take(self) -> bool:
        """Begin the lease; False where another has this node's name. Touches the database."""
        begun = lease_clock()
        return self._reckon(begun, leases.take(self.claim, self.terms))

    def renew(self) -> bool:
        """Renew the lease; False once it is lost. Touches the database."""
        if self.fence is None:
            return True
        begun = lease_clock()
        return self._reckon(begun, leases.renew(self.claim, self.fence, self.terms))

    def may_write(self) -> bool:
        """Whether facts may be written, until the end of the present transaction."""
        return self.fence is not None and leases.is_held(self.claim.node, self.fence)

    def give_back(self) -> None:
        """At the end, while the database answers: others may take over soon."""
        if self.fence is None:
            return
        try:
            close_old_connections()
            leases.give_back(self.claim, self.fence, self.terms)
        except (DatabaseError, InterfaceError, OSError) as error:  # it lapses by itself
            log.warning("lease_not_given_back", error=str(error))
        finally:
            connection.close()
            self._watchdog.disarm()  # the last renewal may have set it after the session was put to rest

    def rest(self) -> None:
        """Nothing is touched for the time being, so that there is nothing to end this process for."""
        self.is_resting = True
        self._watchdog.disarm()

    def _reckon(self, begun: float, grant: Grant | None) -> bool:
        if grant is None:
            self.fence = None
            return False
        self.rest_at, self.lapses_at = begun + REST_AFTER * grant.seconds, begun + grant.seconds
        self.is_alone = grant.is_alone
        if grant.is_alone:
            self._watchdog.disarm()  # nobody could take over: a laptop that slept is no reason to die
        else:
            self._watchdog.arm(begun + END_AFTER * grant.seconds)
        self.fence = grant.fence
        return True


def obey(engine: Engine) -> None:
    """Rest while the lease may be another's, and go on once it is ours again. The owner thread's first duty."""
    lease, now = engine.lease, lease_clock()
    if lease.is_resting:
        if lease.is_held and now < lease.rest_at:
            _go_on(engine)
        return
    is_due = now >= lease.rest_at if lease.is_held else bool(engine.torrents)
    if not is_due:
        return
    engine.session.pause()
    is_late = not lease.is_held or (now >= lease.lapses_at and not lease.is_alone)
    if is_late:
        let_all_go(engine)
    for torrent in engine.torrents.values():
        if torrent.moving is not None:
            torrent.moving.again = True
            torrent.moving.stop.set()
    lease.rest()
    log.warning("engine_rests", node=lease.claim.node, let_go=is_late)


def let_all_go(engine: Engine) -> None:
    """Take every torrent out of the session, as it is: another node may be about to begin with it."""
    for torrent in list(engine.torrents.values()):
        reconcile.forget(engine, torrent)
    engine.leaving.clear()  # what was not written of them is begun anew, by whoever has the lease


def tend(engine: Engine) -> None:
    """Renew the lease, and look after what nodes left behind. In the thread that may touch the database."""
    lease = engine.lease
    if not lease.is_held:
        return
    if not lease.renew():
        log.warning("lease_lost", node=lease.claim.node)
        engine.rows.drop_pending()
        engine.post(lambda: _begin_anew(engine))
        return
    for lapsed in leases.lapsed_nodes():
        taken = leases.take_over(lapsed, lease.claim.node, lease.terms)
        if taken:
            log.warning("downloads_taken_over", of=lapsed, by=lease.claim.node, count=len(taken))
            _bring_in(engine, taken)


def _bring_in(engine: Engine, taken: Sequence[uuid.UUID]) -> None:
    """They are ours now and nobody else's: a database that goes away in this moment is asked again."""
    try:
        engine.intake.some(str(each) for each in taken)
    except (DatabaseError, InterfaceError, OSError):
        engine.intake.all_soon()
        raise


def _begin_anew(engine: Engine) -> None:
    """The lease was lost: let go of everything, then ask for a new lease and for what is still ours."""
    engine.session.pause()
    let_all_go(engine)
    engine.lease.rest()
    engine.intake.all_soon()


def _go_on(engine: Engine) -> None:
    engine.lease.is_resting = False
    engine.let_run()
    log.info("engine_goes_on", node=engine.lease.claim.node)
    engine.intake.all_soon()


def _holder(folder: Path) -> str:
    """The name of who keeps its state in `folder`: made once. Only one process at a time holds the folder's lock."""
    file = folder / "holder"
    known = read_if_there(file).decode("ascii", "replace").strip()
    if len(known) == 32:
        return known
    made = uuid.uuid4().hex
    write_durably(file, made.encode())
    return made
