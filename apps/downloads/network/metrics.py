"""Torrents in `/metrics`: what every node moved in all its days, and how it fares now (Prometheus text format)."""

from __future__ import annotations

from collections.abc import Iterable

import structlog
from django.db import DatabaseError
from django.db.models import Count
from prometheus_client.core import REGISTRY, CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from apps.downloads.domain import Removal, Status
from apps.downloads.models import Download, EngineState
from apps.downloads.network.standing import engine_states

log = structlog.get_logger(__name__)

TOTALS = {
    "downloaded": "Bytes of content taken since the first start.",
    "uploaded": "Bytes of content given since the first start.",
    "received": "Bytes received from peers, content and protocol.",
    "sent": "Bytes sent to peers, content and protocol.",
}


class TorrentCollector(Collector):
    """Reads the database at each scrape; a database that is away costs these figures alone."""

    def describe(self) -> Iterable[Metric]:
        """Nothing: it is asked for at start, when there may be no tables yet."""
        return []

    def collect(self) -> Iterable[Metric]:
        try:
            states = engine_states()
            return [*_totals(states), *_gauges(states), _downloads()]
        except DatabaseError as error:
            log.warning("torrent_metrics_not_read", error=str(error).splitlines()[0] if str(error) else "")
            return []


def register_metrics() -> None:
    """Have `/metrics` show them."""
    REGISTRY.register(TorrentCollector())


def _totals(states: list[EngineState]) -> Iterable[Metric]:
    for name, words in TOTALS.items():
        family = CounterMetricFamily(f"trusttune_torrent_{name}_bytes", words, labels=["node"])
        for state in states:
            family.add_metric([state.node], getattr(state, name))
        yield family


def _gauges(states: list[EngineState]) -> Iterable[Metric]:
    peers = GaugeMetricFamily("trusttune_torrent_peers", "Peers connected.", labels=["node"])
    nodes = GaugeMetricFamily("trusttune_torrent_dht_nodes", "DHT nodes known.", labels=["node"])
    held = GaugeMetricFamily("trusttune_torrent_held", "1 while nothing may leave.", labels=["node"])
    limits = GaugeMetricFamily(
        "trusttune_torrent_limit_bytes",
        "The limit that holds, bytes a second, 0 for none.",
        labels=["node", "direction"],
    )
    for state in states:
        document = state.document
        peers.add_metric([state.node], document.get("peers", 0))
        nodes.add_metric([state.node], document.get("dht", {}).get("nodes", 0))
        held.add_metric([state.node], int(bool(state.held_code)))
        for direction in ("download", "upload"):
            limits.add_metric([state.node, direction], document.get("limits", {}).get(direction, 0))
    return peers, nodes, held, limits


def _downloads() -> Metric:
    counts = dict(
        Download.objects.filter(removal=Removal.NONE).order_by().values_list("status").annotate(count=Count("id"))
    )
    family = GaugeMetricFamily("trusttune_downloads", "Downloads by their status.", labels=["status"])
    for status in Status:
        family.add_metric([status.value], counts.get(status.value, 0))
    return family
