"""From a torrent or a magnet link to the last byte, with a real seeder."""

from pathlib import Path

import pytest
from django.utils import timezone

from apps.downloads.domain import MagnetSource, Status, TorrentSource
from apps.downloads.engine import upkeep
from apps.downloads.models import Download
from apps.downloads.services import change_download, queue_download, remove_download
from tests.downloads.albums import make_album
from tests.downloads.conftest import EngineRoom, same_files, wait_until
from tests.sandbox.swarm import SeederProcess

TRACKS = ["01 Track 1.wav", "02 Track 2.wav", "03 Track 3.wav"]


def test_a_torrent_arrives_with_the_right_bytes(room: EngineRoom, seeder: SeederProcess, tmp_path: Path) -> None:
    album = make_album(tmp_path, more={"setup.exe": b"MZ" + bytes(90_000), "site.url": b"[InternetShortcut]"})
    seeder.add(album.torrent_file, album.folder.parent)
    room.start()
    download = room.begin(TorrentSource(album.torrent))
    room.meet(download, seeder.address)
    row = room.wait_for(download, "verifying")
    assert same_files(room.folder(download), album, *TRACKS, "cover.jpg", "rip.log")
    assert sorted(p.name for p in (room.folder(download) / album.name).iterdir()) == sorted(
        [*TRACKS, "cover.jpg", "rip.log"]
    )
    assert row.completed_at is not None
    assert row.size_bytes == 3 * 600_000 + 20_011 + 640
    assert {f.path.split("/")[-1]: (f.wanted, f.kind) for f in row.files.all()}["setup.exe"] == (False, "other")


def test_the_librarys_outcome_is_learnt_even_when_its_nudge_is_lost(
    room: EngineRoom, seeder: SeederProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "ORGANISE_AGAIN_SECONDS", 0.3)
    album = make_album(tmp_path)
    download = room.fetched(album, seeder)
    Download.objects.filter(id=download.id).update(status="seeding", organised_at=timezone.now())
    wait_until(lambda: room.torrent(download).status == Status.SEEDING)


@pytest.mark.parametrize("version", ["v1", "v2", "hybrid"])
def test_a_magnet_link_arrives(room: EngineRoom, seeder: SeederProcess, tmp_path: Path, version: str) -> None:
    album = make_album(tmp_path, more={"setup.exe": b"MZ" + bytes(90_000)}, version=version)
    seeder.add(album.torrent_file, album.folder.parent)
    room.start()
    magnet = album.magnet(seeder.address[1])
    if version == "v2":
        import libtorrent as lt

        v2 = str(lt.load_torrent_buffer(album.torrent).ti.info_hashes().v2)
        magnet = f"magnet:?xt=urn:btmh:1220{v2}&x.pe=127.0.0.1:{seeder.address[1]}"
    download = room.begin(MagnetSource(magnet))
    row = room.wait_for(download, "verifying")
    assert same_files(room.folder(download), album, *TRACKS, "cover.jpg")
    assert not list(room.folder(download).rglob("*.exe"))
    assert row.title == album.name
    assert row.metainfo.data


def test_pause_resume_and_limits(room: EngineRoom, seeder: SeederProcess, tmp_path: Path) -> None:
    album = make_album(tmp_path, track_bytes=2_000_000)
    seeder.add(album.torrent_file, album.folder.parent, upload_limit=400_000)
    room.start()
    download = room.begin(TorrentSource(album.torrent))
    room.meet(download, seeder.address)
    room.wait_for(download, "downloading")
    change_download(download.id, paused=True)
    room.sync(download)
    room.wait_for(download, "paused")
    seeder.limit(0)
    change_download(download.id, paused=False)
    room.sync(download)
    room.meet(download, seeder.address)
    room.wait_for(download, "verifying")
    assert same_files(room.folder(download), album, *TRACKS)


def test_only_the_wanted_files_are_written(room: EngineRoom, seeder: SeederProcess, tmp_path: Path) -> None:
    album = make_album(tmp_path, more={"setup.exe": b"MZ" + bytes(90_000)})
    seeder.add(album.torrent_file, album.folder.parent)
    room.start()
    download = room.begin(TorrentSource(album.torrent), wanted_files=[1, 5])
    room.meet(download, seeder.address)
    row = room.wait_for(download, "verifying")
    assert [file.path for file in row.files.filter(wanted=True)] == [f"{album.name}/02 Track 2.wav"]
    assert [p.name for p in (room.folder(download) / album.name).iterdir()] == ["02 Track 2.wav"]


@pytest.mark.parametrize("delete_data", [True, False])
def test_removing_lets_go_of_everything(
    room: EngineRoom, seeder: SeederProcess, tmp_path: Path, delete_data: bool
) -> None:
    album = make_album(tmp_path)
    seeder.add(album.torrent_file, album.folder.parent)
    engine = room.start()
    download = room.begin(TorrentSource(album.torrent))
    room.meet(download, seeder.address)
    room.wait_for(download, "verifying")
    remove_download(download.id, delete_data=delete_data)
    room.sync(download)
    again = room.begin(TorrentSource(album.torrent))
    assert again.id != download.id
    room.meet(again, seeder.address)
    room.wait_for(again, "verifying")
    wait_until(lambda: not Download.objects.filter(id=download.id).exists())
    assert room.folder(download).exists() is not delete_data
    assert set(engine.torrents) == {str(again.id)}


def test_a_magnet_that_nobody_has_says_so_and_goes_on_when_someone_comes(
    room: EngineRoom, seeder: SeederProcess, tmp_path: Path
) -> None:
    album = make_album(tmp_path)
    room.start(metadata_patience=0.5)
    download = room.begin(MagnetSource(album.magnet() + "&tr=http://127.0.0.1:9/announce"))
    row = room.wait_for(download, "failed")
    assert row.error_code == "nobody_has_it"
    assert row.error_message.startswith("Nobody has this right now")
    seeder.add(album.torrent_file, album.folder.parent)
    room.meet(download, seeder.address)
    row = room.wait_for(download, "verifying")
    assert row.error_code == ""


def test_the_queue_has_a_front_and_an_end(room: EngineRoom, tmp_path: Path) -> None:
    room.start()
    downloads = [room.begin(TorrentSource(make_album(tmp_path, name).torrent)) for name in ("A", "B", "C")]
    first, _second, last = downloads

    def order() -> list[str]:
        places = {each.title: room.torrent(each).handle.status().queue_position for each in downloads}
        return sorted(places, key=places.__getitem__)

    wait_until(lambda: order() == ["A", "B", "C"])
    for download, to_front in ((last, True), (first, False)):
        queue_download(download.id, to_front=to_front)
        room.sync(download)
    wait_until(lambda: order() == ["C", "B", "A"])
    room.stop()
    room.start()
    wait_until(lambda: order() == ["C", "B", "A"])
