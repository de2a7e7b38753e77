"""What the library's tests share: a music folder of their own, and a download folder beside it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings

from apps.library import catalogue as catalogues


@pytest.fixture
def music(tmp_path: Path, settings: LazySettings) -> Path:
    """An empty music folder and data folder for one test."""
    settings.MUSIC_DIR = tmp_path / "music"
    settings.DATA_DIR = tmp_path / "data"
    settings.MUSIC_DIR.mkdir()
    settings.DATA_DIR.mkdir()
    return settings.MUSIC_DIR


@pytest.fixture
def arrived(tmp_path: Path) -> Path:
    """The folder of a finished download."""
    folder = tmp_path / "incomplete" / "1"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture(autouse=True)
def no_catalogue() -> Iterator[None]:
    """Tests start without a catalogue, whatever other apps registered."""
    before = list(catalogues._registered)
    catalogues._registered.clear()
    yield
    catalogues._registered[:] = before
