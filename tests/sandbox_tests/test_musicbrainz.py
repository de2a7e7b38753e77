"""musicbrainzngs reads the sandbox's MusicBrainz as it reads the real one; JSON has the real answers' keys."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import musicbrainzngs
import pytest

from tests.sandbox import Sandbox

NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def client(internet: Sandbox) -> Iterator[Any]:
    before = musicbrainzngs.musicbrainz.hostname, musicbrainzngs.musicbrainz.https
    musicbrainzngs.set_useragent("sandbox-tests", "1.0", "tests@example.org")
    musicbrainzngs.set_hostname(internet.musicbrainz.url.removeprefix("http://"), use_https=False)
    musicbrainzngs.set_rate_limit(False)
    yield musicbrainzngs
    musicbrainzngs.set_hostname(*before)
    musicbrainzngs.set_rate_limit(1.0, 1)


def fetch(internet: Sandbox, path: str) -> Any:
    with urllib.request.urlopen(internet.musicbrainz.url + "/ws/2/" + path, timeout=10) as answer:
        return json.loads(answer.read())


def test_a_search_by_fields_finds_the_release_group_first(client: Any) -> None:
    found = client.search_release_groups(artist="Marlow Vane", releasegroup="Half Past Summer", strict=True)
    first = found["release-group-list"][0]
    assert (first["title"], first["artist-credit-phrase"]) == ("Half Past Summer", "Marlow Vane")
    assert (first["ext:score"], first["primary-type"]) == ("100", "Album")
    assert len(first["release-list"]) == 3


def test_plain_words_find_it_too_and_scores_fall(client: Any) -> None:
    found = client.search_release_groups("tidewater ninth meridian")["release-group-list"]
    assert (found[0]["title"], found[0]["artist-credit-phrase"]) == ("Tidewater", "The Ninth Meridian")
    scores = [int(one["ext:score"]) for one in found]
    assert scores[0] == 100 > scores[1]
    assert scores == sorted(scores, reverse=True)


def test_special_characters_are_escaped_and_understood(client: Any) -> None:
    found = client.search_recordings(recording="4 A.M. Liturgy", artist="Saint Ambrose", strict=True)["recording-list"]
    assert [one["title"] for one in found] == ["4 A.M. Liturgy"]
    assert client.search_releases(query='release:"tidewater (10th anniversary remaster)"')["release-count"] == 1


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Тихий Вокзал", "Тихий Вокзал"),
        ("Tikhiy Vokzal", "Тихий Вокзал"),
        ("月影商店街", "月影商店街"),
        ("thordis kara", "Þórdís Kára"),
        ("lidia sarmento", "Lídia Sarmento"),
        ("نوال الحكيم", "نوال الحكيم"),
    ],
)
def test_artists_are_found_in_every_script_and_by_alias(client: Any, words: str, name: str) -> None:
    assert client.search_artists(words)["artist-list"][0]["name"] == name


def test_two_artists_of_one_name_differ_by_their_comment(client: Any) -> None:
    found = [
        one for one in client.search_artists(artist="Hollow Coast")["artist-list"] if one["name"] == "Hollow Coast"
    ]
    assert {one["disambiguation"] for one in found} == {"US post-rock band", "British folk duo"}


def test_a_release_has_its_tracks_with_lengths(client: Any, internet: Sandbox) -> None:
    release = internet.catalogue.group("the-ninth-meridian/atlas-of-small-hours").releases[0]
    inc = ["recordings", "artist-credits", "labels", "release-groups", "media"]
    answer = client.get_release_by_id(release.mbid, includes=inc)["release"]
    assert [len(medium["track-list"]) for medium in answer["medium-list"]] == [4, 4]
    track = answer["medium-list"][1]["track-list"][0]
    assert (track["recording"]["title"], track["number"]) == ("03:45", "1")
    assert int(track["length"]) == release.media[1].tracks[0].length
    assert answer["label-info-list"][0]["label"]["name"] == "Nullmeridian"
    assert answer["release-group"]["first-release-date"] == "2022-11-18"
    assert answer["artist-credit-phrase"] == "The Ninth Meridian"


def test_artist_credits_join_names(client: Any, internet: Sandbox) -> None:
    group = internet.catalogue.group("anselm-reuter/cello-suites-feld")
    answer = client.get_release_group_by_id(group.mbid, includes=["artists", "releases"])["release-group"]
    assert answer["artist-credit-phrase"] == "Anselm Reuter; Miriam Feld"
    assert [one["date"] for one in answer["release-list"]] == ["1978", "1999-03"]


def test_a_plain_look_up_leaves_out_what_was_not_asked_for(client: Any, internet: Sandbox) -> None:
    answer = client.get_release_by_id(internet.catalogue.group("marlow-vane/slow-tide").releases[0].mbid)["release"]
    assert not {"medium-list", "artist-credit", "label-info-list", "release-group"} & answer.keys()


def test_browsing_pages_through_a_group(client: Any, internet: Sandbox) -> None:
    artist = internet.catalogue.artist("Marlow Vane").mbid
    first = client.browse_releases(artist=artist, includes=["media"], limit=5)
    rest = client.browse_releases(artist=artist, includes=["media"], limit=5, offset=5)
    total = first["release-count"]
    ids = {one["id"] for one in first["release-list"] + rest["release-list"]}
    assert (len(ids), len(first["release-list"])) == (total, 5)


def test_browsing_keeps_to_the_type(client: Any, internet: Sandbox) -> None:
    artist = internet.catalogue.artist("Saint Ambrose").mbid
    found = client.browse_release_groups(artist=artist, release_type=["ep"])["release-group-list"]
    assert [one["title"] for one in found] == ["Glasshouse"]


def test_unknown_and_invalid_ids_and_queries_are_errors(client: Any) -> None:
    for bad, status in ((NOBODY, 404), ("not-an-mbid", 400)):
        with pytest.raises(musicbrainzngs.ResponseError) as caught:
            client.get_release_by_id(bad)
        assert caught.value.cause.code == status
    with pytest.raises(musicbrainzngs.ResponseError) as caught:
        client.search_releases('release:"never closed')
    assert caught.value.cause.code == 400


def test_who_asks_too_often_is_told_so(internet: Sandbox) -> None:
    internet.musicbrainz.rate = 1
    path = f"artist/{internet.catalogue.artists[0].mbid}?fmt=json"
    fetch(internet, path)
    with pytest.raises(urllib.error.HTTPError) as caught:
        fetch(internet, path)
    assert (caught.value.code, caught.value.headers["Retry-After"]) == (503, "1")
    assert json.loads(caught.value.read())["error"] == "Your requests are exceeding the allowable rate limit."
    assert [request.path.split("/")[3] for request in internet.requests("musicbrainz")] == ["artist", "artist"]


def test_json_searches_have_the_keys_of_real_ones(internet: Sandbox, shared_data: Path) -> None:
    real = shared_data / "musicbrainz" / "search_json"
    for name, kind, path in (
        ("release_rumours.json", "releases", "release?query=tidewater&fmt=json"),
        ("release_group_hexndeifl.json", "release-groups", "release-group?query=tidewater&fmt=json"),
    ):
        expected = json.loads((real / name).read_text("utf-8"))
        answer = fetch(internet, path)
        assert answer.keys() == expected.keys()
        lacking = expected[kind][0].keys() - answer[kind][0].keys()
        assert {key for key in lacking if not key.endswith("-id")} == set()


def test_json_look_ups_have_the_keys_of_real_ones(internet: Sandbox, shared_data: Path) -> None:
    real = shared_data / "musicbrainz" / "ws2_json"
    release = internet.catalogue.group("hollow-coast/tidewater").releases[0]
    expected = json.loads((real / "release_hexndeifl_recordings.json").read_text("utf-8"))
    answer = fetch(internet, f"release/{release.mbid}?inc=recordings&fmt=json")
    for found, wanted in (
        (answer, expected),
        (answer["media"][0], expected["media"][0]),
        (answer["media"][0]["tracks"][0], expected["media"][0]["tracks"][0]),
        (answer["media"][0]["tracks"][0]["recording"], expected["media"][0]["tracks"][0]["recording"]),
    ):
        assert {key for key in wanted.keys() - found.keys() if not key.endswith("-id")} == set()
