"""What every test may ask for: the shared real data, and a real Valkey."""

import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.disks import Disk, small_disks
from trusttune.embedded import valkey_binary, valkey_command, valkey_socket


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the checkout; tests that need it are skipped where it is absent."""
    folder = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real test data (../shared/data) is not beside this checkout")
    return folder


@pytest.fixture
def small_disk() -> Iterator[Disk]:
    """Gives a folder a small file system of its own until the test ends."""
    with small_disks() as give:
        yield give


@pytest.fixture(scope="session")
def valkey() -> Iterator[str]:
    """A real Valkey on the unix socket that the test settings name; yields its address."""
    command = valkey_command(valkey_binary(), settings.DATA_DIR, settings.VALKEY_PASSWORD_FILE)
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(valkey_socket(settings.DATA_DIR), process)
        yield settings.REDIS_URL
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait_for(path: Path, process: subprocess.Popen[bytes], within: float = 10.0) -> None:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket(socket.AF_UNIX) as client:
            if client.connect_ex(str(path)) == 0:
                return
        time.sleep(0.02)
    raise RuntimeError("the test Valkey did not start")
