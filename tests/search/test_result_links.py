"""What a result's link on this server gives, and what is downloaded for it."""

from typing import Any

import pytest
from django.test import Client

from apps.downloads.domain import MagnetSource, UrlSource
from apps.search.models import Search, SearchResult
from apps.search.origins import origin_of_link, origin_of_result, source_of
from tests.search.servers import Reply, Server

pytestmark = pytest.mark.django_db
MAGNET = "magnet:?xt=urn:btih:0123456789abcdef0123456789abcdef01234567"


def result(**values: Any) -> SearchResult:
    search = Search.objects.create(query="x")
    return SearchResult.objects.create(search=search, title="A - B", rank=1, source="one", **values)


def offer(**values: Any) -> dict[str, Any]:
    return {"source": "one", "title": "A - B", "files": [], "trackers": [], **values}


def test_the_torrent_comes_through_this_server(client: Client) -> None:
    with Server(lambda asked: Reply(b"d4:infod6:lengthi1eee")) as server:
        row = result(offers=[offer(torrent_url=f"{server.url}/dl?apikey=SECRET")])
        answer = client.get(f"/api/results/{row.id}/torrent")
    assert (answer.status_code, answer.content) == (200, b"d4:infod6:lengthi1eee")
    assert answer["Content-Type"] == "application/x-bittorrent"
    assert server.asked[0].query == {"apikey": "SECRET"}


def test_a_link_that_leads_to_a_magnet_redirects_there(client: Client) -> None:
    with Server(lambda asked: Reply(status=302, headers={"Location": MAGNET})) as server:
        row = result(offers=[offer(torrent_url=f"{server.url}/dl")])
        answer = client.get(f"/api/results/{row.id}/torrent")
    assert (answer.status_code, answer["Location"]) == (302, MAGNET)


def test_an_indexer_that_fails_is_named_without_its_key(client: Client) -> None:
    with Server(lambda asked: Reply(status=500)) as server:
        row = result(offers=[offer(torrent_url=f"{server.url}/dl?apikey=SECRET")])
        answer = client.get(f"/api/results/{row.id}/torrent")
    assert answer.status_code == 502
    assert b"SECRET" not in answer.content
    assert client.get(f"/api/results/{result().id}/torrent").status_code == 404


@pytest.mark.parametrize(
    ("offers", "expected"),
    [
        ([offer(magnet=MAGNET, trackers=["http://t/a"])], MagnetSource),
        ([offer(magnet=MAGNET, trackers=["http://t/a"], torrent_url="http://127.0.0.1/1")], MagnetSource),
        ([offer(magnet=MAGNET, torrent_url="http://127.0.0.1/1")], UrlSource),  # a magnet without a tracker
        ([offer(trackers=["http://t/a"], torrent_url="http://127.0.0.1/1", is_private=True)], UrlSource),
        ([offer(trackers=["http://t/a"], torrent_url="http://127.0.0.1/1", is_web_seeded=True)], UrlSource),
    ],
)
def test_the_surer_of_magnet_and_torrent_is_downloaded(offers: list[dict[str, Any]], expected: type) -> None:
    row = result(offers=offers, magnet_link=MAGNET, info_hash="0123456789abcdef0123456789abcdef01234567")
    assert isinstance(source_of(row), expected)


def test_a_results_own_link_stands_for_the_result() -> None:
    row = result(offers=[], magnet_link=MAGNET, info_hash="0123456789abcdef0123456789abcdef01234567")
    for link in (f"/api/results/{row.id}/torrent", f"http://127.0.0.1:8765/music/api/results/{row.id}/torrent"):
        assert origin_of_link(link).source == MagnetSource(MAGNET)
    row.search.refresh_from_db()
    assert row.search.selected_torrent == row.info_hash
    with pytest.raises(LookupError):
        origin_of_link("http://elsewhere/1.torrent")
    with pytest.raises(LookupError):
        origin_of_result("nonsense")


def test_other_preferences_rank_what_is_there_again(client: Client) -> None:
    search = Search.objects.create(query="x", wish={"artists": ["A"], "albums": ["B"], "preference": "lossless"})
    for place, (name, fmt) in enumerate((("flac", "FLAC"), ("mp3", "MP3")), start=1):
        facts = {"artist": "A", "album": "B", "format": fmt, "lossless": fmt == "FLAC", "bitrate": 320, "seeders": 9}
        SearchResult.objects.create(search=search, title=name, rank=place, source="one", facts=facts)
    body = {"preferences": {"format": "mp3"}}
    answer = client.patch(f"/api/search/{search.id}", body, content_type="application/json").json()
    assert [each["title"] for each in answer["results"]] == ["mp3", "flac"]
    search.refresh_from_db()
    assert search.preferences["format"] == "mp3"
    assert search.results.first().ledger["components"][2]["name"] == "quality"
    refused = client.patch(
        f"/api/search/{search.id}", {"preferences": {"format": "x"}}, content_type="application/json"
    )
    assert refused.status_code == 422
