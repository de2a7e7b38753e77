"""A full disk: said in a sentence, nothing lost, and it goes on by itself once there is room."""

from collections.abc import Callable

from tests.disks import Disk
from tests.journeys.asking import Document, download, search, wait_for_download, wait_for_status
from tests.journeys.test_failures import is_a_sentence
from tests.journeys.wishes import newest_album
from tests.running import RunningHome
from tests.sandbox import Sandbox


def said(document: Document) -> bool:
    return document["error"] is not None


def test_the_disk_for_arriving_files_is_full(
    start_home: Callable[..., RunningHome], internet: Sandbox, small_disk: Disk
) -> None:
    home = start_home(prepare=lambda home: small_disk(home.data / "incomplete", "4m"))
    album = newest_album(internet)
    best = search(home, f"{album.artist} {album.title} flac")["results"][0]
    started = download(home, result_id=best["result_id"])
    stopped = wait_for_download(home, started["download_id"], said)
    assert "disk" in stopped["error"]["message"].casefold() and is_a_sentence(stopped["error"]["message"])
    assert home.ask("GET", "/health")[0] == 200

    small_disk(home.data / "incomplete", "64m")
    ended = wait_for_status(home, started["download_id"], "seeding", "complete")
    assert ended["error"] is None and ended["percent"] == 100


def test_the_music_folder_is_full(start_home: Callable[..., RunningHome], internet: Sandbox, small_disk: Disk) -> None:
    home = start_home(prepare=lambda home: small_disk(home.music, "4m"))
    album = newest_album(internet)
    best = search(home, f"{album.artist} {album.title} flac")["results"][0]
    started = download(home, result_id=best["result_id"])
    stopped = wait_for_download(home, started["download_id"], said)
    assert is_a_sentence(stopped["error"]["message"])
    assert not list(home.music.rglob("*.flac")), "half an album was left in the music folder"
    arrived = [f for f in stopped["files"] if f["wanted"]]
    assert all(f["percent"] == 100 for f in arrived), "what had arrived was lost"

    small_disk(home.music, "256m")
    wait_for_status(home, started["download_id"], "seeding", "complete", within=120)
    assert len(list(home.music.rglob("*.flac"))) == len(album.tracks)
