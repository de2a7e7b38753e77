"""A stop with many downloads is quick and whole; after one that was not, the checks begin with what is under way."""

from __future__ import annotations

import shutil
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from apps.downloads.engine import handlers
from apps.downloads.engine.alerts import Checked, Event
from apps.downloads.engine.engine import Engine
from apps.downloads.models import Download, TorrentMetainfo
from tests.downloads.albums import Album, make_album
from tests.downloads.conftest import EngineRoom, wait_until

MANY = 200


def add_row(room: EngineRoom, album: Album, **facts: object) -> Download:
    """A download whose files lie in its folder already, as its row and the .torrent tell."""
    values = {"node": "main", "info_hash": album.info_hash, "title": album.name, "status": "downloading"} | facts
    download = Download.objects.create(**values)
    folder = room.folder(download)
    Download.objects.filter(id=download.id).update(folder=str(folder))
    TorrentMetainfo.objects.create(download=download, data=album.torrent)
    folder.mkdir(parents=True)
    shutil.copytree(album.folder, folder / album.name)
    return download


def test_two_hundred_downloads_are_saved_in_time_and_trusted_afterwards(room: EngineRoom, tmp_path: Path) -> None:
    for number in range(MANY):
        album = make_album(tmp_path, f"Album {number}", tracks=1, track_bytes=20_000 + number)
        add_row(room, album)
    engine = room.start()
    wait_until(lambda: sum(each.has_arrived for each in list(engine.torrents.values())) == MANY, within=60)
    for each in list(engine.torrents.values()):
        each.handle.set_upload_limit(1_000_000)  # so that each has something new to be saved
    begun = time.monotonic()
    room.stop()
    taken = time.monotonic() - begun
    print(f"{MANY} downloads saved in {taken:.2f} s")
    assert taken < 7.0
    assert len(list((tmp_path / "engine" / "resume").iterdir())) == MANY
    engine = room.start()
    wait_until(lambda: len(engine.torrents) == MANY, within=20)
    assert not any(each.is_checking_all for each in engine.torrents.values()), "nothing is checked after a clean stop"


def test_after_an_unclean_stop_what_is_under_way_is_checked_first_and_one_at_a_time(
    room: EngineRoom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long_ago = timezone.now() - timedelta(days=9)
    arrived = {"status": "seeding", "organised_at": long_ago, "started_at": long_ago}
    for number in range(4):
        add_row(room, make_album(tmp_path, f"Old {number}", tracks=1, track_bytes=3_000_000 + number), **arrived)
    first = add_row(room, make_album(tmp_path, "New", tracks=1, track_bytes=3_100_000))
    room.start()
    wait_until(lambda: all_checked(room, 5), within=20)
    room.stop()
    (tmp_path / "engine" / "clean.json").unlink()

    order: list[str] = []
    usual = handlers.HANDLERS[Checked]

    def note(engine: Engine, event: Event) -> None:
        order.append(event.download_id)
        usual(engine, event)

    monkeypatch.setitem(handlers.HANDLERS, Checked, note)
    engine = room.start()
    assert engine.session.get_settings()["active_checking"] == 1
    wait_until(lambda: len(order) == 5, within=20)
    assert order[0] == str(first.id), "what is under way comes first"
    assert len(set(order)) == 5, "the finished ones are checked too"


def all_checked(room: EngineRoom, count: int) -> bool:
    engine = room.engine
    assert engine is not None
    found = engine.torrents.values()
    return len(found) == count and not any(each.is_checking_all or each.progress is None for each in found)
