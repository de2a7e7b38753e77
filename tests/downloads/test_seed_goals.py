"""How much is given back, and what happens when it is enough."""

import json
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from constance import config
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from apps.downloads import services
from apps.downloads.domain import AtGoal
from apps.downloads.models import Download
from apps.downloads.seeding import ending
from apps.downloads.seeding.goals import Given, Goals, Reason, effective, reached
from apps.downloads.services import change_download
from apps.library import filing
from apps.library.domain import ImportedAlbum
from apps.library.services import import_finished
from tests.downloads.albums import make_album
from tests.downloads.conftest import EngineRoom, wait_until
from tests.library.albums import edition, finished, write_audio
from tests.sandbox.swarm import SeederProcess

HOUR = 3600


@pytest.fixture
def seeder(shared_seeder: SeederProcess) -> SeederProcess:
    return shared_seeder


@pytest.mark.parametrize(
    ("goals", "given", "reason"),
    [
        (Goals(), Given(10**9, 1, 10**6, 10**6), Reason.NONE),
        (Goals(ratio=2.0), Given(199, 100, 0, 0), Reason.NONE),
        (Goals(ratio=2.0), Given(200, 100, 0, 0), Reason.RATIO),
        (Goals(ratio=2.0), Given(200, 0, 0, 0), Reason.NONE),
        (Goals(seconds=HOUR), Given(0, 100, HOUR, 5), Reason.TIME),
        (Goals(idle_seconds=HOUR), Given(0, 100, HOUR + 5, HOUR), Reason.IDLE),
        (Goals(idle_seconds=HOUR), Given(0, 100, 60, HOUR * 5), Reason.NONE),  # it was away, not idle
    ],
)
def test_a_goal_is_reached(goals: Goals, given: Given, reason: Reason) -> None:
    assert reached(goals, given) is reason


def test_a_torrents_own_goals_come_before_the_settings() -> None:
    defaults = Goals(2.0, HOUR, 0, AtGoal.REMOVE)
    assert effective(defaults, ratio=None, seconds=None, idle_seconds=None, at_goal="") == defaults
    own = effective(defaults, ratio=0, seconds=60, idle_seconds=30, at_goal="stop")
    assert own == Goals(0, 60, 30, AtGoal.STOP)


def seeding(room: EngineRoom, seeder: SeederProcess, tmp_path: Path) -> Download:
    album = make_album(tmp_path)
    download = room.fetched(album, seeder)
    Download.objects.filter(id=download.id).update(status="seeding", organised_at=timezone.now())
    change_download(download.id, paused=False)
    room.sync(download)
    return download


