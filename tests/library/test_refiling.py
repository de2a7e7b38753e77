"""An album becomes the release that a person chose: tagged, renamed, its plays kept; and what is unsure is settled."""

from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client
from mutagen.flac import FLAC

from apps.library import services
from apps.library.catalogue import register_catalogue
from apps.library.domain import CatalogueError, Certainty, EditionDetails, ImportedAlbum
from apps.library.models import Album, AlbumChange, TagChange, Track
from apps.library.paths import in_music_folder
from apps.library.refiling import carrying_out
from apps.library.refiling.carrying_out import carry_out_changes
from apps.library.refiling.lookup import look_up
from apps.library.refiling.planning import in_order
from apps.library.refiling.wishes import confirm, take_best, take_release, unsure_albums
from apps.library.scanning.scan import scan
from apps.library.tagging.deltas import digest
from apps.library.tagging.undoing import carry_out
from tests.library.albums import edition, finished, picture, tag, write_audio

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("valkey")]

TITLES = ["Low Tide", "Salt & Iron", "Harbour: Night"]
LENGTHS = [0.3, 0.4, 0.5]
RIGHT = edition(TITLES, lengths=LENGTHS)
OTHER = edition([TITLES[1], TITLES[0], TITLES[2]], title="Rough Water", lengths=[0.4, 0.3, 0.5], year=2001)


class Shelf:
    """A catalogue with these editions; it can be away, and finds by name only if it is searchable."""

    def __init__(self, *editions: EditionDetails) -> None:
        self.editions, self.away, self.searchable = editions, False, False

    def edition(self, release_mbid: str) -> EditionDetails | None:
        if self.away:
            raise CatalogueError("MusicBrainz does not answer.", permanent=False)
        return next((known for known in self.editions if known.release_mbid == release_mbid), None)

    def editions_of_group(self, release_group_mbid: str) -> tuple[EditionDetails, ...]:
        return self.editions

    def find_editions(self, artist: str, title: str, track_count: int | None = None) -> tuple[EditionDetails, ...]:
        return self.editions if self.searchable else ()


@pytest.fixture
def shelf() -> Shelf:
    shelf = Shelf(RIGHT, OTHER)
    register_catalogue(shelf)
    return shelf


def arrive(folder: Path) -> Path:
    for number, (title, seconds) in enumerate(zip(TITLES, LENGTHS, strict=True), start=1):
        path = write_audio(folder / f"{number:02} {title.replace(':', '')}.flac", seconds=seconds)
        tag(path, title=title, artist="nine harbors", album="still water", tracknumber=str(number))
    (folder / "rip.log").write_text("Exact Audio Copy")
    (folder / "01 Low Tide.lrc").write_text("[00:00.10] Low")
    (folder / "cover.jpg").write_bytes(picture(600))
    return folder


def unconfirmed(folder: Path) -> Album:
    outcome = services.import_finished(finished(arrive(folder)))
    assert isinstance(outcome, ImportedAlbum)
    assert outcome.certainty is Certainty.UNCONFIRMED
    return Album.objects.get()


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_an_album_becomes_the_chosen_release(music: Path, arrived: Path, shelf: Shelf) -> None:
    before = {digest(path) for path in arrive(arrived).glob("*.flac")}
    album = unconfirmed(arrived)
    assert album.folder == "nine harbors/still water"
    services.count_play(Track.objects.get(track_number=2).pk)
    take_release(album.pk, RIGHT.release_mbid)
    assert carry_out_changes() == 1
    album = Album.objects.get()
    assert (album.folder, album.certainty) == ("Nine Harbours/1997 - Still Water", Certainty.SURE)
    assert names(music / album.folder) == [
        "01 Low Tide.flac",
        "01 Low Tide.lrc",
        "02 Salt & Iron.flac",
        "03 Harbour - Night.flac",
        "cover.jpg",
        "rip.log",
    ]
    assert not (music / "nine harbors").exists()
    tags = FLAC(music / album.folder / "03 Harbour - Night.flac")
    assert (tags["title"], tags["musicbrainz_albumid"]) == (["Harbour: Night"], [RIGHT.release_mbid])
    assert Track.objects.get(title="Salt & Iron").play_count == 1
    assert Track.objects.count() == 3
    assert scan().read == 0
    services.undo_tags(album.pk)
    carry_out()
    assert {digest(path) for path in (music / album.folder).glob("*.flac")} == before


