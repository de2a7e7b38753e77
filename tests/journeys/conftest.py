"""One little internet for all journeys; a TrustTune of its own for each."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.running import RunningHome
from tests.sandbox import Sandbox


@pytest.fixture(scope="session")
def internet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """The sandbox with its small catalogue, all services well; its music is made once and cached."""
    with Sandbox(tmp_path_factory.mktemp("internet")) as running:
        yield running


@pytest.fixture(autouse=True)
def well(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a journey breaks is mended after it."""
    yield
    if "internet" in request.fixturenames:
        request.getfixturevalue("internet").reset()


@pytest.fixture
def start_home(internet: Sandbox, tmp_path: Path) -> Iterator[Callable[..., RunningHome]]:
    """Start a TrustTune in a fresh folder with the sandbox as its internet; stopped at the end."""
    started: list[RunningHome] = []

    def start(prepare: Callable[[RunningHome], None] | None = None, **environment: str) -> RunningHome:
        home = RunningHome(tmp_path / f"home{len(started)}", internet.environment | environment)
        if prepare is not None:
            prepare(home)
        started.append(home)
        return home.__enter__()

    yield start
    for home in started:
        home.__exit__()


@pytest.fixture(scope="module")
def home(internet: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHome]:
    """One TrustTune for the journeys of a module that leave it as it was."""
    with RunningHome(tmp_path_factory.mktemp("home"), internet.environment) as running:
        yield running
