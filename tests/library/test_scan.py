"""Scanning: what is new, changed, moved or gone is found; a person's files are never touched; nothing stops it."""

import shutil
from pathlib import Path

import pytest

from apps.library import queries, services
from apps.library.filing import FilingError
from apps.library.models import Album, Artist, ScannedFolder, Track
from apps.library.scanning import scan as scanning
from apps.library.scanning.scan import scan
from tests.library.albums import edition, finished, tag, write_audio

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("valkey")]


def album(folder: Path, *titles: str, artist: str = "Ebb", name: str = "Flow", **tags: str) -> Path:
    for number, title in enumerate(titles, start=1):
        path = write_audio(folder / f"{number:02} {title}.flac", seconds=0.2)
        tag(path, title=title, artist=artist, album=name, tracknumber=str(number), date="2004", **tags)
    return folder


def test_a_folder_becomes_an_album(music: Path) -> None:
    album(music / "Ebb" / "Flow", "One", "Two", genre="Ambient")
    report = scan()
    assert (report.read, report.total, report.unreadable) == (2, 2, 0)
    row = Album.objects.get()
    assert (row.title, row.artist_name, row.year, row.format, row.track_count) == ("Flow", "Ebb", 2004, "FLAC", 2)
    assert [track.title for track in queries.album_tracks(row)] == ["One", "Two"]
    assert Track.objects.get(title="One").genre == "Ambient"


def test_a_second_scan_reads_nothing(music: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    album(music / "Ebb" / "Flow", "One", "Two")
    scan()
    monkeypatch.setattr(scanning, "TagReader", _NoReader)
    assert scan().read == 0


class _NoReader:
    """Stands where reading would be a mistake."""

    def __init__(self, *_arguments: object) -> None: ...
    def __enter__(self) -> "_NoReader":
        return self

    def __exit__(self, *_error: object) -> None: ...
    def read_all(self, paths: object) -> list[object]:
        assert not paths
        return []


def test_one_changed_folder_costs_one_folder(music: Path) -> None:
    album(music / "Ebb" / "Flow", "One", "Two")
    album(music / "Ebb" / "Still", "Three", name="Still")
    scan()
    tag(music / "Ebb" / "Flow" / "01 One.flac", title="Uno")
    assert scan().read == 2
    assert Track.objects.filter(title="Uno").exists()
    assert Artist.objects.count() == 1


def test_plays_survive_a_changed_file(music: Path) -> None:
    album(music / "Ebb" / "Flow", "One")
    scan()
    services.count_play(Track.objects.get().pk)
    tag(music / "Ebb" / "Flow" / "01 One.flac", title="Uno")
    scan()
    assert (Track.objects.get().title, Track.objects.get().play_count) == ("Uno", 1)


def test_a_moved_file_stays_the_same_track(music: Path) -> None:
    album(music / "Ebb" / "Flow", "One", "Two")
    scan()
    kept = {track.title: track.pk for track in Track.objects.all()}
    (music / "Ebb" / "Flow").rename(music / "Ebb" / "Flow (2004)")
    report = scan()
    assert report.moved == 2
    assert {track.title: track.pk for track in Track.objects.all()} == kept
    assert Album.objects.get().folder == "Ebb/Flow (2004)"
    assert not ScannedFolder.objects.filter(path="Ebb/Flow").exists()


def test_a_lost_file_is_missing_and_comes_back(music: Path, tmp_path: Path) -> None:
    folder = album(music / "Ebb" / "Flow", "One", "Two")
    scan()
    away = tmp_path / "away.flac"
    shutil.move(folder / "02 Two.flac", away)
    assert scan().missing == 1
    assert Track.objects.get(title="Two").state == Track.State.MISSING
    assert Album.objects.get().track_count == 1
    shutil.move(away, folder / "02 Two.flac")
    scan()
    assert Track.objects.get(title="Two").state == Track.State.PRESENT


def test_an_empty_mount_point_does_not_empty_the_library(music: Path) -> None:
    album(music / "Ebb" / "Flow", "One")
    scan()
    shutil.rmtree(music / "Ebb")
    with pytest.raises(FilingError) as error:
        scan()
    assert error.value.code == "music_folder_missing"
    assert Track.objects.get().state == Track.State.PRESENT


def test_discs_in_folders_are_one_album(music: Path) -> None:
    album(music / "Ebb" / "Flow" / "CD1", "One", discnumber="1")
    album(music / "Ebb" / "Flow" / "CD2", "Two")
    scan()
    row = Album.objects.get()
    assert (row.folder, row.disc_count, row.track_count) == ("Ebb/Flow", 2, 2)


def test_many_artists_without_an_album_artist_are_various(music: Path) -> None:
    for number, artist in enumerate(("A", "B", "C"), start=1):
        path = write_audio(music / "Sampler" / f"{number:02} Song {number}.mp3", seconds=0.2)
        tag(path, title=f"Song {number}", artist=artist, album="Sampler")
    scan()
    assert Album.objects.get().artist_name == "Various Artists"
    assert sorted(artist.name for artist in Artist.objects.all()) == ["A", "B", "C", "Various Artists"]


def test_files_without_tags_are_named_by_where_they_stand(music: Path) -> None:
    write_audio(music / "Ebb" / "Flow" / "03 - Salt.ogg", seconds=0.2)
    scan()
    track = Track.objects.get()
    assert (track.title, track.track_number, track.album_title, track.artist_name) == ("Salt", 3, "Flow", "Ebb")


def test_a_scan_leaves_every_byte_alone(music: Path) -> None:
    folder = album(music / "Ebb" / "Flow", "One", "Two")
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}
    scan()
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()} == before


def test_an_imported_album_is_not_read_again_and_not_doubled(music: Path, arrived: Path) -> None:
    album(arrived, "One", "Two")
    services.import_finished(finished(arrived, edition(["One", "Two"], title="Flow", artist="Ebb")))
    assert scan().read == 0
    write_audio(music / "Ebb" / "1997 - Flow" / "03 Extra.flac", seconds=0.2)
    scan()
    assert Album.objects.filter(title="Flow").count() == 1
    assert Track.objects.get(title="Two").artist_name == "Ebb"


def test_names_that_are_no_text_are_kept(music: Path) -> None:
    path = write_audio(music / "x" / "a.flac", seconds=0.2)
    odd = Path(str(path.parent) + "/b\udce9te.flac")
    path.rename(odd)
    scan()
    track = Track.objects.get()
    assert track.file_path == "x/b\uf7e9te.flac"
    assert track.state == Track.State.PRESENT
    from apps.library.paths import in_music_folder

    assert in_music_folder(track.file_path).exists()


def test_every_broken_file_at_hand_is_scanned(music: Path, shared_data: Path) -> None:
    shutil.copytree(shared_data / "audio", music / "corpus", copy_function=shutil.copy)
    report = scan()
    assert report.read == report.total
    assert Track.objects.count() == report.total
    assert 0 < report.unreadable < 80
    assert scan().read == 0