def test_files_change_their_names_in_a_ring(music: Path, arrived: Path, shelf: Shelf) -> None:
    album = unconfirmed(arrived)
    take_release(album.pk, RIGHT.release_mbid)
    carry_out_changes()
    first = Track.objects.get(title="Low Tide").pk
    sound = {track.pk: track.duration for track in Track.objects.all()}
    take_release(Album.objects.get().pk, OTHER.release_mbid)
    carry_out_changes()
    album = Album.objects.get()
    assert album.folder == "Nine Harbours/2001 - Rough Water"
    moved = Track.objects.get(pk=first)
    assert (moved.title, moved.track_number) == ("Low Tide", 2)
    for track in Track.objects.all():
        assert FLAC(in_music_folder(track.file_path)).info.length == pytest.approx(sound[track.pk], abs=0.01)


@pytest.mark.parametrize(
    "moves",
    [
        [("a/1", "a/2"), ("a/2", "a/1")],
        [("a/1", "a/2"), ("a/2", "a/3"), ("a/3", "a/1")],
        [("a/1", "a/2"), ("a/2", "a/3")],
        [("a/x", "a/X")],
    ],
)
def test_moves_find_their_targets_free(moves: list[tuple[str, str]]) -> None:
    held = {source: source for source, _target in moves}
    for source, target in in_order(moves):
        assert target not in held
        held[target] = held.pop(source)
    assert held == {target: source for source, target in moves}


def test_a_stranger_in_the_new_folder_is_left_alone(music: Path, arrived: Path, shelf: Shelf) -> None:
    album = unconfirmed(arrived)
    stranger = music / "Nine Harbours" / "1997 - Still Water" / "01 Low Tide.flac"
    write_audio(stranger, seconds=0.2)
    held = digest(stranger)
    take_release(album.pk, RIGHT.release_mbid)
    carry_out_changes()
    assert digest(stranger) == held
    assert Album.objects.get(mbid=RIGHT.release_mbid).folder != "Nine Harbours/1997 - Still Water"


def test_what_cannot_be_looked_up_changes_nothing(music: Path, arrived: Path, shelf: Shelf) -> None:
    album = unconfirmed(arrived)
    stand = {name: digest(music / name) for name in names(music)}
    shelf.away = True
    take_release(album.pk, RIGHT.release_mbid)
    assert carry_out_changes() == 0
    shelf.away = False
    take_release(album.pk, "00000000-0000-0000-0000-000000000000")
    assert carry_out_changes() == 0
    assert "Choose another" in AlbumChange.objects.get().message
    assert {name: digest(music / name) for name in names(music)} == stand


def test_an_own_album_is_looked_up_without_touching_it(music: Path, shelf: Shelf, client: Client) -> None:
    arrive(music / "old" / "stuff")
    stand = {name: digest(music / name) for name in names(music)}
    scan()
    album = Album.objects.get()
    shelf.searchable = True
    assert look_up(album) == ""
    album.refresh_from_db()
    assert album.alternatives[0]["release_mbid"] == RIGHT.release_mbid
    assert {name: digest(music / name) for name in names(music) if not name.startswith(".")} == stand
    page = client.get("/library/unsure/").content.decode()
    assert "best guess: Still Water, Nine Harbours" in page
    told = client.get("/api/library/unsure").json()
    assert (told["total"], told["items"][0]["alternatives"][0]["release_mbid"]) == (1, RIGHT.release_mbid)
    answer = client.post("/library/unsure/fix/", {"album": [str(album.pk), "nonsense"]})
    assert answer.status_code == 303
    carry_out_changes()
    assert Album.objects.get().folder == "Nine Harbours/1997 - Still Water"
    assert "Every album is settled" in client.get("/library/unsure/").content.decode()
    assert TagChange.objects.filter(reason=TagChange.Reason.IDENTIFIED).count() == 3
    chosen = {"album_ids": [str(Album.objects.get().pk)]}
    answer = client.post("/api/library/unsure/settle", chosen, content_type="application/json")
    assert (answer.status_code, answer.json()) == (202, {"settled": 0, "asked": 0})


