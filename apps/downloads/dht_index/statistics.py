"""How the DHT index fares, for people."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from apps.downloads.models import DhtIndexState, SwarmTorrent


@dataclass(frozen=True, slots=True)
class IndexStatistics:
    """`torrents` can be found and take `stored_bytes`; the rest is summed over all nodes. Rates are per second."""

    torrents: int
    stored_bytes: int
    is_running: bool
    nodes: int
    sampled: int
    looked_into: int
    music: int
    sampled_rate: float
    metadata_rate: float


def index_statistics() -> IndexStatistics:
    """The figures of the moment."""
    held = SwarmTorrent.objects.aggregate(torrents=Count("id", filter=~Q(text="")), stored=Sum("stored_bytes"))
    states = list(DhtIndexState.objects.all())
    running = [state for state in states if state.is_running]
    return IndexStatistics(
        torrents=held["torrents"],
        stored_bytes=held["stored"] or 0,
        is_running=bool(running),
        nodes=sum(state.nodes for state in running),
        sampled=sum(state.sampled for state in states),
        looked_into=sum(state.looked_into for state in states),
        music=sum(state.music for state in states),
        sampled_rate=sum(state.sampled_rate for state in running),
        metadata_rate=sum(state.metadata_rate for state in running),
    )
