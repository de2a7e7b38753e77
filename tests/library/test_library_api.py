"""The library's JSON: pages, albums, covers, search, scan; what is unknown and what is malformed."""

import uuid
from pathlib import Path

import pytest
from django.test import AsyncClient, Client
from PIL import Image

from apps.library import services
from apps.library.domain import ImportedAlbum
from apps.library.models import Album
from tests.library.albums import edition, finished, picture, tag, write_audio

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("valkey")]

TRACK_FIELDS = {"id", "title", "artist", "album", "track_number", "disc_number", "duration", "year", "format", "path"}


@pytest.fixture
def album(music: Path, arrived: Path) -> Album:
    for number, title in enumerate(("One", "Two", "Three"), start=1):
        tag(write_audio(arrived / f"{number:02} {title}.flac", 0.2), title=title, artist="Ebb", album="Flow")
    (arrived / "cover.jpg").write_bytes(picture(700))
    outcome = services.import_finished(finished(arrived, edition(["One", "Two", "Three"], title="Flow", artist="Ebb")))
    assert isinstance(outcome, ImportedAlbum)
    return Album.objects.get(pk=outcome.album_id)


def test_pages(client: Client, album: Album) -> None:
    tracks = client.get("/api/library/tracks?offset=1&limit=1").json()
    assert (tracks["total"], tracks["offset"], tracks["limit"]) == (3, 1, 1)
    assert tracks["items"][0]["title"] == "Two"
    assert set(tracks["items"][0]) >= TRACK_FIELDS
    albums = client.get("/api/library/albums").json()
    assert (albums["total"], albums["items"][0]["title"]) == (1, "Flow")
    artists = client.get("/api/library/artists").json()
    assert (artists["total"], artists["items"][0]["name"]) == (1, "Ebb")
    assert client.get("/api/library/tracks?format=mp3").json()["total"] == 0
    assert client.get(f"/api/library/albums?artist_id={artists['items'][0]['id']}&year=1997").json()["total"] == 1


def test_one_album(client: Client, album: Album) -> None:
    document = client.get(f"/api/library/albums/{album.pk}").json()
    assert [track["title"] for track in document["tracks"]] == ["One", "Two", "Three"]
    assert document["certainty"] == "sure"
    assert document["origin"] == {"info_hash": "0" * 40}


def test_search(client: Client, album: Album) -> None:
    found = client.get("/api/library/search?q=eb").json()
    assert [artist["name"] for artist in found["artists"]] == ["Ebb"]
    assert [hit["title"] for hit in client.get("/api/library/search?q=tw").json()["tracks"]] == ["Two"]
    assert client.get("/api/library/search").status_code == 422


async def test_covers(async_client: AsyncClient, album: Album, tmp_path: Path) -> None:
    address = f"/api/library/albums/{album.pk}/cover/160"
    answer = await async_client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    body = b"".join([chunk async for chunk in answer])
    (tmp_path / "cover.jpg").write_bytes(body)
    assert Image.open(tmp_path / "cover.jpg").size == (160, 160)
    lasting = await async_client.get(f"{address}?v={album.cover[:12]}")
    assert "immutable" in lasting["Cache-Control"]
    stale = await async_client.get(f"{address}?v=other")
    assert "immutable" not in stale["Cache-Control"]


@pytest.mark.parametrize("path", ["albums/{}", "artists/{}", "albums/{}/cover/160", "albums/{}/trust"])
async def test_what_is_unknown_is_404(async_client: AsyncClient, path: str) -> None:
    answer = await async_client.get("/api/library/" + path.format(uuid.uuid4()))
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


def test_a_scan_is_accepted(client: Client, music: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr("apps.library.tasks.scan_library.delay", lambda: asked.append(True))
    answer = client.post("/api/library/scan")
    assert (answer.status_code, asked) == (202, [True])
