"""The indexers answer as the specification and the real answers do; their links lead to the torrents."""

import urllib.error
import urllib.request
from pathlib import Path
from typing import Any  # parsed XML
from urllib.parse import urlencode

import pytest
from defusedxml import ElementTree

from tests.sandbox import Sandbox
from tests.sandbox.metainfo import Metainfo

ATTR = "{http://torznab.com/schemas/2015/feed}attr"


def ask(internet: Sandbox, indexer: str, **parameters: str) -> Any:
    known = internet.indexers[indexer]
    query = urlencode({"apikey": known.key, **parameters})
    with urllib.request.urlopen(f"{known.url}/api?{query}", timeout=10) as answer:
        return ElementTree.fromstring(answer.read())


def titles(feed: Any) -> list[str]:
    return [item.findtext("title", "") for item in feed.iter("item")]


def attributes(item: Any) -> dict[str, str]:
    return {one.attrib["name"]: one.attrib["value"] for one in item.iter(ATTR)}


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def test_caps_list_the_music_search_and_its_categories(internet: Sandbox) -> None:
    caps = ask(internet, "sandbox", t="caps")
    music = caps.find("searching/music-search")
    assert music is not None
    assert music.attrib == {"available": "yes", "supportedParams": "q,album,artist,label,year"}
    assert {one.attrib["id"] for one in caps.iter("subcat")} >= {"3010", "3040"}


def test_a_search_finds_words_in_any_order_without_accents(internet: Sandbox) -> None:
    assert len(titles(ask(internet, "sandbox", t="search", q="summer vane marlow half past"))) == 3
    assert titles(ask(internet, "sandbox", t="search", q="thordis kara ljos"))
    assert titles(ask(internet, "sandbox", t="search", q="nothing of that name")) == []


def test_a_music_search_takes_artist_album_and_year(internet: Sandbox) -> None:
    found = titles(ask(internet, "sandbox", t="music", artist="Hollow Coast", album="Tidewater", year="2014"))
    assert found == ["Hollow Coast - Tidewater (2014) [FLAC] {FW-064}"]


def test_categories_keep_to_music(internet: Sandbox) -> None:
    everything = titles(ask(internet, "sandbox", t="search", q="tidewater"))
    music = titles(ask(internet, "sandbox", t="search", q="tidewater", cat="3000"))
    assert set(everything) - set(music) == {"Tidewater.2018.1080p.BluRay.x264-REELS"}
    assert all("MP3" in title.upper() for title in titles(ask(internet, "sandbox", t="search", q="", cat="3010")))


def test_pages(internet: Sandbox) -> None:
    whole = titles(ask(internet, "cratedigger", t="search", q=""))
    parts = [titles(ask(internet, "cratedigger", t="search", q="", limit="3", offset=str(at))) for at in (0, 3)]
    assert parts[0] + parts[1] == whole[:6]


def test_an_item_has_what_real_ones_have(internet: Sandbox, shared_data: Path) -> None:
    document = shared_data / "torznab" / "derived" / "torznab_music_californication.xml"
    real = ElementTree.fromstring(document.read_bytes())
    expected = next(real.iter("item"))
    item = next(ask(internet, "sandbox", t="search", q="tidewater hollow coast flac").iter("item"))
    # `prowlarrindexer` is Prowlarr's own; the tracker's rules are a private tracker's
    assert {one.tag for one in expected} - {one.tag for one in item} == {"prowlarrindexer"}
    assert attributes(expected).keys() - attributes(item).keys() == {"minimumratio"}
    assert item.findtext("size") == str(internet["hollow-coast/tidewater/flac"].size)


def test_both_indexers_know_the_same_torrent_by_other_titles(internet: Sandbox) -> None:
    shared = internet["marlow-vane/half-past-summer/flac"]
    found = {}
    for name in internet.indexers:
        for item in ask(internet, name, t="search", q="marlow vane half past summer").iter("item"):
            if attributes(item).get("infohash") == shared.info_hash:
                found[name] = item.findtext("title")
    assert len(found) == 2
    assert found["sandbox"] != found["cratedigger"]


def test_the_download_link_is_the_torrent(internet: Sandbox) -> None:
    item = next(ask(internet, "sandbox", t="search", q="half past summer cd flac log").iter("item"))
    with urllib.request.urlopen(item.findtext("link", ""), timeout=10) as answer:
        assert answer.headers["Content-Type"] == "application/x-bittorrent"
        torrent = Metainfo.parse(answer.read())
    assert torrent.info_hash == attributes(item)["infohash"] == internet["marlow-vane/half-past-summer/flac"].info_hash


def test_magnets_and_links_that_redirect_to_magnets(internet: Sandbox) -> None:
    feed = ask(internet, "cratedigger", t="search", q="half past")
    items = {item.findtext("title"): item for item in feed.iter("item")}
    magnet = items["Marlow Vane - Half Past Summer [2025] [CD] [FLAC] [Log 100%]"]
    assert attributes(magnet)["magneturl"].startswith("magnet:?xt=urn:btih:")
    opener = urllib.request.build_opener(_NoRedirect)
    with pytest.raises(urllib.error.HTTPError) as caught:
        opener.open(items["Marlow.Vane-Half.Past.Summer-WEB-320-2025-LOAM"].findtext("link", ""), timeout=10)
    assert caught.value.code == 302
    assert internet["marlow-vane/half-past-summer/mp3"].info_hash in caught.value.headers["Location"]


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"t": "search", "apikey": "wrong"}, "100"),
        ({}, "200"),
        ({"t": "search", "limit": "many"}, "201"),
        ({"t": "nonsense"}, "202"),
        ({"t": "tvsearch"}, "203"),
    ],
)
def test_errors_are_documents(internet: Sandbox, parameters: dict[str, str], code: str) -> None:
    error = ask(internet, "sandbox", **parameters)
    assert (error.tag, error.attrib["code"]) == ("error", code)


def test_a_download_needs_the_key(internet: Sandbox) -> None:
    link = next(ask(internet, "sandbox", t="search", q="tidewater flac").iter("item")).findtext("link", "")
    with urllib.request.urlopen(link.partition("?")[0], timeout=10) as answer:
        assert ElementTree.fromstring(answer.read()).attrib["code"] == "100"
