"""Changing many tracks at once: shown first, written into the files, undone to the byte."""

import os
import uuid
from pathlib import Path

import pytest
from django.test import Client
from mutagen.flac import FLAC

from apps.library.finding import find_ids
from apps.library.models import Album, Track
from apps.library.scanning.scan import scan
from tests.library.albums import tag, write_audio

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("valkey")]
JSON = "application/json"


@pytest.fixture
def album(music: Path) -> Album:
    for number, title in enumerate(("Low Tide", "Slack Water"), start=1):
        path = write_audio(music / f"Nine Harbours/Still Water/{number:02} {title}.flac", 0.3, 300 + 50 * number)
        tag(path, title=title, artist="Nine Harbours", album="Still Water", tracknumber=str(number), genre="Pop")
    scan()
    return Album.objects.get()


def files(music: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in music.rglob("*.flac") if ".trusttune" not in path.parts}


def test_many_are_changed_in_library_and_files_and_undone_to_the_byte(
    album: Album, music: Path, client: Client
) -> None:
    before = files(music)
    keys = [str(track.pk) for track in album.tracks.all()]
    body = {"track_ids": keys, "values": {"genre": "Sea Shanty", "year": 1997, "artist": "The Harbour Nine"}}
    shown = client.post("/api/library/edits/preview", body, content_type=JSON).json()["changes"]
    assert len(shown) == 6
    assert {(each["before"], each["after"]) for each in shown if each["field"] == "genre"} == {("Pop", "Sea Shanty")}
    assert files(music) == before, "a preview changes nothing"

    made = client.post("/api/library/edits", body, content_type=JSON).json()
    assert made["faults"] == []
    for track in album.tracks.all():
        assert (track.genre, track.year, track.artist_name, track.artist.name) == (
            "Sea Shanty",
            1997,
            "The Harbour Nine",
            "The Harbour Nine",
        )
    for path in music.rglob("Nine*/**/*.flac"):
        tags = FLAC(path)
        assert (tags["genre"], tags["date"], tags["artist"]) == (["Sea Shanty"], ["1997"], ["The Harbour Nine"])
        assert tags["title"][0] in path.name, "what was not named stays"
    assert scan().read == 0

    undone = client.post(f"/api/library/edits/{made['edit_id']}/undo").json()
    assert undone["faults"] == []
    assert files(music) == before
    assert {track.genre for track in album.tracks.all()} == {"Pop"}
    assert {track.year for track in album.tracks.all()} == {None}
    assert client.post(f"/api/library/edits/{made['edit_id']}/undo").status_code == 404


def test_a_title_is_found_by_its_new_name(album: Album, client: Client) -> None:
    track = album.tracks.get(title="Low Tide")
    body = {"track_ids": [str(track.pk)], "values": {"title": "Springtide Zebra"}}
    assert client.post("/api/library/edits", body, content_type=JSON).status_code == 201
    assert find_ids("zebra", "track", 5) == [track.pk]


def test_what_shares_its_bytes_keeps_its_tags_and_says_so(album: Album, music: Path, client: Client) -> None:
    path = next(music.rglob("01*.flac"))
    os.link(path, music.parent / "seeding.flac")
    content = path.read_bytes()
    track = album.tracks.get(title="Low Tide")
    body = {"track_ids": [str(track.pk)], "values": {"genre": "Sea Shanty"}}
    made = client.post("/api/library/edits", body, content_type=JSON).json()
    assert "shares its bytes" in made["faults"][0]
    assert path.read_bytes() == content
    track.refresh_from_db()
    assert track.genre == "Sea Shanty"


def test_a_later_change_survives_the_undo(album: Album, client: Client) -> None:
    track = album.tracks.get(title="Low Tide")
    body = {"track_ids": [str(track.pk)], "values": {"genre": "Sea Shanty"}}
    made = client.post("/api/library/edits", body, content_type=JSON).json()
    Track.objects.filter(pk=track.pk).update(genre="Ballad")
    client.post(f"/api/library/edits/{made['edit_id']}/undo")
    track.refresh_from_db()
    assert track.genre == "Ballad"


@pytest.mark.parametrize(
    ("values", "status"),
    [({}, 422), ({"title": ""}, 422), ({"year": "soon"}, 422), ({"play_count": 3}, 422), ({"genre": "Pop"}, 409)],
)
def test_what_cannot_be_changed_says_why(album: Album, client: Client, values: dict[str, object], status: int) -> None:
    body = {"track_ids": [str(track.pk) for track in album.tracks.all()], "values": values}
    answer = client.post("/api/library/edits", body, content_type=JSON)
    assert answer.status_code == status, answer.content
    assert len(answer.json()["error"]["message"].split()) > 3


def test_the_page_from_choosing_to_undo(album: Album, music: Path, client: Client) -> None:
    assert "Slack Water" in client.get("/library/tidy/edit/?genre=pop").content.decode()
    form = {"track": [str(track.pk) for track in album.tracks.all()], "set-genre": "1", "genre": "Sea <b>"}
    preview = client.post("/library/tidy/edit/preview/", form).content.decode()
    assert preview.count("Sea &lt;b&gt;</ins>") == 2
    assert client.post("/library/tidy/edit/apply/", form).status_code == 303
    page = client.get("/library/tidy/edit/").content.decode()
    assert "genre of 2 tracks" in page.lower()


def test_a_form_holds_as_many_tracks_as_may_be_edited_at_once(album: Album, client: Client) -> None:
    ticked = [*(str(track.pk) for track in album.tracks.all()), *(str(uuid.uuid4()) for _ in range(1997))]
    form = {"track": ticked, "set-genre": "1", "genre": "Dub"}
    answer = client.post("/library/tidy/edit/preview/", form)
    assert answer.status_code not in (400, 413), answer.content[:200]


def test_what_came_in_unseen_is_found_by_the_next_scan(album: Album, music: Path, client: Client) -> None:
    fresh = write_audio(music / "Nine Harbours/Still Water/03 Ebb.flac", 0.3)
    tag(fresh, title="Ebb", artist="Nine Harbours", album="Still Water", tracknumber="3")
    body = {"track_ids": [str(track.pk) for track in album.tracks.all()], "values": {"genre": "Sea Shanty"}}
    assert client.post("/api/library/edits", body, content_type=JSON).status_code == 201
    scan()
    assert album.tracks.filter(title="Ebb").exists()


def test_files_outside_of_any_folder_are_edited_and_undone(music: Path, client: Client) -> None:
    tag(write_audio(music / "Loose.flac", 0.3), title="Loose", artist="Nine Harbours", genre="Pop")
    scan()
    before = files(music)
    body = {"track_ids": [str(Track.objects.get().pk)], "values": {"genre": "Sea Shanty"}}
    made = client.post("/api/library/edits", body, content_type=JSON).json()
    assert files(music) != before
    assert client.post(f"/api/library/edits/{made['edit_id']}/undo").json()["faults"] == []
    assert files(music) == before


def test_where_no_draft_can_be_made_the_files_stay_and_it_is_told(album: Album, music: Path, client: Client) -> None:
    before = files(music)
    (music / ".trusttune").write_bytes(b"in the way")
    body = {"track_ids": [str(track.pk) for track in album.tracks.all()], "values": {"genre": "Sea Shanty"}}
    made = client.post("/api/library/edits", body, content_type=JSON)
    assert (made.status_code, len(made.json()["faults"])) == (201, 2)
    assert files(music) == before
