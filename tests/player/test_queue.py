"""The queue lives in the database: what a verb leaves there is what every device and page reads."""

import pytest
from django.test import Client

from apps.core.errors import ApiError
from apps.library.models import Album, Artist, Playlist, Track, TrackGain
from apps.player import queries, services
from apps.player.models import Device, Play

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("valkey")]


@pytest.fixture
def album() -> Album:
    artist = Artist.objects.create(name="Talk Talk", key="talktalk", sort_key="talk talk")
    album = Album.objects.create(artist=artist, artist_name="Talk Talk", title="Laughing Stock", identity="1")
    for number, title in enumerate(["Myrrhman", "Ascension Day", "After the Flood"], start=1):
        Track.objects.create(
            file_path=f"Talk Talk/1991 - Laughing Stock/0{number} {title}.flac",
            artist=artist,
            album=album,
            artist_name="Talk Talk",
            album_title="Laughing Stock",
            title=title,
            track_number=number,
            format="FLAC",
        )
    return album


def titles(device: str = "") -> list[str]:
    return [entry["title"] for entry in queries.queue_document(queries.device_named(device))["items"]]


def test_playing_an_album_fills_the_queue_and_starts_at_its_first_track(client: Client, album: Album) -> None:
    answer = client.post("/api/player/play", {"album_id": str(album.pk)}, content_type="application/json")
    assert answer.status_code == 200, answer.content
    assert answer.json()["state"] == "playing"
    assert answer.json()["track"]["title"] == "Myrrhman"
    assert titles() == ["Myrrhman", "Ascension Day", "After the Flood"]


def test_each_entry_tells_how_loud_to_play_it(client: Client, album: Album) -> None:
    first = album.tracks.get(title="Myrrhman")
    TrackGain.objects.create(track=first, track_gain=-6.5, track_peak=0.98, album_gain=-4.0)
    services.play(services.items_of_album(album))
    told = client.get("/player/state/").json()
    gains = [item["gain"] for item in told["queue"]["items"]]
    assert gains == [{"track": -6.5, "track_peak": 0.98, "album": -4.0, "album_peak": None}, None, None]
    assert told["state"]["even_loudness"] == "album"


def test_next_stops_after_the_last_and_previous_goes_back(album: Album) -> None:
    services.play(services.items_of_album(album))
    services.next_track()
    device = services.next_track()
    assert (device.position, device.state) == (2, Device.State.PLAYING)
    assert services.next_track().state == Device.State.STOPPED
    assert services.previous_track().position == 1


def test_previous_restarts_a_track_that_has_run_for_a_while(album: Album) -> None:
    services.play(services.items_of_album(album), start=1)
    services.report("browser", state="playing", position=1, elapsed=30.0)
    device = services.previous_track()
    assert (device.position, device.elapsed) == (1, 0.0)


def test_enqueueing_next_puts_it_behind_the_current_entry(album: Album) -> None:
    first, second, third = services.items_of_album(album)
    services.play([first, second])
    services.enqueue([third], where="next")
    assert titles() == ["Myrrhman", "After the Flood", "Ascension Day"]


def test_a_path_outside_the_music_folder_is_refused(client: Client) -> None:
    for path in ("../../etc/passwd", "/etc/passwd", "a/../../b.flac", ""):
        answer = client.post("/api/player/play", {"file_path": path}, content_type="application/json")
        assert answer.status_code == 403, path
        assert answer.json()["error"]["code"] == "outside_library"


def test_a_path_inside_plays(client: Client, album: Album) -> None:
    path = "Talk Talk/1991 - Laughing Stock/02 Ascension Day.flac"
    answer = client.post("/api/player/play", {"file_path": path}, content_type="application/json")
    assert answer.json()["track"]["path"] == path


def test_playing_on_with_an_empty_queue_is_a_conflict(client: Client) -> None:
    assert client.post("/api/player/play", {}, content_type="application/json").status_code == 409
    with pytest.raises(ApiError):
        services.jump(3)


def test_each_device_has_its_own_queue(album: Album) -> None:
    first, second, _third = services.items_of_album(album)
    services.play([first], device="kitchen")
    services.play([second], device="desk")
    assert titles("kitchen") == ["Myrrhman"]
    assert titles("desk") == ["Ascension Day"]


def test_a_play_is_counted_and_kept(album: Album) -> None:
    track = album.tracks.get(title="Myrrhman")
    services.report_played(track.pk, "browser")
    track.refresh_from_db()
    assert track.play_count == 1
    assert track.last_played_at is not None
    assert Play.objects.get().track == track


def test_what_no_browser_plays_comes_as_mp3(album: Album) -> None:
    Track.objects.filter(title="Myrrhman").update(format="WavPack")
    services.play(services.items_of_album(album))
    urls = [entry["url"] for entry in queries.queue_document(queries.device_named(""))["items"]]
    assert urls[0].endswith("/stream?format=mp3&bitrate=320")
    assert urls[1].endswith("/stream")


def test_a_playlist_without_a_playable_track_is_told_instead_of_playing_on(client: Client, album: Album) -> None:
    services.play(services.items_of_album(album))
    services.pause()
    empty = Playlist.objects.create(name="Empty")
    answer = client.post("/api/player/play", {"playlist_id": str(empty.pk)}, content_type="application/json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "nothing_to_play")
    assert Device.objects.get().state == Device.State.PAUSED
