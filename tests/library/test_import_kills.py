"""An import that is killed anywhere leaves nothing half-done: the next one finishes it, and disk and database agree."""

import hashlib
import os
import random
import signal
import sys
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connections

from apps.library import services
from apps.library.domain import FinishedDownload, ImportedAlbum
from apps.library.models import Album, Import, Track
from apps.library.paths import in_music_folder
from apps.library.tags.reader import read_files
from tests.library.albums import edition, finished, picture, tag, write_audio

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("valkey")]

TITLES = ["One", "Two", "Three"]
# What Python tells about (sys.addaudithook) whenever the file system may change.
CHANGES = ("open", "os.rename", "os.link", "os.mkdir", "os.remove", "os.rmdir", "sqlite3.connect", "shutil.rmtree")


@pytest.fixture
def download(arrived: Path) -> FinishedDownload:
    for number, title in enumerate(TITLES, start=1):
        tag(write_audio(arrived / f"{number:02} {title}.flac", seconds=0.2), title=title, album="Flow", artist="Ebb")
    (arrived / "cover.jpg").write_bytes(picture(500))
    return finished(arrived, edition(TITLES, title="Flow", artist="Ebb", lengths=[0.2] * 3))


def in_child(work: Callable[[], object]) -> int:
    """Run `work` in a forked process; returns its id."""
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        try:
            work()
        finally:
            os._exit(0)
    return pid


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def check_all_is_well(download: FinishedDownload, music: Path, before: dict[str, str]) -> None:
    """What must hold after any kill, once the import was asked for again."""
    outcome = services.import_finished(download)
    assert isinstance(outcome, ImportedAlbum), outcome
    assert digests(download.folder) == before
    files = [path for path in music.rglob("*.flac") if ".trusttune" not in path.parts]
    assert sorted(path.name for path in files) == ["01 One.flac", "02 Two.flac", "03 Three.flac"]
    for path, read in read_files(files).items():
        assert not isinstance(read, str), (path, read)
        assert read.first("musicbrainz_albumid")
        assert read.pictures == 1
    assert {in_music_folder(track.file_path) for track in Track.objects.all()} == set(files)
    for track in Track.objects.all():
        assert in_music_folder(track.file_path).stat().st_size == track.size
    assert Album.objects.get().track_count == 3
    assert Import.objects.get().state == Import.State.DONE
    drafts = music / ".trusttune"
    assert [path for path in drafts.rglob("*") if path.is_file()] == []


def forget(music: Path) -> None:
    """Back to an empty library."""
    import shutil

    shutil.rmtree(music)
    music.mkdir()
    Import.objects.all().delete()
    Album.objects.all().delete()


def die_at(change: int) -> Callable[[str, tuple[object, ...]], None]:
    """An audit hook that ends the process at once before the file system changes for that time."""
    count = 0

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal count
        writing = event != "open" or (isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR))
        if event in CHANGES and writing:
            count += 1
            if count == change:
                os._exit(9)

    return hook


@pytest.mark.parametrize("stride", [5, pytest.param(1, marks=[pytest.mark.soak, pytest.mark.timeout(1200)])])
def test_a_kill_before_a_change_of_the_file_system(download: FinishedDownload, music: Path, stride: int) -> None:
    before = digests(download.folder)
    for change in range(2, 400, stride):

        def work(change: int = change) -> None:
            sys.addaudithook(die_at(change))
            services.import_finished(download)

        _pid, status = os.waitpid(in_child(work), 0)
        check_all_is_well(download, music, before)
        if os.waitstatus_to_exitcode(status) == 0:
            assert change > 20, "the hook saw too few changes to prove anything"
            return
        forget(music)
    pytest.fail("the import never came to its end")


@pytest.mark.parametrize("kills", [4, pytest.param(200, marks=[pytest.mark.soak, pytest.mark.timeout(1200)])])
def test_kills_at_random_moments(download: FinishedDownload, music: Path, kills: int) -> None:
    before = digests(download.folder)
    started = time.monotonic()
    check_all_is_well(download, music, before)
    whole = time.monotonic() - started
    dice = random.Random(7)
    for _kill in range(kills):
        forget(music)
        mine = replace(download, download_id=str(uuid.uuid4()))
        pid = in_child(lambda mine=mine: services.import_finished(mine))  # type: ignore[misc]
        time.sleep(dice.uniform(0.0, whole))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        check_all_is_well(mine, music, before)
