"""Tagging, renaming and undoing that are killed anywhere: no file lost, none half-written, disk and database agree."""

import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from apps.library import services
from apps.library.catalogue import register_catalogue
from apps.library.locks import library_lock
from apps.library.models import Album, AlbumChange, TagBlob, TagChange, Track
from apps.library.paths import in_music_folder
from apps.library.refiling.carrying_out import carry_out_changes
from apps.library.refiling.wishes import take_release
from apps.library.scanning.scan import scan
from apps.library.tagging.deltas import digest
from apps.library.tagging.rewriting import mend_changes
from apps.library.tagging.undoing import carry_out
from apps.library.tags.reader import read_files
from apps.library.tags.writing import write
from apps.library.trust.decoding import Decoding
from tests.library.albums import edition, write_audio
from tests.library.test_import_kills import die_at, in_child
from tests.library.test_refiling import Shelf

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("valkey")]

TITLES = ["One", "Two", "Three"]
RIGHT = edition(TITLES, title="Flow", artist="Ebb", lengths=[0.2, 0.25, 0.3])
SUFFIXES = [".flac", ".ogg", ".mp3"]


class Household:
    """An album of a person's own, as it stands before everything, and what must hold whatever was killed."""

    def __init__(self, music: Path, keep: Path) -> None:
        self.music, self.keep = music, keep
        for number, title in enumerate(TITLES):
            path = write_audio(keep / "mine" / f"t{number}{SUFFIXES[number]}", seconds=0.2 + number / 20)
            tags = {"title": (title,), "album": ("flow",), "artist": ("ebb",), "tracknumber": (str(number + 1),)}
            write(path, tags)
        self.before = sorted(digest(path) for path in (keep / "mine").iterdir())
        self.samples = sorted(_samples(path) for path in (keep / "mine").iterdir())

    def restore(self) -> None:
        """Back to the beginning."""
        for entry in self.music.iterdir():
            shutil.rmtree(entry)
        for model in (AlbumChange, TagChange, TagBlob, Album):
            model.objects.all().delete()
        shutil.copytree(self.keep / "mine", self.music / "mine")
        scan()
        take_release(Album.objects.get().pk, RIGHT.release_mbid)

    def work(self) -> None:
        """Become the release, then take the tags back."""
        carry_out_changes()
        services.undo_tags(Album.objects.get().pk)
        carry_out()

    def files(self) -> list[Path]:
        return sorted(p for p in self.music.rglob("*") if p.is_file() and ".trusttune" not in p.parts)

    def check_nothing_is_lost(self) -> None:
        """Right after the kill, before anything was mended: every file is there, whole, once."""
        files = {path.stat().st_ino: path for path in self.files()}
        assert sorted(_samples(path) for path in files.values()) == self.samples

    def check_after_start(self) -> None:
        """What the next start makes of it."""
        carry_out_changes()
        with library_lock():
            mend_changes()
        carry_out()
        files = self.files()
        assert sorted(_samples(path) for path in files) == self.samples
        assert {in_music_folder(track.file_path) for track in Track.objects.all()} == set(files)
        for track in Track.objects.all():
            assert in_music_folder(track.file_path).stat().st_size == track.size
        assert Album.objects.get().folder == "Ebb/1997 - Flow"
        assert not AlbumChange.objects.exclude(state=AlbumChange.State.DONE).exists()
        assert [path for path in (self.music / ".trusttune").rglob("*") if path.is_file()] == []
        for change in TagChange.objects.all():
            expected = change.before if change.state == TagChange.State.UNDONE else change.after
            assert digest(in_music_folder(change.file_path)) == expected
        if TagChange.objects.filter(state=TagChange.State.DONE).exists():
            assert all(
                not isinstance(read, str) and read.first("musicbrainz_albumid") for read in read_files(files).values()
            )
        assert scan().read == 0
        services.undo_tags(Album.objects.get().pk)
        carry_out()
        assert sorted(digest(path) for path in self.files()) == self.before


def _samples(path: Path) -> int:
    """How many samples the file gives when it is decoded to its end without an error: the tracks differ in length."""
    with Decoding(path) as decoding:
        for _block in decoding.blocks(lambda _frame: None):
            pass
        assert not decoding.errors, path
        return decoding.samples


@pytest.fixture
def household(music: Path, tmp_path: Path) -> Household:
    register_catalogue(Shelf(RIGHT))
    return Household(music, tmp_path / "keep")


def kill_at(household: Household, work: Callable[[], object], change: int) -> int:
    def until_killed() -> None:
        sys.addaudithook(die_at(change))
        work()

    _pid, status = os.waitpid(in_child(until_killed), 0)
    return os.waitstatus_to_exitcode(status)


@pytest.mark.parametrize("stride", [23, pytest.param(1, marks=[pytest.mark.soak, pytest.mark.timeout(3000)])])
def test_a_kill_before_a_change_of_the_file_system(household: Household, stride: int) -> None:
    for change in range(2, 2000, stride):
        household.restore()
        code = kill_at(household, household.work, change)
        household.check_nothing_is_lost()
        household.check_after_start()
        if code == 0:
            assert change > 40, "the hook saw too few changes to prove anything"
            return
    pytest.fail("the work never came to its end")


@pytest.mark.parametrize(
    ("kills", "seed"),
    [(3, 11), *(pytest.param(25, seed, marks=[pytest.mark.soak, pytest.mark.timeout(600)]) for seed in range(8))],
)
def test_kills_at_random_moments(household: Household, kills: int, seed: int) -> None:
    household.restore()
    started = time.monotonic()
    household.work()
    whole = time.monotonic() - started
    dice = random.Random(seed)
    for _kill in range(kills):
        household.restore()
        pid = in_child(household.work)
        time.sleep(dice.uniform(0.0, whole))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        household.check_nothing_is_lost()
        household.check_after_start()
