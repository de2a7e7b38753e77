"""Asking a Torznab indexer over HTTP: what is asked, and what it withstands."""

import time
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from apps.search.sources.caps import Caps
from apps.search.sources.domain import SourceFailed, Terms
from apps.search.sources.torznab import Torznab, fetch_torrent
from tests.search.servers import Asked, Reply, Server

KEY = "0123456789abcdefSECRET"
ITEM = b"<item><title>A - B [FLAC]</title><link>http://127.0.0.1/1.torrent</link></item>"
FEED = b"<rss><channel>" + ITEM + b"</channel></rss>"
EMPTY = b"<rss><channel></channel></rss>"
TERMS = Terms("Radiohead OK Computer", artist="Radiohead", album="OK Computer")


def caps(music: str = "q,artist,album", *, text: str = "yes") -> bytes:
    search = f'<music-search available="{"yes" if music else "no"}" supportedParams="{music}"/>'
    listed = '<categories><category id="3000" name="Audio"/></categories>'
    return f'<caps><searching><search available="{text}"/>{search}</searching>{listed}</caps>'.encode()


def indexer(search: Callable[[Asked], Reply], capabilities: bytes = b"") -> Server:
    def reply(asked: Asked) -> Reply:
        return Reply(capabilities or caps()) if asked.query.get("t") == "caps" else search(asked)

    return Server(reply)


async def test_music_search_by_fields_where_it_is_supported() -> None:
    with indexer(lambda asked: Reply(FEED)) as server:
        source = Torznab("one", f"{server.url}/api?apikey={KEY}")
        found = await source.search(TERMS)
    assert len(found.offers) == 1
    asked = server.asked[-1].query
    assert (asked["t"], asked["artist"], asked["album"], asked["cat"]) == ("music", "Radiohead", "OK Computer", "3000")
    assert asked["apikey"] == KEY


async def test_text_search_where_fields_are_not_supported_or_find_nothing() -> None:
    with indexer(lambda asked: Reply(FEED), caps("q")) as server:
        await Torznab("one", f"{server.url}/api").search(TERMS)
    assert (server.asked[-1].query["t"], server.asked[-1].query["q"]) == ("search", "Radiohead OK Computer")
    with indexer(lambda asked: Reply(EMPTY if asked.query["t"] == "music" else FEED)) as server:
        found = await Torznab("one", f"{server.url}/api").search(TERMS)
    assert [asked.query["t"] for asked in server.asked] == ["caps", "music", "search"]
    assert len(found.offers) == 1


async def test_caps_are_read_once() -> None:
    with indexer(lambda asked: Reply(FEED)) as server:
        source = Torznab("one", f"{server.url}/api")
        await source.search(TERMS)
        await source.search(TERMS)
        again = Torznab("one", f"{server.url}/api", caps=source.caps)
        await again.search(TERMS)
    assert [asked.query["t"] for asked in server.asked] == ["caps", "music", "music", "music"]


async def test_an_address_without_api_is_completed() -> None:
    def reply(asked: Asked) -> Reply:
        if asked.path != "/7/api":
            return Reply(b"<!doctype html><html></html>")
        return Reply(caps() if asked.query["t"] == "caps" else FEED)

    with Server(reply) as server:
        source = Torznab("one", f"{server.url}/7/", KEY)
        assert len((await source.search(TERMS)).offers) == 1
    assert source.caps is not None
    assert source.caps.endpoint == f"{server.url}/7/api"


@pytest.mark.parametrize(
    ("reply", "code", "permanent"),
    [
        (Reply(b"x" * 11_000_000), "too_large", True),
        (Reply(b"<html>log in</html>"), "not_a_feed", True),
        (Reply(b"nonsense", 500), "status", False),
        (Reply(b"", 404), "status", True),
        (Reply(b'<error code="100" description="Invalid API Key"/>', 401), "key_refused", True),
        (Reply(b"", 403), "key_refused", True),
        (Reply(b"", 429, {"Retry-After": "30"}), "limit_reached", False),
        (Reply(b"", 302, {"Location": "http://192.0.2.1/"}), "redirect", True),
        (Reply(b"", 302, {"Location": "file:///etc/passwd"}), "redirect", True),
        (Reply(hang=True), "timeout", False),
    ],
)
async def test_what_goes_wrong_has_a_name(reply: Reply, code: str, permanent: bool) -> None:
    with indexer(lambda asked: reply) as server:
        source = Torznab("one", f"{server.url}/api", KEY, deadline=0.6)
        started = time.monotonic()
        with pytest.raises(SourceFailed) as failed:
            await source.search(TERMS)
    assert (failed.value.code, failed.value.permanent) == (code, permanent)
    assert time.monotonic() - started < 5
    assert KEY not in "".join(traceback.format_exception(failed.value))
    if code == "limit_reached":
        assert failed.value.retry_after == 30


async def test_an_indexer_that_is_not_there() -> None:
    with indexer(lambda asked: Reply()) as server:
        address = server.url
    with pytest.raises(SourceFailed) as failed:
        await Torznab("one", f"{address}/api", KEY).search(TERMS)
    assert failed.value.code == "unreachable"
    assert KEY not in str(failed.value)


async def test_a_torrent_link_may_lead_to_a_magnet() -> None:
    magnet = "magnet:?xt=urn:btih:0123456789abcdef0123456789abcdef01234567"
    with Server(lambda asked: Reply(status=302, headers={"Location": magnet})) as server:
        answer = await fetch_torrent(f"{server.url}/dl", f"{server.url}/api")
    assert answer.redirected_to == magnet


@pytest.mark.parametrize(
    "link",
    ["http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/x.torrent", "http://[::1]/x", "http://localhost/x"],
)
async def test_a_torrent_link_into_the_home_network_is_not_followed(link: str) -> None:
    with pytest.raises(SourceFailed) as failed:
        await fetch_torrent(link, "http://indexer.example/api")
    assert failed.value.code == "address"
    with Server(lambda asked: Reply(status=302, headers={"Location": link})) as server:
        home = server.url.replace("127.0.0.1", "localhost")
        with pytest.raises(SourceFailed) as failed:
            await fetch_torrent(f"{server.url}/dl", f"{home.replace('localhost', '127.0.0.1')}/api")
    assert failed.value.code == "redirect"


def test_caps_of_an_indexer_without_an_audio_category_ask_for_none() -> None:
    assert Caps.from_dict({"endpoint": "x", "categories": []}).categories == ()


async def test_real_feed_over_http(shared_data: Path) -> None:
    body = (shared_data / "torznab" / "derived" / "torznab_music_californication.xml").read_bytes()
    with indexer(lambda asked: Reply(body)) as server:
        found = await Torznab("one", f"{server.url}/api").search(TERMS)
    assert len(found.offers) == 39
