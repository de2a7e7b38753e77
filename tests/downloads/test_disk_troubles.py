"""The disk fills up, files and folders vanish: the download stops with the reason and goes on when that is over."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from apps.downloads.domain import TorrentSource
from apps.downloads.engine.troubles import disk_trouble
from apps.downloads.models import Download
from apps.downloads.services import change_download
from tests.downloads.albums import Album, make_album
from tests.downloads.conftest import EngineRoom, same_files, wait_until
from tests.sandbox.swarm import SeederProcess

TRACKS = ["01 Track 1.wav", "02 Track 2.wav", "03 Track 3.wav"]
MEGABYTE = 1024 * 1024


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 MB where the downloads go."""
    folder = tmp_path / "incomplete"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(folder)], capture_output=True)
    if mounted.returncode:
        pytest.skip("mounting a small file system needs root")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def begin(room: EngineRoom, seeder: SeederProcess, album: Album, rate: int) -> Download:
    seeder.add(album.torrent_file, album.folder.parent, upload_limit=rate)
    room.start()
    download = room.begin(TorrentSource(album.torrent))
    room.meet(download, seeder.address)
    torrent = room.torrent(download)
    wait_until(lambda: torrent.progress is not None and torrent.progress.wanted_done > 1_000_000)
    return download


def test_a_full_disk(room: EngineRoom, seeder: SeederProcess, tmp_path: Path, small_disk: Path) -> None:
    album = make_album(tmp_path, track_bytes=8_000_000, piece_length=128 * 1024)
    download = begin(room, seeder, album, 3_000_000)
    filler = small_disk / "filler"
    with filler.open("wb") as stream, pytest.raises(OSError):
        while True:
            stream.write(bytes(MEGABYTE))
            stream.flush()
    row = room.wait_for(download, "paused")
    assert row.error_code == "disk_full"
    assert "goes on by itself" in row.error_message
    filler.unlink()
    seeder.limit(0)
    room.wait_for(download, "downloading")
    room.meet(download, seeder.address)
    row = room.wait_for(download, "verifying", within=40)
    assert row.error_code == ""
    assert same_files(room.folder(download), album, *TRACKS)


def test_what_cannot_fit_is_not_begun(
    room: EngineRoom, seeder: SeederProcess, tmp_path: Path, small_disk: Path
) -> None:
    album = make_album(tmp_path, track_bytes=24_000_000, piece_length=256 * 1024)
    seeder.add(album.torrent_file, album.folder.parent, upload_limit=2_000_000)
    room.start()
    download = room.begin(TorrentSource(album.torrent))
    room.meet(download, seeder.address)
    row = room.wait_for(download, "paused")
    assert row.error_code == "disk_full"
    assert "72 MB" in row.error_message or "MB are still to come" in row.error_message


def test_the_folder_goes_and_comes_back(room: EngineRoom, seeder: SeederProcess, tmp_path: Path) -> None:
    album = make_album(tmp_path, track_bytes=4_000_000)
    download = begin(room, seeder, album, 900_000)
    folder = room.folder(download)
    folder.rename(tmp_path / "away")
    row = room.wait_for(download, "paused")
    assert row.error_code == "folder_gone"
    shutil.rmtree(folder, ignore_errors=True)  # libtorrent may have made it anew
    (tmp_path / "away").rename(folder)
    seeder.limit(0)
    room.wait_for(download, "verifying", within=40)
    assert same_files(folder, album, *TRACKS)


