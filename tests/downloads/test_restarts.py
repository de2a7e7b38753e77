"""What changed on the disk while the engine was down is found before anything calls it complete."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import libtorrent as lt
import pytest

from apps.downloads.domain import TorrentSource
from apps.downloads.engine.parameters import Sources, copied, parameters
from apps.downloads.engine.wishes import wishes_of
from apps.downloads.models import Download
from apps.downloads.services import start_download
from tests.downloads.albums import make_album
from tests.downloads.conftest import EngineRoom, same_files, wait_until
from tests.downloads.swarms import MUSIC, torrent_of
from tests.sandbox.swarm import SeederProcess

TRACKS = ["01 Track 1.wav", "02 Track 2.wav", "03 Track 3.wav"]


def truncate(path: Path) -> None:
    with path.open("r+b") as stream:
        stream.truncate(path.stat().st_size // 2)


def alter(path: Path) -> None:
    with path.open("r+b") as stream:
        stream.seek(100_000)
        stream.write(b"altered" * 100)


def remove(path: Path) -> None:
    path.unlink()


DAMAGES = [truncate, alter, remove]


def half_way(room: EngineRoom, download: Download) -> None:
    torrent = room.torrent(download)
    wait_until(lambda: torrent.progress is not None and torrent.progress.wanted_done > 2_500_000)


def meet_again(room: EngineRoom, download: Download, seeder: SeederProcess) -> None:
    room.meet(download, seeder.address)


@pytest.mark.parametrize("clean", [True, False], ids=["clean stop", "kill"])
@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_to_a_finished_download_is_found_and_mended(
    room: EngineRoom, seeder: SeederProcess, tmp_path: Path, damage: Callable[[Path], None], clean: bool
) -> None:
    album = make_album(tmp_path)
    download = room.fetched(album, seeder)
    Download.objects.filter(id=download.id).update(status="seeding", organised_at="2026-01-01T00:00:00Z")
    room.stop()
    if not clean:
        (tmp_path / "engine" / "clean.json").unlink()
    damage(room.folder(download) / album.name / TRACKS[1])
    room.start()
    room.wait_for(download, "verifying", "downloading")
    meet_again(room, download, seeder)
    room.wait_for(download, "seeding")
    assert same_files(room.folder(download), album, *TRACKS, "cover.jpg", "rip.log")


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_to_half_a_download_is_found_and_mended(
    room: EngineRoom, seeder: SeederProcess, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    album = make_album(tmp_path, track_bytes=2_000_000)
    seeder.add(album.torrent_file, album.folder.parent, upload_limit=1_500_000)
    room.start()
    download = room.begin(TorrentSource(album.torrent))
    room.meet(download, seeder.address)
    half_way(room, download)
    room.stop()
    begun = sorted((room.folder(download) / album.name).glob("*.wav"))
    damage(begun[0])
    seeder.limit(0)
    room.start()
    meet_again(room, download, seeder)
    room.wait_for(download, "verifying")
    assert same_files(room.folder(download), album, *TRACKS)


def test_after_a_clean_stop_nothing_is_checked_or_fetched_again(
    room: EngineRoom, seeder: SeederProcess, tmp_path: Path
) -> None:
    album = make_album(tmp_path, track_bytes=2_000_000)
    seeder.add(album.torrent_file, album.folder.parent, upload_limit=1_500_000)
    room.start()
    download = room.begin(TorrentSource(album.torrent))
    room.meet(download, seeder.address)
    half_way(room, download)
    room.stop()
    seeder.limit(0)
    room.start()
    assert not room.torrent(download).is_checking_all
    meet_again(room, download, seeder)
    row = room.wait_for(download, "verifying")
    again = seeder.status()["torrents"][album.info_hash]["uploaded"] - row.size_bytes
    assert again <= 0.05 * row.size_bytes
    assert same_files(room.folder(download), album, *TRACKS)


def test_resume_data_that_is_garbage_costs_a_check_and_nothing_more(
    room: EngineRoom, seeder: SeederProcess, tmp_path: Path
) -> None:
    album = make_album(tmp_path)
    download = room.fetched(album, seeder)
    Download.objects.filter(id=download.id).update(status="seeding", organised_at="2026-01-01T00:00:00Z")
    before = seeder.status()["torrents"][album.info_hash]["uploaded"]
    room.stop()
    next((tmp_path / "engine" / "resume").iterdir()).write_bytes(b"garbage")
    room.start()
    torrent = room.torrent(download)
    wait_until(lambda: not torrent.is_checking_all)
    assert room.wait_for(download, "seeding")
    assert seeder.status()["torrents"][album.info_hash]["uploaded"] == before


def test_a_row_that_awaits_its_metadata_goes_on(room: EngineRoom, seeder: SeederProcess, tmp_path: Path) -> None:
    from apps.downloads.domain import MagnetSource

    album = make_album(tmp_path)
    room.start()
    download = room.begin(MagnetSource(album.magnet()))
    room.wait_for(download, "fetching_metadata")
    room.stop()
    seeder.add(album.torrent_file, album.folder.parent)
    room.start()
    meet_again(room, download, seeder)
    room.wait_for(download, "verifying")
    assert same_files(room.folder(download), album, *TRACKS)


@pytest.mark.django_db
@pytest.mark.usefixtures("valkey")
def test_the_peers_that_the_link_named_are_asked_again(tmp_path: Path) -> None:
    """libtorrent leaves a peer out of its resume data that could not be reached a moment before."""
    info_hash, data = torrent_of("Ana Ferreira - Members Only", MUSIC)
    download, _created = start_download(TorrentSource(data))
    (read,) = wishes_of(download.node, [str(download.id)])
    wish = dataclasses.replace(read, magnet=f"magnet:?xt=urn:btih:{info_hash}&x.pe=127.0.0.1:9")
    known = lt.load_torrent_buffer(data)
    known.save_path = str(tmp_path)
    resume = lt.write_resume_data_buf(known)
    assert not lt.read_resume_data(resume).peers
    assert parameters(Sources(wish, resume, is_trusted=False), tmp_path).peers == [("127.0.0.1", 9)]
    session = lt.session({"enable_dht": False, "listen_interfaces": ""})
    assert copied(session.add_torrent(known), resume, wish, tmp_path).peers == [("127.0.0.1", 9)]
