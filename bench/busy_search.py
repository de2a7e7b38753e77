"""What a busy library costs a search: Enter to first results at rest, and while albums arrive and are imported.

A whole TrustTune with the sandbox as its internet. Every copy that somebody seeds is taken at once, so that all threads
of the `jobs` worker are busy; searches go on one after another until the last album stands in the library.
"""

import itertools
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.main_job import _search
from tests.running import RunningHome
from tests.sandbox import Sandbox
from tests.sandbox.catalogue.model import phrase

AT_REST = 5
LONGEST = 90.0  # seconds
AT_WORK = frozenset({"downloading", "verifying", "organising"})
IMPORTED = frozenset({"verifying", "organising"})


def run() -> dict[str, object]:
    """Seconds from Enter to first results (median and worst), and how many albums were at work meanwhile."""
    with tempfile.TemporaryDirectory() as folder, Sandbox(Path(folder) / "internet") as internet:
        home = RunningHome(Path(folder) / "home", internet.environment)
        with home:
            _search(home, "warm up the readers of words")
            wishes = _wishes(internet)
            at_rest = [_search(home, next(wishes))[:2] for _ in range(AT_REST)]
            seeded = [shared.key for shared in internet.shelf.copies if shared.folder is not None]
            for key in seeded:
                home.ask("POST", "/api/download", {"magnet": internet.magnet(key)})
            busy, working, importing = _while_busy(home, wishes)
    return {
        "at rest: Enter → first results, s": statistics.median(first for first, _all in at_rest),
        "at rest: worst, s": max(first for first, _all in at_rest),
        "albums taken at once": len(seeded),
        "searches meanwhile": len(busy),
        "most albums at work, being imported": f"{max(working)}, {max(importing)}",
        "busy: Enter → first results, s": statistics.median(first for first, _all in busy),
        "busy: worst, s": max(first for first, _all in busy),
        "busy: Enter → all results, worst, s": max(every for _first, every in busy),
    }


def _wishes(internet: Sandbox) -> Iterator[str]:
    """Requests for the sandbox's albums, over and over."""
    albums = {shared.group.title: shared for shared in internet.shelf.copies}
    words = [f"{phrase(shared.group.credits)} {title} flac" for title, shared in albums.items()]
    return itertools.cycle(words)


def _while_busy(home: RunningHome, wishes: Iterator[str]) -> tuple[list[tuple[float, float]], list[int], list[int]]:
    """The searches until nothing is at work any more; how many downloads were, and how many in the library's hands."""
    times: list[tuple[float, float]] = []
    working, importing = [0], [0]
    until = time.monotonic() + LONGEST
    while time.monotonic() < until:
        statuses = [each["status"] for each in home.ask("GET", "/api/download")[1]["items"]]
        working.append(sum(status in AT_WORK for status in statuses))
        importing.append(sum(status in IMPORTED for status in statuses))
        if not working[-1] and any(working):
            break
        times.append(_search(home, next(wishes))[:2])
    return times, working, importing


if __name__ == "__main__":
    print(run())
