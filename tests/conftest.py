"""What every test may ask for: the shared real data, and a real Valkey."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from tests.disks import Disk, small_disks
from tests.sockets import wait_for_socket
from trusttune.embedded import valkey_binary, valkey_command, valkey_socket

if TYPE_CHECKING:
    from tests.postgres_server import Postgres


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
        wait_for_socket(valkey_socket(settings.DATA_DIR), process)
        yield settings.REDIS_URL
    finally:
        process.terminate()
        process.wait(timeout=10)


@pytest.fixture(scope="session")
def postgres() -> Iterator["Postgres | None"]:
    """The PostgreSQL of the settings profile `trusttune.settings.postgres_test`; under another profile none."""
    if not os.environ.get("DJANGO_SETTINGS_MODULE", "").endswith(".postgres_test"):
        yield None
        return
    from tests.postgres_server import Postgres

    server = Postgres(settings.DATA_DIR)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, postgres: object) -> None:
    """The test database is made once its server runs."""
