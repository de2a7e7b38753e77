"""It starts by itself, tells its settings, and leaves no process behind, however it ends."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.sandbox import Sandbox
from tests.sandbox.swarm import ROOT, SeederProcess, make_metainfo, make_payload, make_torrent


def start(folder: Path) -> tuple["subprocess.Popen[str]", dict[str, str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.sandbox", "--dir", str(folder), "--catalogue", "small"],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    return process, json.loads(process.stdout.readline())["environment"]


def listening(url: str) -> bool:
    address = urlsplit(url)
    with socket.socket() as client:
        return client.connect_ex((str(address.hostname), int(address.port or 0))) == 0


def children(pid: int) -> set[int]:
    return {int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}


def wait_until_gone(pids: set[int], within: float = 5.0) -> None:
    end = time.monotonic() + within
    while pids and time.monotonic() < end:
        pids = {
            pid
            for pid in pids
            if Path(f"/proc/{pid}/stat").exists() and " Z " not in Path(f"/proc/{pid}/stat").read_text()
        }
        time.sleep(0.02)
    assert not pids


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks for child processes in /proc")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_it_ends_with_everything_it_started(internet: Sandbox, tmp_path: Path, number: signal.Signals) -> None:
    process, environment = start(tmp_path)
    assert environment.keys() == internet.environment.keys()
    assert listening(environment["TRUSTTUNE_MUSICBRAINZ_URL"])
    started = children(process.pid)
    assert started
    process.send_signal(number)
    assert process.wait(10) == (-number if number == signal.SIGKILL else 0)
    wait_until_gone(started)
    assert not listening(environment["TRUSTTUNE_MUSICBRAINZ_URL"])


def test_a_second_start_takes_the_music_from_the_cache(internet: Sandbox, tmp_path: Path) -> None:
    started = time.monotonic()
    with Sandbox(tmp_path) as second:
        assert second.shelf.place == internet.shelf.place
        assert second.musicbrainz.port != internet.musicbrainz.port
    assert time.monotonic() - started < 10


def test_a_seeder_of_ones_own(tmp_path: Path) -> None:
    payload = make_payload(tmp_path / "payload", megabytes=2.5, files=3)
    assert sum(path.stat().st_size for path in payload.iterdir()) == pytest.approx(2.5 * 2**20, abs=3)
    torrent = tmp_path / "payload.torrent"
    torrent.write_bytes(make_torrent(payload, trackers=["http://127.0.0.1:9/announce"], version="hybrid"))
    with SeederProcess({"user_agent": "own/1.0"}) as seeder:
        seeder.add(torrent, tmp_path)
        info_hash = make_metainfo(payload, version="hybrid").info_hash
        assert seeder.status()["torrents"].keys() == {info_hash}
        seeder.remove(info_hash)
        assert seeder.status()["torrents"] == {}
        with pytest.raises(RuntimeError, match="missing"):
            seeder.add(tmp_path / "missing.torrent", tmp_path)
        pid = seeder.pid
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    with pytest.raises(RuntimeError, match="not running"):
        seeder.status()
