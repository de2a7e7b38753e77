"""Downloads side by side on loopback: the whole of TrustTune, bare libtorrent, and whichever other clients there are.

All fetch the same torrents from the same seeder, in turn. The clock runs from the click (the request that adds the
torrent) until every byte is on the disk: TrustTune must have said so itself, the others are watched. Another client
that fails once is left out, and told.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench import _home_downloads as home_downloads
from bench._arrivals import watch
from bench._cpu import cpu_seconds, peak_memory
from bench._other_clients import CLIENTS, OtherClient
from tests.downloads.albums import Album, make_album
from tests.running import RunningHome
from tests.sandbox.swarm import SeederProcess

RUNS = 3
TRACKS, TRACK_BYTES = 10, 30_000_000
AT_ONCE, SMALL_TRACK_BYTES = 10, 10_000_000
ONE, TEN, TEN_SMALL = "300 MB", "10 × 300 MB at once", "10 × 30 MB at once"
PIECE_LENGTH = 256 * 1024
SLOW_RATE = 4_000_000  # bytes a second, for the seek
OTHER_CLIENT_SECONDS = 60.0  # for 300 MB
# libtorrent serves eight peers at once, and ten downloads are ten peers to it; its socket lets five knock at the same
# moment, and the kernel has the sixth try again after a second; whoever is not ready yet is dialled again at once. And
# it reads 10 KB ahead of a peer until its clock, once a second, has seen how quick that one is: at which point of that
# second a download begins would decide over half of its time.
GENEROUS = {
    "unchoke_slots_limit": -1,
    "listen_queue_size": 100,
    "min_reconnect_time": 0,
    "send_buffer_low_watermark": 512 * 1024,
}
Figures = dict[str, float]


@dataclass(frozen=True, slots=True)
class Swarm:
    """The seeder, and where the benchmark may write."""

    base: Path
    seeder: SeederProcess

    def album(self, name: str, tracks: int, track_bytes: int) -> Album:
        """An album that the seeder has."""
        folder = self.base / name
        folder.mkdir()
        album = make_album(folder, name, tracks=tracks, track_bytes=track_bytes, piece_length=PIECE_LENGTH)
        self.seeder.add(album.torrent_file, album.folder.parent)
        return album

    @property
    def port(self) -> int:
        """Where the seeder listens."""
        return self.seeder.address[1]


def run() -> dict[str, object]:
    """Medians of three: one album of 300 MB, ten of them and ten of 30 MB at once, and the waiting after a click."""
    with tempfile.TemporaryDirectory() as folder, SeederProcess(GENEROUS) as seeder:
        swarm = Swarm(Path(folder), seeder)
        large = [swarm.album("Large", TRACKS, TRACK_BYTES)]
        small = [swarm.album(f"Small {number}", 3, SMALL_TRACK_BYTES) for number in range(AT_ONCE)]
        further = [swarm.album(f"Large {number}", TRACKS, TRACK_BYTES) for number in range(1, AT_ONCE)]
        with RunningHome(swarm.base / "home") as home:
            table = _compared(home, swarm, {ONE: large, TEN_SMALL: small, TEN: large + further})
            clicks = [home_downloads.click(home, swarm.port, large[0]) for _turn in range(RUNS)]
            swarm.seeder.limit(SLOW_RATE)
            seeks = [home_downloads.seek(home, swarm.port, large[0]) for _turn in range(RUNS)]
            swarm.seeder.limit(0)
            albums = [swarm.album(f"Owned {turn}", TRACKS, TRACK_BYTES) for turn in range(RUNS)]
            owned = [home_downloads.into_the_library(home, swarm.port, album) for album in albums]
    return table | {"After a click": medians(clicks) | medians(seeks) | medians(owned)} | missing()


def _compared(home: RunningHome, swarm: Swarm, sets: dict[str, list[Album]]) -> dict[str, object]:
    """Everybody in turn, three times, so that what else the machine does meets all of them."""
    runs: dict[str, list[Figures]] = {}
    others = _Others(swarm, sets[ONE][0])
    with _no_library(home):
        home_downloads.through_trusttune(home, swarm.port, [swarm.album("Warm", 1, 1_000_000)])
        for _turn in range(RUNS):
            for what, albums in sets.items():
                ours = home_downloads.through_trusttune(home, swarm.port, albums)
                runs.setdefault(f"{what}: TrustTune", []).append(ours)
                runs.setdefault(f"{what}: bare libtorrent", []).append(through_libtorrent(swarm, albums))
            others.take_a_turn()
    table = {name: medians(each) for name, each in (runs | others.runs).items()}
    told = {"Left out": others.failed} if others.failed else {}
    return {**dict(sorted(table.items())), **told, "In short": _in_short(table)}


class _Others:
    """The other clients: figures of those that came through every turn, and why the rest did not."""

    def __init__(self, swarm: Swarm, album: Album) -> None:
        self._swarm, self._album = swarm, album
        self._clients = [client for client in CLIENTS if client.is_installed()]
        self.runs: dict[str, list[Figures]] = {}
        self.failed: dict[str, str] = {}

    def take_a_turn(self) -> None:
        """Each fetches the album once."""
        for client in list(self._clients):
            name = f"300 MB: {client.program}"
            try:
                self.runs.setdefault(name, []).append(through(client, self._swarm, self._album))
            except (OSError, psutil.Error) as error:
                self._clients.remove(client)
                del self.runs[name]
                self.failed[client.program] = str(error) or type(error).__name__


def _in_short(table: dict[str, Figures]) -> Figures:
    ours, bare, ours_ten, bare_ten, ours_small, bare_small = (
        table[f"{what}: {whose}"] for what in (ONE, TEN, TEN_SMALL) for whose in ("TrustTune", "bare libtorrent")
    )
    wall, span = "click → complete, s", "first byte → last, s"
    others = [each[wall] for name, each in table.items() if name.startswith(ONE) and each not in (ours, bare)]
    return {
        "first byte → last, × bare (at most 1.10)": round(ours[span] / bare[span], 3),
        "click → complete beyond bare, s (at most 0.5)": round(ours[wall] - bare[wall], 3),
        "click → complete, × the quickest other client": round(ours[wall] / min(others), 3) if others else 0.0,
        "CPU beyond libtorrent's threads by process clock, share (under 0.15)": ours[
            "CPU of all else by process clock, share"
        ],
        "the same by thread": ours["CPU of all else by thread, share"],
        "CPU beyond a bare libtorrent's process, share": round(1 - bare["CPU, s"] / ours["CPU, s"], 3),
        "throughput of ten such downloads, × one (at least 0.9)": round(AT_ONCE * ours[wall] / ours_ten[wall], 3),
        "the same for bare libtorrent": round(AT_ONCE * bare[wall] / bare_ten[wall], 3),
        "throughput of ten a tenth of its size, × one": round(ours[wall] / ours_small[wall], 3),
        "the same small ones for bare libtorrent": round(bare[wall] / bare_small[wall], 3),
    }


def through_libtorrent(swarm: Swarm, albums: list[Album]) -> Figures:
    """A process that is libtorrent and nothing else."""
    target = swarm.base / "bare"
    torrents = [str(album.torrent_file) for album in albums]
    command = [sys.executable, "-m", "bench._bare_client", str(target), str(swarm.port), *torrents]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parent.parent) as process:
        try:
            arrival = watch([target], sum(map(home_downloads.size_of, albums)))
            answer, _errors = process.communicate(timeout=60)
        except BaseException:
            process.kill()  # else its end would be waited for
            raise
    shutil.rmtree(target)
    found = json.loads(answer)
    return {
        "click → complete, s": found["done"] - found["began"],
        "first byte → last, s": arrival.last - arrival.first,
        "CPU, s": found["cpu"],
        "peak memory, MB": found["rss"],
    }


def through(client: type[OtherClient], swarm: Swarm, album: Album) -> Figures:
    """Another client, freshly started. The seeder dials it: Transmission takes no address on loopback from others.

    Raises OSError or psutil.Error where it does not start, refuses, dies, or takes too long.
    """
    folder = swarm.base / client.program
    with client(folder) as other:
        before = cpu_seconds(other.process)
        began = time.monotonic()
        other.add(album.torrent_file)
        swarm.seeder.dial(album.info_hash, other.peer_port)
        arrival = watch([other.downloads], home_downloads.size_of(album), OTHER_CLIENT_SECONDS)
        figures = {
            "click → complete, s": arrival.last - began,
            "first byte → last, s": arrival.last - arrival.first,
            "CPU, s": cpu_seconds(other.process) - before,
            "peak memory, MB": peak_memory(other.process),
        }
    shutil.rmtree(folder)
    return figures


def missing() -> dict[str, str]:
    """How to install the others."""
    packages = " ".join(client.package for client in CLIENTS if not client.is_installed())
    return {"To compare with more": f"apt install {packages}"} if packages else {}


def medians(runs: list[Figures]) -> Figures:
    """The median of each figure."""
    return {name: round(statistics.median(run[name] for run in runs), 3) for name in runs[0]}


@contextmanager
def _no_library(home: RunningHome) -> Iterator[None]:
    """A file where the music folder should be: else the library would examine each album on the same cores."""
    home.music.rmdir()
    home.music.touch()
    yield
    home.music.unlink()
    home.music.mkdir()


if __name__ == "__main__":
    print(json.dumps(run(), indent=2, ensure_ascii=False))
