"""From a sentence to sound through the JSON interface: search, choose, download, own, hear."""

import io
import urllib.request

import av
import libsonic

from apps.core.text import fold
from tests.journeys.asking import Document, download, search, until, wait_for_status
from tests.journeys.wishes import newest_album, wish
from tests.library.albums import tag, write_audio
from tests.running import RunningHome
from tests.sandbox import Sandbox


def test_from_a_sentence_to_sound(home: RunningHome, internet: Sandbox) -> None:
    album = newest_album(internet)
    found = search(home, f"the new album by {album.artist} in flac")
    assert found["status"] == "done"
    assert found["parsed"]["artist"].casefold() == album.artist.casefold()
    assert found["match"]["title"] == album.title
    assert {source["status"] for source in found["sources"]} <= {"ok", "cached", "skipped"}
    best = found["results"][0]
    assert best["format"] == "FLAC" and best["explanation"] and best["rank"] == 1
    assert "apikey" not in str(found)

    started = download(home, result_id=best["result_id"])
    ended = wait_for_status(home, started["download_id"], "seeding", "complete")
    assert ended["error"] is None and ended["percent"] == 100
    assert (home.music / ended["path"]).is_dir()

    owned = next(a for a in home.ask("GET", "/api/library/albums")[1]["items"] if a["title"] == album.title)
    assert (owned["artist"], owned["year"]) == (album.artist, album.year)
    tracks = [t for t in home.ask("GET", "/api/library/tracks?limit=200")[1]["items"] if t["album"] == album.title]
    assert sorted(t["track_number"] for t in tracks) == list(range(1, len(album.tracks) + 1))
    assert all((home.music / t["path"]).is_file() for t in tracks)
    assert any((home.music / ended["path"]).glob("cover.*"))

    with urllib.request.urlopen(f"{home.base}/api/library/tracks/{tracks[0]['id']}/stream", timeout=10) as answer:
        sound = answer.read()
    with av.open(io.BytesIO(sound)) as container:
        assert sum(frame.samples for frame in container.decode(audio=0)) > 44_100


def test_the_same_torrent_again_is_the_same_download(home: RunningHome, internet: Sandbox) -> None:
    album = newest_album(internet)
    best = search(home, f"{album.artist} {album.title}")["results"][0]
    first = download(home, result_id=best["result_id"])
    status, again = home.ask("POST", "/api/download", {"result_id": best["result_id"]})
    assert (status, again["download_id"]) == (200, first["download_id"])


def test_a_track_search_fetches_that_song_alone(home: RunningHome, internet: Sandbox) -> None:
    album = wish(internet, "hollow-coast/tidewater/flac")
    song = album.tracks[2]
    found = search(home, f"the song {song} by {album.artist}", type="track")
    best = found["results"][0]
    status, started = home.ask("POST", "/api/download", {"result_id": best["result_id"]})
    assert status == 201
    ended = wait_for_status(home, started["download_id"], "seeding", "complete")
    wanted = [f for f in ended["files"] if f["wanted"] and f["kind"] == "audio"]
    assert len(wanted) == 1
    assert fold(song) in fold(wanted[0]["path"])


def test_a_folder_put_into_the_music_folder_is_in_the_library_by_itself(home: RunningHome) -> None:
    tag(
        write_audio(home.music / "Ebb" / "Flow" / "01 One.flac", seconds=0.5),
        title="One", artist="Ebb", album="Flow", tracknumber="1",
    )  # fmt: skip

    def found() -> Document | None:
        albums = home.ask("GET", "/api/library/search?q=flow")[1]["albums"]
        return albums[0] if albums else None

    assert until(found, "the scan of a new folder", within=20)["artist"] == "Ebb"


def test_a_music_app_finds_and_hears_it(home: RunningHome) -> None:
    """py-sonic, a client of the protocol that others wrote."""
    app = libsonic.Connection("http://127.0.0.1", "anyone", "anything", port=home.port)
    assert app.ping()
    found = app.search3("one")["searchResult3"]["song"]
    song = next(each for each in found if each["artist"] == "Ebb")
    assert app.getAlbum(song["albumId"])["album"]["song"][0]["id"] == song["id"]
    assert app.stream(song["id"]).read() == (home.music / song["path"]).read_bytes()
    app.scrobble(song["id"])
    assert app.getSong(song["id"])["song"]["playCount"] == 1
