"""`make demo`: TrustTune comes up with the sandbox as its world, finds an album there, and leaves nothing behind."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

from tests.running import free_port
from tests.sandbox import Sandbox
from tests.sandbox.swarm import ROOT


def test_the_demo_runs_and_cleans_up(internet: Sandbox) -> None:
    """`internet` only sees to it that the music is there before the clock runs."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.sandbox.demo", "--catalogue", "small"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={**os.environ, "TRUSTTUNE_PORT": str(port), "DJANGO_SETTINGS_MODULE": "trusttune.settings.home"},
    )  # fmt: skip
    try:
        folder = folder_named_in(process)
        assert folder.is_dir()
        results = search(f"http://127.0.0.1:{port}", "the new album by Marlow Vane in flac")
        assert results[0]["format"] == "FLAC"
        assert "Half Past Summer" in results[0]["title"]
    finally:
        process.send_signal(signal.SIGTERM)
        rest, _ = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Stopped." in rest
    assert not folder.exists()


def folder_named_in(process: "subprocess.Popen[str]") -> Path:
    """What it prints last says which folder it removes in the end."""
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if match := re.search(r"Ctrl-C stops it and removes (\S+)", line):
            return Path(match[1])
    raise AssertionError("the demo did not come up:\n" + "".join(said))


def search(base: str, words: str, within: float = 30.0) -> list[dict[str, Any]]:
    body = json.dumps({"query": words, "preferences": {"ask": False}}).encode()
    request = urllib.request.Request(f"{base}/api/search", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        search_id = json.loads(answer.read())["search_id"]
    end = time.monotonic() + within
    while time.monotonic() < end:
        with urllib.request.urlopen(f"{base}/api/search/{search_id}", timeout=10) as answer:
            found = json.loads(answer.read())
        if found["status"] in ("done", "failed"):
            results: list[dict[str, Any]] = found["results"]
            return results
        time.sleep(0.2)
    raise AssertionError(f"the search did not end within {within} s: {found['status']}, {found['message']}")
