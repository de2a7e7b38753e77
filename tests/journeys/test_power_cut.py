"""`kill -9` of everything in mid-download, then the next start: it goes on from where it was, to the right bytes."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.journeys.asking import download, search, wait_for_download, wait_for_status
from tests.journeys.wishes import Wish, newest_album
from tests.running import RunningHome
from tests.sandbox import Sandbox


@pytest.fixture(scope="module")
def internet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A sandbox of its own: a seeder counts what it sent with a delay, and others' downloads would count here."""
    with Sandbox(tmp_path_factory.mktemp("internet")) as running:
        yield running


def test_a_download_goes_on_after_a_power_cut(
    start_home: Callable[..., RunningHome], internet: Sandbox, tmp_path: Path
) -> None:
    home = start_home()
    wish = newest_album(internet)
    best = search(home, f"{wish.artist} {wish.title} flac")["results"][0]
    internet.seeder.limit(150_000)
    uploaded_before = uploaded(internet, wish)
    started = download(home, result_id=best["result_id"])

    before = wait_for_download(home, started["download_id"], lambda d: d["percent"] > 25)
    assert before["status"] == "downloading"
    home.kill_everything()
    home.start()
    internet.seeder.limit(0)

    after = wait_for_status(home, started["download_id"], "seeding", "complete")
    assert after["error"] is None
    assert uploaded(internet, wish) - uploaded_before < 1.4 * after["size"], (
        "what was there before the power cut was fetched again"
    )
    seeded = wish.copy.folder
    assert seeded is not None
    for file in (f for f in after["files"] if f["wanted"]):
        ours = next((home.data / "incomplete" / started["download_id"]).rglob(Path(file["path"]).name))
        theirs = next(seeded.rglob(Path(file["path"]).name))
        assert sha256(ours) == sha256(theirs)


def uploaded(internet: Sandbox, wish: Wish) -> int:
    """The bytes that the seeder has sent of the album's copy so far."""
    return int(internet.seeder.status()["torrents"][wish.copy.info_hash]["uploaded"])


def sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
