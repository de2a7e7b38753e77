"""Counting swarms at real trackers on loopback: what they tell, and what they withstand."""

from __future__ import annotations

import asyncio
import socket
import struct
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch

import pytest

from apps.search import pipeline, queries
from apps.search.copies import Copy, Merge
from apps.search.models import Search
from apps.search.sources.domain import Offer
from apps.search.swarms import counting, udp
from apps.search.swarms.counting import Counted, Counting, Questions
from apps.search.swarms.domain import ScrapeFailed, SwarmCount
from apps.search.swarms.http import scrape_address, scrape_http
from apps.search.swarms.udp import scrape_udp
from tests.sandbox.internet import Sandbox
from tests.sandbox.servers.tracker import HttpTracker, Swarms, UdpTracker

HASHES = [f"{number:040x}" for number in range(1, 181)]


class Trackers:
    """An HTTP and a UDP tracker over the same swarms: the nth hash has n seeders and one leecher."""

    def __init__(self) -> None:
        swarms = Swarms(claims={bytes.fromhex(each): (n, 1) for n, each in enumerate(HASHES, start=1)})
        self.http, self.udp = HttpTracker(swarms=swarms), UdpTracker(swarms)

    @property
    def urls(self) -> tuple[str, str]:
        return self.http.announce_url, self.udp.announce_url


@pytest.fixture
def trackers() -> Iterator[Trackers]:
    both = Trackers()
    both.http.start()
    both.udp.start()
    yield both
    both.udp.stop()
    both.http.stop()


async def failure(scrape: Any, tracker: str, deadline: float = 0.5) -> str:
    with pytest.raises(ScrapeFailed) as caught:
        await scrape(tracker, HASHES[:2], deadline)
    assert tracker not in str(caught.value)  # the address of a private tracker holds a key
    return caught.value.code


async def test_one_question_counts_many_swarms(trackers: Trackers) -> None:
    for scrape, tracker, most in ((scrape_udp, trackers.urls[1], 74), (scrape_http, trackers.urls[0], 50)):
        counts = await scrape(tracker, HASHES[:most], 2.0)
        assert counts == {each: SwarmCount(n, 1) for n, each in enumerate(HASHES[:most], start=1)}
    assert len([r for r in trackers.http.requests if r.path == "/scrape"]) == 1


async def test_more_swarms_than_one_question_holds_are_all_counted(trackers: Trackers) -> None:
    counted = await Counting(dict.fromkeys(trackers.urls, HASHES), 2.0).whole()
    for url in trackers.urls:
        counts = {h: c.seeders for told in counted.told if told.tracker == url for h, c in told.counts.items()}
        assert counts == {each: n for n, each in enumerate(HASHES, start=1)}


async def test_a_silent_tracker_costs_no_more_than_its_time_and_nobody_else_s(trackers: Trackers) -> None:
    trackers.udp.fault = "hang"
    asking = Counting(dict.fromkeys(trackers.urls, HASHES[:3]), 1.0)
    started = time.monotonic()
    first = await asking.first()
    assert [told.tracker for told in first.told] == [trackers.http.announce_url]
    whole = await asking.whole()
    assert time.monotonic() - started < 1.5
    assert {told.tracker: len(told.counts) for told in whole.told} == dict(zip(trackers.urls, (3, 0), strict=True))


async def test_a_cancelled_round_leaves_no_question_behind(trackers: Trackers) -> None:
    trackers.udp.fault = "hang"
    asking = Counting({trackers.udp.announce_url: HASHES[:3]}, 2.0)
    whole = asyncio.create_task(asking.whole())
    await asyncio.sleep(0)
    whole.cancel()
    await asyncio.gather(whole, return_exceptions=True)
    await asyncio.sleep(0)
    assert all(task.done() for task in asking._tasks)