@pytest.mark.parametrize("way", ["it is put back", "a person resumes"])
def test_a_file_is_deleted_under_it(room: EngineRoom, seeder: SeederProcess, tmp_path: Path, way: str) -> None:
    album = make_album(tmp_path, track_bytes=4_000_000)
    download = begin(room, seeder, album, 600_000)
    torrent = room.torrent(download)
    wait_until(lambda: bool(torrent.seen_files))
    seen = next(iter(torrent.seen_files))
    path = room.folder(download) / torrent.files[seen].path
    path.rename(tmp_path / "taken")
    row = room.wait_for(download, "paused")
    assert row.error_code == "files_gone"
    assert torrent.files[seen].path in row.error_message
    seeder.limit(0)
    if way == "it is put back":
        (tmp_path / "taken").rename(path)
    else:
        change_download(download.id, paused=False)
        room.sync(download)
    row = room.wait_for(download, "verifying", within=40)
    assert row.error_code == ""
    assert same_files(room.folder(download), album, *TRACKS)


def test_a_folder_that_is_gone_at_the_start(room: EngineRoom, seeder: SeederProcess, tmp_path: Path) -> None:
    """An unmounted disk: its downloads wait for it, and nothing is written below the empty mount point."""
    album = make_album(tmp_path, track_bytes=4_000_000)
    download = begin(room, seeder, album, 900_000)
    room.stop()
    (tmp_path / "incomplete").rename(tmp_path / "unmounted")
    seeder.limit(0)
    Download.objects.filter(id=download.id).update(folder=str(tmp_path / "disk" / str(download.id)))
    room.start()
    row = room.wait_for(download, "paused")
    assert row.error_code == "folder_gone"
    assert not (tmp_path / "disk").exists()
    (tmp_path / "unmounted").rename(tmp_path / "disk")
    room.wait_for(download, "downloading")
    room.meet(download, seeder.address)
    room.wait_for(download, "verifying")
    assert same_files(tmp_path / "disk" / str(download.id), album, *TRACKS)


def make_read_only(folder: Path, yes: bool) -> None:
    """Root may write whatever the permissions say; a file system that is mounted read-only holds for root too.

    The kernel refuses as long as a file is open for writing.
    """
    command = ["mount", "-o", f"remount,{'ro' if yes else 'rw'}", str(folder)]
    wait_until(lambda: subprocess.run(command, capture_output=True).returncode == 0, within=30)


def test_a_folder_that_is_read_only_at_the_start(
    room: EngineRoom, seeder: SeederProcess, tmp_path: Path, small_disk: Path
) -> None:
    make_read_only(small_disk, True)
    album = make_album(tmp_path)
    seeder.add(album.torrent_file, album.folder.parent)
    room.start()
    download = room.begin(TorrentSource(album.torrent))
    row = room.wait_for(download, "paused")
    assert row.error_code == "folder_read_only" and "Make it writable" in row.error_message
    make_read_only(small_disk, False)
    room.meet(download, seeder.address)
    row = room.wait_for(download, "verifying")
    assert row.error_code == ""
    assert same_files(room.folder(download), album, *TRACKS)


def test_a_folder_that_becomes_read_only(
    room: EngineRoom, seeder: SeederProcess, tmp_path: Path, small_disk: Path
) -> None:
    album = make_album(tmp_path, track_bytes=4_000_000)
    download = begin(room, seeder, album, 900_000)
    change_download(download.id, paused=True)
    room.sync(download)
    room.wait_for(download, "paused")
    make_read_only(small_disk, True)
    seeder.limit(0)
    change_download(download.id, paused=False)
    room.sync(download)
    room.meet(download, seeder.address)
    row = room.wait(download, lambda row: row.error_code != "")
    assert (row.status, row.error_code) == ("paused", "folder_read_only")
    make_read_only(small_disk, False)
    row = room.wait_for(download, "verifying", within=40)
    assert row.error_code == ""
    assert same_files(room.folder(download), album, *TRACKS)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (28, "disk_full"),
        (122, "disk_full"),
        (30, "folder_read_only"),
        (13, "folder_read_only"),
        (2, "folder_gone"),
        (5, "disk_failed"),
    ],
)
def test_every_system_error_has_its_sentence(number: int, code: str) -> None:
    trouble = disk_trouble(number, os.strerror(number))
    assert trouble.code == code
    assert "by itself" in trouble.message
