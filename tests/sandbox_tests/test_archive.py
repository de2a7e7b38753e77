"""The Internet Archive of the sandbox: search, metadata, ranges, and torrents that need no peer."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import libtorrent as lt
import pytest

from tests.sandbox import Sandbox
from tests.sandbox_tests.test_downloads import QUIET, digests, download

IDENTIFIER = "thordis-kara-undir-hrauni"


def fetch(internet: Sandbox, path: str) -> Any:
    with urllib.request.urlopen(internet.archive.url + path, timeout=10) as answer:
        return json.loads(answer.read())


def search(internet: Sandbox, query: str) -> Any:
    fields = ["identifier", "title", "creator", "year", "format", "btih"]
    parameters = [("q", query), ("rows", "50"), ("page", "1"), ("output", "json"), *(("fl[]", one) for one in fields)]
    return fetch(internet, "/advancedsearch.php?" + urlencode(parameters))


def test_a_search_finds_the_item(internet: Sandbox) -> None:
    answer = search(internet, "mediatype:(audio OR etree) AND creator:(thordis kara) AND title:(undir hrauni)")
    assert [one["identifier"] for one in answer["response"]["docs"]] == [IDENTIFIER]
    assert answer["response"]["docs"][0]["btih"] == internet["thordis-kara/undir-hrauni/flac"].info_hash
    assert search(internet, "title:(nothing like it)")["response"] == {"numFound": 0, "start": 0, "docs": []}


def test_answers_have_the_keys_of_real_ones(internet: Sandbox, shared_data: Path) -> None:
    real = shared_data / "internet_archive"
    expected = json.loads((real / "advancedsearch_nasa.json").read_text("utf-8"))
    answer = search(internet, "undir hrauni")
    assert expected["responseHeader"].keys() <= answer["responseHeader"].keys()
    assert expected["response"].keys() - {"maxScore"} == answer["response"].keys()
    metadata = json.loads((real / "metadata_nasa.json").read_text("utf-8"))
    item = fetch(internet, f"/metadata/{IDENTIFIER}")
    assert {
        "created",
        "d1",
        "d2",
        "dir",
        "files",
        "files_count",
        "item_size",
        "metadata",
    } <= metadata.keys() & item.keys()


def test_metadata_names_files_that_are_there(internet: Sandbox) -> None:
    item = fetch(internet, f"/metadata/{IDENTIFIER}")
    songs = [one for one in item["files"] if one["format"] == "Flac"]
    assert [(one["title"], one["track"]) for one in songs][1] == ("Undir hrauni", "2/5")
    request = urllib.request.Request(f"{internet.archive.url}/download/{IDENTIFIER}/{quote(songs[0]['name'])}")
    request.add_header("Range", "bytes=0-3")
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert (answer.status, answer.read()) == (206, b"fLaC")
        assert answer.headers["Content-Range"] == f"bytes 0-3/{songs[0]['size']}"


def test_an_absent_item_is_an_empty_object(internet: Sandbox) -> None:
    assert fetch(internet, "/metadata/no-such-item") == {}


@pytest.mark.parametrize(
    "path", ["/download/no-such-item/x", f"/7/items/{IDENTIFIER}/../../../index.json", "/7/items/"]
)
def test_nothing_else_is_served(internet: Sandbox, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(internet.archive.url + path, timeout=10)
    assert caught.value.code == 404


@pytest.fixture
def session() -> Iterator[lt.session]:
    yield lt.session(QUIET)


def test_its_torrent_comes_from_the_web_seed_alone(internet: Sandbox, session: lt.session, tmp_path: Path) -> None:
    with urllib.request.urlopen(f"{internet.archive.url}/download/{IDENTIFIER}/{IDENTIFIER}_archive.torrent") as answer:
        params = lt.load_torrent_buffer(answer.read())
    assert params.url_seeds == [f"{internet.archive.url}/download/", f"{internet.archive.url}/7/items/"]
    params.save_path = str(tmp_path)
    download(session, params)
    folder = internet["thordis-kara/undir-hrauni/flac"].folder
    assert folder is not None
    assert digests(tmp_path / IDENTIFIER) == digests(folder)
    assert IDENTIFIER not in json.dumps(internet.seeder.status())
