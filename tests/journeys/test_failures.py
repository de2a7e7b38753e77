"""What can go wrong outside gives a sentence that says what to do next, and nothing already there is lost."""

from collections.abc import Iterator

import pytest

from tests.journeys.asking import download, search, wait_for_download, wait_for_status
from tests.journeys.wishes import newest_album
from tests.journeys.wishes import wish as wish_for
from tests.running import RunningHome
from tests.sandbox import Sandbox

UNCACHED = {  # a different album for each way of failing, so that no answer is cached
    "hang": "hollow-coast/tidewater/flac",
    "status:503": "saint-ambrose/glasshouse/tiny",
    "html": "the-ninth-meridian/tidewater/flac",
    "drop": "thordis-kara/ljos/flac",
}


@pytest.fixture(autouse=True)
def every_source_answers_again(home: RunningHome, internet: Sandbox) -> Iterator[None]:
    """A source that fails twice in a row rests for a while; one good answer in between keeps it awake."""
    yield
    internet.reset()
    search(home, "Marlow Vane Half Past Summer")


def is_a_sentence(words: str) -> bool:
    """A sentence for a person: several words, no traceback, no address of a Python object."""
    return len(words.split()) > 4 and "Traceback" not in words and "0x" not in words and "Error(" not in words


def test_a_request_that_makes_no_sense(home: RunningHome) -> None:
    found = search(home, "qzxv brrt 0000 flooble")
    assert found["results"] == []
    assert is_a_sentence(found["error"]["message"])


@pytest.mark.parametrize("query", ["", "   "])
def test_an_empty_request(home: RunningHome, query: str) -> None:
    status, answer = home.ask("POST", "/api/search", {"query": query})
    assert status == 422
    assert answer["error"]["field"] == "query" and is_a_sentence(answer["error"]["message"])


@pytest.mark.parametrize("mode", ["hang", "html", "drop", "garbage", "huge", "bomb"])
def test_an_indexer_that_is_down_costs_only_itself(home: RunningHome, internet: Sandbox, mode: str) -> None:
    wish = newest_album(internet)
    internet.fault("torznab", mode)
    found = search(home, f"{wish.artist} {wish.title}")
    broken = [s for s in found["sources"] if s["status"] in ("timeout", "failed")]
    assert broken, [(s["name"], s["status"], s["error"]) for s in found["sources"]]
    assert all(is_a_sentence(s["error"]["message"]) for s in broken)
    assert all("apikey" not in str(s) for s in broken)
    assert found["match"]["title"] == wish.title


@pytest.mark.parametrize("mode", ["hang", "status:503", "html", "drop"])
def test_musicbrainz_down_is_said_and_the_search_goes_on(home: RunningHome, internet: Sandbox, mode: str) -> None:
    wish = wish_for(internet, UNCACHED[mode])
    internet.fault("musicbrainz", mode)
    found = search(home, f"{wish.artist} - {wish.title}")
    catalogue = next(s for s in found["sources"] if "musicbrainz" in s["name"].casefold())
    assert catalogue["status"] in ("timeout", "failed", "cached")
    assert found["results"], "the indexers alone still give results"


def test_a_magnet_that_nobody_seeds(home: RunningHome) -> None:
    started = download(home, magnet="magnet:?xt=urn:btih:" + "1234567890" * 4 + "&dn=Nobody%20has%20this")

    document = wait_for_download(home, started["download_id"], lambda d: d["error"] is not None, within=75)
    assert is_a_sentence(str(document["error"]))
    assert home.ask("DELETE", f"/api/download/{started['download_id']}")[0] == 204


@pytest.mark.parametrize(
    "body", [{"magnet": "magnet:?xt=urn:btih:zz"}, {"magnet": "hello"}, {"torrent_url": "file:///etc/passwd"}, {}]
)
def test_what_is_no_torrent_is_refused(home: RunningHome, body: dict[str, str]) -> None:
    status, answer = home.ask("POST", "/api/download", body)
    assert status in (400, 422)
    assert is_a_sentence(answer["error"]["message"])


def test_a_link_to_a_page_instead_of_a_torrent(home: RunningHome, internet: Sandbox) -> None:
    page = internet.environment["TRUSTTUNE_MUSICBRAINZ_URL"] + "/not-a-torrent"
    status, answer = home.ask("POST", "/api/download", {"torrent_url": page})
    if status == 201:
        failed = wait_for_status(home, answer["download_id"], "failed", within=20)
        assert is_a_sentence(str(failed["error"]))
    else:
        assert status in (422, 502) and is_a_sentence(answer["error"]["message"])


def test_an_indexer_that_says_it_is_busy_is_left_alone_for_as_long_as_it_asked(
    home: RunningHome, internet: Sandbox
) -> None:
    internet.fault("torznab", "status:503")
    album = newest_album(internet)
    first = {s["name"]: s for s in search(home, f"{album.artist} {album.title}")["sources"]}
    assert first["sandbox"]["status"] == "failed" and is_a_sentence(first["sandbox"]["error"]["message"])
    again = {s["name"]: s for s in search(home, f"{album.artist} {album.title}")["sources"]}
    assert again["sandbox"]["status"] == "skipped" and is_a_sentence(again["sandbox"]["error"]["message"])
