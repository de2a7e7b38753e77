"""Walking over the DHT and asking each node for a sample of the info-hashes that it keeps (BEP 51).

https://www.bittorrent.org/beps/bep_0051.html: a node is left alone for the interval that it states.
"""

from __future__ import annotations

import heapq
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable

from apps.downloads.engine.dht_index.session import Endpoint

MOST_KNOWN = 20_000
MOST_FRESH = 2_000
SHORTEST_INTERVAL = 60.0  # whatever a node states
LONGEST_INTERVAL = 21_600.0  # BEP 51's own limit
SILENT_INTERVAL = 3_600.0  # for those that do not answer


class Sampler:
    """Which node to ask next. Time is given by the caller, in seconds on any clock that never goes back."""

    def __init__(self, may_meet: Callable[[Endpoint], bool], rate: float) -> None:
        self._may_meet, self._rate = may_meet, rate
        self._known: OrderedDict[Endpoint, float] = OrderedDict()  # not to be asked again before
        self._fresh: deque[Endpoint] = deque()
        self._again: list[tuple[float, Endpoint]] = []
        self._allowance, self._at = 0.0, 0.0
        self.answered_count = 0

    @property
    def needs_nodes(self) -> bool:
        """Whether it knows nobody to ask but those that want to be left alone."""
        return not self._fresh

    def meet(self, endpoints: Iterable[Endpoint]) -> None:
        """Nodes that were named."""
        for endpoint in endpoints:
            if endpoint not in self._known and len(self._fresh) < MOST_FRESH and self._may_meet(endpoint):
                self._remember(endpoint, 0.0)
                self._fresh.append(endpoint)

    def answered(self, endpoint: Endpoint, interval: float, now: float, *, keeps_any: bool) -> None:
        """A node told; one that keeps something is asked again after its interval."""
        self.answered_count += 1
        at = now + min(LONGEST_INTERVAL, max(SHORTEST_INTERVAL, interval))
        self._remember(endpoint, at)
        if keeps_any and len(self._again) < MOST_KNOWN:
            heapq.heappush(self._again, (at, endpoint))

    def due(self, now: float) -> list[Endpoint]:
        """The nodes to ask now, as many as the rate allows."""
        self._allowance = min(max(1.0, self._rate), self._allowance + self._rate * max(0.0, now - self._at))
        self._at = now
        chosen = []
        while self._allowance >= 1.0 and (endpoint := self._next(now)) is not None:
            self._allowance -= 1.0
            self._remember(endpoint, now + SILENT_INTERVAL)
            chosen.append(endpoint)
        return chosen

    def _next(self, now: float) -> Endpoint | None:
        if self._again and self._again[0][0] <= now:
            return heapq.heappop(self._again)[1]
        return self._fresh.popleft() if self._fresh else None

    def _remember(self, endpoint: Endpoint, at: float) -> None:
        self._known[endpoint] = at
        self._known.move_to_end(endpoint)
        while len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)
