"""Covers come by release and by release group, through the redirects of the real archive, in its sizes."""

import io
import json
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from PIL import Image

from tests.sandbox import Sandbox


def open_path(internet: Sandbox, path: str) -> tuple[str, bytes]:
    with urllib.request.urlopen(internet.coverart.url + path, timeout=10) as answer:
        return answer.url, answer.read()


def test_fronts_in_every_size(internet: Sandbox) -> None:
    group = internet.catalogue.group("marlow-vane/half-past-summer")
    for path, side in (
        (f"/release/{group.releases[1].mbid}/front-250", 250),
        (f"/release/{group.releases[1].mbid}/front-500", 500),
        (f"/release/{group.releases[1].mbid}/front", 1000),
        (f"/release-group/{group.mbid}/front-1200", 1000),
    ):
        url, body = open_path(internet, path)
        assert "/download/mbid-" in url
        assert Image.open(io.BytesIO(body)).size == (side, side)


def test_the_index_has_the_keys_of_a_real_one(internet: Sandbox, shared_data: Path) -> None:
    real = json.loads((shared_data / "musicbrainz" / "cover_art_archive" / "release_front.json").read_text("utf-8"))
    group = internet.catalogue.group("marlow-vane/half-past-summer")
    answer = json.loads(open_path(internet, f"/release/{group.releases[0].mbid}")[1])
    assert answer.keys() == real.keys()
    assert answer["images"][0].keys() == real["images"][0].keys()
    assert answer["images"][0]["thumbnails"].keys() == real["images"][0]["thumbnails"].keys()
    picture = answer["images"][0]["thumbnails"]["250"].removeprefix(internet.coverart.url)
    assert Image.open(io.BytesIO(open_path(internet, picture)[1])).size == (250, 250)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/release/00000000-0000-4000-8000-000000000000/front", 404),
        ("/release/nonsense/front", 400),
        ("/release/00000000-0000-4000-8000-000000000000/../../etc/passwd", 404),
        ("/", 404),
    ],
)
def test_what_is_not_there(internet: Sandbox, path: str, status: int) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        open_path(internet, path)
    assert caught.value.code == status
