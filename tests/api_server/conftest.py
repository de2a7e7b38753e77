"""A real PostgreSQL and a real Valkey for the Community API's tests.

They need the settings profile `trusttune.settings.community_test`, so they run on their own:
`pytest --ds=trusttune.settings.community_test tests/api_server`. Under another profile nothing here is collected.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from django.conf import settings

from tests.conftest import _wait_for
from trusttune.embedded_postgres import postgres_folder, postgres_socket

if TYPE_CHECKING:
    from tests.api_server.clients import Client
    from tests.api_server.upstream import Upstream

OURS = os.environ.get("DJANGO_SETTINGS_MODULE") == "trusttune.settings.community_test"
if not OURS:
    collect_ignore_glob = ["*"]


def pytest_unconfigure(config: pytest.Config) -> None:
    if OURS and not hasattr(config, "workerinput"):
        shutil.rmtree(settings.TEST_FOLDER, ignore_errors=True)


class Postgres:
    """The PostgreSQL of the tests, which one of them may restart."""

    def __init__(self, data_dir: Path) -> None:
        self._folder, self._socket = postgres_folder(data_dir), postgres_socket(data_dir)
        self._process: subprocess.Popen[bytes] | None = None
        self.log = data_dir / "postgres.log"

    def start(self) -> None:
        command = [sys.executable, "-m", "trusttune.embedded_postgres", str(self._folder)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        _wait_for(self._socket, self._process, within=60.0)
        self._wait_until_open()

    def _wait_until_open(self, within: float = 30.0) -> None:
        """It listens before it is open, while it recovers."""
        deadline = time.monotonic() + within
        while True:
            try:
                psycopg.connect(host=str(self._socket.parent), user="postgres", dbname="postgres").close()
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
            else:
                return

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(timeout=20)
            self._process = None


@pytest.fixture(scope="session")
def postgres(django_db_blocker: Any) -> Iterator[Postgres]:
    """A migrated PostgreSQL at the address that the settings name."""
    from django.core.management import call_command

    server = Postgres(settings.DATA_DIR)
    server.start()
    try:
        with django_db_blocker.unblock():
            call_command("migrate", verbosity=0, interactive=False)
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def django_db_setup(postgres: Postgres) -> None:
    """Django's own tests use the same database as the server under test, so that both see one world."""


@pytest.fixture
async def upstream() -> AsyncIterator["Upstream"]:
    """A fake provider in the test's event loop, which answers at once."""
    from tests.api_server.upstream import Upstream

    server = await Upstream().start()
    yield server
    await server.stop()


@pytest.fixture
async def client(postgres: Postgres, valkey: str, upstream: "Upstream") -> AsyncIterator["Client"]:
    """A new device's client of an application whose one provider is `upstream`."""
    from tests.api_server.clients import compatible, serving

    async with serving(compatible(upstream)) as client:
        yield client
