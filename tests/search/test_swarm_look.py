"""Looking into what only its swarm can tell of, with a real reader and the sandbox's real swarm."""

from __future__ import annotations

import dataclasses
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from celery import current_app
from constance import config
from django.core.cache import cache

from apps.core.heartbeats import beat
from apps.downloads.dht_index.domain import SwarmFile, SwarmMetadata
from apps.downloads.dht_index.requests import fetch_metadata
from apps.downloads.dht_index.store import keep, recall
from apps.downloads.domain import SourceError
from apps.downloads.engine.dht_index import reader as readers
from apps.downloads.engine.dht_index.boot_step import reader_options
from apps.downloads.engine.dht_index.lookups import Wanted
from apps.downloads.engine.dht_index.reader import SwarmReader
from apps.downloads.engine.network.outlet import Outlet
from apps.downloads.models import SwarmTorrent
from apps.downloads.network.domain import NetworkWishes
from apps.search import pipeline, queries
from apps.search.copies import Copy
from apps.search.look_inside import ask_swarm
from apps.search.models import Search, SearchStatus
from apps.search.sources.dht import DhtIndex
from apps.search.sources.domain import Offer, SourceFailed, Terms
from apps.search.sources.registry import sources_to_ask
from tests.downloads.conftest import wait_until
from tests.sandbox.internet import Sandbox

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("valkey")]

FLAC = "marlow-vane/half-past-summer/flac"


@pytest.fixture
def idle_reader(tmp_path: Path) -> Iterator[SwarmReader]:
    """The torrents worker's reader, not started yet, with Celery's tasks run where they are sent."""
    reader = SwarmReader(dataclasses.replace(reader_options(), folder=tmp_path / "reader"))
    eager, current_app.conf.task_always_eager = current_app.conf.task_always_eager, True
    try:
        readers.running.reader = reader
        beat("torrents", "main")
        yield reader
    finally:
        current_app.conf.task_always_eager = eager
        cache.delete("heartbeat:torrents")
        readers.running.discard(reader)


@pytest.fixture
def reader(idle_reader: SwarmReader) -> Iterator[SwarmReader]:
    idle_reader.start()
    yield idle_reader
    idle_reader.stop(5.0)


async def test_a_swarm_tells_what_its_torrent_holds_and_nothing_is_downloaded(
    internet: Sandbox, reader: SwarmReader, tmp_path: Path
) -> None:
    shared = internet[FLAC]
    before = internet.seeder.status()["torrents"][shared.info_hash]["uploaded"]
    told = await fetch_metadata(shared.info_hash, trackers=internet.trackers, deadline=5.0)
    assert told.v1 == shared.info_hash
    assert told.size == shared.size
    assert sum(file.path.endswith(".flac") for file in told.files) == 8
    assert internet.seeder.status()["torrents"][shared.info_hash]["uploaded"] == before
    assert {path.name for path in tmp_path.glob("reader/*")} <= {"session", "crawl"}  # noqa: ASYNC240
    internet.fault("seeders", "drop")
    started = time.monotonic()
    assert await fetch_metadata(shared.info_hash, deadline=5.0) == told  # from the cache
    assert time.monotonic() - started < 1.0


async def test_a_v2_torrent_is_told_too(internet: Sandbox, reader: SwarmReader) -> None:
    shared = internet["thordis-kara/ljos/flac"]
    v2 = shared.metainfo.v2 or ""
    told = await fetch_metadata(v2[:40], v2=v2, trackers=internet.trackers, deadline=5.0)
    assert (told.v1, told.v2) == ("", v2)
    assert told.size == shared.size


