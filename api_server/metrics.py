"""Prometheus metrics. Labels are taken from short fixed lists; nothing a client sends becomes one."""

from typing import Any, TypeVar

import prometheus_client
from prometheus_client import CollectorRegistry, GCCollector, ProcessCollector, disable_created_metrics

disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series for each, which no panel or alert reads
REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)
GCCollector(registry=REGISTRY)


M = TypeVar("M")


class _ChildrenAtHand:
    """Remembers the child of each set of label values: looking it up costs several times what counting does."""

    def labels(self: M, *labelvalues: Any, **labelkwargs: Any) -> M:
        """As prometheus_client's: the metric with its labels set."""
        children: dict[tuple[Any, ...], M] = self.__dict__.setdefault("_at_hand", {})
        child = children.get(labelvalues)
        if child is None or labelkwargs:
            child = children[labelvalues] = super().labels(*labelvalues, **labelkwargs)  # type: ignore[misc]
        return child


class Counter(_ChildrenAtHand, prometheus_client.Counter):
    """A counter on the hot path."""


class Gauge(_ChildrenAtHand, prometheus_client.Gauge):
    """A gauge. What a request would set twice is set when the metrics are asked for (`exposition.py`)."""


class Histogram(_ChildrenAtHand, prometheus_client.Histogram):
    """A histogram on the hot path."""


DURATIONS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0)

SEARCHES = Counter(
    "search_requests_total", "Searches answered (POST /v1/search/parse).", ["provider", "status"], registry=REGISTRY
)
DURATION = Histogram(
    "search_duration_seconds", "Time to answer, by endpoint.", ["endpoint"], buckets=DURATIONS, registry=REGISTRY
)
REQUESTS = Counter(
    "http_requests_total", "Requests, by endpoint and HTTP status.", ["endpoint", "status"], registry=REGISTRY
)
SHED = Counter("http_requests_shed_total", "Calls refused: too many in flight.", registry=REGISTRY)
LOOP_LAG = Gauge("event_loop_lag_seconds", "How late the event loop was lately.", registry=REGISTRY)
IN_FLIGHT = Gauge("http_requests_in_flight", "Requests being answered now.", registry=REGISTRY)

PROVIDER_REQUESTS = Counter(
    "provider_requests_total", "Attempts at a provider, by outcome.", ["provider", "outcome"], registry=REGISTRY
)
PROVIDER_DURATION = Histogram(
    "provider_duration_seconds", "Time of one attempt.", ["provider"], buckets=DURATIONS, registry=REGISTRY
)
PROVIDER_IN_FLIGHT = Gauge("provider_requests_in_flight", "Attempts under way.", ["provider"], registry=REGISTRY)
BREAKER_STATE = Gauge("provider_breaker_state", "0 closed, 1 half-open, 2 open.", ["provider"], registry=REGISTRY)
TOKENS = Counter("provider_tokens_total", "Tokens billed.", ["provider", "direction"], registry=REGISTRY)
HEDGES = Counter(
    "provider_hedges_total", "Second requests sent because the first was slow.", ["won"], registry=REGISTRY
)

QUOTA_DECISIONS = Counter("quota_decisions_total", "What the quota decided.", ["decision"], registry=REGISTRY)
RATE_DECISIONS = Counter(
    "rate_limit_decisions_total", "What the rate limit decided, and where its buckets were.",
    ["bucket", "decision", "store"], registry=REGISTRY,
)  # fmt: skip
CACHE = Counter("answer_cache_total", "Looks into the answer cache.", ["outcome"], registry=REGISTRY)
DEPENDENCY_UP = Gauge("dependency_up", "1 when it answered last time.", ["dependency"], registry=REGISTRY)
JOURNAL_WAITING = Gauge("journal_waiting", "Log rows and settlements not yet in PostgreSQL.", registry=REGISTRY)
JOURNAL_DROPPED = Counter("journal_dropped_total", "Log rows given up while PostgreSQL was away.", registry=REGISTRY)
RETENTION_DELETED = Counter(
    "retention_deleted_total", "Rows deleted because of their age.", ["table"], registry=REGISTRY
)
