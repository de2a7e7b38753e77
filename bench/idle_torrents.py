"""A TrustTune that holds 2,000 torrents: how it starts, what it needs at rest, how its pages answer."""

from __future__ import annotations

import json
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from bench._cpu import CpuClocks
from bench._home_downloads import ARRIVED, begin, processes_of, wait_for
from bench._socket import EventSocket
from tests.downloads.albums import make_album
from tests.running import ROOT, RunningHome
from tests.sandbox.swarm import SeederProcess

TORRENTS = 2_000
SETTLE_SECONDS = 20.0
IDLE_SECONDS = 30.0
REQUESTS = 60
CHECKED_WITHIN_SECONDS = 240.0
WRITTEN_SECONDS = 1.0
SOCKETS = 5
BROUGHT_IN = "downloads_brought_in"  # the engine's log


def run() -> dict[str, object]:
    """Starts after a power cut and after a clean stop; CPU and memory at rest; the 95th percentile of the pages."""
    with tempfile.TemporaryDirectory() as folder:
        home = RunningHome(Path(folder) / "home")
        home.prepare()
        subprocess.run(
            [sys.executable, "-m", "bench._many_downloads", str(TORRENTS)], cwd=ROOT, check=True,
            env=home.environment | {"DJANGO_SETTINGS_MODULE": "trusttune.settings.home"},
        )  # fmt: skip
        try:
            return {"torrents": TORRENTS, **_starts(home), **_rest(home), **_pages(home), **_a_click(home)}
        finally:
            home.stop()


def _starts(home: RunningHome) -> dict[str, object]:
    unclean = _until_all_are_in(home)
    began = time.monotonic()
    home.stop()
    stopping = time.monotonic() - began
    clean = _until_all_are_in(home)
    return {
        "start without resume data → every file checked, s": unclean,
        "clean stop, s": round(stopping, 2),
        "start after it → all in the session, s": clean,
    }


def _until_all_are_in(home: RunningHome) -> float:
    """Seconds from the start until all are in the session and none is being checked any more."""
    began, told = time.monotonic(), len(home.output)
    home.start()
    _until(lambda: any(BROUGHT_IN in line for line in home.output[told:]))
    time.sleep(WRITTEN_SECONDS)
    waited = _until(lambda: _count(home, "verifying") == 0)
    return round(time.monotonic() - began - (0 if waited else WRITTEN_SECONDS), 2)


def _until(condition: Callable[[], bool]) -> bool:
    """Wait; says whether that was needed. Raises TimeoutError."""
    if condition():
        return False
    deadline = time.monotonic() + CHECKED_WITHIN_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {CHECKED_WITHIN_SECONDS:.0f} s")
        time.sleep(0.1)
    return True


def _count(home: RunningHome, status: str) -> int:
    with closing(sqlite3.connect(home.data / "trusttune.sqlite3")) as database:
        return int(database.execute("SELECT count(*) FROM downloads WHERE status = ?", (status,)).fetchone()[0])


def _rest(home: RunningHome) -> dict[str, object]:
    time.sleep(SETTLE_SECONDS)
    processes = processes_of(home)
    before = CpuClocks.read(processes)
    time.sleep(IDLE_SECONDS)
    cpu = before.until(CpuClocks.read(processes))
    used = {name: seconds / IDLE_SECONDS for name, seconds in cpu.processes.items()}
    return {
        "CPU of torrents at rest, share of a core (under 0.01)": round(used.pop("torrents"), 4),
        "of this libtorrent's threads": round(cpu.libtorrent_threads / IDLE_SECONDS, 4),
        "memory of torrents, MB (under 400)": round(processes["torrents"].memory_info().rss / 2**20, 1),
        **{f"CPU of {name} at rest, share of a core": round(share, 4) for name, share in used.items()},
    }


def _pages(home: RunningHome) -> dict[str, object]:
    paths = {
        "GET /downloads": "/downloads/",
        "GET /api/download": "/api/download",
        "GET /api/download, at 1,900": "/api/download?offset=1900",
    }
    times = {what: [_answered(home.base + path) for _turn in range(REQUESTS)] for what, path in paths.items()}
    figures: dict[str, object] = {f"{what}, p95, ms": _p95(each) for what, each in times.items()}
    figures["size of GET /downloads, KB"] = (
        len(urllib.request.urlopen(home.base + paths["GET /downloads"]).read()) // 1024
    )
    return figures | _row_updates(home) | _all_by_socket(home)


def _all_by_socket(home: RunningHome) -> dict[str, object]:
    first, whole = [], []
    for _turn in range(SOCKETS):
        began = time.monotonic()
        with EventSocket(home.base, "/ws/downloads") as socket:
            socket.event()
            first.append(time.monotonic() - began)
            for _event in range(TORRENTS - 1):
                socket.event()
            whole.append(time.monotonic() - began)
    return {
        "/ws/downloads, first answer, median, ms": round(statistics.median(first) * 1000),
        "/ws/downloads, present state of all, median, ms": round(statistics.median(whole) * 1000),
    }


def _a_click(home: RunningHome) -> dict[str, object]:
    """Among so many others, a new download must begin as soon as ever."""
    with SeederProcess() as seeder:
        album = make_album(home.folder, "Among many", tracks=3)
        seeder.add(album.torrent_file, album.folder.parent)
        with EventSocket(home.base, "/ws/downloads") as socket:
            for _event in range(TORRENTS):
                socket.event()
            began = time.monotonic()
            download_id = begin(home, {"magnet": album.magnet(seeder.address[1])})
            wait_for(socket, [download_id], ("downloading", *ARRIVED))
            return {"click → downloading, s": round(time.monotonic() - began, 3)}


def _row_updates(home: RunningHome) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-m", "bench._row_updates", str(REQUESTS)], cwd=ROOT, check=True, capture_output=True,
        env=home.environment | {"DJANGO_SETTINGS_MODULE": "trusttune.settings.home"},
    )  # fmt: skip
    return {"a row's update for /ws/page, p95, ms": _p95(json.loads(done.stdout))}


def _answered(url: str) -> float:
    began = time.perf_counter()
    with urllib.request.urlopen(url, timeout=30) as answer:
        answer.read()
    return time.perf_counter() - began


def _p95(seconds: list[float]) -> float:
    return round(statistics.quantiles(seconds, n=20)[-1] * 1000, 1)
