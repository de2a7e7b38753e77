"""A real engine in this process, on the test database and a real Valkey, and a seeder in a process of its own."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings

from apps.downloads.domain import Source, TorrentSource
from apps.downloads.engine.boot_step import options_from_settings
from apps.downloads.engine.engine import Engine, EngineOptions
from apps.downloads.engine.torrent import Torrent
from apps.downloads.models import Download
from apps.downloads.services import start_download
from tests.downloads.albums import Album
from tests.sandbox.swarm import SeederProcess


class EngineRoom:
    """Starts, stops and kills engines over one data folder, and watches the rows that they write."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self.engine: Engine | None = None
        self.introduced: dict[str, tuple[tuple[str, int], object]] = {}

    def options(self) -> EngineOptions:
        options: EngineOptions = options_from_settings()
        return dataclasses.replace(options, folder=self.base / "engine", incomplete=self.base / "incomplete")

    def start(self, **changes: object) -> Engine:
        self.engine = Engine(dataclasses.replace(self.options(), **changes))  # type: ignore[arg-type]
        self.engine.start()
        return self.engine

    def stop(self) -> None:
        engine, self.engine = self.engine, None
        if engine is not None:
            engine.stop(7.0)

    def begin(self, source: Source, **options: object) -> Download:
        """Start a download and have the engine look at it, as the worker's task does."""
        download, _created = start_download(source, **options)  # type: ignore[arg-type]
        self.sync(download)
        return download

    def fetched(self, album: Album, seeder: SeederProcess) -> Download:
        """Start an engine and have it fetch the album from the seeder; all of it is here, and waits for the library."""
        seeder.add(album.torrent_file, album.folder.parent)
        self.start()
        download = self.begin(TorrentSource(album.torrent))
        self.meet(download, seeder.address)
        return self.wait_for(download, "verifying")

    def sync(self, download: Download) -> None:
        assert self.engine is not None
        self.engine.sync(str(download.id))

    def torrent(self, download: Download) -> Torrent:
        """The engine's torrent, once it is in the session."""
        engine = self.engine
        assert engine is not None
        name = str(download.id)
        wait_until(lambda: name in engine.torrents and engine.torrents[name].handle is not None)
        return engine.torrents[name]

    def meet(self, download: Download, address: tuple[str, int]) -> None:
        """Introduce a peer, as a tracker would: each time that the torrent enters the session, as a check makes it do.

        One that leaves because nothing is left to fetch is not known any more when a refused file makes more wanted.
        """
        torrent = self.torrent(download)
        self._introduce(torrent, address)

    def _introduce(self, torrent: Torrent, address: tuple[str, int]) -> None:
        assert self.engine is not None
        handle = torrent.handle
        self.introduced[torrent.download_id] = (address, handle)
        self.engine.post(lambda: handle.connect_peer(address) if torrent.handle is handle else None)

    def _introduce_again(self) -> None:
        for name, (address, handle) in list(self.introduced.items()):
            torrent = self.engine.torrents.get(name) if self.engine else None
            if torrent is not None and torrent.handle is not None and torrent.handle is not handle:
                self._introduce(torrent, address)

    def wait(self, download: Download, until: Callable[[Download], bool], within: float = 20.0) -> Download:
        """The row once `until` holds for it."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            row = Download.objects.get(id=download.id)
            if until(row):
                return row
            self._introduce_again()
            time.sleep(0.03)
        row = Download.objects.get(id=download.id)
        pytest.fail(f"it stayed {row.status} {row.done_bytes}/{row.size_bytes} {row.error_code} {row.error_message}")

    def wait_for(self, download: Download, *statuses: str, within: float = 20.0) -> Download:
        return self.wait(download, lambda row: row.status in statuses, within)

    def folder(self, download: Download) -> Path:
        return self.base / "incomplete" / str(download.id)


def wait_until(condition: Callable[[], bool], within: float = 10.0) -> None:
    """Until `condition` holds; fails when it does not in time."""
    deadline = time.monotonic() + within
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail("what was waited for did not come")
        time.sleep(0.02)


@pytest.fixture
def room(tmp_path: Path, transactional_db: None, valkey: str, settings: LazySettings) -> Iterator[EngineRoom]:
    settings.INCOMPLETE_DIR = tmp_path / "incomplete"
    room = EngineRoom(tmp_path)
    yield room
    room.stop()


@pytest.fixture
def seeder() -> Iterator[SeederProcess]:
    with SeederProcess() as process:
        yield process


@pytest.fixture(scope="session")
def _seeder_of_many_tests() -> Iterator[SeederProcess]:
    with SeederProcess() as process:
        yield process


@pytest.fixture
def shared_seeder(_seeder_of_many_tests: SeederProcess) -> Iterator[SeederProcess]:
    """A seeder without torrents; the process outlives the test, which saves its start."""
    yield _seeder_of_many_tests
    for info_hash in _seeder_of_many_tests.status()["torrents"]:
        _seeder_of_many_tests.remove(info_hash)


def same_files(download_folder: Path, album: Album, *names: str) -> bool:
    """Whether the files lie below the download's folder with the right bytes."""
    return all((download_folder / album.name / name).read_bytes() == album.bytes_of(name) for name in names)
