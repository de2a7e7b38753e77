"""The whole of TrustTune against bare libtorrent, side by side on loopback: wall, CPU, memory; and the click."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import psutil

from bench._socket import EventSocket
from tests.downloads.albums import Album, make_album
from tests.running import RunningHome
from tests.sandbox.swarm import SeederProcess

RUNS = 3
TRACKS, TRACK_BYTES = 10, 30_000_000
SMALL_ALBUMS, SMALL_TRACK_BYTES = 10, 10_000_000
ARRIVED = ("verifying", "organising", "seeding", "complete")
LOOK_AGAIN_SECONDS = 0.05
CLIENTS = {"aria2c": "aria2", "qbittorrent-nox": "qbittorrent-nox", "transmission-daemon": "transmission-daemon"}


def run() -> dict[str, object]:
    """Medians of three: one album of 300 MB, ten of 30 MB at once, and the waiting after a click."""
    with tempfile.TemporaryDirectory() as folder, SeederProcess() as seeder:
        base = Path(folder)
        large = [seeded(base, seeder, "Large", TRACKS, TRACK_BYTES)]
        small = [seeded(base, seeder, f"Small {n}", 3, SMALL_TRACK_BYTES) for n in range(SMALL_ALBUMS)]
        with RunningHome(base / "home", {"TRUSTTUNE_METADATA_PATIENCE": "60"}) as home:
            home.music.rmdir()
            home.music.touch()  # no folder: the library would examine each album for minutes, on the same cores
            warm_up(home, seeder, base)
            ours = [through_trusttune(home, seeder, large) for _turn in range(RUNS)]
            ours_small = [through_trusttune(home, seeder, small) for _turn in range(RUNS)]
            clicks = [click(home, seeder, large[0]) for _turn in range(RUNS)]
            home.music.unlink()
            home.music.mkdir()
            owned = into_the_library(home, seeder, large[0])
        bare = [through_libtorrent(base, seeder, large) for _turn in range(RUNS)]
        bare_small = [through_libtorrent(base, seeder, small) for _turn in range(RUNS)]
    missing = ", ".join(package for program, package in CLIENTS.items() if shutil.which(program) is None)
    return {
        "300 MB, TrustTune": medians(ours),
        "300 MB, bare libtorrent": medians(bare),
        "300 MB, wall beyond libtorrent, s": medians(ours)["wall"] - medians(bare)["wall"],
        "300 MB, CPU of TrustTune beyond libtorrent, share of all": beyond(medians(ours), medians(bare)),
        "10 × 30 MB at once, TrustTune": medians(ours_small),
        "10 × 30 MB at once, bare libtorrent": medians(bare_small),
        "after the click": medians(clicks),
        "300 MB, click → in the library, s": round(owned, 3),
        "other clients": f"install {missing} to compare with them" if missing else "",
    }


def seeded(base: Path, seeder: SeederProcess, name: str, tracks: int, track_bytes: int) -> Album:
    """An album that the seeder has."""
    folder = base / name
    folder.mkdir()
    album = make_album(folder, name, tracks=tracks, track_bytes=track_bytes, piece_length=256 * 1024)
    seeder.add(album.torrent_file, album.folder.parent)
    return album


def warm_up(home: RunningHome, seeder: SeederProcess, base: Path) -> None:
    """One small download before the clock runs: nobody measures the first import of a module."""
    through_trusttune(home, seeder, [seeded(base, seeder, "Warm", 1, 1_000_000)])


def medians(runs: list[dict[str, float]]) -> dict[str, float]:
    """The median of each figure."""
    return {name: round(statistics.median(run[name] for run in runs), 3) for name in runs[0]}


def beyond(ours: dict[str, float], bare: dict[str, float]) -> float:
    """The share of our CPU seconds that bare libtorrent would not have needed."""
    return round(max(0.0, ours["cpu"] - bare["cpu"]) / ours["cpu"], 3)


def through_libtorrent(base: Path, seeder: SeederProcess, albums: list[Album]) -> dict[str, float]:
    """Wall and CPU seconds and peak memory in MB of a process that is libtorrent and nothing else."""
    target = base / "bare"
    torrents = [str(album.torrent_file) for album in albums]
    command = [sys.executable, "-m", "bench._bare_client", str(target), str(seeder.address[1]), *torrents]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parent.parent)
    shutil.rmtree(target)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def through_trusttune(home: RunningHome, seeder: SeederProcess, albums: list[Album]) -> dict[str, float]:
    """The same through our API, until every byte is on the disk."""
    processes = {name: psutil.Process(pid) for name, pid in home.children().items()}
    socket = EventSocket(home.base, "/ws/downloads")
    before, peak = cpu_of(processes), Peak(processes["torrents"])
    began = time.monotonic()
    ids = [start(home, {"magnet": album.magnet(seeder.address[1])}) for album in albums]
    left = set(ids)
    while left:
        event = socket.event()
        if event["type"] == "progress" and event["status"] in ARRIVED:
            left.discard(event["download_id"])
    wall = time.monotonic() - began
    used = {f"cpu {name}": seconds - before[name] for name, seconds in cpu_of(processes).items()}
    socket.close()
    for each in ids:
        remove(home, each)
    return {"wall": wall, "cpu": sum(used.values()), "rss": peak.stop(), **used}


def into_the_library(home: RunningHome, seeder: SeederProcess, album: Album) -> float:
    """Seconds from the click to the album in the library."""
    began = time.monotonic()
    download_id = start(home, {"magnet": album.magnet(seeder.address[1])})
    wait_for(home, download_id, ("seeding", "complete"))
    return time.monotonic() - began


def click(home: RunningHome, seeder: SeederProcess, album: Album) -> dict[str, float]:
    """Seconds from the click to `downloading`, and to the first 256 KB of the first track."""
    began = time.monotonic()
    download_id = start(home, {"magnet": album.magnet(seeder.address[1]), "stream": True})
    while first_bytes(home, download_id) is None:
        time.sleep(0.01)
    first = time.monotonic() - began
    remove(home, download_id)
    began = time.monotonic()
    download_id = start(home, {"magnet": album.magnet(seeder.address[1])})
    wait_for(home, download_id, ("downloading", *ARRIVED))
    downloading = time.monotonic() - began
    remove(home, download_id)
    return {"downloading, s": downloading, "first 256 KB of track 1, s": first}


def first_bytes(home: RunningHome, download_id: str) -> bytes | None:
    """The first 256 KB of file 0, or None as long as its metadata is not there."""
    request = urllib.request.Request(f"{home.base}/api/download/{download_id}/files/0/stream")
    request.add_header("Range", "bytes=0-262143")
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            body: bytes = answer.read()
            return body
    except urllib.error.HTTPError as error:
        if error.code != 409:
            raise
        return None


def start(home: RunningHome, body: dict[str, Any]) -> str:
    """Start a download and return its id."""
    _status, answer = home.ask("POST", "/api/download", body)
    return str(answer["download_id"])


def remove(home: RunningHome, download_id: str) -> None:
    """Remove a download with its data, and give the engine time to have done it."""
    home.ask("DELETE", f"/api/download/{download_id}?delete_data=true")
    folder = home.data / "incomplete" / download_id
    deadline = time.monotonic() + 20
    while folder.exists() and time.monotonic() < deadline:
        time.sleep(LOOK_AGAIN_SECONDS)
    time.sleep(2.0)


def wait_for(home: RunningHome, download_id: str, statuses: tuple[str, ...]) -> None:
    """Until the download has one of the statuses, for two minutes at most."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        _status, document = home.ask("GET", f"/api/download/{download_id}")
        if document["status"] in statuses:
            return
        time.sleep(LOOK_AGAIN_SECONDS)
    raise TimeoutError(f"download {download_id} did not come as far as {statuses}")


def cpu_of(processes: dict[str, psutil.Process]) -> dict[str, float]:
    """CPU seconds of each of them so far."""
    return {name: sum(process.cpu_times()[:2]) for name, process in processes.items()}


class Peak:
    """The highest resident memory of a process, in MB, looked at every 50 ms."""

    def __init__(self, process: psutil.Process) -> None:
        self.highest = 0.0
        self._process = process
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> float:
        """End, and tell."""
        self._over.set()
        self._thread.join()
        return round(self.highest, 1)

    def _watch(self) -> None:
        while not self._over.wait(0.05):
            self.highest = max(self.highest, self._process.memory_info().rss / 2**20)


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    print(json.dumps(run(), indent=2, ensure_ascii=False))