def test_what_was_seeded_enough_stops_and_is_told_why(
    room: EngineRoom, seeder: SeederProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[str] = []
    monkeypatch.setattr("apps.downloads.engine.seeding.LOOK_SECONDS", 0.3)
    monkeypatch.setattr("apps.downloads.engine.seeding.send_seeding_ended", ended.append)
    download = seeding(room, seeder, tmp_path)
    change_download(download.id, seeding_goal=1)
    room.sync(download)
    row = room.wait_for(download, "complete")
    assert row.goal_reached == "time"
    wait_until(lambda: ended == [str(download.id)])
    torrent = room.torrent(download)
    assert torrent.handle.status().paused
    change_download(download.id, seeding_goal=HOUR)  # somebody wants it to give more
    room.sync(download)
    row = room.wait_for(download, "seeding")
    assert row.goal_reached == ""
    wait_until(lambda: not torrent.handle.status().paused)


@pytest.mark.parametrize("goals", [Goals(seconds=1), Goals(idle_seconds=1)])
def test_the_settings_hold_for_every_torrent(
    goals: Goals, room: EngineRoom, seeder: SeederProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.downloads.engine.seeding.send_seeding_ended", lambda _id: None)
    monkeypatch.setattr("apps.downloads.engine.seeding.LOOK_SECONDS", 0.3)
    monkeypatch.setattr("apps.downloads.engine.engine.default_goals", lambda: goals)
    download = seeding(room, seeder, tmp_path)
    assert room.wait_for(download, "complete").goal_reached == ("time" if goals.seconds else "idle")


@pytest.fixture
def ended(transactional_db: None, valkey: str) -> Download:
    return Download.objects.create(
        info_hash="ab" * 20,
        magnet="magnet:?xt=urn:btih:" + "ab" * 20,
        node="main",
        status="complete",
        goal_reached="ratio",
        organised_at=timezone.now(),
    )


def test_the_librarys_files_get_their_own_bytes_when_seeding_ends(
    ended: Download, monkeypatch: pytest.MonkeyPatch
) -> None:
    released: list[UUID] = []
    monkeypatch.setattr(ending, "release_shared_bytes", lambda each: released.append(each) or 3)
    assert ending.end_seeding(str(ended.id)) is None
    assert released == [ended.id]
    assert Download.objects.get().removal == ""


def test_it_leaves_where_that_is_wished_and_only_after_the_release(
    ended: Download, monkeypatch: pytest.MonkeyPatch
) -> None:
    config.SEED_THEN = "remove"

    def full(_id: UUID) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(ending, "release_shared_bytes", full)
    assert ending.end_seeding(str(ended.id)) == ending.TRY_AGAIN_SECONDS
    assert Download.objects.get().removal == ""
    monkeypatch.setattr(ending, "release_shared_bytes", lambda _id: 0)
    assert ending.end_seeding(str(ended.id)) is None
    assert Download.objects.get().removal == "recycle"


def test_a_wish_to_give_more_that_comes_during_the_release_is_kept(
    ended: Download, monkeypatch: pytest.MonkeyPatch
) -> None:
    config.SEED_THEN = "remove"
    monkeypatch.setattr(ending, "release_shared_bytes", lambda each: change_download(each, ratio_goal=9) and 1)
    assert ending.end_seeding(str(ended.id)) is None
    row = Download.objects.get()
    assert (row.removal, row.status) == ("", "seeding")


def test_an_album_that_shared_the_seeded_bytes_gets_its_own(
    ended: Download, tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MUSIC_DIR, settings.DATA_DIR = tmp_path / "music", tmp_path / "data"
    for folder in (settings.MUSIC_DIR, settings.DATA_DIR):
        folder.mkdir()
    monkeypatch.setattr(filing, "SPARE_BYTES", 1 << 60)  # no room for a copy, so that the import shares bytes
    monkeypatch.setattr(filing, "can_clone", lambda *_arguments: False)
    seeded = write_audio(tmp_path / "seeded" / "01 - Low Tide.flac", seconds=0.5)
    details = edition(["Low Tide"], lengths=[0.5])
    album = import_finished(replace(finished(seeded.parent, details), download_id=str(ended.id)))
    assert isinstance(album, ImportedAlbum)
    (track,) = (settings.MUSIC_DIR / album.path).glob("*.flac")
    before = seeded.read_bytes()
    assert track.samefile(seeded)
    assert ending.end_seeding(str(ended.id)) is None
    assert not track.samefile(seeded)
    assert seeded.read_bytes() == before
    assert ending.release_ended() == 0


def test_removing_releases_too(ended: Download, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[object] = []
    monkeypatch.setattr(services, "send_release", sent.append)
    services.remove_download(ended.id)
    assert sent == [ended.id]


def test_what_no_task_released_the_schedule_does(ended: Download, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = UUID(int=7)
    still = Download.objects.create(info_hash="cd" * 20, node="main", status="seeding")
    released: list[UUID] = []
    monkeypatch.setattr(ending, "downloads_sharing_bytes", lambda: {ended.id, gone, still.id})
    monkeypatch.setattr(ending, "release_shared_bytes", lambda each: released.append(each) or 1)
    assert ending.release_ended() == 2
    assert set(released) == {ended.id, gone}


def test_goals_over_json(ended: Download, client: Client) -> None:
    address = f"/api/download/{ended.id}"
    body = {"ratio_goal": 1.5, "idle_goal": 600, "at_goal": "remove"}
    document = client.patch(address, json.dumps(body), content_type="application/json").json()
    assert document["goals"] == {
        "ratio_goal": 1.5, "seeding_goal": None, "idle_goal": 600, "at_goal": "remove", "reached": None,
    }  # fmt: skip
    assert document["status"] == "seeding"
    document = client.patch(address, json.dumps({"ratio_goal": None}), content_type="application/json").json()
    assert document["goals"]["ratio_goal"] is None
    for wrong in ({"ratio_goal": -1}, {"at_goal": "explode"}, {"seeding_goal": 1.5}):
        assert client.patch(address, json.dumps(wrong), content_type="application/json").status_code == 422
