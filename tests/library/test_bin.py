"""The recycle bin: everything goes and everything comes back, whatever is killed in between."""

from datetime import timedelta
from pathlib import Path

import pytest
from constance.test import override_config
from django.test import Client
from django.utils import timezone

from apps.core.errors import ApiError
from apps.library.keeping import bin as recycle_bin
from apps.library.keeping.models import BinItem
from apps.library.models import Album, Playlist, PlaylistEntry, Track
from apps.library.scanning.scan import scan
from apps.player.models import Play
from tests.library.albums import tag, write_audio

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("valkey")]


def album_on_disk(music: Path, folder: str = "Nine Harbours/Still Water", suffix: str = ".flac") -> Album:
    for number, title in enumerate(("Low Tide", "Slack Water"), start=1):
        path = write_audio(music / folder / f"{number:02} {title}{suffix}", 0.3, 300 + 50 * number)
        tag(path, title=title, artist="Nine Harbours", album="Still Water", tracknumber=str(number))
        (path.with_suffix(".lrc")).write_text("[00:00.00]la")
    (music / folder / "cover.jpg").write_bytes(b"picture")
    scan()
    return Album.objects.get(folder=folder)


def everything(music: Path) -> dict[str, bytes]:
    """Every file in sight with its content."""
    found = {}
    for path in music.rglob("*"):
        if path.is_file() and ".trusttune" not in path.parts:
            found[str(path.relative_to(music))] = path.read_bytes()
    return found


def belongings(album: Album) -> tuple[Playlist, Track]:
    track = album.tracks.order_by("track_number")[0]
    Track.objects.filter(pk=track.pk).update(play_count=3, starred_at=timezone.now())
    Play.objects.create(track=track)
    playlist = Playlist.objects.create(name="Evening")
    PlaylistEntry.objects.create(playlist=playlist, track=track, position=0)
    return playlist, track


def test_an_album_goes_and_comes_back_with_all_that_belongs_to_it(music: Path) -> None:
    album = album_on_disk(music)
    playlist, track = belongings(album)
    before, rows = everything(music), list(Track.objects.order_by("pk").values())

    item = recycle_bin.bin_album(album.pk)
    assert everything(music) == {}
    assert not (music / "Nine Harbours").exists(), "no empty folder stays"
    assert not Album.objects.exists() and not playlist.entries.exists()
    assert item.size == sum(len(content) for content in before.values())
    assert scan().missing == 0

    recycle_bin.restore(item.pk)
    assert everything(music) == before
    assert list(Track.objects.order_by("pk").values()) == rows
    assert playlist.entries.get().track_id == track.pk
    assert Play.objects.get().track_id == track.pk
    assert Album.objects.get().added_at == album.added_at
    assert not BinItem.objects.exists()
    report = scan()
    assert (report.read, report.missing) == (0, 0), "nothing needs reading again"


def test_one_track_goes_with_its_lyrics_alone(music: Path) -> None:
    album = album_on_disk(music)
    before = everything(music)
    track = album.tracks.get(title="Low Tide")
    [item] = recycle_bin.bin_tracks([track.pk])
    album.refresh_from_db()
    assert album.track_count == 1
    assert before.keys() - everything(music).keys() == {
        "Nine Harbours/Still Water/01 Low Tide.flac",
        "Nine Harbours/Still Water/01 Low Tide.lrc",
    }
    recycle_bin.restore(item.pk)
    assert everything(music) == before
    album.refresh_from_db()
    assert album.track_count == 2


@pytest.mark.parametrize("stage", ["take_out", "put_back"])
def test_a_kill_in_the_middle_loses_nothing(music: Path, monkeypatch: pytest.MonkeyPatch, stage: str) -> None:
    class Killed(BaseException):
        pass

    def kill(*_arguments: object) -> None:
        raise Killed

    album = album_on_disk(music)
    before = everything(music)
    if stage == "put_back":
        item = recycle_bin.bin_album(album.pk)
    with monkeypatch.context() as patch:
        patch.setattr(recycle_bin, stage, kill)
        with pytest.raises(Killed):
            recycle_bin.bin_album(album.pk) if stage == "take_out" else recycle_bin.restore(item.pk)
    assert recycle_bin.mend() == 1
    assert everything(music) == before
    assert Album.objects.get().track_count == 2
    assert not BinItem.objects.exists()


