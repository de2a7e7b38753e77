"""A real PostgreSQL and a real Valkey for the Community API's tests.

They need the settings profile `trusttune.settings.community_test`, so they run on their own:
`pytest --ds=trusttune.settings.community_test tests/api_server`. Under another profile nothing here is collected.
"""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings

from tests.postgres_server import Postgres

if TYPE_CHECKING:
    from tests.api_server.clients import Client
    from tests.api_server.upstream import Upstream

OURS = os.environ.get("DJANGO_SETTINGS_MODULE") == "trusttune.settings.community_test"
if not OURS:
    collect_ignore_glob = ["*"]


def pytest_unconfigure(config: pytest.Config) -> None:
    if OURS and not hasattr(config, "workerinput"):
        shutil.rmtree(settings.TEST_FOLDER, ignore_errors=True)


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
