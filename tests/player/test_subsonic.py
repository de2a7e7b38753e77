"""OpenSubsonic: what music apps ask, in XML and JSON, and what they are told when it cannot be answered."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from django.test import AsyncClient, Client
from django.utils import timezone

from apps.accounts.app_passwords import make_app_password, take_back
from apps.accounts.models import User
from apps.library import services
from apps.library.domain import ImportedAlbum
from apps.library.models import Album, Track, TrackGain
from apps.player.models import Play
from tests.library.albums import edition, finished, picture, tag, write_audio

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("valkey")]
SPACE = "{http://subsonic.org/restapi}"


@pytest.fixture
def album(tmp_path: Path, settings: Any) -> Album:
    settings.MUSIC_DIR, settings.DATA_DIR = tmp_path / "music", tmp_path / "data"
    settings.MUSIC_DIR.mkdir()
    settings.DATA_DIR.mkdir()
    folder = tmp_path / "incomplete"
    for number, title in enumerate(("One", "Two"), start=1):
        tag(
            write_audio(folder / f"{number:02} {title}.flac", 0.3),
            title=title, artist="Ebb", album="Flow", genre="Ambient", lyrics="[00:01.50]Low\n[00:02]High",
        )  # fmt: skip
    (folder / "cover.jpg").write_bytes(picture(700))
    outcome = services.import_finished(
        finished(folder, edition(["One", "Two"], title="Flow", artist="Ebb", artist_sort="Ebb"))
    )
    assert isinstance(outcome, ImportedAlbum)
    Track.objects.update(genre="Ambient; Drone", lyrics="[00:01.50]Low\n[00:02]High")
    return Album.objects.get(pk=outcome.album_id)


def ask(client: Client, method: str, **values: object) -> dict[str, Any]:
    answer = client.get(f"/rest/{method}", {"f": "json", "v": "1.16.1", "c": "test", "u": "me", "p": "any", **values})
    assert answer.status_code == 200, answer.content
    document: dict[str, Any] = answer.json()["subsonic-response"]
    return document


def well(client: Client, method: str, **values: object) -> dict[str, Any]:
    document = ask(client, method, **values)
    assert document["status"] == "ok", document
    return document


def test_a_ping_says_what_this_is(client: Client) -> None:
    answer = well(client, "ping.view")
    assert (answer["version"], answer["type"], answer["openSubsonic"]) == ("1.16.1", "trusttune", True)


def test_an_app_walks_from_artists_to_a_song(client: Client, album: Album) -> None:
    [index] = well(client, "getArtists")["artists"]["index"]
    assert (index["name"], index["artist"][0]["name"], index["artist"][0]["albumCount"]) == ("E", "Ebb", 1)
    [listed] = well(client, "getArtist", id=index["artist"][0]["id"])["artist"]["album"]
    assert (listed["name"], listed["songCount"]) == ("Flow", 2)
    songs = well(client, "getAlbum", id=listed["id"])["album"]["song"]
    assert [(song["title"], song["track"], song["suffix"]) for song in songs] == [
        ("One", 1, "flac"),
        ("Two", 2, "flac"),
    ]
    song = well(client, "getSong", id=songs[0]["id"])["song"]
    assert (song["contentType"], song["samplingRate"], song["bitDepth"]) == ("audio/flac", 44100, 16)
    assert [genre["name"] for genre in song["genres"]] == ["Ambient", "Drone"]


def test_a_song_tells_its_replaygain(client: Client, album: Album) -> None:
    first, *rest = album.tracks.all()
    TrackGain.objects.create(track=first, track_gain=-7.25, track_peak=0.97, album_gain=-6.5)
    songs = well(client, "getAlbum", id=f"al-{album.pk}")["album"]["song"]
    assert [song.get("replayGain") for song in songs] == [
        {"trackGain": -7.25, "albumGain": -6.5, "trackPeak": 0.97},
        *[None] * len(rest),
    ]
    assert well(client, "getSong", id=songs[0]["id"])["song"]["replayGain"]["trackGain"] == -7.25


def test_the_same_by_folders(client: Client, album: Album) -> None:
    [index] = well(client, "getIndexes")["indexes"]["index"]
    [listed] = well(client, "getMusicDirectory", id=index["artist"][0]["id"])["directory"]["child"]
    assert listed["isDir"] is True
    assert len(well(client, "getMusicDirectory", id=listed["id"])["directory"]["child"]) == 2


def test_xml_is_the_default_and_holds_the_same(client: Client, album: Album) -> None:
    album.title = "Flow & <Ebb>\x01"
    album.save()
    answer = client.get("/rest/getAlbum", {"id": f"al-{album.pk}"})
    assert answer["Content-Type"].startswith("text/xml")
    root: Element = fromstring(answer.content)
    assert (root.tag, root.get("status")) == (f"{SPACE}subsonic-response", "ok")
    found = root.find(f"{SPACE}album")
    assert found is not None
    assert found.get("name") == "Flow & <Ebb>"
    assert [song.get("title") for song in found.findall(f"{SPACE}song")] == ["One", "Two"]
    lyrics = fromstring(client.get("/rest/getLyrics", {"artist": "Ebb", "title": "One"}).content)
    assert lyrics[0].text == "Low\nHigh"


def test_playlists(client: Client, album: Album) -> None:
    songs = [f"tr-{key}" for key in Track.objects.order_by("track_number").values_list("pk", flat=True)]
    made = well(client, "createPlaylist", name="Evening", songId=songs)["playlist"]
    assert [song["title"] for song in made["entry"]] == ["One", "Two"]
    well(client, "updatePlaylist", playlistId=made["id"], name="Night", songIndexToRemove=0, songIdToAdd=songs[0])
    changed = well(client, "getPlaylist", id=made["id"])["playlist"]
    assert (changed["name"], [song["title"] for song in changed["entry"]]) == ("Night", ["Two", "One"])
    assert [row["songCount"] for row in well(client, "getPlaylists")["playlists"]["playlist"]] == [2]
    row = well(client, "getPlaylists")["playlists"]["playlist"][0]
    assert row["duration"] == changed["duration"] and "entry" not in row
    assert client.get("/rest/getCoverArt", {"id": row["coverArt"]})["Content-Type"] == "image/jpeg"
    well(client, "deletePlaylist", id=made["id"])
    assert well(client, "getPlaylists")["playlists"]["playlist"] == []


def test_jsonp_calls_only_what_is_a_name(client: Client) -> None:
    good = client.get("/rest/ping", {"f": "jsonp", "callback": "app.done"})
    assert good.content.startswith(b"app.done({")
    assert b"alert" not in client.get("/rest/ping", {"f": "jsonp", "callback": "alert(1)//"}).content


LISTS = (
    "random", "newest", "alphabeticalByName", "alphabeticalByArtist", "byGenre", "byYear", "starred", "frequent",
    "recent",
)  # fmt: skip


@pytest.mark.parametrize("kind", LISTS)
def test_lists_of_albums(client: Client, album: Album, kind: str) -> None:
    song = Track.objects.first()
    assert song is not None
    well(client, "star", albumId=f"al-{album.pk}")
    well(client, "scrobble", id=f"tr-{song.pk}")
    values = {"type": kind, "genre": "drone", "fromYear": 2030, "toYear": 1960}
    assert [row["name"] for row in well(client, "getAlbumList2", **values)["albumList2"]["album"]] == ["Flow"]
    assert well(client, "getAlbumList2", **values, offset=1)["albumList2"]["album"] == []


def test_search_and_the_whole_library_for_copying(client: Client, album: Album) -> None:
    found = well(client, "search3", query="flo")["searchResult3"]
    assert [row["name"] for row in found["album"]] == ["Flow"]
    whole = well(client, "search3", query='""', songCount=1, songOffset=1)["searchResult3"]
    assert len(whole["song"]) == 1 and len(whole["artist"]) == 1


@pytest.mark.parametrize("kind", ["tr", "al", "ar"])
def test_what_is_alike_shares_a_genre(client: Client, album: Album, kind: str) -> None:
    song = Track.objects.first()
    assert song is not None
    key = {"tr": song.pk, "al": album.pk, "ar": album.artist_id}[kind]
    assert len(well(client, "getSimilarSongs2", id=f"{kind}-{key}")["similarSongs2"]["song"]) == 2


def test_stars_and_plays_are_kept(client: Client, album: Album) -> None:
    song = Track.objects.get(title="Two")
    well(client, "star", id=[f"tr-{song.pk}", f"ar-{album.artist_id}"])
    liked = well(client, "getStarred2")["starred2"]
    assert [row["title"] for row in liked["song"]] == ["Two"]
    assert [row["albumCount"] for row in liked["artist"]] == [1]
    well(client, "unstar", id=f"tr-{song.pk}")
    assert well(client, "getStarred2")["starred2"]["song"] == []
    well(client, "scrobble", id=f"tr-{song.pk}", submission="false")
    well(client, "scrobble", id=f"tr-{song.pk}")
    assert well(client, "getSong", id=f"tr-{song.pk}")["song"]["playCount"] == 1


def test_plays_reported_later_count_at_their_own_time_and_once(client: Client, album: Album) -> None:
    one, two = (f"tr-{track.pk}" for track in album.tracks.order_by("track_number")[:2])
    tuesday, wednesday = 1_700_000_000_000, 1_700_086_400_123
    well(client, "scrobble", id=two)
    for _again in range(2):
        well(client, "scrobble", id=[one, two, one], time=[tuesday, tuesday, wednesday])
    heard = Track.objects.get(title="One")
    assert (heard.play_count, heard.last_played_at) == (2, datetime.fromtimestamp(wednesday / 1000, UTC))
    later = Track.objects.get(title="Two")
    assert later.play_count == 2
    assert later.last_played_at is not None and later.last_played_at.year > 2023  # an older play is not the last one
    assert sorted(play.played_at.year for play in Play.objects.all()) == [2023, 2023, 2023, timezone.now().year]


def test_a_time_to_come_is_now(client: Client, album: Album) -> None:
    well(client, "scrobble", id=f"tr-{album.tracks.all()[0].pk}", time=4_000_000_000_000)
    assert Play.objects.get().played_at <= timezone.now()


def test_thousands_of_songs_fit_into_a_form(client: Client, album: Album) -> None:
    song = f"tr-{album.tracks.all()[0].pk}"
    form = {"f": "json", "name": "Long", "songId": [song] * 3000}
    answer = client.post("/rest/createPlaylist", form).json()["subsonic-response"]
    assert answer["playlist"]["songCount"] == 3000


def test_lyrics_come_with_their_times(client: Client, album: Album) -> None:
    song = Track.objects.get(title="One")
    [words] = well(client, "getLyricsBySongId", id=f"tr-{song.pk}")["lyricsList"]["structuredLyrics"]
    assert words["synced"] is True
    assert words["line"] == [{"start": 1500, "value": "Low"}, {"start": 2000, "value": "High"}]


async def test_sound_and_covers(async_client: AsyncClient, album: Album) -> None:
    song = await Track.objects.aget(title="One")
    whole = await async_client.get("/rest/stream", {"id": f"tr-{song.pk}"})
    data = b"".join([part async for part in whole.streaming_content])  # type: ignore[attr-defined]
    assert data == song.audio_file.read_bytes()
    part = await async_client.get("/rest/download", {"id": f"tr-{song.pk}"}, headers={"Range": "bytes=4-7"})
    assert part.status_code == 206
    smaller = await async_client.get("/rest/stream", {"id": f"tr-{song.pk}", "format": "mp3", "maxBitRate": "96"})
    assert smaller["Content-Type"] == "audio/mpeg"
    cover = await async_client.get("/rest/getCoverArt", {"id": f"tr-{song.pk}", "size": "160"})
    assert (cover.status_code, cover["Content-Type"]) == (200, "image/jpeg")


@pytest.mark.parametrize(
    ("method", "values", "code"),
    [
        ("getAlbum", {}, 10),
        ("getAlbum", {"id": "al-0"}, 70),
        ("getAlbum", {"id": "tr-00000000-0000-0000-0000-000000000000"}, 70),
        ("getSong", {"id": "../../etc/passwd"}, 70),
        ("stream", {"id": "tr-00000000-0000-0000-0000-000000000000"}, 70),
        ("getCoverArt", {"id": "nonsense"}, 70),
        ("star", {"id": "al-00000000-0000-0000-0000-000000000000"}, 70),
        ("star", {"id": "pl-00000000-0000-0000-0000-000000000000"}, 70),
        ("scrobble", {"id": "al-00000000-0000-0000-0000-000000000000"}, 70),
        ("scrobble", {}, 10),
        ("scrobble", {"id": "tr-00000000-0000-0000-0000-000000000000", "time": "yesterday"}, 0),
        ("scrobble", {"id": "tr-00000000-0000-0000-0000-000000000000", "time": "9" * 30}, 0),
        ("scrobble", {"id": "tr-00000000-0000-0000-0000-000000000000", "time": ["1", "2"]}, 0),
        ("getArtistInfo2", {"id": "al-00000000-0000-0000-0000-000000000000"}, 70),
        ("getAlbumList2", {"type": "sideways"}, 0),
        ("getAlbumList2", {"type": "newest", "size": "many"}, 0),
        ("jukeboxControl", {}, 0),
    ],
)
def test_what_cannot_be_answered_is_said(client: Client, method: str, values: dict[str, str], code: int) -> None:
    document = ask(client, method, **values)
    assert document["status"] == "failed"
    assert document["error"]["code"] == code
    assert document["error"]["message"].endswith(".")


def test_an_app_password_opens_and_nothing_else_does(client: Client) -> None:
    user = User.objects.create_user("ada", password="the login password")
    made = make_app_password(user, "phone")
    token = hashlib.md5((made.secret + "salt").encode(), usedforsecurity=False).hexdigest()
    good: list[dict[str, object]] = [
        {"u": "ada", "p": made.secret},
        {"u": "ada", "p": f"enc:{made.secret.encode().hex()}"},
        {"u": "ada", "p": "", "t": token, "s": "salt"},
        {"u": "", "p": "", "apiKey": made.secret},
    ]
    for credentials in good:
        assert ask(client, "ping", **credentials)["status"] == "ok", credentials
    bad: list[tuple[dict[str, object], int]] = [
        ({"u": "ada", "p": "the login password"}, 40),
        ({"u": "ada", "p": "pässwort 密码"}, 40),
        ({"u": "ada", "p": "", "t": "tökén", "s": "salt"}, 40),
        ({"u": "eve", "p": made.secret}, 40),
        ({"u": "ada", "p": "", "t": token, "s": "other"}, 40),
        ({"u": "", "p": "", "apiKey": "x"}, 44),
        ({"u": "ada", "p": made.secret, "apiKey": made.secret}, 43),
        ({"u": "ada", "p": ""}, 10),
        ({"u": "ada", "p": "pässwörd"}, 40),
        ({"u": "ada", "p": "", "t": "tökén", "s": "salt"}, 40),
        ({"u": "", "p": "", "apiKey": "schlüssel"}, 44),
    ]
    for credentials, code in bad:
        assert ask(client, "ping", **credentials)["error"]["code"] == code, credentials
    take_back(user, made.pk)
    assert ask(client, "ping", u="ada", p=made.secret)["status"] == "failed"


def test_guessing_is_slowed_down(client: Client) -> None:
    user = User.objects.create_user("ada")
    made = make_app_password(user, "phone")
    for _try in range(21):
        ask(client, "ping", u="ada", p="guess")
    assert "Wait a minute" in ask(client, "ping", u="ada", p=made.secret)["error"]["message"]


def test_without_an_account_only_this_machine_is_answered(client: Client) -> None:
    assert ask(client, "ping")["status"] == "ok"
    other = client.get("/rest/ping", {"f": "json"}, REMOTE_ADDR="192.168.1.20")
    assert other.json()["subsonic-response"]["error"]["code"] == 50


def test_parameters_may_come_in_the_body(client: Client, album: Album) -> None:
    answer = client.post("/rest/getAlbum", {"f": "json", "id": f"al-{album.pk}"})
    assert answer.json()["subsonic-response"]["album"]["name"] == "Flow"


def test_the_page_makes_a_password_and_shows_it_once(client: Client) -> None:
    user = User.objects.create_user("ada", password="x")
    client.force_login(user)
    shown = client.post("/accounts/music-apps/make/", {"name": "phone"}, follow=True)
    secret = user.app_passwords.get().secret
    assert secret in shown.content.decode()
    assert secret not in client.get("/accounts/music-apps/").content.decode()
    client.post(f"/accounts/music-apps/{user.app_passwords.get().pk}/take-back/")
    assert not user.app_passwords.exists()
