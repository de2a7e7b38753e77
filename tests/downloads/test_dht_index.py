"""The index of the music in the DHT, made from a real DHT of 30 nodes on loopback."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from constance import config

from apps.downloads.dht_index.finding import find_torrents
from apps.downloads.dht_index.statistics import index_statistics
from apps.downloads.dht_index.store import metadata_of
from apps.downloads.engine.dht_index.boot_step import reader_options
from apps.downloads.engine.dht_index.reader import SwarmReader
from apps.downloads.engine.dht_index.session import ReaderOptions
from apps.downloads.models import DhtIndexState, SwarmTorrent
from tests.downloads.conftest import wait_until
from tests.downloads.swarms import FILM, MUSIC, FleetProcess, torrent_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("valkey")]

ALBUMS = [torrent_of(f"Ana Ferreira - Volume {number} (1994) [FLAC]", MUSIC, seed=number) for number in range(40)]
FILMS = [torrent_of(f"A Film {number} (2001)", FILM, seed=number) for number in range(20)]
PRIVATE = torrent_of("Ana Ferreira - Members Only [FLAC]", MUSIC, private=True)


@pytest.fixture(scope="module")
def fleet() -> Iterator[FleetProcess]:
    with FleetProcess(30) as process:
        process.keep([data for _hash, data in [*ALBUMS, *FILMS, PRIVATE]])
        yield process


@pytest.fixture
def options(tmp_path: Path, fleet: FleetProcess) -> ReaderOptions:
    base: ReaderOptions = reader_options()
    session = dataclasses.replace(base.session, dht=True, dht_bootstrap=fleet.bootstrap, listen="127.0.0.1:0")
    return dataclasses.replace(base, folder=tmp_path / "reader", session=session)


@pytest.fixture
def start(options: ReaderOptions) -> Iterator[Callable[[], SwarmReader]]:
    started: list[SwarmReader] = []

    def begin() -> SwarmReader:
        started.append(SwarmReader(options))
        started[-1].start()
        return started[-1]

    yield begin
    for reader in started:
        reader.stop(5.0)


def indexed() -> int:
    return SwarmTorrent.objects.exclude(text="").count()


def test_it_finds_the_music_of_the_dht_and_nothing_else(
    start: Callable[[], SwarmReader], fleet: FleetProcess, tmp_path: Path
) -> None:
    config.DHT_INDEX, config.DHT_INDEX_PER_MINUTE = True, 60_000
    reader = start()
    wait_until(lambda: indexed() >= 34, within=60.0)
    names = set(SwarmTorrent.objects.values_list("name", flat=True))
    assert all(name.startswith("Ana Ferreira - Volume") for name in names)
    assert PRIVATE[0] not in set(SwarmTorrent.objects.values_list("info_hash", flat=True))
    (found,) = find_torrents("ána ferreira volume 7")
    assert found.info_hash == ALBUMS[7][0]
    told = metadata_of(found)
    assert {file.path: file.size for file in told.files} == MUSIC
    assert {row.name for row in find_torrents("Night Bus")} == names
    assert find_torrents("film") == []
    wait_until(lambda: index_statistics().music >= 34)
    figures = index_statistics()
    assert figures.is_running
    assert figures.nodes >= 20
    assert figures.sampled >= figures.looked_into >= figures.music
    reader.stop(5.0)
    assert not index_statistics().is_running
    assert fleet.uploaded() == 0
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and path.name not in ("session", "crawl")]


def test_it_is_off_until_switched_on_and_stops_when_switched_off(start: Callable[[], SwarmReader]) -> None:
    reader = start()
    wait_until(lambda: reader.switches.per_minute > 0)
    assert reader._open is None
    assert not DhtIndexState.objects.exists()
    config.DHT_INDEX, config.DHT_INDEX_PER_MINUTE = True, 120
    wait_until(lambda: indexed() > 0, within=30.0)
    config.DHT_INDEX = False
    wait_until(lambda: not reader.switches.is_on)
    wait_until(lambda: not DhtIndexState.objects.get().is_running)
    opened = reader._open
    assert opened is not None
    wait_until(lambda: opened.lookups.count(is_for_person=False) == 0, within=30.0)
    sampled = DhtIndexState.objects.get().sampled
    config.DHT_INDEX_PER_MINUTE = 60_000
    wait_until(lambda: reader.switches.per_minute == 60_000)
    assert DhtIndexState.objects.get().sampled == sampled


def test_what_it_knows_outlives_a_restart(start: Callable[[], SwarmReader], fleet: FleetProcess) -> None:
    config.DHT_INDEX, config.DHT_INDEX_PER_MINUTE = True, 60_000
    first = start()
    wait_until(lambda: indexed() >= 30, within=60.0)
    first.stop(5.0)
    before = DhtIndexState.objects.get()
    assert before.looked_into >= 30
    second = start()
    wait_until(lambda: DhtIndexState.objects.get().sampled > before.sampled, within=30.0)
    # What was looked into is not looked into again; it was only sighted once more.
    wait_until(lambda: SwarmTorrent.objects.filter(sightings__gt=1).exists(), within=30.0)
    second.stop(5.0)
    assert DhtIndexState.objects.get().music <= len(ALBUMS)


def test_the_rarest_goes_when_the_space_is_full(start: Callable[[], SwarmReader]) -> None:
    config.DHT_INDEX, config.DHT_INDEX_PER_MINUTE = True, 60_000
    reader = start()
    wait_until(lambda: indexed() >= 30, within=60.0)
    often = set(SwarmTorrent.objects.values_list("id", flat=True)[:5])
    SwarmTorrent.objects.filter(id__in=often).update(sightings=100)
    reader.stop(5.0)
    SwarmTorrent.objects.update(stored_bytes=100_000)
    config.DHT_INDEX_MEGABYTES = 1
    start()
    wait_until(lambda: SwarmTorrent.objects.count() <= 10)
    assert often <= set(SwarmTorrent.objects.values_list("id", flat=True))
    assert DhtIndexState.objects.get().evicted >= 20


@pytest.mark.soak
def test_a_thousand_torrents_on_sixty_nodes(options: ReaderOptions) -> None:
    """Prints the rates at which hashes are sampled and metadata read on this machine."""
    many = [torrent_of(f"Band {number} - Songs {number} [MP3]", MUSIC, seed=number) for number in range(1000)]
    config.DHT_INDEX, config.DHT_INDEX_PER_MINUTE = True, 600_000
    with FleetProcess(60) as large:
        large.keep([data for _hash, data in many])
        session = dataclasses.replace(options.session, dht_bootstrap=large.bootstrap)
        reader = SwarmReader(dataclasses.replace(options, session=session))
        started = time.monotonic()
        reader.start()
        try:
            wait_until(lambda: indexed() >= 500, within=150.0)
            seconds = time.monotonic() - started
        finally:
            reader.stop(5.0)
        state = DhtIndexState.objects.get()
        print(f"{state.nodes} nodes, {state.sampled} hashes sampled ({state.sampled / seconds:.0f}/s), ", end="")
        print(f"{state.music} read ({state.music / seconds:.0f}/s), {state.silent} silent, in {seconds:.1f} s")
        assert large.uploaded() == 0
