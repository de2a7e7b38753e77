"""A torrent that is here already: new trackers are merged (never into a private one), and the wish may grow."""

from pathlib import Path

import libtorrent as lt
import pytest

from apps.downloads.domain import Intent, MagnetSource, TorrentSource
from apps.downloads.finishing import organise
from apps.downloads.magnets import read_magnet
from apps.downloads.models import Download, DownloadFile
from apps.downloads.queries import download_document
from apps.downloads.services import change_download, start_download
from apps.library.domain import Certainty, FinishedDownload, ImportedAlbum, Placement
from tests.downloads.albums import Album, make_album
from tests.downloads.conftest import EngineRoom, same_files, wait_until
from tests.sandbox.swarm import SeederProcess

OWN, OTHER, THIRD = (f"http://127.0.0.1:9/{name}" for name in ("own", "other", "third"))

pytestmark = pytest.mark.usefixtures("transactional_db", "valkey")


@pytest.fixture
def seeder(shared_seeder: SeederProcess) -> SeederProcess:
    return shared_seeder


def magnet(album: Album, *trackers: str) -> MagnetSource:
    return MagnetSource(album.magnet() + "".join(f"&tr={each}" for each in trackers))


def private(album: Album) -> bytes:
    document = lt.bdecode(album.torrent)
    document[b"info"][b"private"] = 1
    return bytes(lt.bencode(document))


def test_new_trackers_are_asked_at_once_and_after_a_restart(room: EngineRoom, tmp_path: Path) -> None:
    album = make_album(tmp_path, trackers=[OWN])
    room.start()
    download = room.begin(TorrentSource(album.torrent))
    torrent = room.torrent(download)
    again, created = start_download(magnet(album, OWN, OTHER, "nonsense://x"))
    assert (again.id, created, again.trackers_added) == (download.id, False, 1)
    room.sync(download)
    wait_until(lambda: [each["url"] for each in torrent.handle.trackers()] == [OWN, OTHER])
    assert start_download(magnet(album, OTHER))[0].trackers_added == 0
    room.stop()
    room.start()
    assert [each["url"] for each in room.torrent(download).handle.trackers()] == [OWN, OTHER]


def test_what_had_failed_is_looked_at_anew(tmp_path: Path) -> None:
    """As when a person resumes it: the engine forgets a trouble only where a check is asked for."""
    album = make_album(tmp_path)
    download, _created = start_download(TorrentSource(album.torrent))
    trouble = {"status": "failed", "error_code": "library_no_music", "error_message": "Nothing in it is music."}
    Download.objects.filter(id=download.id).update(**trouble)
    start_download(TorrentSource(album.torrent))
    download.refresh_from_db()
    assert (download.status, download.error_code) == ("queued", "")
    assert download.recheck_asked_at is not None


def test_trackers_join_those_that_a_person_chose(tmp_path: Path) -> None:
    album = make_album(tmp_path, trackers=[OWN])
    download, _created = start_download(TorrentSource(album.torrent))
    change_download(download.id, trackers=[[THIRD]])
    assert start_download(magnet(album, OTHER, THIRD))[0].trackers_added == 1
    download.refresh_from_db()
    assert download.trackers == [[THIRD], [OTHER]]


def test_a_private_torrent_keeps_to_its_own_trackers(room: EngineRoom, tmp_path: Path) -> None:
    album = make_album(tmp_path, trackers=[OWN])
    data = private(album)
    info_hash = str(lt.load_torrent_buffer(data).ti.info_hashes().v1)
    room.start()
    download = room.begin(TorrentSource(data))
    again, created = start_download(MagnetSource(f"magnet:?xt=urn:btih:{info_hash}&tr={OTHER}"))
    assert (again.id, created, again.trackers_added) == (download.id, False, 0)
    room.sync(download)
    assert [each["url"] for each in room.torrent(download).handle.trackers()] == [OWN]


def test_a_magnet_that_nobody_answers_gets_the_torrent_that_is_added_later(
    room: EngineRoom, seeder: SeederProcess, tmp_path: Path
) -> None:
    album = make_album(tmp_path)
    seeder.add(album.torrent_file, album.folder.parent)
    room.start()
    download = room.begin(magnet(album, OTHER))
    room.wait_for(download, "fetching_metadata")
    again, created = start_download(TorrentSource(album.torrent))
    assert (again.id, created) == (download.id, False)
    room.sync(download)
    wait_until(lambda: bool(room.torrent(download).files))
    room.meet(download, seeder.address)
    room.wait_for(download, "verifying")
    assert same_files(room.folder(download), album, "01 Track 1.wav", "cover.jpg")


