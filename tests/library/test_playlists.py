"""Playlists by hand and by rules, and M3U8 out and in."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from apps.core.errors import ApiError
from apps.library.models import Album, Playlist, Track
from apps.library.playlists import queries, views
from apps.library.playlists.m3u import find_tracks, m3u_lines, read_m3u
from apps.library.playlists.rules import read_rules, tracks_of
from apps.library.playlists.services import make_playlist
from apps.player import choosing
from tests.pages.conftest import make_album

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("valkey", "music")]
JSON = "application/json"


@pytest.fixture
def albums() -> tuple[Album, Album]:
    """Three songs in FLAC of 1997, played and genuine, and three MP3s of 2020, never heard."""
    old, new = make_album("Still Water", "Nine Harbours"), make_album("Glass Rooms", "Ada Moreno")
    Album.objects.filter(pk=old.pk).update(trust="genuine")
    heard = timezone.now() - timedelta(days=3)
    old.tracks.update(year=1997, genre="Jazz; Ballad", play_count=7, last_played_at=heard, starred_at=heard)
    new.tracks.update(year=2020, format="MP3", lossless=False, bitrate=192_000, bit_depth=0, genre="Pop")
    return old, new


def titles(**document: Any) -> list[str]:
    return [track.title for track in tracks_of(read_rules({"rules": [], **document}))]


STILL = [f"Still Water {number}" for number in (1, 2, 3)]
GLASS = [f"Glass Rooms {number}" for number in (1, 2, 3)]


@pytest.mark.parametrize(
    ("field", "comparison", "value", "expected"),
    [
        ("format", "is", "flac", STILL),
        ("format", "is_not", "FLAC", GLASS),
        ("lossless", "is", True, STILL),
        ("lossless", "is", False, GLASS),
        ("bit_depth", "at_least", 24, STILL),
        ("sample_rate", "at_least", 96, STILL + GLASS),
        ("bitrate", "is", 192, GLASS),
        ("year", "at_most", 1999, STILL),
        ("year", "is_not", 1997, GLASS),
        ("genre", "contains", "ballad", STILL),
        ("genre", "lacks", "jazz", GLASS),
        ("artist", "begins", "ada", GLASS),
        ("trust", "is", "genuine", STILL),
        ("play_count", "at_least", 1, STILL),
        ("last_played", "in_last", 7, STILL),
        ("last_played", "not_in_last", 7, GLASS),
        ("last_played", "not_in_last", 1, STILL + GLASS),
        ("added", "in_last", 1, STILL + GLASS),
        ("added", "before", "2001-01-01", []),
        ("starred", "is", True, STILL),
        ("starred", "is", False, GLASS),
        ("minutes", "at_least", 4, []),
    ],
)
def test_every_kind_of_rule(albums: object, field: str, comparison: str, value: object, expected: list[str]) -> None:
    rules = [{"field": field, "is": comparison, "value": value}]
    assert sorted(titles(rules=rules)) == sorted(expected)
    read = read_rules({"rules": rules})
    assert read_rules(read.as_dict()) == read


def test_any_order_and_limit(albums: object) -> None:
    rules = [{"field": "year", "is": "is", "value": 2020}, {"field": "title", "is": "is", "value": "still water 2"}]
    assert titles(rules=rules) == []
    assert titles(rules=rules, match="any", order="year") == ["Still Water 2", *GLASS]
    assert titles(order="plays", limit=2)[0] in STILL
    shuffled = titles(order="random", limit=4)
    assert len(set(shuffled)) == 4
    assert titles(order="random", limit=4) == shuffled, "the same all day"


@pytest.mark.parametrize(
    "document",
    [
        [],
        {"rules": [{"field": "password", "is": "is", "value": "x"}]},
        {"rules": [{"field": "album__artist__key", "is": "is", "value": "x"}]},
        {"rules": [{"field": "year", "is": "contains", "value": "x"}]},
        {"rules": [{"field": "year", "is": "is", "value": "nan"}]},
        {"rules": [{"field": "title", "is": "is", "value": "x" * 300}]},
        {"rules": [{"field": "added", "is": "before", "value": "yesterday"}]},
        {"rules": [{"field": "title"}] * 50},
        {"rules": [], "order": "id; drop table"},
        {"rules": [], "limit": 0},
        {"rules": [], "limit": True},
        {"rules": [], "match": "none"},
    ],
)
def test_rules_that_make_no_sense_say_why(document: Any, client: Client) -> None:
    with pytest.raises(ApiError) as refused:
        read_rules(document)
    assert refused.value.status == 422
    assert len(refused.value.message.split()) > 4


def test_by_hand_over_json(albums: tuple[Album, Album], client: Client) -> None:
    keys = [str(track.pk) for track in albums[0].tracks.all()]
    made = client.post("/api/library/playlists", {"name": " Evening ", "track_ids": keys[:2]}, content_type=JSON).json()
    assert (made["name"], made["track_count"]) == ("Evening", 2)
    address = f"/api/library/playlists/{made['id']}"
    assert client.post(f"{address}/tracks", {"track_ids": [keys[2], keys[0]]}, content_type=JSON).status_code == 200
    turned = client.patch(address, {"track_ids": keys[::-1], "name": "Night"}, content_type=JSON).json()
    assert [track["id"] for track in turned["tracks"]] == keys[::-1]
    assert client.patch(address, {"rules": {"rules": []}}, content_type=JSON).status_code == 409
    assert client.post(f"{address}/tracks", {"track_ids": [made["id"]]}, content_type=JSON).status_code == 404
    item = client.delete(address).json()
    assert client.get(address).status_code == 404
    assert client.post(f"/api/library/bin/{item['item_id']}/restore").status_code == 200
    assert client.get(address).json()["track_count"] == 3


def test_a_smart_one_over_json_and_in_the_player(albums: object, client: Client) -> None:
    rules = {"rules": [{"field": "year", "is": "is", "value": 2020}], "order": "title", "limit": 2}
    made = client.post("/api/library/playlists", {"name": "New", "rules": rules}, content_type=JSON).json()
    assert [track["title"] for track in made["tracks"]] == GLASS[:2]
    assert client.get("/api/library/playlists").json()["items"][0]["track_count"] == 2
    state = client.post("/api/player/play", {"playlist_id": made["id"]}, content_type=JSON).json()
    assert state["queue_length"] == 2
    answer = client.post("/api/library/playlists", {"name": "", "rules": rules}, content_type=JSON)
    assert (answer.status_code, answer.json()["error"]["field"]) == (422, "name")


def test_the_form_without_a_script(albums: object, client: Client) -> None:
    form = {
        "smart": "1", "name": "Loved", "match": "all", "order": "album", "limit": "",
        "field": ["starred", ""], "is": ["is", "is"], "value": ["true", ""],
    }  # fmt: skip
    answer = client.post("/library/playlists/make/", form)
    assert answer.status_code == 303
    page = client.get(answer["Location"]).content.decode()
    assert all(title in page for title in STILL) and GLASS[0] not in page
    assert client.post("/library/playlists/make/", {"name": ""}).status_code == 422
    wrong = {**form, "field": ["year", "starred"], "is": ["at_least", "is"], "value": ["long ago", "true"]}
    for address in ("/library/playlists/make/", answer["Location"] + "change/"):
        refused = client.post(address, wrong)
        page = refused.content.decode()
        assert refused.status_code == 422 and "compared with a number" in page, address
        assert 'value="long ago"' in page and 'value="Loved"' in page, "what was typed is lost"
    refused = client.post("/library/playlists/make/", {**form, "limit": "some"})
    assert refused.status_code == 422 and 'value="some"' in refused.content.decode()


def test_m3u8_goes_out_and_comes_back(albums: tuple[Album, Album], client: Client) -> None:
    tracks = list(albums[0].tracks.all())
    Track.objects.filter(pk=tracks[0].pk).update(file_path="#1/Þórdís – Ljós.flac", title="Ljós,\nbirta")
    made = client.post(
        "/api/library/playlists", {"name": "Å/ø", "track_ids": [str(track.pk) for track in tracks]}, content_type=JSON
    ).json()
    answer = client.get(f"/api/library/playlists/{made['id']}/m3u8")
    text = answer.content.decode()
    assert text.startswith("#EXTM3U\n#EXTENC:UTF-8\n#PLAYLIST:Å/ø\n")
    assert "#EXTINF:200,Nine Harbours - Ljós, birta\n./#1/Þórdís – Ljós.flac\n" in text
    assert answer["Content-Disposition"].startswith("attachment")
    Playlist.objects.all().delete()
    file = SimpleUploadedFile("x.m3u8", answer.content)
    back = client.post("/api/library/playlists/import", {"file": file}).json()
    assert back["name"] == "Å/ø"
    assert [track["id"] for track in back["tracks"]] == [str(track.pk) for track in tracks]
    assert back["unknown"] == []


def test_m3u_of_other_programs(albums: tuple[Album, Album], music: Path) -> None:
    first, second, third = albums[0].tracks.all()
    Track.objects.filter(pk=first.pk).update(file_path="Nine Harbours/Still Water/01 Low Tide.flac")
    lines = [
        str(music / "Nine Harbours/Still Water/01 Low Tide.flac"),
        r"D:\Music\nine harbours\Still Water\01 low tide.flac",
        "file:///old/place/Still%20Water/01%20Low%20Tide.flac",
        "#EXTINF:200,Nine Harbours - Still Water 2",
        "nowhere/else.mp3",
        "../../etc/passwd",
        "http://radio.example/stream",
    ]
    found = find_tracks(read_m3u("\r\n".join(lines).encode("cp1252"), "mine"))
    assert found.tracks == (first.pk, first.pk, first.pk, second.pk)
    assert found.unknown == ("../../etc/passwd", "http://radio.example/stream")
    assert found.name == "mine"
    assert list(m3u_lines("x", [third]))[-1] == third.file_path


@pytest.mark.parametrize("data", [b"", b"#EXTM3U\n", b"\0\1\2", b"a.mp3\nb.mp3", b"x" * (9 * 1024 * 1024)])
def test_a_file_that_is_of_no_use_says_why(data: bytes, client: Client) -> None:
    answer = client.post("/api/library/playlists/import", {"file": SimpleUploadedFile("x.m3u", data)})
    assert answer.status_code in (413, 422)
    assert not Playlist.objects.exists()


def test_a_long_one_comes_and_plays_in_parts(albums: object, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "ROWS_A_PART", 4)
    monkeypatch.setattr(choosing, "LONGEST_QUEUE", 4)
    made = make_playlist("All", rules=read_rules({"rules": [], "order": "title"}))
    whole = client.get(f"/library/playlists/{made.pk}/").content.decode()
    rest = client.get(f"/library/playlists/{made.pk}/?page=2", headers={"HX-Request": "true"}).content.decode()
    assert [title in whole for title in GLASS + STILL] == [True] * 4 + [False] * 2
    assert [title in rest for title in GLASS + STILL] == [False] * 4 + [True] * 2
    assert "6 tracks" in whole
    assert 'value="5"' in rest  # the place in the playlist, not in the part
    assert "?page=2" in whole
    assert "?page=3" not in rest
    items, start = choosing.from_playlist(made.pk, 5)
    assert ([item.title for item in items], start) == (STILL, 2)  # the part of it around the fifth


def test_all_smart_ones_are_counted_with_one_question(albums: object, django_assert_max_num_queries: Any) -> None:
    new, good = {"field": "year", "is": "at_least", "value": 2000}, {"field": "trust", "is": "is", "value": "genuine"}
    for rules in ([], [new], [good]):
        make_playlist(str(rules), rules=read_rules({"rules": rules, "limit": 5}))
    with django_assert_max_num_queries(2):
        counts = {playlist.name: playlist.track_count for playlist in queries.playlists()}
    assert sorted(counts.values()) == [3, 3, 5]
