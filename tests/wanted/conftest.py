"""The sandbox as this installation's outside, as for the tests of searches, and a music folder of its own."""

from pathlib import Path
from typing import Any

import pytest

from tests.search.conftest import internet, sandbox

__all__ = ["internet", "sandbox"]


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, settings: Any) -> None:
    """Folders of one test's own."""
    settings.MUSIC_DIR, settings.INCOMPLETE_DIR = tmp_path / "music", tmp_path / "incomplete"
    settings.MUSIC_DIR.mkdir()
