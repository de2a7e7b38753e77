"""Moving a download's folder, the recycle bin, and what a kill in the middle leaves."""

import errno
import json
import os
import shutil
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from constance import config
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from apps.downloads.domain import TorrentSource
from apps.downloads.engine import carrying, moves
from apps.downloads.engine.carrying import CarryingStopped, carry
from apps.downloads.models import Download
from apps.downloads.recycling import bin as recycle_bin
from apps.downloads.services import change_download, move_download, remove_download
from tests.downloads.albums import Album, make_album
from tests.downloads.conftest import EngineRoom, same_files, wait_until
from tests.sandbox.swarm import SeederProcess

TRACKS = ["01 Track 1.wav", "02 Track 2.wav", "03 Track 3.wav"]


@pytest.fixture
def seeder(shared_seeder: SeederProcess) -> SeederProcess:
    return shared_seeder


@pytest.fixture
def held_carrying(monkeypatch: pytest.MonkeyPatch) -> tuple[threading.Event, threading.Event]:
    """Set when a folder is about to be carried, and to be set for it to go on."""
    begun, may_go_on = threading.Event(), threading.Event()

    def slow(*arguments: Any) -> None:
        begun.set()
        may_go_on.wait(10)
        carry(*arguments)

    monkeypatch.setattr(moves, "carry", slow)
    return begun, may_go_on


@pytest.fixture
def arrived(room: EngineRoom, seeder: SeederProcess, tmp_path: Path) -> tuple[Album, Download]:
    album = make_album(tmp_path)
    download = room.fetched(album, seeder)
    Download.objects.filter(id=download.id).update(status="seeding", organised_at=timezone.now())
    change_download(download.id, paused=False)
    room.sync(download)
    return album, download


