"""The Internet Archive's answers: what is an offer, what is left out, what is asked."""

import json
from pathlib import Path

import pytest

from apps.search.sources.domain import SourceFailed, Terms
from apps.search.sources.internet_archive import InternetArchive, listed_files
from tests.search.servers import Reply, Server

TERMS = Terms("Grateful Dead Barton Hall", artist="Grateful Dead", album="Barton Hall")


def data(folder: Path, name: str) -> bytes:
    return (folder / "internet_archive" / name).read_bytes()


async def test_items_that_may_be_downloaded_are_offered(shared_data: Path) -> None:
    with Server(lambda asked: Reply(data(shared_data, "advancedsearch_music.json"))) as server:
        found = await InternetArchive(server.url).search(TERMS)
    offers = {offer.torrent_url.split("/")[-2]: offer for offer in found.offers}
    assert set(offers) == {"NS050", "gd1977-05-08", "untitled_item_042"}
    assert found.left_out == {"not_downloadable": 1}  # it may be listened to, not fetched
    netlabel = offers["NS050"]
    assert netlabel.title == "No-Source Netlabel - Another Day, Another Way (2012) [MP3 VBR]"
    assert (netlabel.size, netlabel.year, netlabel.is_web_seeded) == (90000000, 2012, True)
    assert netlabel.licence == "http://creativecommons.org/licenses/by-nc-sa/4.0/"
    assert netlabel.torrent_url == f"{server.url}/download/NS050/NS050_archive.torrent"
    assert offers["gd1977-05-08"].artist == "Grateful Dead"  # a list where a text is due
    assert offers["untitled_item_042"].title == "untitled_item_042"


async def test_pictures_and_films_are_left_out(shared_data: Path) -> None:
    with Server(lambda asked: Reply(data(shared_data, "advancedsearch_nasa.json"))) as server:
        found = await InternetArchive(server.url).search(TERMS)
    assert found.offers == ()
    assert found.left_out == {"not_music": 50}


async def test_the_search_is_for_names_and_holds_no_syntax_of_a_person() -> None:
    with Server(lambda asked: Reply(b'{"response": {"docs": []}}')) as server:
        archive = InternetArchive(server.url)
        await archive.search(TERMS)
        await archive.search(Terms('a" OR mediatype:movies) (', album='x") OR title:('))
        assert (await archive.search(Terms("!!! ...", artist="!!!"))).offers == ()
    asked = [each.query["q"] for each in server.asked]
    assert asked[0] == (
        'creator:("grateful" AND "dead") AND title:("barton" AND "hall") AND mediatype:(audio OR etree)'
    )
    assert asked[1] == 'title:("x" AND "or" AND "title") AND mediatype:(audio OR etree)'
    assert len(asked) == 2  # nothing is asked for a name without a word


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"<!DOCTYPE html><title>Temporarily Offline</title>", 200, "malformed"),
        (b"[]", 200, "malformed"),
        (b'{"error": "item metadata may be invalid"}', 200, "malformed"),
        (b"[" * 200_000, 200, "malformed"),
        (b"busy", 503, "status"),
        (b"{" + b" " * 5_000_000, 200, "too_large"),
    ],
)
async def test_what_goes_wrong_has_a_name(body: bytes, status: int, code: str) -> None:
    with Server(lambda asked: Reply(body, status)) as server, pytest.raises(SourceFailed) as failed:
        await InternetArchive(server.url).search(TERMS)
    assert failed.value.code == code


def test_every_metadata_answer_is_read(shared_data: Path) -> None:
    for file in sorted((shared_data / "internet_archive").glob("metadata_*.json")):
        for listed in listed_files(json.loads(file.read_text())):
            assert listed.path
            assert listed.size >= 0


def test_files_tell_sizes_and_lengths_however_they_are_written(shared_data: Path) -> None:
    odd = {f.path: f for f in listed_files(json.loads(data(shared_data, "metadata_odd_types.json")))}
    assert set(odd) == {"t01.flac", "sub dir/03 #1 a&b.mp3"}  # the private one is not ours to fetch
    assert (odd["t01.flac"].size, odd["t01.flac"].length) == (203137386, 374.55)
    assert odd["sub dir/03 #1 a&b.mp3"].length == 245
    live = list(listed_files(json.loads(data(shared_data, "metadata_gd77-05-08_stream_only.json"))))
    assert [f.length for f in live if f.path.endswith(".mp3")] == [381, 532]


async def test_files_of_an_item_that_does_not_exist(shared_data: Path) -> None:
    with Server(lambda asked: Reply(data(shared_data, "metadata_absent.json"))) as server:
        assert await InternetArchive(server.url).files("nothing here") == ()
    assert server.asked[0].path == "/metadata/nothing%20here"
