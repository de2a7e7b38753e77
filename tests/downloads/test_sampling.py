"""Whom the DHT's crawl asks and when, what it takes for met, and what it judges to be music."""

from __future__ import annotations

import dataclasses
import random

import pytest

from apps.downloads.dht_index.domain import SwarmFile, SwarmMetadata
from apps.downloads.engine.dht_index.sampling import SHORTEST_INTERVAL, Sampler
from apps.downloads.engine.dht_index.seen import MOST_IN_ONE, Seen
from apps.downloads.engine.dht_index.session import ReaderOptions
from tests.downloads.conftest import EngineRoom

NODES = [(f"10.0.0.{n}", 1000 + n) for n in range(1, 31)]


def sampler(rate: float = 10.0) -> Sampler:
    made = Sampler(lambda _endpoint: True, rate)
    made.meet(NODES)
    return made


def test_no_more_nodes_are_asked_than_the_rate_allows() -> None:
    made = sampler(rate=5.0)
    assert len(made.due(100.0)) == 5
    assert made.due(100.0) == []
    assert len(made.due(101.0)) == 5
    assert len(made.due(500.0)) == 5  # what was not used is not saved up


def test_a_node_is_left_alone_for_its_interval() -> None:
    made = sampler(rate=100.0)
    asked = made.due(0.0) + made.due(1.0)
    assert asked == NODES
    made.answered(NODES[0], 300.0, 1.0, keeps_any=True)
    made.answered(NODES[1], 0.0, 1.0, keeps_any=True)
    made.answered(NODES[2], 1.0, 1.0, keeps_any=False)
    made.meet(NODES)
    assert made.due(30.0) == []
    assert made.due(2.0 + SHORTEST_INTERVAL) == [NODES[1]]
    assert made.due(302.0) == [NODES[0]]


def test_addresses_that_may_not_be_met_are_never_asked() -> None:
    made = Sampler(lambda endpoint: endpoint[1] != 1001, 100.0)
    made.meet(NODES)
    assert NODES[0] not in made.due(10.0)


def test_what_was_met_is_known_and_little_else() -> None:
    source = random.Random(1)
    met, others = ([source.randbytes(20).hex() for _ in range(5000)] for _ in range(2))
    seen = Seen()
    for each in met:
        seen.add(each)
    assert all(each in seen for each in met)
    assert sum(each in seen for each in others) < 10
    again = Seen(seen.state)
    assert all(each in again for each in met)
    assert met[0] not in Seen((b"broken", b"", 3))


def test_the_oldest_are_forgotten_and_the_size_stays() -> None:
    seen = Seen()
    seen.add("ab" * 20)
    newer, older, _count = seen.state
    full = Seen((newer, older, MOST_IN_ONE))
    full.add("cd" * 20)
    assert "ab" * 20 in full
    newer, older, _count = full.state
    fuller = Seen((newer, older, MOST_IN_ONE))
    fuller.add("ef" * 20)
    assert "ab" * 20 not in fuller
    assert "cd" * 20 in fuller


@pytest.mark.parametrize(
    ("files", "is_music"),
    [
        ({"01.flac": 30_000_000, "cover.jpg": 2_000_000}, True),
        ({"CD1/01.mp3": 9_000_000, "scans.pdf": 3_000_000}, True),
        ({"film.mkv": 900_000_000, "score.mp3": 9_000_000}, False),
        ({"song.mp3.exe": 9_000_000}, False),
        ({"album.rar": 90_000_000}, False),
        ({"01.flac": 0}, False),
        ({}, False),
    ],
)
def test_music_is_told_by_the_file_list(files: dict[str, int], is_music: bool) -> None:
    listed = tuple(SwarmFile(path, size) for path, size in files.items())
    assert SwarmMetadata("ab" * 20, "ab" * 20, "", "A name", listed).is_music is is_music


@pytest.mark.parametrize(
    ("listen", "endpoint", "may"),
    [
        ("0.0.0.0:6881,[::]:6881", ("1.2.3.4", 6881), True),
        ("0.0.0.0:6881", ("192.168.1.1", 80), False),
        ("0.0.0.0:6881", ("127.0.0.1", 8765), False),
        ("0.0.0.0:6881", ("1.2.3.4", 0), False),
        ("0.0.0.0:6881", ("fe80::1%eth0", 80), False),
        ("0.0.0.0:6881", ("not an address", 80), False),
        ("127.0.0.1:0", ("127.9.9.9", 80), True),
        ("127.0.0.1:0", ("1.2.3.4", 80), False),
    ],
)
def test_strangers_cannot_name_the_home_network(
    listen: str, endpoint: tuple[str, int], may: bool, room: EngineRoom
) -> None:
    options = room.options()
    session = dataclasses.replace(options.session, listen=listen)
    assert ReaderOptions("main", room.base, session).may_meet(endpoint) is may