def test_the_album_is_wanted_after_one_song_of_it(room: EngineRoom, seeder: SeederProcess, tmp_path: Path) -> None:
    album = make_album(tmp_path, track_bytes=1_500_000)
    seeder.add(album.torrent_file, album.folder.parent, upload_limit=300_000)
    room.start()
    download = room.begin(TorrentSource(album.torrent), intent=Intent(track_title="Track 2"))
    room.meet(download, seeder.address)
    row = room.wait(download, lambda row: row.files.exists())
    assert [file.path[-11:] for file in row.files.filter(wanted=True)] == ["Track 2.wav"]
    start_download(magnet(album))
    room.sync(download)
    seeder.limit(0)
    room.meet(download, seeder.address)
    room.wait(download, lambda row: row.status == "verifying" and row.files.filter(wanted=True).count() == 5)
    assert same_files(room.folder(download), album, "01 Track 1.wav", "02 Track 2.wav", "03 Track 3.wav")


def test_a_wish_never_gets_smaller(tmp_path: Path) -> None:
    album = make_album(tmp_path)
    download, _created = start_download(TorrentSource(album.torrent), wanted_files=[0])
    names = [f"{album.name}/0{number} Track {number}.wav" for number in (1, 2, 3)]
    for index, name in enumerate(names):
        DownloadFile.objects.create(download=download, index=index, path=name, size=600_000, kind="audio")
    again, _created = start_download(magnet(album), intent=Intent(track_title="Track 3"))
    assert again.wanted_files == [0, 2]
    again, _created = start_download(magnet(album), wanted_files=[0])
    assert again.wanted_files == [0, 2]


def test_a_paused_one_goes_on(tmp_path: Path) -> None:
    album = make_album(tmp_path)
    download, _created = start_download(TorrentSource(album.torrent))
    change_download(download.id, paused=True)
    again, created = start_download(magnet(album))
    assert (created, again.paused) == (False, False)


def test_trackers_of_a_magnet_live_in_its_link(tmp_path: Path) -> None:
    album = make_album(tmp_path)
    download, _created = start_download(magnet(album, OWN))
    start_download(magnet(album, "udp://127.0.0.1:1/a%3Fb%3Dc%26d%3De"))
    assert read_magnet(Download.objects.get(id=download.id).magnet).trackers == (OWN, "udp://127.0.0.1:1/a?b=c&d=e")


def test_what_is_wanted_after_the_library_took_the_rest_comes_as_a_batch_of_its_own(
    room: EngineRoom, seeder: SeederProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed: list[FinishedDownload] = []

    def taken(finished: FinishedDownload) -> ImportedAlbum:
        handed.append(finished)
        return ImportedAlbum("id", "a/b", "title", "artist", Certainty.UNCONFIRMED, Placement.COPY, ())

    monkeypatch.setattr("apps.library.services.import_finished", taken)
    album = make_album(tmp_path)
    seeder.add(album.torrent_file, album.folder.parent)
    room.start()
    download = room.begin(TorrentSource(album.torrent), wanted_files=[0])
    room.meet(download, seeder.address)
    room.wait_for(download, "verifying")
    organise(str(download.id))
    room.sync(download)
    room.wait_for(download, "seeding")
    change_download(download.id, wanted_files=[0, 1])
    room.sync(download)
    room.meet(download, seeder.address)
    room.wait(download, lambda row: row.status == "verifying" and row.completed_at is not None)
    organise(str(download.id))
    room.wait_for(download, "seeding")
    assert [(each.batch, [file.path.name for file in each.files]) for each in handed] == [
        (0, ["01 Track 1.wav"]),
        (1, ["02 Track 2.wav"]),
    ]
    assert same_files(room.folder(download), album, "01 Track 1.wav", "02 Track 2.wav")


def test_files_are_chosen_before_the_first_byte(room: EngineRoom, seeder: SeederProcess, tmp_path: Path) -> None:
    album = make_album(tmp_path)
    seeder.add(album.torrent_file, album.folder.parent)
    room.start()
    download = room.begin(MagnetSource(album.magnet(seeder.address[1])), wanted_files=[])
    row = room.wait_for(download, "paused")
    assert row.files.count() == 5
    assert row.error_code == ""
    assert download_document(row)["status"] == "paused"
    assert not list(room.folder(download).rglob("*.wav"))
    change_download(download.id, wanted_files=[2])
    room.sync(download)
    room.wait_for(download, "verifying", within=8)  # the peers that told what is inside were kept
    assert [path.name for path in room.folder(download).rglob("*.wav")] == ["03 Track 3.wav"]