@pytest.fixture
def other_disk(tmp_path: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that no rename reaches, as on another file system."""
    place = tmp_path / "other"
    place.mkdir()
    settings.DOWNLOAD_DIRS = [str(place)]
    rename = Path.rename

    def refused(self: Path, target: Path) -> Path:
        if str(target).startswith(str(place)) != str(self).startswith(str(place)):
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refused)
    return place


def moved(row: Download) -> bool:
    return row.moved_at is not None and row.move_asked_at is not None and row.moved_at > row.move_asked_at


def test_a_download_moves_to_another_disk_and_seeds_on(
    room: EngineRoom, arrived: tuple[Album, Download], other_disk: Path
) -> None:
    album, download = arrived
    move_download(download.id, str(other_disk))
    room.sync(download)
    row = room.wait(download, moved)
    folder = Path(row.folder)
    assert folder == other_disk / f"{album.name} ({str(download.id)[:8]})"
    room.wait(download, lambda row: row.status == "seeding")
    wait_until(lambda: not room.folder(download).exists())
    assert same_files(folder, album, *TRACKS, "cover.jpg")
    assert room.torrent(download).folder == folder
    assert [path.name for path in other_disk.iterdir()] == [folder.name]
    move_download(download.id, "")
    room.sync(download)
    room.wait(download, lambda row: row.folder == str(room.folder(download)))
    wait_until(lambda: not folder.exists())


def test_an_unfinished_download_goes_on_in_its_new_place(
    room: EngineRoom, seeder: SeederProcess, tmp_path: Path, other_disk: Path
) -> None:
    album = make_album(tmp_path, track_bytes=2_000_000)
    seeder.add(album.torrent_file, album.folder.parent, upload_limit=800_000)
    room.start()
    download = room.begin(TorrentSource(album.torrent))
    room.meet(download, seeder.address)
    torrent = room.torrent(download)
    wait_until(lambda: torrent.progress is not None and torrent.progress.wanted_done > 200_000)
    move_download(download.id, str(other_disk))
    room.sync(download)
    row = room.wait(download, moved)
    seeder.limit(0)
    room.meet(download, seeder.address)
    room.wait_for(download, "verifying")
    assert same_files(Path(row.folder), album, *TRACKS)
    assert not room.folder(download).exists()


def test_a_second_wish_during_a_move_is_seen_to_as_well(
    room: EngineRoom,
    arrived: tuple[Album, Download],
    other_disk: Path,
    held_carrying: tuple[threading.Event, threading.Event],
) -> None:
    _album, download = arrived
    begun, may_go_on = held_carrying
    move_download(download.id, str(other_disk))
    room.sync(download)
    assert begun.wait(10)
    move_download(download.id, str(other_disk / "further"))
    may_go_on.set()
    row = room.wait(download, lambda row: "further" in row.folder and moved(row))
    wait_until(lambda: [path.name for path in other_disk.iterdir()] == ["further"])
    assert Path(row.folder).is_dir()


def test_a_place_without_room_leaves_everything_as_it_was(
    room: EngineRoom, arrived: tuple[Album, Download], other_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    album, download = arrived

    def no_room(folder: Path, needed: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(carrying, "_make_room", no_room)
    move_download(download.id, str(other_disk))
    room.sync(download)
    row = room.wait(download, lambda row: bool(row.move_failure))
    assert "not enough room" in row.move_failure
    room.wait(download, lambda row: row.status == "seeding")
    assert same_files(room.folder(download), album, *TRACKS)
    assert list(other_disk.iterdir()) == []


@pytest.mark.parametrize("killed_after", ["copying", "renaming", "writing the row"])
def test_a_move_survives_a_kill(
    room: EngineRoom, arrived: tuple[Album, Download], other_disk: Path, killed_after: str
) -> None:
    """The row still names the old place: half a copy is made anew, a whole rename is found."""
    album, download = arrived
    room.stop()
    source, target = room.folder(download), other_disk / f"{album.name} ({str(download.id)[:8]})"
    move_download(download.id, str(other_disk))
    if killed_after == "copying":
        draft = target.with_name(f".{target.name}.arriving")
        (draft / album.name).mkdir(parents=True)
        (draft / album.name / TRACKS[0]).write_bytes(b"half")
    elif killed_after == "renaming":
        shutil.move(source, target)
    else:
        shutil.copytree(source, target)
        settled = {"folder": str(target), "left_behind": str(source), "moved_at": timezone.now()}
        Download.objects.filter(id=download.id).update(**settled)
    room.start()
    row = room.wait(download, moved)
    assert row.folder == str(target)
    room.wait(download, lambda row: row.status == "seeding")
    assert same_files(target, album, *TRACKS)
    assert [path.name for path in other_disk.iterdir()] == [target.name]
    wait_until(lambda: not source.exists() and Download.objects.get().left_behind == "")


def test_what_was_recycled_can_be_brought_back(room: EngineRoom, arrived: tuple[Album, Download]) -> None:
    album, download = arrived
    remove_download(download.id, recycle=True)
    room.sync(download)
    row = room.wait(download, lambda row: row.recycled_at is not None)
    place = room.base / "incomplete" / ".trusttune-bin" / str(download.id)
    assert (row.folder, row.info_hash) == (str(place), None)
    assert same_files(place, album, *TRACKS)
    room.stop()
    engine = room.start()
    assert engine.torrents == {}
    assert [each.id for each in recycle_bin.contents()] == [str(download.id)]
    recycle_bin.bring_back(download.id)
    room.sync(download)
    row = room.wait(download, lambda row: row.folder == str(room.folder(download)) and row.status == "seeding")
    assert row.info_hash == album.info_hash
    assert same_files(room.folder(download), album, *TRACKS)
    assert not place.exists()


def test_what_is_brought_back_while_it_is_put_away_is_not_looked_for_in_its_old_place(
    room: EngineRoom, arrived: tuple[Album, Download], held_carrying: tuple[threading.Event, threading.Event]
) -> None:
    album, download = arrived
    begun, may_go_on = held_carrying
    remove_download(download.id, recycle=True)
    room.sync(download)
    assert begun.wait(10)
    recycle_bin.bring_back(download.id)
    room.sync(download)
    may_go_on.set()
    room.wait(download, lambda row: moved(row) and row.folder == str(room.folder(download)) and not row.recycled_at)
    room.wait_for(download, "seeding")
    assert same_files(room.folder(download), album, *TRACKS)
    assert not (room.base / "incomplete" / ".trusttune-bin" / str(download.id)).exists()


def test_the_bin_is_emptied(room: EngineRoom, arrived: tuple[Album, Download]) -> None:
    _album, download = arrived
    remove_download(download.id, recycle=True)
    room.sync(download)
    room.wait(download, lambda row: row.recycled_at is not None)
    assert recycle_bin.empty_old() == 0
    Download.objects.update(changed_at=timezone.now() - timedelta(days=8))
    assert recycle_bin.empty_old() == 1
    room.sync(download)
    wait_until(lambda: not Download.objects.exists())
    assert not (room.base / "incomplete" / ".trusttune-bin" / str(download.id)).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("valkey")
class TestOverJson:
    def test_the_bin(self, client: Client) -> None:
        hash_ = "ab" * 20
        kept, other = (
            Download.objects.create(info_hash=each, magnet=f"magnet:?xt=urn:btih:{each}", node="main", title="A")
            for each in (hash_, "cd" * 20)
        )
        for each in (kept, other):
            assert client.delete(f"/api/download/{each.id}?recycle=true").status_code == 204
        assert client.get(f"/api/download/{kept.id}").status_code == 404
        listed = client.get("/api/download/bin").json()
        assert {each["download_id"] for each in listed["items"]} == {str(kept.id), str(other.id)}
        restored = client.post(f"/api/download/bin/{kept.id}/restore")
        assert (restored.status_code, restored.json()["info_hash"]) == (200, hash_)
        assert client.post(f"/api/download/bin/{kept.id}/restore").status_code == 404
        Download.objects.create(info_hash="cd" * 20, magnet="magnet:?xt=urn:btih:" + "cd" * 20, node="main")
        again = client.post(f"/api/download/bin/{other.id}/restore")
        assert (again.status_code, again.json()["error"]["code"]) == (409, "already_there")
        assert client.delete(f"/api/download/bin/{other.id}").status_code == 204
        assert client.delete(f"/api/download/bin/{other.id}").status_code == 404
        assert client.delete("/api/download/bin").status_code == 204

    def test_without_a_bin_it_is_deleted_at_once(self, client: Client) -> None:
        config.RECYCLE_DAYS = 0
        download = Download.objects.create(info_hash="ab" * 20, magnet="magnet:?xt=urn:btih:" + "ab" * 20, node="main")
        remove_download(download.id, recycle=True)
        download.refresh_from_db()
        assert download.removal == "delete_data"

    def test_a_place_outside_the_allowed_folders_is_refused(self, client: Client) -> None:
        download = Download.objects.create(info_hash="ab" * 20, magnet="magnet:?xt=urn:btih:" + "ab" * 20, node="main")
        body = json.dumps({"destination": "/etc"})
        answer = client.patch(f"/api/download/{download.id}", body, content_type="application/json")
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "destination_not_allowed")


def test_carrying_stops_and_leaves_no_trace(tmp_path: Path, other_disk: Path) -> None:
    source = tmp_path / "a"
    source.mkdir()
    (source / "song").write_bytes(b"x" * 1000)
    shares: list[tuple[int, int]] = []
    with pytest.raises(CarryingStopped):
        carry(source, other_disk / "a", lambda done, total: shares.append((done, total)), lambda: True)
    assert shares == [(1000, 1000)]
    assert (source / "song").exists()
    assert list(other_disk.iterdir()) == []
