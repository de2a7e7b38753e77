"""Downloads through the whole of TrustTune, told and watched over its API as a person's browser does."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import psutil

from bench._arrivals import watch
from bench._cpu import CpuClocks, CpuUsed, forget_peak, peak_memory
from bench._socket import EventSocket
from tests.downloads.albums import Album
from tests.running import RunningHome

ARRIVED = ("verifying", "organising", "seeding", "complete")
OWNED = ("seeding", "complete")
FIRST_PART = 256 * 1024
LOOK_AGAIN_SECONDS = 0.01
REST_SECONDS = 2.0
Found = TypeVar("Found")


def through_trusttune(home: RunningHome, port: int, albums: list[Album]) -> dict[str, float]:
    """Seconds, CPU seconds and peak memory from the click until every byte is known to be on the disk."""
    processes = processes_of(home)
    forget_peak(processes["torrents"])
    before = CpuClocks.read(processes)
    with EventSocket(home.base, "/ws/downloads") as socket:
        began = time.monotonic()
        ids = begin_all(home, [{"magnet": album.magnet(port)} for album in albums])
        folders = [home.data / "incomplete" / each for each in ids]
        arrival = watch(folders, sum(size_of(album) for album in albums))
        wait_for(socket, ids, ARRIVED)
        done = time.monotonic()
    used = before.until(CpuClocks.read(processes))
    figures = {
        "click → complete, s": done - began,
        "first byte → last, s": arrival.last - arrival.first,
        **cpu_figures(used),
        "peak memory, MB": peak_memory(processes["torrents"]),
    }
    remove_all(home, ids)
    return figures


def processes_of(home: RunningHome) -> dict[str, psutil.Process]:
    """Every process of a TrustTune, by a word."""
    assert home.process is not None
    return {name: psutil.Process(pid) for name, pid in (home.children() | {"supervisor": home.process.pid}).items()}


def cpu_figures(used: CpuUsed) -> dict[str, float]:
    """CPU seconds of all processes, and how much of that is not libtorrent's."""
    return {
        "CPU, s": used.total,
        "CPU of libtorrent's threads, s": used.libtorrent_threads,
        "CPU of all else by process clock, share": used.share_by_process_clock,
        "CPU of all else by thread, share": used.share_by_thread,
        **{f"CPU of {name}, s": seconds for name, seconds in used.processes.items()},
    }


def size_of(album: Album) -> int:
    """Bytes of all files of an album."""
    return sum(file.stat().st_size for file in album.folder.rglob("*") if file.is_file())


def begin_all(home: RunningHome, bodies: list[dict[str, Any]]) -> list[str]:
    """Start downloads at the same moment; their ids."""
    with ThreadPoolExecutor(len(bodies)) as clicks:
        return list(clicks.map(lambda body: begin(home, body), bodies))


def into_the_library(home: RunningHome, port: int, album: Album) -> dict[str, float]:
    """Seconds from the click to the album in the library."""
    with EventSocket(home.base, "/ws/downloads") as socket:
        began = time.monotonic()
        wait_for(socket, [begin(home, {"magnet": album.magnet(port)})], OWNED)
        return {"click → in the library, s": time.monotonic() - began}


def click(home: RunningHome, port: int, album: Album) -> dict[str, float]:
    """Seconds from the click to the metadata and `downloading`, and, of another click, to the first 256 KB."""
    with EventSocket(home.base, "/ws/downloads") as socket:
        began = time.monotonic()
        download_id = begin(home, {"magnet": album.magnet(port)})
        wait_for(socket, [download_id], ("downloading", *ARRIVED))
        downloading = time.monotonic() - began
    remove_all(home, [download_id])
    began = time.monotonic()
    download_id = begin(home, {"magnet": album.magnet(port), "stream": True})
    read_part(home, download_id, 0, 0)
    first = time.monotonic() - began
    remove_all(home, [download_id])
    return {"click → metadata and downloading, s": downloading, "click → first 256 KB of track 1, s": first}


def seek(home: RunningHome, port: int, album: Album) -> dict[str, float]:
    """Seconds until the first byte from the middle of the second song, when the first has just begun to arrive."""
    download_id = begin(home, {"magnet": album.magnet(port), "stream": True})
    read_part(home, download_id, 0, 0)
    began = time.monotonic()
    read_part(home, download_id, 1, size_of(album) // 20, length=1)
    waited = time.monotonic() - began
    remove_all(home, [download_id])
    return {"seek → first bytes, s": waited}


def read_part(home: RunningHome, download_id: str, index: int, start: int, length: int = FIRST_PART) -> bytes:
    """Bytes of a file of the download, as soon as its metadata is there."""
    request = urllib.request.Request(f"{home.base}/api/download/{download_id}/files/{index}/stream")
    request.add_header("Range", f"bytes={start}-{start + length - 1}")
    return _once(lambda: _body(request))


def _body(request: urllib.request.Request) -> bytes | None:
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            body: bytes = answer.read()
            return body
    except urllib.error.HTTPError as error:
        if error.code != 409:  # the metadata is not there yet
            raise
        return None


def begin(home: RunningHome, body: dict[str, Any]) -> str:
    """Start a download and return its id."""
    _status, answer = home.ask("POST", "/api/download", body)
    return str(answer["download_id"])


def remove_all(home: RunningHome, ids: list[str]) -> None:
    """Remove downloads with their data, wait until all of it is gone, and let everything come to rest."""
    for each in ids:
        home.ask("DELETE", f"/api/download/{each}?delete_data=true")
    folders = [home.data / "incomplete" / each for each in ids]
    _once(lambda: None if any(folder.exists() for folder in folders) else True)
    time.sleep(REST_SECONDS)


def wait_for(socket: EventSocket, ids: list[str], statuses: tuple[str, ...], within: float = 120.0) -> None:
    """Until each of the downloads was told to have one of the statuses. Raises TimeoutError."""
    left, deadline = set(ids), time.monotonic() + within
    while left:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{len(left)} of {len(ids)} downloads were not {statuses[0]} within {within:.0f} s")
        event = socket.event()
        if event["type"] == "error" and not event["code"].startswith("library_"):
            raise RuntimeError(json.dumps(event))
        status = event.get("status", "complete")  # the event `complete` has none
        if event["type"] in ("progress", "complete") and status in statuses:
            left.discard(event["download_id"])


def _once(look: Callable[[], Found | None], within: float = 60.0) -> Found:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if (found := look()) is not None:
            return found
        time.sleep(LOOK_AGAIN_SECONDS)
    raise TimeoutError(f"it did not come within {within:.0f} s")
