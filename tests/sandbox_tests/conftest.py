"""One sandbox for these tests; every test gets it without faults."""

from collections.abc import Iterator

import pytest

from tests.sandbox import Sandbox


@pytest.fixture(scope="session")
def _internet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with Sandbox(tmp_path_factory.mktemp("sandbox")) as internet:
        yield internet


@pytest.fixture
def internet(_internet: Sandbox) -> Sandbox:
    _internet.reset()
    return _internet
