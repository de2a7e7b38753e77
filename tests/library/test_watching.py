"""Changes in the music folder are heard at once where the file system tells them; elsewhere the schedule looks."""

import queue
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from apps.library import filing, services
from apps.library.domain import Placement
from apps.library.models import Album, Import, ScannedFolder, Track
from apps.library.scanning import scan as scanning
from apps.library.scanning.changes import KnownFile, known_files
from apps.library.scanning.watching import FolderWatch, UnwatchableError, file_system, outermost
from tests.library.albums import edition, finished, tag, write_audio

Told = "queue.Queue[list[Path]]"


@pytest.fixture
def told(tmp_path: Path) -> Iterator["queue.Queue[list[Path]]"]:
    """What a watch of `tmp_path` tells."""
    heard: queue.Queue[list[Path]] = queue.Queue()
    with FolderWatch(tmp_path, heard.put, quiet=0.1, longest=1.0):
        yield heard


def test_a_new_folder_is_told_once_it_is_quiet(tmp_path: Path, told: Told) -> None:
    album = tmp_path / "Artist" / "Album"
    album.mkdir(parents=True)
    for number in range(5):
        (album / f"{number}.flac").write_bytes(b"fLaC")
    assert told.get(timeout=5) == [tmp_path / "Artist"]
    assert told.empty()


def test_changes_in_one_album_are_told_as_that_album(tmp_path: Path) -> None:
    album = tmp_path / "Artist" / "Album"
    album.mkdir(parents=True)
    heard: queue.Queue[list[Path]] = queue.Queue()
    with FolderWatch(tmp_path, heard.put, quiet=0.1):
        (album / "01.flac").write_bytes(b"fLaC")
        (album / "02.flac").write_bytes(b"fLaC")
        assert heard.get(timeout=5) == [album]
        (album / "02.flac").unlink()
        assert heard.get(timeout=5) == [album]


def test_our_own_corner_and_reading_are_not_told(tmp_path: Path) -> None:
    drafts = tmp_path / ".trusttune"
    drafts.mkdir()
    song = tmp_path / "song.flac"
    song.write_bytes(b"fLaC")
    heard: queue.Queue[list[Path]] = queue.Queue()
    with FolderWatch(tmp_path, heard.put, quiet=0.1):
        (drafts / "draft.flac").write_bytes(b"fLaC")
        song.read_bytes()
        (tmp_path / "Other").mkdir()
        assert heard.get(timeout=5) == [tmp_path / "Other"]
        assert heard.empty()


def test_a_writer_who_never_rests_is_told_all_the_same(tmp_path: Path) -> None:
    heard: queue.Queue[list[Path]] = queue.Queue()
    with FolderWatch(tmp_path, heard.put, quiet=60.0, longest=0.3):
        (tmp_path / "a.flac").write_bytes(b"fLaC")
        assert heard.get(timeout=5) == [tmp_path]


def test_a_folder_that_is_not_there_cannot_be_watched(tmp_path: Path) -> None:
    with pytest.raises(UnwatchableError), FolderWatch(tmp_path / "gone", print):
        pass


def test_the_outermost_folders_stand_for_those_in_them() -> None:
    assert outermost([Path("/m/a/b"), Path("/m/a"), Path("/m/ab"), Path("/m/a/c")]) == [Path("/m/a"), Path("/m/ab")]


def test_a_network_share_is_known_by_its_mount(tmp_path: Path) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
        "40 22 0:50 / /mnt/my\\040nas rw - nfs4 nas:/music rw\n"
        "a line of nonsense\n"
    )
    assert file_system(Path("/mnt/my nas/Music"), mounts) == "nfs4"
    assert file_system(Path("/mnt/my"), mounts) == "ext4"
    assert file_system(Path("/srv"), tmp_path / "absent") == ""


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("valkey")
def test_an_import_during_a_scan_is_not_read_over(music: Path, arrived: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files stand there when the scan lists them, their rows when it comes to write."""
    tag(write_audio(arrived / "01 One.flac", seconds=0.2), title="One", artist="Ebb", album="Flow (my rip)")
    details = edition(["One"], title="Flow", artist="Ebb", lengths=[0.2])
    monkeypatch.setattr(filing, "SPARE_BYTES", 1 << 60)  # no room for a copy with tags of its own
    monkeypatch.setattr(filing, "can_clone", lambda *_arguments: False)
    services.import_finished(finished(arrived, details))
    assert Album.objects.get().placement == Placement.HARD_LINK
    looks: list[str] = []

    def nothing_yet(folder: str) -> dict[str, KnownFile]:
        looks.append(folder)
        return known_files(folder) if len(looks) > 1 else {}

    monkeypatch.setattr(scanning, "known_files", nothing_yet)
    ScannedFolder.objects.all().delete()
    Import.objects.update(finished_at=timezone.now() + timedelta(minutes=1))
    scanning.scan()
    assert [album.title for album in Album.objects.all()] == ["Flow"]
    assert [track.title for track in Track.objects.all()] == ["One"]