@pytest.mark.parametrize(
    "mode",
    ["hang", "drip:100", "garbage", "status:503", "html", "huge", "truncated", "bomb", "gzip-bomb", "redirect", "drop"],
)
async def test_a_broken_http_tracker_is_told_by_name(trackers: Trackers, mode: str) -> None:
    trackers.http.fault = mode
    code = await failure(scrape_http, trackers.http.announce_url)
    slow = mode in ("hang", "drip:100")
    assert code in ({"timeout"} if slow else {"malformed", "refused", "unreachable", "timeout"})


async def test_garbage_over_udp_is_no_answer(trackers: Trackers) -> None:
    trackers.udp.fault = "garbage"
    assert await failure(scrape_udp, trackers.udp.announce_url) == "timeout"


async def test_nobody_listening_over_udp_is_known_at_once() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as gone:
        gone.bind(("127.0.0.1", 0))
        port = gone.getsockname()[1]
    started = time.monotonic()
    assert await failure(scrape_udp, f"udp://127.0.0.1:{port}/announce", 3.0) == "unreachable"
    assert time.monotonic() - started < 2.0


class OddTracker(asyncio.DatagramProtocol):
    """A UDP tracker whose answers are whatever `answer` makes of a question."""

    def __init__(self, answer: Callable[[int, bytes], bytes]) -> None:
        self.answer, self.asked = answer, 0

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self.asked += 1
        self.transport.sendto(self.answer(struct.unpack_from("!I", data, 8)[0], data[12:16]), addr)


async def odd_tracker(answer: Callable[[int, bytes], bytes]) -> tuple[OddTracker, str]:
    loop = asyncio.get_running_loop()
    transport, protocol = await loop.create_datagram_endpoint(lambda: OddTracker(answer), ("127.0.0.1", 0))
    return protocol, f"udp://127.0.0.1:{transport.get_extra_info('sockname')[1]}"


def proper(action: int, transaction: bytes, body: bytes) -> bytes:
    return struct.pack("!I", action) + transaction + (b"\0" * 8 if action == 0 else body)


async def test_an_answer_to_another_question_is_not_taken() -> None:
    _tracker, url = await odd_tracker(lambda action, _t: proper(action, b"\0\0\0\0", b"\0" * 24))
    assert await failure(scrape_udp, url) == "timeout"


async def test_a_short_answer_is_not_taken() -> None:
    _tracker, url = await odd_tracker(lambda action, t: proper(action, t, b"\0" * 12))
    assert await failure(scrape_udp, url) == "timeout"


async def test_a_refusal_is_heard() -> None:
    _tracker, url = await odd_tracker(lambda _a, t: struct.pack("!I", 3) + t + b"go away")
    assert await failure(scrape_udp, url) == "refused"


async def test_impossible_numbers_are_left_out() -> None:
    body = struct.pack("!IIIIII", 2**32 - 1, 0, 3, 7, 0, 1)
    _tracker, url = await odd_tracker(lambda action, t: proper(action, t, body))
    assert await scrape_udp(url, HASHES[:2], 1.0) == {HASHES[1]: SwarmCount(7, 1)}


async def test_a_lost_datagram_is_sent_again() -> None:
    answers = iter([b"lost"])
    tracker, url = await odd_tracker(lambda a, t: next(answers, None) or proper(a, t, struct.pack("!III", 5, 0, 2) * 2))
    with patch.object(udp, "ASK_AGAIN_SECONDS", 0.1):
        assert (await scrape_udp(url, HASHES[:2], 2.0))[HASHES[0]] == SwarmCount(5, 2)
    assert tracker.asked == 3


@pytest.mark.parametrize(
    ("announce", "scrape"),
    [
        ("http://a.example/announce", "http://a.example/scrape"),
        ("https://a.example:8443/x/announce.php?passkey=1", "https://a.example:8443/x/scrape.php?passkey=1"),
        ("http://a.example/announce/key", None),
        ("http://192.168.1.1/reboot?x=announce", None),
        ("http://[oops/announce", None),
        ("file:///announce", None),
    ],
)
def test_only_what_follows_the_convention_is_asked(announce: str, scrape: str | None) -> None:
    if scrape is not None:
        assert scrape_address(announce) == scrape
        return
    with pytest.raises(ScrapeFailed):
        scrape_address(announce)


