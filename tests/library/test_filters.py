"""The library's pages and lists, narrowed down."""

import pytest
from django.test import Client
from django.utils import timezone

from apps.library.models import Album, Track
from tests.pages.conftest import make_album

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("valkey")]


@pytest.fixture(autouse=True)
def albums() -> None:
    old, new = make_album("Still Water", "Nine Harbours"), make_album("Glass Rooms", "Ada Moreno")
    Album.objects.filter(pk=old.pk).update(trust="genuine", year=1997, starred_at=timezone.now())
    Album.objects.filter(pk=new.pk).update(format="MP3", year=2020)
    old.tracks.update(year=1997, genre="Jazz; Ballad", starred_at=timezone.now())
    new.tracks.update(year=2020, genre="Pop", format="MP3", lossless=False, bit_depth=0, sample_rate=44_100)


@pytest.mark.parametrize(
    "wish",
    [
        "format=flac",
        "quality=hires",
        "quality=lossless",
        "genre=ballad",
        "trust=genuine",
        "year_to=2000",
        "year_from=1990&year_to=1999",
        "starred=true",
        "quality=lossless&genre=jazz&trust=genuine&year_from=1997&starred=1",
    ],
)
def test_each_filter_on_pages_and_over_json(client: Client, wish: str) -> None:
    assert [row["title"] for row in client.get(f"/api/library/albums?{wish}").json()["items"]] == ["Still Water"]
    tracks = client.get(f"/api/library/tracks?{wish}").json()
    assert tracks["total"] == 3 and tracks["items"][0]["album"] == "Still Water"
    for address in ("/library/", "/library/tracks/"):
        page = client.get(f"{address}?{wish}").content.decode()
        assert "Still Water" in page and "Glass Rooms" not in page, address


def test_what_fits_nothing_keeps_the_form(client: Client) -> None:
    page = client.get("/library/?genre=polka").content.decode()
    assert "0 albums" in page and 'value="polka"' in page
    for address in ("/library/", "/library/tracks/", "/library/tidy/edit/"):
        page = client.get(address + "?genre=polka").content.decode()
        assert "is like that" in page and f'href="{address}">Show everything' in page, address
    assert client.get("/library/tracks/?quality=lossy").content.decode().count('class="track"') == 3


def test_nonsense_in_an_address_is_no_wish_on_a_page_and_an_error_over_json(client: Client) -> None:
    assert "Still Water" in client.get("/library/?year_from=soon&quality=best&starred=maybe").content.decode()
    assert client.get("/api/library/albums?year_from=soon").status_code == 422
    assert client.get("/api/library/tracks?quality=best").status_code == 422
    assert Track.objects.count() == 6


def test_an_album_leads_to_its_tracks_to_be_edited(client: Client) -> None:
    album = Album.objects.get(title="Still Water")
    address = f"/library/tidy/edit/?album={album.pk}"
    assert f'href="{address}"' in client.get(f"/library/albums/{album.pk}/").content.decode()
    page = client.get(address).content.decode()
    assert page.count('name="track"') == 3 and "Glass Rooms" not in page
