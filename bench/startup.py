"""Cold start, first page and idle memory of a whole TrustTune (medians of three starts)."""

import statistics
import tempfile
import time
import urllib.request
from pathlib import Path

from tests.running import RunningHome

STARTS = 3
SETTLE_SECONDS = 10.0


def run() -> dict[str, object]:
    """Seconds from `manage.py up` to the first page and to all of it being ready; idle memory in MB (PSS and RSS)."""
    ready, first_page = [], []
    with tempfile.TemporaryDirectory() as folder:
        home = RunningHome(Path(folder))
        home.prepare()
        home.start().stop()  # warm the file cache
        for _ in range(STARTS):
            started = time.monotonic()
            home.start()
            ready.append(time.monotonic() - started)
            began = time.monotonic()
            urllib.request.urlopen(home.base + "/", timeout=10).read()
            first_page.append(time.monotonic() - began)
            if len(ready) < STARTS:
                home.stop()
        time.sleep(SETTLE_SECONDS)
        memory = idle_memory(home)
        home.stop()
    return {
        "up → all ready, s": statistics.median(ready),
        "ready → first page, s": statistics.median(first_page),
        "idle memory, MB PSS": memory,
        "idle memory of all, MB PSS": sum(memory.values()),
    }


def idle_memory(home: RunningHome) -> dict[str, float]:
    """The proportional set size of the supervisor and of each child."""
    assert home.process is not None
    return {name: pss(pid) for name, pid in {"supervisor": home.process.pid, **home.children()}.items()}


def pss(pid: int) -> float:
    """MB of `/proc/<pid>/smaps_rollup`: pages shared by several processes count in parts."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return round(int(line.split()[1]) / 1024, 1)
    return 0.0


if __name__ == "__main__":
    print(run())
