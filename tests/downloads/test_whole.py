"""The whole service, its real workers included: from the click to the library, and through a power cut."""

from __future__ import annotations

import hashlib
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.downloads.albums import Album, make_album
from tests.running import RunningHome
from tests.sandbox.swarm import SeederProcess

pytestmark = pytest.mark.timeout(300)


def wait_for(home: RunningHome, download_id: str, *statuses: str, within: float = 60.0) -> dict[str, Any]:
    deadline = time.monotonic() + within
    document: dict[str, Any] = {}
    while time.monotonic() < deadline:
        _status, document = home.ask("GET", f"/api/download/{download_id}")
        if document["status"] in statuses:
            return document
        time.sleep(0.1)
    raise AssertionError(f"it stayed {document}")


def stream(home: RunningHome, download_id: str, index: int, wanted: str = "") -> bytes:
    request = urllib.request.Request(f"{home.base}/api/download/{download_id}/files/{index}/stream")
    if wanted:
        request.add_header("Range", wanted)
    with urllib.request.urlopen(request, timeout=60) as answer:
        body: bytes = answer.read()
    return body


def test_click_listen_cut_the_power_and_own_it(tmp_path: Path) -> None:
    album: Album = make_album(tmp_path, tracks=3, track_bytes=8_000_000, piece_length=128 * 1024)
    with SeederProcess() as seeder, RunningHome(tmp_path / "home") as home:
        seeder.add(album.torrent_file, album.folder.parent, upload_limit=2_000_000)
        status, started = home.ask("POST", "/api/download", {"magnet": album.magnet(seeder.address[1]), "stream": True})
        assert status == 201
        download_id = started["download_id"]
        wait_for(home, download_id, "downloading")
        first = album.bytes_of("01 Track 1.wav")
        assert stream(home, download_id, 0, "bytes=0-262143") == first[:262144]
        home.kill_everything()
        home.start()
        assert stream(home, download_id, 0) == first
        seeder.limit(0)
        document = wait_for(home, download_id, "seeding")
        assert document["percent"] == 100.0
        assert document["error"] is None
        imported = {hashlib.sha256(p.read_bytes()).hexdigest() for p in (home.music / document["path"]).glob("*.wav")}
        assert len(imported) == 3
        arrived = home.data / "incomplete" / download_id / album.name
        for number in (1, 2, 3):
            name = f"{number:02} Track {number}.wav"
            assert (arrived / name).read_bytes() == album.bytes_of(name)
        assert home.stop() == 0
