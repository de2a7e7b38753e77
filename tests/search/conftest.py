"""The sandbox's little internet, set up as this installation's outside."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from apps.search.catalogue.installation import outages
from tests.sandbox.internet import Sandbox


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """One sandbox for all tests of this process."""
    with Sandbox(Path(tmp_path_factory.mktemp("sandbox"))) as internet:
        yield internet


@pytest.fixture
def internet(sandbox: Sandbox, settings: Any) -> Iterator[Sandbox]:
    """The sandbox without faults, named in the settings as the environment would name it."""
    sandbox.reset()
    outages.clear()
    environment = sandbox.environment
    settings.MUSICBRAINZ_URL = environment["TRUSTTUNE_MUSICBRAINZ_URL"]
    settings.MUSICBRAINZ_RATE = 0.0
    settings.INTERNET_ARCHIVE_URL = environment["TRUSTTUNE_INTERNET_ARCHIVE_URL"]
    settings.TORZNAB_BOOTSTRAP = environment["TRUSTTUNE_TORZNAB"]
    yield sandbox
    sandbox.reset()