def test_who_asks_before_the_keeper_has_found_the_way_out_is_answered(
    internet: Sandbox, idle_reader: SwarmReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks, asked, look = threading.Event(), threading.Event(), readers.look

    def slow_look(listen: str, wishes: NetworkWishes) -> Outlet:
        if threading.current_thread().name == "swarm-keeper":
            looks.set()
            asked.wait(5)
        return look(listen, wishes)

    monkeypatch.setattr(readers, "look", slow_look)
    idle_reader.start()
    try:
        assert looks.wait(5)
        info_hash = internet[FLAC].info_hash
        idle_reader.want(Wanted(info_hash, trackers=tuple(internet.trackers), is_for_person=True), 5.0)
        asked.set()
        wait_until(lambda: recall(info_hash) is not None)
    finally:
        idle_reader.stop(5.0)


async def test_a_swarm_without_anybody_costs_the_deadline_and_no_more(internet: Sandbox, reader: SwarmReader) -> None:
    started = time.monotonic()
    with pytest.raises(SourceError) as caught:
        await fetch_metadata("ab" * 20, trackers=internet.trackers, deadline=1.0)
    assert caught.value.code == "nobody_answered"
    assert time.monotonic() - started < 2.0


async def test_without_a_worker_it_is_known_at_once(internet: Sandbox) -> None:
    cache.delete("heartbeat:torrents")
    started = time.monotonic()
    with pytest.raises(SourceError) as caught:
        await fetch_metadata("cd" * 20, deadline=5.0)
    assert caught.value.code == "engine_away"
    assert time.monotonic() - started < 1.0


def test_a_magnet_alone_is_looked_into_during_the_search(internet: Sandbox, reader: SwarmReader) -> None:
    internet.fault("sandbox", "status:503")  # the indexer that has its .torrent
    search = Search.objects.create(query="Half Past Summer by Marlow Vane in flac", preferences={"ask": False})
    pipeline.run(search)
    search.refresh_from_db()
    assert search.status == SearchStatus.DONE
    result = next(
        each for each in queries.search_document(search)["results"] if each["info_hash"] == internet[FLAC].info_hash
    )
    assert (result["fit"]["matched"], result["fit"]["total"]) == (8, 8)
    assert "complete" in result["tags"]


async def test_a_torrent_that_turns_out_private_is_said_to_be(internet: Sandbox) -> None:
    await _keep(SwarmMetadata("ef" * 20, "ef" * 20, "", "Private", (SwarmFile("a.flac", 9),), is_private=True))
    copy = Copy(uuid.uuid4(), [Offer("here", "A - B", info_hash="ef" * 20, trackers=("udp://elsewhere:1",))])
    looked = await ask_swarm(copy, 1.0)
    ((copy_id, offer),) = looked.offers
    assert copy_id == copy.id
    assert offer.is_private


async def test_the_index_answers_a_search_like_any_other_source(settings: Any) -> None:
    files = (SwarmFile("01 Blau.flac", 30_000_000), SwarmFile("02 Grün.flac", 31_000_000))
    await _keep(SwarmMetadata("12" * 20, "12" * 20, "", "Ana Ferreira - Zwölf (1994) [FLAC]", files), in_index=True)
    await _keep(SwarmMetadata("34" * 20, "34" * 20, "", "Ana Ferreira - Only Looked Into", files))
    found = await DhtIndex().search(Terms("ana ferreira"))
    (offer,) = found.offers
    assert (offer.info_hash, offer.size, offer.source) == ("12" * 20, 61_000_000, "DHT")
    assert [file.path for file in offer.files] == ["01 Blau.flac", "02 Grün.flac"]
    assert (await DhtIndex().search(Terms("grun"))).offers == found.offers
    assert (await DhtIndex().search(Terms('"; DROP TABLE (* ana'))).offers == ()
    with pytest.raises(SourceFailed):
        await DhtIndex().try_out()
    settings.TORRENT_DHT = True
    assert "DHT" not in {asked.name for asked in await sync_to_async(sources_to_ask)()}
    await sync_to_async(setattr)(config, "DHT_INDEX", True)
    assert "DHT" in {asked.name for asked in await sync_to_async(sources_to_ask)()}
    assert "1 albums" in await DhtIndex().try_out()


async def _keep(metadata: SwarmMetadata, *, in_index: bool = False) -> None:
    await sync_to_async(keep)([metadata], in_index=in_index)
    assert await SwarmTorrent.objects.filter(info_hash=metadata.asked_hash).aexists()
