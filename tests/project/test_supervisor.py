"""`manage.py up`: ready, healthy, restarting what dies, ending all of it, and never twice in one folder."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running import ROOT, RunningHome


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHome]:
    with RunningHome(tmp_path_factory.mktemp("home")) as running:
        yield running


def wait_until(true: object, within: float = 20.0) -> None:
    deadline = time.monotonic() + within
    while not true():  # type: ignore[operator]
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.05)


def test_it_is_healthy_once_it_says_ready(home: RunningHome) -> None:
    status, health = home.ask("GET", "/health")
    assert (status, health["status"]) == (200, "ok")
    assert set(health["checks"]) >= {"database", "redis", "torrents"}
    assert set(home.children()) == {"valkey", "daphne", "torrents", "jobs"}


def test_a_second_one_in_the_same_folder_is_refused(home: RunningHome) -> None:
    environment = home.environment | {"TRUSTTUNE_PORT": "1"}
    second = subprocess.run(
        [sys.executable, "manage.py", "up"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert second.returncode == 1
    assert "another TrustTune" in second.stderr and "TRUSTTUNE_DATA_DIR" in second.stderr


def test_a_taken_port_is_said_before_anything_starts(home: RunningHome, tmp_path: Path) -> None:
    environment = home.environment | {"TRUSTTUNE_DATA_DIR": str(tmp_path)}
    second = subprocess.run(
        [sys.executable, "manage.py", "up"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert second.returncode == 1
    assert "TRUSTTUNE_PORT" in second.stderr


@pytest.mark.parametrize("name", ["daphne", "torrents", "jobs", "valkey"])
def test_what_dies_is_started_again(home: RunningHome, name: str) -> None:
    before = home.children()[name]
    os.kill(before, signal.SIGKILL)
    wait_until(lambda: home.children().get(name, before) != before)
    wait_until(lambda: _healthy(home))


def test_it_ends_within_ten_seconds_and_leaves_nobody_behind(home: RunningHome) -> None:
    children = home.children()
    started = time.monotonic()
    assert home.stop() == 0
    assert time.monotonic() - started < 10
    assert not [pid for pid in children.values() if Path(f"/proc/{pid}").exists()]


def test_a_killed_supervisor_takes_its_children_along_and_the_next_start_works(home: RunningHome) -> None:
    home.start()
    children = home.children()
    assert home.process is not None
    home.process.kill()
    wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children.values()))
    home.process.wait()
    home.start()
    assert _healthy(home)


def _healthy(home: RunningHome) -> bool:
    try:
        return home.ask("GET", "/health", timeout=2)[0] == 200
    except OSError:
        return False
