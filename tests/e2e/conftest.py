"""A real browser in front of a real TrustTune with the sandbox as its internet."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests.e2e.browser import ARGUMENTS, installed
from tests.running import RunningHome
from tests.sandbox import Sandbox

PATIENCE = 20_000  # milliseconds: these machines are shared


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is an end-to-end test."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("e2e")


@pytest.fixture(scope="session")
def internet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with Sandbox(tmp_path_factory.mktemp("internet")) as running:
        yield running


@pytest.fixture(scope="session")
def home(internet: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHome]:
    with RunningHome(tmp_path_factory.mktemp("home"), internet.environment) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = installed()
    assert path is not None, "the browser tests need Chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def visit(browser: Browser, internet: Sandbox) -> Iterator[Callable[[RunningHome], Page]]:
    """Come to a home as a fresh visitor. Whatever the page's scripts or its policy complain about fails the test."""
    internet.reset()
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            complaints.append(message.text)

    def come(home: RunningHome) -> Page:
        context = browser.new_context(base_url=home.base, viewport={"width": 1280, "height": 800})
        contexts.append(context)
        visitor = context.new_page()
        visitor.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        visitor.on("console", hear)
        visitor.on("pageerror", lambda error: complaints.append(str(error)))
        return visitor

    yield come
    for context in contexts:
        context.close()
    assert not complaints


@pytest.fixture
def page(visit: Callable[[RunningHome], Page], home: RunningHome) -> Page:
    """A fresh visitor of the home that all tests share."""
    return visit(home)
