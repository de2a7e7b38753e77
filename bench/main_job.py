"""The main job's waits, as a person feels them: Enter to results, click to bytes, click to library (medians of three).

A whole TrustTune with the sandbox as its internet: sources that answer at once and a seeder on the same machine.
"""

import statistics
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.journeys.wishes import wish
from tests.running import RunningHome
from tests.sandbox import Sandbox

ALBUMS = ("marlow-vane/half-past-summer/flac", "hollow-coast/tidewater/flac", "the-ninth-meridian/tidewater/flac")
FIRST_PART = 256 * 1024
LOOK_AGAIN = 0.005


def run() -> dict[str, object]:
    """Seconds: Enter → first results → all of them; click → downloading, first 256 KB of sound, in the library."""
    with tempfile.TemporaryDirectory() as folder, Sandbox(Path(folder) / "internet") as internet:
        home = RunningHome(Path(folder) / "home", internet.environment)
        with home:
            _search(home, "warm up the readers of words")
            figures = [_journey(home, internet, key) for key in ALBUMS]
    return {name: round(statistics.median(one[name] for one in figures), 3) for name in figures[0]}


def _journey(home: RunningHome, internet: Sandbox, key: str) -> dict[str, float]:
    album = wish(internet, key)
    first, everything, found = _search(home, f"{album.artist} {album.title} flac")
    copy = next(r for r in found["results"] if r["info_hash"] == album.copy.info_hash)
    clicked = time.perf_counter()
    status, answer = home.ask("POST", "/api/download", {"result_id": copy["result_id"], "stream": True})
    if status != 201:
        raise RuntimeError(f"the download was refused: {answer}")
    path = f"/api/download/{answer['download_id']}"
    downloading = _until(lambda: home.ask("GET", path)[1], lambda d: bool(d["files"]))
    began = time.perf_counter()
    track = min((f for f in downloading["files"] if f["kind"] == "audio"), key=lambda f: f["path"])
    _first_part(f"{home.base}{path}/files/{track['index']}/stream")
    sounding = time.perf_counter()
    _until(lambda: home.ask("GET", path)[1], lambda d: d["status"] in ("seeding", "complete"))
    return {
        "Enter → first results, s": first,
        "Enter → all results, s": everything,
        "click → downloading, s": began - clicked,
        "click → first 256 KB of sound, s": sounding - clicked,
        "click → in the library, s": time.perf_counter() - clicked,
    }


def _search(home: RunningHome, words: str) -> tuple[float, float, dict[str, Any]]:
    entered = time.perf_counter()
    body = {"query": words, "preferences": {"ask": False}}
    path = f"/api/search/{home.ask('POST', '/api/search', body)[1]['search_id']}"
    _until(lambda: home.ask("GET", path)[1], lambda d: bool(d["results"]) or d["status"] in ("done", "failed"))
    first = time.perf_counter() - entered
    document = _until(lambda: home.ask("GET", path)[1], lambda d: d["status"] in ("done", "failed"))
    return first, time.perf_counter() - entered, document


def _first_part(url: str) -> None:
    request = urllib.request.Request(url, headers={"Range": f"bytes=0-{FIRST_PART - 1}"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        answer.read()


def _until(look: Callable[[], dict[str, Any]], enough: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    deadline = time.perf_counter() + 60
    while time.perf_counter() < deadline:
        document = look()
        if enough(document):
            return document
        time.sleep(LOOK_AGAIN)
    raise TimeoutError("what the benchmark waits for did not come within a minute")


if __name__ == "__main__":
    print(run())