def copy_of(info_hash: str, *trackers: str, is_private: bool = False) -> Copy:
    offer = Offer("here", "A - B", info_hash=info_hash, trackers=trackers, is_private=is_private)
    return Copy(uuid.uuid4(), [offer])


def test_no_pair_is_asked_twice_and_no_tracker_hears_of_torrents_that_do_not_name_it() -> None:
    questions = Questions()
    public, private = (
        copy_of(HASHES[0], "udp://a:1", "http://b/announce"),
        copy_of(HASHES[1], "http://own/announce", is_private=True),
    )
    private.offers.append(Offer("elsewhere", "A - B", info_hash=HASHES[1], trackers=("udp://a:1",)))
    wanted = questions.about([public, private])
    assert wanted == {"udp://a:1": HASHES[:1], "http://b/announce": HASHES[:1], "http://own/announce": [HASHES[1]]}
    assert questions.about([public, private]) == {}
    assert questions.about([copy_of(HASHES[2], "udp://a:1", "wss://c/announce")]) == {"udp://a:1": [HASHES[2]]}


def test_the_trackers_asked_are_bounded() -> None:
    copies = [
        copy_of(HASHES[0], "udp://many:1"),
        *(copy_of(HASHES[n], "udp://many:1", f"udp://{n}:1") for n in range(1, 60)),
    ]
    wanted = Questions().about(copies)
    assert len(wanted) == counting.MOST_TRACKERS
    assert len(wanted["udp://many:1"]) == 60


def test_what_a_tracker_tells_belongs_to_its_copy_whichever_hash_it_knows() -> None:
    merge = Merge(uuid.uuid4())
    merge.add([Offer("a", "A - B", info_hash=HASHES[0]), Offer("a", "C - D", info_hash_v2=HASHES[1] + "f" * 24)])
    merge.count("udp://a:1", {HASHES[0]: SwarmCount(1, 0), HASHES[1]: SwarmCount(2, 0), HASHES[2]: SwarmCount(9, 9)})
    merge.count("udp://b:1", {HASHES[0]: SwarmCount(4, 1)})
    assert [copy.counted for copy in merge.copies.values()] == [SwarmCount(4, 1), SwarmCount(2, 0)]


@pytest.mark.django_db
@pytest.mark.usefixtures("valkey")
def test_a_claim_of_three_hundred_seeders_is_found_out(internet: Sandbox) -> None:
    search = Search.objects.create(
        query="Atlas of Small Hours by The Ninth Meridian in flac", preferences={"ask": False}
    )
    pipeline.run(search)
    search.refresh_from_db()
    results = {each["info_hash"]: each for each in queries.search_document(search)["results"]}
    dead = results[internet["the-ninth-meridian/atlas-of-small-hours/dead"].info_hash]
    assert dead["seeders"] == 0
    assert any("300 seeders are claimed" in warning for warning in dead["warnings"])
    assert "fast" not in dead["tags"]


@pytest.mark.django_db
@pytest.mark.usefixtures("valkey")
def test_silent_trackers_leave_the_claims_in_force(internet: Sandbox) -> None:
    internet.fault("tracker", "hang")
    search = Search.objects.create(
        query="Atlas of Small Hours by The Ninth Meridian in flac", preferences={"ask": False}
    )
    started = time.monotonic()
    pipeline.run(search)
    assert time.monotonic() - started < pipeline.DEADLINE + 0.5
    dead = internet["the-ninth-meridian/atlas-of-small-hours/dead"].info_hash
    assert search.results.get(info_hash=dead).seeders == 300


async def test_a_round_about_nothing_ends_at_once() -> None:
    assert await Counting({}, 1.0).whole() == Counted(())
