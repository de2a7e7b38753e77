"""How far a download is shown to be: what has arrived is whole, whenever libtorrent last told of it."""

from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock

import pytest

from apps.downloads.choice import Candidate
from apps.downloads.documents import percent
from apps.downloads.domain import FileKind, Status
from apps.downloads.engine.alerts import Progress
from apps.downloads.engine.torrent import Torrent
from apps.downloads.engine.wishes import Wish

FILES = (Candidate(0, "a.flac", 700, FileKind.AUDIO), Candidate(1, "b.flac", 300, FileKind.AUDIO))
HALF = Progress("downloading", False, True, False, True, 0, 0, 0, 0, 1000, 500, 500, 0, 0, 1.0)


def shown(progress: Progress | None, *, has_arrived: bool) -> float:
    torrent = Torrent(
        wish=Mock(spec=Wish), handle=None, folder=Path(), status=Status.VERIFYING, files=FILES,
        wanted=frozenset({0, 1}), progress=progress, has_arrived=has_arrived,
    )  # fmt: skip
    figures = torrent.figures()
    return percent(figures.done, figures.size)


@pytest.mark.parametrize("told", [None, HALF, replace(HALF, wanted_done=1000)])
def test_what_has_arrived_is_whole(told: Progress | None) -> None:
    assert shown(told, has_arrived=True) == 100.0


@pytest.mark.parametrize(("told", "expected"), [(None, 0.0), (HALF, 50.0)])
def test_what_is_coming_is_as_far_as_was_told(told: Progress | None, expected: float) -> None:
    assert shown(told, has_arrived=False) == expected