def test_what_stands_in_the_way_is_told_and_nothing_is_overwritten(music: Path) -> None:
    album = album_on_disk(music)
    item = recycle_bin.bin_album(album.pk)
    other = write_audio(music / "Nine Harbours/Still Water/01 Low Tide.flac", 0.2)
    content = other.read_bytes()
    with pytest.raises(ApiError, match="Something else is at") as refused:
        recycle_bin.restore(item.pk)
    assert refused.value.status == 409
    assert other.read_bytes() == content
    assert BinItem.objects.get().state == "binned"


def test_a_playlist_that_is_gone_by_then_is_no_obstacle(music: Path) -> None:
    album = album_on_disk(music)
    playlist, track = belongings(album)
    item = recycle_bin.bin_album(album.pk)
    playlist.delete()
    recycle_bin.restore(item.pk)
    track.refresh_from_db()
    assert track.play_count == 3


def test_it_is_emptied_after_the_days_that_were_set(music: Path) -> None:
    album = album_on_disk(music)
    item = recycle_bin.bin_album(album.pk)
    assert recycle_bin.empty_expired() == 0
    BinItem.objects.update(binned_at=timezone.now() - timedelta(days=31))
    with override_config(BIN_DAYS=0):
        assert recycle_bin.empty_expired() == 0
    assert recycle_bin.empty_expired() == 1
    assert not (music / ".trusttune/bin" / str(item.pk)).exists()
    with pytest.raises(ApiError):
        recycle_bin.restore(item.pk)


@pytest.mark.parametrize(
    ("days", "words"), [(0, "Kept until you empty it"), (1, "after 1 day."), (30, "after 30 days.")]
)
def test_the_page_says_how_long_it_keeps(client: Client, days: int, words: str) -> None:
    with override_config(BIN_DAYS=days):
        empty = client.get("/library/tidy/bin/").content.decode()
        BinItem.objects.create(title="Still Water", state=BinItem.State.BINNED)
        page = client.get("/library/tidy/bin/").content.decode()
    assert words in page
    assert ("until you empty it" in empty) == (days == 0)


def test_a_file_that_is_missing_already_is_no_obstacle(music: Path) -> None:
    album = album_on_disk(music)
    (music / "Nine Harbours/Still Water/02 Slack Water.flac").unlink()
    scan()
    item = recycle_bin.bin_album(album.pk)
    recycle_bin.restore(item.pk)
    assert Track.objects.get(title="Slack Water").state == Track.State.MISSING


def test_the_same_album_in_its_place_is_told_and_nothing_is_mixed(music: Path) -> None:
    item = recycle_bin.bin_album(album_on_disk(music).pk)
    for path in (music / album_on_disk(music, suffix=".mp3").folder).iterdir():
        if path.suffix != ".mp3":
            path.unlink()  # no file is in the way, the album is
    there = everything(music)
    with pytest.raises(ApiError, match="Remove that first") as refused:
        recycle_bin.restore(item.pk)
    assert refused.value.status == 409
    assert everything(music) == there
    assert BinItem.objects.get().state == "binned"
    assert recycle_bin.mend() == 0


def test_music_that_was_not_seen_yet_does_not_go_along(music: Path) -> None:
    album = album_on_disk(music, folder="Nine Harbours")
    fresh = write_audio(music / "Nine Harbours/Just Copied/01 New.flac", 0.3)
    item = recycle_bin.bin_album(album.pk)
    assert everything(music).keys() == {"Nine Harbours/Just Copied/01 New.flac"}
    recycle_bin.empty(item.pk)
    assert fresh.is_file()
