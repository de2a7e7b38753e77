"""Keeps a node's row up to date: how its network fares, and what it moved in all its days."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Mapping

from django.db.models import F
from django.utils import timezone

from apps.downloads.models import EngineState
from apps.downloads.network.state import NetworkState

EVERY_SECONDS = 10.0


@dataclasses.dataclass(frozen=True, slots=True)
class Totals:
    """Bytes of content and bytes on the wire since the session began."""

    downloaded: int = 0
    uploaded: int = 0
    received: int = 0
    sent: int = 0

    def since(self, before: Totals) -> dict[str, int]:
        """What was added, by name."""
        return {
            each.name: max(0, getattr(self, each.name) - getattr(before, each.name))
            for each in dataclasses.fields(self)
        }


class Recorder:
    """`counted` is called by the owner thread; all else belongs to the thread that writes."""

    def __init__(self, node: str) -> None:
        self._node = node
        self._totals = self._written = Totals()
        self._told: NetworkState | None = None
        self._told_at = 0.0

    def counted(self, values: Mapping[str, int]) -> None:
        """libtorrent's counters of this session."""
        self._totals = Totals(
            values.get("net.recv_payload_bytes", 0),
            values.get("net.sent_payload_bytes", 0),
            values.get("net.recv_bytes", 0),
            values.get("net.sent_bytes", 0),
        )

    def record(self, state: NetworkState, *, at_once: bool = False) -> bool:
        """Write what changed: at once what people are to know, figures now and then; says whether it wrote.

        Raises DatabaseError.
        """
        is_due = at_once or time.monotonic() - self._told_at >= EVERY_SECONDS
        totals = self._totals
        news = state != self._told or totals != self._written
        if self._told is not None and not (is_due and news) and _gist(state) == _gist(self._told):
            return False
        added = totals.since(self._written)
        EngineState.objects.get_or_create(node=self._node)
        EngineState.objects.filter(node=self._node).update(
            document=state.as_dict(),
            held_code=state.held.code if state.held else "",
            held_message=state.held.message if state.held else "",
            changed_at=timezone.now(),
            **{name: F(name) + count for name, count in added.items() if count},
        )
        self._told, self._told_at, self._written = state, time.monotonic(), totals
        return True


def _gist(state: NetworkState) -> NetworkState:
    return dataclasses.replace(state, dht_nodes=0, peers=0)
