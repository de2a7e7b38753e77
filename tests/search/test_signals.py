"""What people say about pressings: off until it is switched on, asked once, and never in the way of a search."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from constance import config
from django.core.cache import cache

from apps.search import pipeline, queries
from apps.search.models import Search
from apps.search.ranking.domain import Facts, Wish
from apps.search.ranking.ledger import account
from apps.search.signals import hearsay
from apps.search.signals.domain import hearsay_about
from apps.search.signals.reading import Post, remarks_in
from tests.sandbox.internet import Sandbox
from tests.search.servers import Asked, Reply, Server

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("valkey")]
NAMES = ("Marlow Vane", "Half Past Summer")
PRAISED = "Marlow Vane - Half Past Summer, which one? The FLAC is fine. The CD is the best. Avoid the 2026 remaster!"


@pytest.fixture(autouse=True)
def _forget() -> None:
    cache.clear()


def listing(*posts: dict[str, object]) -> bytes:
    return json.dumps(
        {"kind": "Listing", "data": {"children": [{"kind": "t3", "data": post} for post in posts]}}
    ).encode()


def post(text: str = PRAISED, **values: object) -> dict[str, object]:
    return {"title": "Which pressing?", "selftext": text, "subreddit": "audiophile", "score": 400, **values}


def searched() -> dict[str, Any]:
    search = Search.objects.create(query="Half Past Summer by Marlow Vane", preferences={"ask": False})
    pipeline.run(search)
    search.refresh_from_db()
    return queries.search_document(search)


def line(document: dict[str, Any]) -> dict[str, Any] | None:
    return next((each for each in document["sources"] if each["name"] == "Reddit"), None)


def test_nobody_is_asked_until_it_is_switched_on(internet: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    with Server(lambda _asked: Reply(listing(post()))) as server:
        monkeypatch.setattr(hearsay, "PUBLIC_URL", server.url)
        assert line(searched()) is None
        assert server.asked == []
        config.REDDIT_SIGNALS = True
        try:
            assert (line(searched()) or {})["status"] == "ok"
            assert (line(searched()) or {})["status"] == "cached"
        finally:
            config.REDDIT_SIGNALS = False
        assert len(server.asked) == 1
        asked = server.asked[0]
    assert asked.path == "/search.json"
    assert '"Marlow Vane" "Half Past Summer"' in asked.query["q"]
    assert "TrustTune" in asked.headers["User-Agent"]


def test_what_is_said_stands_in_the_ledger(internet: Sandbox, settings: Any) -> None:
    with Server(lambda _asked: Reply(listing(post()))) as server:
        settings.REDDIT_URL = server.url
        found = Search.objects.get(id=searched()["search_id"])
    told = {
        row.title: component
        for row in found.results.all()
        for component in row.ledger["components"]
        if component["name"] == "signals"
    }
    praised = [each for each in told.values() if any(x["code"] == "hearsay" for x in each["lines"])]
    assert praised
    assert any("people on Reddit praise the CD (r/audiophile, 400 points)" in str(each) for each in praised)


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (lambda _asked: Reply(hang=True), "timeout"),
        (lambda _asked: Reply(b"<html>Blocked</html>"), "malformed"),
        (lambda _asked: Reply(b'{"data": {"children": "all of them"}}'), "malformed"),
        (lambda _asked: Reply(b"[" * 200_000), "malformed"),
        (lambda _asked: Reply(b"x" * (3 << 20)), "too_large"),
        (lambda _asked: Reply(b"", 429, {"Retry-After": "120"}), "status"),
        (lambda _asked: Reply(b"", 302, {"Location": "http://127.0.0.1:1/elsewhere"}), "redirect"),
    ],
)
def test_one_that_hangs_or_lies_costs_only_itself(
    internet: Sandbox, settings: Any, reply: Callable[[Asked], Reply], code: str
) -> None:
    with Server(reply) as server:
        settings.REDDIT_URL = server.url
        started = time.monotonic()
        document = searched()
        assert time.monotonic() - started < pipeline.DEADLINE
        assert document["results"]
        failed = line(document)
        assert failed is not None
        assert (failed["status"], failed["error"]["code"]) == ("timeout" if code == "timeout" else "failed", code)
        again = line(searched())
        assert again is not None
        assert (again["status"], again["error"]["code"]) == ("skipped", "resting")
        assert len(server.asked) == 1


def test_one_that_is_not_there_costs_only_itself(internet: Sandbox, settings: Any) -> None:
    settings.REDDIT_URL = "http://127.0.0.1:9"
    document = searched()
    assert document["results"]
    assert (line(document) or {})["error"]["code"] == "unreachable"


def test_posts_of_strange_shapes_are_left_out(internet: Sandbox, settings: Any) -> None:
    odd = [{"title": 7, "selftext": None, "score": "many"}, {}, post(score=True), post(subreddit=["x"])]
    with Server(lambda _asked: Reply(listing(*odd))) as server:
        settings.REDDIT_URL = server.url
        assert (line(searched()) or {})["status"] == "ok"


COPY = Facts(
    id="x", artist=NAMES[0], album=NAMES[1], title="Marlow Vane - Half Past Summer (2025) [CD FLAC]", year=2025
)


@pytest.mark.parametrize(
    ("said", "copy", "tone"),
    [
        ("The CD is the best", {"medium": "CD"}, 1),
        ("The CD is the best", {"medium": "VINYL"}, None),
        ("the vinyl isn't great", {"medium": "VINYL"}, -1),
        ("Nothing wrong here. Avoid the 2011 remaster", {"edition_year": 2011, "remaster": True}, -1),
        ("Avoid the 2011 remaster", {"remaster": True, "edition_year": 1997}, None),
        ("The original is better", {"remaster": False}, 1),
        ("The original is better", {"remaster": True}, None),
        ("I prefer the MoFi", {"edition": "MFSL UDCD 523"}, 1),
        ("CD or vinyl, which is the best?", {"medium": "CD"}, None),
        ("It came out in 2025", {"year": 2025}, None),
    ],
)
def test_a_remark_is_about_a_kind_of_copy_and_judges_it(said: str, copy: dict[str, Any], tone: int | None) -> None:
    remarks = remarks_in([Post("Marlow Vane: Half Past Summer", said, "vinyl", 5000)], *NAMES)
    told = hearsay_about(Facts(**{**{name: getattr(COPY, name) for name in ("id", "title", "year")}, **copy}), remarks)
    assert (told and (told[0] > 0) - (told[0] < 0)) == tone


def test_the_post_that_is_quoted_is_of_the_opinion_that_prevails() -> None:
    posts = [
        Post("Marlow Vane: Half Past Summer", "The CD is the best", "vinyl", 900),
        Post("Marlow Vane: Half Past Summer", "I love the CD", "audiophile", 400),
        Post("Marlow Vane: Half Past Summer", "Avoid the CD", "music", 900),
    ]
    told = hearsay_about(Facts(id="x", title=COPY.title, medium="CD"), remarks_in(posts, *NAMES))
    assert told is not None and told[0] > 0
    assert told[1] == "people on Reddit praise the CD (r/vinyl, 900 points)"


def test_a_post_about_another_album_says_nothing() -> None:
    assert not remarks_in([Post("Marlow Vane", "The CD is the best", "vinyl", 10)], *NAMES)


def test_signals_stay_within_their_component() -> None:
    for tone in (-1.0, 0.0, 1.0):
        for grabs in (None, 0, 10**6):
            ledger = account(Facts(id="x", grabs=grabs, hearsay=tone, hearsay_words="so they say"), Wish())
            assert 0 <= ledger.value("signals") <= 100


def test_the_remark_that_is_quoted_is_one_that_agrees() -> None:
    said = (("The CD is great", 3000), ("The CD is the best", 2000), ("The CD is awful", 9000))
    remarks = remarks_in([Post("Marlow Vane: Half Past Summer", text, "vinyl", score) for text, score in said], *NAMES)
    told = hearsay_about(replace(COPY, medium="CD"), remarks)
    assert told is not None
    assert told[1] == "people on Reddit praise the CD (r/vinyl, 3000 points)"


async def test_a_search_that_was_short_of_time_lets_nobody_rest(settings: Any) -> None:
    with Server(lambda _asked: Reply(hang=True)) as server:
        settings.REDDIT_URL = server.url
        for _again in range(2):
            heard = await hearsay.ask_around(*NAMES, 0.1)
            assert heard is not None
            assert heard.status == "timeout"