def test_shared_bytes_are_renamed_now_and_tagged_when_they_are_free(
    music: Path, arrived: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    from apps.library import filing

    monkeypatch.setattr(filing, "SPARE_BYTES", 1 << 60)
    monkeypatch.setattr(filing, "can_clone", lambda *_arguments: False)
    download = finished(arrive(arrived))
    services.import_finished(download)
    before = {path.name: digest(path) for path in arrived.iterdir()}
    take_release(Album.objects.get().pk, RIGHT.release_mbid)
    carry_out_changes()
    album = Album.objects.get()
    path = music / album.folder / "03 Harbour - Night.flac"
    assert (album.placement, path.stat().st_nlink) == ("hard_link", 2)
    assert "keeps its old tags" in AlbumChange.objects.get().message
    assert services.release_shared_bytes(UUID(download.download_id)) == 3
    assert FLAC(path)["musicbrainz_albumid"] == [RIGHT.release_mbid]
    assert {path.name: digest(path) for path in arrived.iterdir()} == before


def test_likely_albums_are_confirmed_as_they_are(music: Path, arrived: Path, shelf: Shelf) -> None:
    services.import_finished(
        finished(arrive(arrived), None, editions=[RIGHT, edition(TITLES, lengths=LENGTHS, country="JP")])
    )
    album = Album.objects.get()
    assert album.certainty == Certainty.LIKELY
    assert list(unsure_albums()) == [album]
    assert take_best([album.pk]) == (1, 0)
    album.refresh_from_db()
    assert (album.certainty, album.alternatives) == (Certainty.SURE, [])
    assert not confirm(Album().pk)


def test_the_page_and_json_tell_why_and_offer_others(music: Path, arrived: Path, shelf: Shelf, client: Client) -> None:
    near = edition(TITLES, lengths=LENGTHS, country="JP", edition="remaster")
    services.import_finished(finished(arrive(arrived), None, editions=[RIGHT, near]))
    album = Album.objects.get()
    document = client.get(f"/api/library/albums/{album.pk}/identity").json()
    assert document["score"] > 90
    assert {reason["check"] for reason in document["reasons"]} >= {"tracks", "album", "artist"}
    other = document["alternatives"][0]["release_mbid"]
    page = client.get(f"/library/albums/{album.pk}/files/").content.decode()
    assert "This one" in page
    shelf.editions = (RIGHT, near)
    answer = client.put(
        f"/api/library/albums/{album.pk}/identity", {"release_mbid": other}, content_type="application/json"
    )
    assert (answer.status_code, answer.json()["changing"]) == (202, True)
    carry_out_changes()
    assert Album.objects.get().mbid == other
    Album.objects.update(certainty=Certainty.LIKELY)
    assert client.post(f"/library/albums/{album.pk}/release/", {"release": "no id"}).status_code == 303
    assert Album.objects.get().certainty == Certainty.LIKELY, "what is no id confirms nothing"


def test_two_workers_do_a_change_once(
    music: Path, arrived: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    album = unconfirmed(arrived)
    take_release(album.pk, RIGHT.release_mbid)
    ask = shelf.edition

    def while_another_does_it(release_mbid: str) -> EditionDetails | None:
        monkeypatch.setattr(shelf, "edition", ask)
        assert carry_out_changes() == 1
        return ask(release_mbid)

    monkeypatch.setattr(shelf, "edition", while_another_does_it)
    assert carry_out_changes() == 0
    change = AlbumChange.objects.get()
    assert (change.state, change.message) == (AlbumChange.State.DONE, "")


def test_a_wish_that_the_disk_refuses_says_what_to_do(
    music: Path, arrived: Path, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object) -> None:
        raise OSError(5, "Input/output error")

    take_release(unconfirmed(arrived).pk, RIGHT.release_mbid)
    monkeypatch.setattr(carrying_out, "plan_change", refuse)
    assert carry_out_changes() == 0
    change = AlbumChange.objects.get()
    assert change.state == AlbumChange.State.FAILED
    assert "Input/output error" in change.message
    assert "Choose the release again" in change.message


def test_a_name_that_is_the_same_to_the_file_system_loses_no_file(music: Path) -> None:
    path = write_audio(music / "album/disc 1/01 Low Tide.flac", 0.3)
    (music / "album/Disc 1").symlink_to("disc 1")  # two names, one folder: as on a file system without case
    content = path.read_bytes()
    carrying_out._move("album/disc 1/01 Low Tide.flac", "album/Disc 1/01 Low Tide.flac")
    assert in_music_folder("album/Disc 1/01 Low Tide.flac").read_bytes() == content
