"""What the engine does for its network from time to time: look, count, record, and follow what a person sets."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import structlog
from django.db import DatabaseError, InterfaceError

from apps.downloads.engine.network.blocking import blocking
from apps.downloads.engine.network.governor import COUNT_SECONDS, LOOK_SECONDS
from apps.downloads.engine.queueing import ARRANGE_SECONDS, Queue
from apps.downloads.network.domain import NetworkWishes
from apps.downloads.network.wishes import read_network_wishes

if TYPE_CHECKING:
    from apps.downloads.engine.engine import Engine

TOPIC = "network"
log = structlog.get_logger(__name__)


def known_wishes() -> NetworkWishes | None:
    """What is wished, or None while the database is away; the blocklist is at hand then."""
    try:
        wishes = read_network_wishes()
        blocking.follow(is_wanted=wishes.uses_blocklist)
        return wishes
    except (DatabaseError, InterfaceError, OSError) as error:
        log.warning("network_settings_not_read", error=str(error).splitlines()[0] if str(error) else "")
        return None


def install(engine: Engine) -> None:
    """Give the engine its duties of the owner thread."""
    engine.clock.every(LOOK_SECONDS, engine.network.turn)
    engine.clock.every(COUNT_SECONDS, engine.network.count)
    queue = Queue()
    engine.clock.every(ARRANGE_SECONDS, lambda: queue.arrange(engine))


def hear(engine: Engine, alerts: Iterable[Any]) -> None:
    """Take in what libtorrent tells of the network."""
    counted = engine.network.hear(alerts)
    if counted is not None:
        engine.recorder.counted(counted.values)


def follow(engine: Engine) -> None:
    """Read what is wished and record how the network fares; in the thread that may use the database."""
    with engine.settings_news.read() as is_due:
        if is_due:
            _follow_wishes(engine)
    if engine.recorder.record(engine.network.state):
        engine.broadcast.send(TOPIC, {"type": "network"})


def _follow_wishes(engine: Engine) -> None:
    wishes = read_network_wishes()
    if blocking.follow(is_wanted=wishes.uses_blocklist) or wishes != engine.network.wishes:
        engine.post(lambda: engine.network.follow(wishes))


def record_last(engine: Engine) -> None:
    """Write what was counted up to the end; a node that does not run holds nothing back."""
    try:
        engine.recorder.record(dataclasses.replace(engine.network.state, held=None), at_once=True)
    except (DatabaseError, InterfaceError, OSError) as error:
        log.warning("network_state_not_written", error=str(error).splitlines()[0] if str(error) else "")
