"""Albums held twice: which copy is better and why, and keeping the better one without losing a play or a star."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from apps.core.errors import ApiError
from apps.library.keeping import bin as recycle_bin
from apps.library.keeping import faults
from apps.library.keeping.comparison import Comparison, CopyFacts, compare
from apps.library.keeping.duplicates import albums_held_twice, twins
from apps.library.keeping.upgrades import keep_better
from apps.library.models import Album, Playlist, PlaylistEntry, Track
from apps.library.records import ArtistName, artist_for
from apps.library.scanning.scan import scan
from apps.player.models import Device, Play, QueueEntry
from tests.library.albums import tag, write_audio

GOOD = CopyFacts("genuine", 9, 9, 0, True, 16, 44_100, 900_000, "FLAC", "sure", True)


def changed(**values: object) -> CopyFacts:
    from dataclasses import replace

    return replace(GOOD, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("worse", "word"),
    [
        (changed(trust="damaged"), "damaged"),
        (changed(trust="suspicious", bit_depth=24), "lossy codec"),
        (changed(tracks=8), "lacks 1 track"),
        (changed(unreadable=2), "lacks 2 tracks"),
        (changed(trust="unknown"), "no trace"),
        (changed(lossless=False, format="MP3", bitrate=320_000), "lossless"),
        (changed(has_cover=False), "cover"),
        (changed(certainty="likely"), "for sure"),
    ],
)
def test_the_better_copy_and_why(worse: CopyFacts, word: str) -> None:
    for pair, better in (((GOOD, worse), 0), ((worse, GOOD), 1)):
        found = compare(*pair)
        assert found.better == better
        assert any(word in reason for reason in found.reasons), found.reasons


def test_what_weighs_more() -> None:
    hires = changed(bit_depth=24, sample_rate=96_000)
    assert compare(GOOD, hires).better == 1
    assert compare(changed(tracks=8, bit_depth=24), GOOD).better == 1, "whole before fine"
    assert compare(changed(trust="suspicious"), changed(lossless=False, format="MP3", trust="genuine")).better == 1
    assert compare(GOOD, GOOD).better is None
    found = compare(changed(trust="pending"), changed(trust="suspicious", lossless=False, format="MP3"))
    assert found == Comparison(
        0, ("The other one has traces of a lossy codec.", "It is lossless; the other one is MP3.")
    )
    lossy = changed(lossless=False, format="MP3", bitrate=320_000, trust="unknown")
    assert compare(lossy, changed(lossless=False, format="MP3", bitrate=128_000, trust="unknown")).better == 0
    assert compare(lossy, changed(lossless=False, format="MP3", bitrate=322_000, trust="unknown")).better is None


@pytest.fixture
def two_copies(music: Path, db: None, valkey: str) -> tuple[Album, Album]:
    """An MP3 copy that was there first, and a FLAC one."""
    for suffix, folder in ((".mp3", "old"), (".flac", "Nine Harbours/Still Water")):
        for number, title in enumerate(("Low Tide", "Slack Water"), start=1):
            path = write_audio(music / folder / f"{number:02} {title}{suffix}", 0.3, 300 + 50 * number)
            tag(path, title=title, artist="Nine Harbours", album="Still Water", tracknumber=str(number))
        scan()
    return Album.objects.get(folder="old"), Album.objects.get(folder="Nine Harbours/Still Water")


def test_keeping_the_better_one_moves_what_belongs_to_the_person_and_can_be_undone(
    two_copies: tuple[Album, Album], music: Path
) -> None:
    worse, better = two_copies
    old = worse.tracks.get(title="Low Tide")
    new = better.tracks.get(title="Low Tide")
    starred = timezone.now()
    Track.objects.filter(pk=old.pk).update(play_count=5, starred_at=starred, last_played_at=starred)
    Track.objects.filter(pk=new.pk).update(play_count=1)
    Play.objects.create(track=old)
    playlist = Playlist.objects.create(name="Evening")
    PlaylistEntry.objects.create(playlist=playlist, track=old, position=0)
    QueueEntry.objects.create(device=Device.objects.create(name="d"), track=old, position=0)

    [held] = albums_held_twice()[0]
    assert (held.keep, held.spare) == (better, worse)
    assert any("lossless" in reason for reason in held.comparison.reasons)

    item = keep_better(better.pk, worse.pk)
    new.refresh_from_db()
    assert (new.play_count, new.starred_at, new.last_played_at) == (6, starred, starred)
    assert playlist.entries.get().track_id == new.pk
    assert Play.objects.get().track_id == new.pk
    assert QueueEntry.objects.get().track_id == new.pk
    assert not Album.objects.filter(pk=worse.pk).exists()
    assert not list((music / "old").glob("*")) if (music / "old").exists() else True
    assert albums_held_twice()[0] == []

    recycle_bin.restore(item.pk)
    new.refresh_from_db()
    old.refresh_from_db()
    assert (new.play_count, new.starred_at) == (1, None)
    assert (old.play_count, old.starred_at) == (5, starred)
    assert playlist.entries.get().track_id == old.pk
    assert len(list((music / "old").glob("*.mp3"))) == 2


def test_a_copy_with_tracks_of_its_own_is_not_thrown_away(two_copies: tuple[Album, Album], music: Path) -> None:
    worse, better = two_copies
    path = write_audio(music / "old/03 Ebb.mp3", 0.3, 700)
    tag(path, title="Ebb", artist="Nine Harbours", album="Still Water", tracknumber="3")
    scan()
    held = next(each for each in albums_held_twice()[0] if each.spare == better or each.keep == better)
    assert held.pairs
    with pytest.raises(ApiError, match="Ebb"):
        keep_better(better.pk, worse.pk)
    assert Album.objects.count() == 2


def test_other_albums_of_the_same_name_are_no_copies(two_copies: tuple[Album, Album], music: Path) -> None:
    worse, better = two_copies
    worse.tracks.filter(title="Low Tide").update(title="Something Else")
    worse.tracks.filter(title="Slack Water").update(title="Another Thing")
    assert albums_held_twice()[0] == []
    with pytest.raises(ApiError) as refused:
        keep_better(better.pk, worse.pk)
    assert refused.value.code == "not_the_same"


def test_a_recording_twice_in_one_album(two_copies: tuple[Album, Album], music: Path) -> None:
    folder = music / "Nine Harbours/Still Water"
    (folder / "01 Low Tide (1).flac").write_bytes((folder / "01 Low Tide.flac").read_bytes())
    scan()
    [twin] = twins()
    assert twin.keep.file_path.endswith("01 Low Tide.flac")
    assert twin.spare.file_path.endswith("01 Low Tide (1).flac")
    (folder / "01 Low Tide.flac").rename(folder / "01 Low Tide (2).flac.part")
    (folder / "01 Low Tide (2).flac").write_bytes((folder / "01 Low Tide (1).flac").read_bytes())
    scan()
    [twin] = twins()
    assert {twin.keep.state, twin.spare.state} == {Track.State.PRESENT}, "what is gone is not the one to keep"


def test_a_copy_does_not_replace_what_it_has_lost(two_copies: tuple[Album, Album], music: Path) -> None:
    worse, better = two_copies
    (music / "Nine Harbours/Still Water/02 Slack Water.flac").unlink()
    scan()
    with pytest.raises(ApiError) as refused:
        keep_better(better.pk, worse.pk)
    assert refused.value.code in ("would_lose_tracks", "not_the_same")
    assert len(list((music / "old").glob("*.mp3"))) == 2


def test_two_wishes_at_once_do_not_bin_both_copies(
    two_copies: tuple[Album, Album], music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worse, better = two_copies
    held_library = recycle_bin.held_library

    @contextmanager
    def someone_was_first() -> Iterator[None]:
        with held_library():
            recycle_bin.bin_rows(worse, list(worse.tracks.all()), "")
        with held_library():
            yield

    monkeypatch.setattr(recycle_bin, "held_library", someone_was_first)
    with pytest.raises(ApiError) as refused:
        keep_better(worse.pk, better.pk)
    assert refused.value.code == "not_the_same"
    assert Album.objects.get() == better
    assert len(list((music / better.folder).glob("*.flac"))) == 2


def test_more_tracks_do_not_mean_more_questions(
    two_copies: tuple[Album, Album], django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(5):
        assert len(albums_held_twice()[0]) == 1
    with django_assert_max_num_queries(2):
        assert twins() == []
    Track.objects.update(state=Track.State.MISSING)
    Album.objects.update(track_count=0)
    with django_assert_max_num_queries(3):
        assert [faulty.whole for faulty in faults.faulty_albums()] == [True, True]


def test_an_album_of_many_artists_is_named_once_and_the_worst_first(two_copies: tuple[Album, Album]) -> None:
    first, second = two_copies
    for title, name in (("Low Tide", "Abel"), ("Slack Water", "Zoe")):
        first.tracks.filter(title=title).update(artist=artist_for(ArtistName(name)), state=Track.State.MISSING)
    second.tracks.filter(title="Low Tide").update(state=Track.State.UNREADABLE)
    found = faults.faulty_albums()
    assert [(each.album, len(each.missing), len(each.unreadable)) for each in found] == [(first, 2, 0), (second, 0, 1)]
    assert faults.fault_counts() == {"missing": 2, "unreadable": 1, "total": 2}


@pytest.mark.django_db
def test_what_is_faulty_has_an_index_of_its_own() -> None:
    if connection.vendor == "sqlite":
        assert "library_faulty" in faults.faulty_tracks().explain()
        assert "library_faulty" not in Track.objects.filter(state=Track.State.PRESENT).order_by("pk").explain()


def test_long_lists_come_in_parts(two_copies: tuple[Album, Album], client: Client) -> None:
    Track.objects.update(state=Track.State.MISSING)
    first = client.get("/api/library/faults?limit=1").json()
    second = client.get("/api/library/faults?limit=1&offset=1").json()
    assert {each["albums"][0]["album"]["id"] for each in (first, second)} == {str(album.pk) for album in two_copies}
    assert (first["total"], second["offset"]) == (2, 1)
    Track.objects.update(state=Track.State.PRESENT)
    assert client.get("/api/library/duplicates?offset=1").json() | {"limit": 0} == {
        "albums": [], "tracks": [], "total": 1, "offset": 1, "limit": 0,
    }  # fmt: skip
    for album in two_copies:
        recycle_bin.bin_album(album.pk)
    page = client.get("/api/library/bin?limit=1&offset=1").json()
    assert (len(page["items"]), page["total"]) == (1, 2)
    for path in ("tidy/", "tidy/faults/", "tidy/bin/"):
        answer = client.get(f"/library/{path}?page=2", headers={"HX-Request": "true", "HX-Target": "more"})
        assert answer.status_code == 200
        assert b"<html" not in answer.content
    assert client.get("/api/library/bin?limit=0").status_code == 422
    assert client.get("/api/library/faults?limit=99999").json()["limit"] == 500


def test_keeping_over_json(two_copies: tuple[Album, Album], client: Client) -> None:
    worse, better = two_copies
    [held] = client.get("/api/library/duplicates").json()["albums"]
    assert (held["keep"]["id"], held["spare"]["id"]) == (str(better.pk), str(worse.pk))
    body = {"keep": held["keep"]["id"], "spare": held["spare"]["id"]}
    item = client.post("/api/library/duplicates/keep", body, content_type="application/json").json()
    assert client.get("/api/library/bin").json()["items"] == [item]
    assert client.put(f"/api/library/albums/{better.pk}/star").status_code == 204
    assert Album.objects.get(pk=better.pk).starred_at
    assert client.delete(f"/api/library/albums/{better.pk}/star").status_code == 204
    assert client.put(f"/api/library/songs/{better.pk}/star").status_code in (404, 422)
    assert client.post(f"/api/library/bin/{item['item_id']}/restore").status_code == 200
    assert client.post(f"/api/library/bin/{item['item_id']}/restore").status_code == 404
    removed = client.delete(f"/api/library/albums/{worse.pk}").json()
    assert client.delete(f"/api/library/bin/{removed['item_id']}").status_code == 204
    assert client.get("/api/library/albums").json()["total"] == 1


def test_a_read_only_folder_is_told(two_copies: tuple[Album, Album], client: Client, monkeypatch: Any) -> None:
    def refuse(*_paths: object) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(recycle_bin, "move_new", refuse)
    answer = client.delete(f"/api/library/albums/{two_copies[0].pk}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "read_only")
    assert Album.objects.count() == 2


def test_missing_files_are_named_and_can_be_taken_out(
    two_copies: tuple[Album, Album], music: Path, client: Client
) -> None:
    (music / "old/01 Low Tide.mp3").unlink()
    scan()
    [faulty] = client.get("/api/library/faults").json()["albums"]
    assert [track["title"] for track in faulty["missing"]] == ["Low Tide"]
    assert client.get("/library/tidy/faults/").status_code == 200
    client.post(f"/library/tidy/faults/{two_copies[0].pk}/forget/")
    assert client.get("/api/library/faults").json()["albums"] == []
    assert two_copies[0].tracks.count() == 1


def test_an_unreadable_file_that_was_mended_is_read_again(
    two_copies: tuple[Album, Album], music: Path, client: Client
) -> None:
    path = music / "old/01 Low Tide.mp3"
    good, status = path.read_bytes(), path.stat()
    path.write_bytes(b"\0" * len(good))
    scan()
    assert client.get("/api/library/faults").json()["unreadable"] == 1
    path.write_bytes(good)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert faults.read_again() == 1
    scan()
    assert client.get("/api/library/faults").json()["unreadable"] == 0
