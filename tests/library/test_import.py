"""A finished download becomes an album: found again under its names, tagged, with a cover, the download untouched."""

import hashlib
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from mutagen.flac import FLAC
from PIL import Image

from apps.library import services
from apps.library.covers import cover_file
from apps.library.domain import Certainty, ImportedAlbum, ImportRefused, Placement
from apps.library.models import Album, Import, Track
from tests.library.albums import edition, finished, picture, tag, write_audio

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("valkey")]

TITLES = ["Low Tide", "Salt & Iron", "Harbour: Night", "What Remains?"]


def arrive(folder: Path, *, suffix: str = ".flac", tagged: bool = True) -> Path:
    for number, title in enumerate(TITLES, start=1):
        name = title.replace(":", "_").replace("?", "")
        path = write_audio(folder / f"{number:02} - {name}{suffix}", seconds=0.4 + number / 10)
        if tagged and suffix == ".flac":
            tag(path, title=title, artist="nine harbours", album="Still Water", tracknumber=str(number), comment="kept")
    return folder


def lengths() -> list[float]:
    return [0.4 + number / 10 for number in range(1, len(TITLES) + 1)]


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def imported(outcome: ImportedAlbum | ImportRefused) -> ImportedAlbum:
    assert isinstance(outcome, ImportedAlbum), outcome
    return outcome


def test_an_album_stands_under_its_names_with_tags_and_cover(music: Path, arrived: Path) -> None:
    arrive(arrived)
    (arrived / "folder.jpg").write_bytes(picture(700))
    (arrived / "rip.log").write_text("Exact Audio Copy")
    before = digests(arrived)

    album = imported(services.import_finished(finished(arrived, edition(TITLES, lengths=lengths()))))

    assert album.path == "Nine Harbours/1997 - Still Water"
    assert album.certainty is Certainty.SURE
    names = sorted(path.name for path in (music / album.path).iterdir())
    assert names == [
        "01 Low Tide.flac",
        "02 Salt & Iron.flac",
        "03 Harbour - Night.flac",
        "04 What Remains.flac",
        "cover.jpg",
        "rip.log",
    ]
    tags = FLAC(music / album.path / "03 Harbour - Night.flac")
    assert tags["title"] == ["Harbour: Night"]
    assert tags["albumartist"] == ["Nine Harbours"]
    assert tags["musicbrainz_albumid"] and tags["musicbrainz_trackid"]
    assert tags["tracktotal"] == ["4"]
    assert tags["originaldate"] == ["1997-05-21"]
    assert tags["comment"] == ["kept"]
    assert len(tags.pictures) == 1
    assert digests(arrived) == before
    assert Album.objects.get().format == "FLAC"
    row = Track.objects.get(title="Harbour: Night")
    assert (row.artist_name, row.album_title, row.year, row.format) == ("Nine Harbours", "Still Water", 1997, "FLAC")
    assert row.file_path == "Nine Harbours/1997 - Still Water/03 Harbour - Night.flac"
    assert row.mbid == tags["musicbrainz_trackid"][0]


def test_the_cover_comes_in_sizes_and_with_a_wash(music: Path, arrived: Path) -> None:
    arrive(arrived)
    (arrived / "cover.png").write_bytes(picture(900, kind="PNG"))
    album = Album.objects.get(pk=imported(services.import_finished(finished(arrived, edition(TITLES)))).album_id)
    small = cover_file(album, 160)
    assert small is not None
    assert Image.open(small).size == (160, 160)
    whole = cover_file(album, 1200)
    assert whole is not None
    assert Image.open(whole).size == (900, 900)  # never upscaled
    assert album.wash is not None
    assert album.wash["dark"]["background"].startswith("oklch(")


def test_importing_again_changes_nothing_and_answers_the_same(music: Path, arrived: Path) -> None:
    download = finished(arrive(arrived), edition(TITLES))
    first = imported(services.import_finished(download))
    stand = digests(music)
    assert imported(services.import_finished(download)).album_id == first.album_id
    assert digests(music) == stand
    assert Album.objects.count() == 1


def test_a_second_album_of_the_same_name_gets_a_folder_of_its_own(music: Path, arrived: Path) -> None:
    arrive(arrived)
    imported(services.import_finished(finished(arrived, edition(TITLES))))
    again = imported(services.import_finished(finished(arrived, edition(TITLES, edition="remaster", country="JP"))))
    assert again.path == "Nine Harbours/1997 - Still Water (remaster)"
    third = imported(services.import_finished(finished(arrived, edition(TITLES))))
    assert third.path not in ("Nine Harbours/1997 - Still Water", again.path)
    assert Track.objects.count() == 12


def test_a_copy_from_cd_and_one_from_the_web_are_two_pure_albums(music: Path, arrived: Path) -> None:
    arrive(arrived / "Still Water (CD 1997)")
    arrive(arrived / "Still Water (WEB 320)", suffix=".mp3", tagged=False)
    album = imported(services.import_finished(finished(arrived, edition(TITLES, lengths=lengths()))))
    assert len(album.also) == 1
    assert sorted(Album.objects.values_list("format", "track_count")) == [("FLAC", 4), ("MP3", 4)]


def test_a_song_joins_its_album(music: Path, arrived: Path) -> None:
    arrive(arrived)
    details = edition(TITLES)
    songs = sorted(arrived.iterdir())
    for song in songs[:2]:
        folder = arrived.parent / song.stem
        folder.mkdir()
        song.rename(folder / song.name)
        album = imported(services.import_finished(finished(folder, details)))
        assert album.path == "Nine Harbours/1997 - Still Water"
        assert album.certainty is Certainty.SURE
    assert Album.objects.get().track_count == 2


def test_files_wanted_later_join_the_album_of_their_download(music: Path, arrived: Path) -> None:
    whole = finished(arrive(arrived), edition(TITLES))
    for batch, files in enumerate((whole.files[:1], whole.files[1:])):
        part = replace(whole, files=files, batch=batch)
        album = imported(services.import_finished(part))
        assert imported(services.import_finished(part)).album_id == album.album_id
        assert album.path == "Nine Harbours/1997 - Still Water"
    assert Album.objects.get().track_count == len(TITLES)


def test_discs_and_various_artists_are_told_in_the_names(music: Path, arrived: Path) -> None:
    from dataclasses import replace

    details = edition(TITLES, artist="Various Artists", title="Harbour Songs", discs=2)
    details = replace(details, artist_mbid="89ad4ac3-39f7-470e-963a-56509c546377")
    media = tuple(
        replace(
            medium, tracks=tuple(replace(track, artist_credit=f"Singer {track.title[0]}") for track in medium.tracks)
        )
        for medium in details.media
    )
    for disc in (1, 2):
        for number in (1, 2):
            title = TITLES[(disc - 1) * 2 + number - 1]
            path = write_audio(arrived / f"CD{disc}" / f"{number:02} {title.replace(':', '').replace('?', '')}.mp3")
            tag(path, title=title, artist=f"Singer {title[0]}")
    album = imported(services.import_finished(finished(arrived, replace(details, media=media))))
    assert album.path == "Various Artists/1997 - Harbour Songs"
    names = sorted(path.name for path in (music / album.path).iterdir())
    assert names[0] == "1-01 Singer L - Low Tide.mp3"
    assert names[3] == "2-02 Singer W - What Remains.mp3"


def test_without_musicbrainz_the_files_own_names_are_taken(music: Path, arrived: Path) -> None:
    album = imported(services.import_finished(finished(arrive(arrived), None)))
    assert album.certainty is Certainty.UNCONFIRMED
    assert album.path == "nine harbours/Still Water"
    assert Track.objects.filter(title="Salt & Iron").exists()


def test_untagged_files_are_matched_by_name_and_length(music: Path, arrived: Path) -> None:
    arrive(arrived, suffix=".ogg", tagged=False)
    album = imported(services.import_finished(finished(arrived, edition(TITLES, lengths=lengths()))))
    assert album.certainty is Certainty.SURE
    assert (music / album.path / "04 What Remains.ogg").exists()


def test_the_edition_that_fits_best_wins(music: Path, arrived: Path) -> None:
    arrive(arrived, tagged=False)
    longer = edition([*TITLES, "Bonus"], edition="deluxe")
    right = edition(TITLES)
    outcome = imported(services.import_finished(finished(arrived, None, editions=[longer, right])))
    assert Album.objects.get(pk=outcome.album_id).mbid == right.release_mbid


def test_nothing_playable_is_refused_with_a_sentence(music: Path, arrived: Path) -> None:
    (arrived / "01.flac").write_bytes(b"not audio at all")
    outcome = services.import_finished(finished(arrived))
    assert isinstance(outcome, ImportRefused)
    assert outcome.code == "unreadable"
    (arrived / "01.flac").unlink()
    (arrived / "film.mkv").write_bytes(b"\x1aE\xdf\xa3")
    outcome = services.import_finished(finished(arrived))
    assert isinstance(outcome, ImportRefused)
    assert (outcome.code, outcome.permanent) == ("no_music", True)
    assert list(music.iterdir()) == []


def test_one_broken_file_is_left_out_and_told(music: Path, arrived: Path) -> None:
    arrive(arrived)
    (arrived / "05 - Broken.flac").write_bytes(b"fLaC" + b"\0" * 100)
    album = imported(services.import_finished(finished(arrived, edition(TITLES))))
    assert len(album.track_ids) == 4
    assert any("05 - Broken.flac" in warning for warning in album.warnings)


def test_a_file_that_changed_since_the_download_is_refused(music: Path, arrived: Path) -> None:
    download = finished(arrive(arrived), edition(TITLES))
    next(arrived.glob("01*")).write_bytes(b"short")
    outcome = services.import_finished(download)
    assert isinstance(outcome, ImportRefused)
    assert (outcome.code, outcome.permanent) == ("source_changed", False)


def test_a_link_in_the_download_is_never_followed(music: Path, arrived: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.flac"
    write_audio(secret)
    download = finished(arrive(arrived), edition(TITLES))
    victim = next(arrived.glob("01*"))
    size = victim.stat().st_size
    victim.unlink()
    victim.symlink_to(secret)
    assert size
    assert isinstance(services.import_finished(download), ImportRefused)


def test_hostile_tags_cannot_lead_out_of_the_music_folder(music: Path, arrived: Path) -> None:
    path = write_audio(arrived / "01.flac")
    tag(path, title="../../../up\0\u202egnp", artist="/etc", albumartist="..", album="../..")
    album = imported(services.import_finished(finished(arrived)))
    files = list(music.rglob("*.flac"))
    assert len(files) == 1
    assert files[0].resolve().is_relative_to(music.resolve())
    assert "\u202e" not in Track.objects.get().title
    assert ".." not in album.path.split("/")


def test_a_full_disk_is_told_and_leaves_nothing(music: Path, arrived: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno

    from apps.library.importing import staging

    def full(*_arguments: object) -> Placement:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(staging, "place", full)
    outcome = services.import_finished(finished(arrive(arrived), edition(TITLES)))
    assert isinstance(outcome, ImportRefused)
    assert (outcome.code, outcome.permanent) == ("disk_full", False)
    assert [path for path in music.rglob("*") if path.is_file()] == []
    monkeypatch.undo()
    assert Import.objects.get().state == Import.State.REFUSED
    download = finished(arrived, edition(TITLES))
    assert isinstance(services.import_finished(download), ImportedAlbum)


def test_a_vanished_music_disk_is_not_papered_over(music: Path, arrived: Path) -> None:
    imported(services.import_finished(finished(arrive(arrived), edition(TITLES))))
    music.rename(music.with_name("unmounted"))
    outcome = services.import_finished(finished(arrived, edition(TITLES, title="Other")))
    assert isinstance(outcome, ImportRefused)
    assert outcome.code == "music_folder_missing"
    assert not music.exists()


def test_without_room_the_bytes_are_shared_and_never_written(
    music: Path, arrived: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from apps.library import filing

    monkeypatch.setattr(filing, "SPARE_BYTES", 1 << 60)
    monkeypatch.setattr(filing, "can_clone", lambda *_arguments: False)
    arrive(arrived)
    before = digests(arrived)
    album = imported(services.import_finished(finished(arrived, edition(TITLES))))
    assert album.placement is Placement.HARD_LINK
    assert digests(arrived) == before
    placed = music / album.path / "01 Low Tide.flac"
    assert placed.samefile(next(arrived.glob("01*")))
    assert Track.objects.get(title="Low Tide").artist_name == "Nine Harbours"


def test_shared_bytes_become_tagged_ones_when_seeding_ends(
    music: Path, arrived: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from apps.library import filing
    from apps.library.scanning.scan import scan

    monkeypatch.setattr(filing, "SPARE_BYTES", 1 << 60)
    monkeypatch.setattr(filing, "can_clone", lambda *_arguments: False)
    arrive(arrived)
    (arrived / "cover.jpg").write_bytes(picture(600))
    download = finished(arrived, edition(TITLES))
    album = imported(services.import_finished(download))
    before = digests(arrived)
    assert services.release_shared_bytes(UUID(download.download_id)) == 4
    assert digests(arrived) == before
    tags = FLAC(music / album.path / "01 Low Tide.flac")
    assert tags["albumartist"] == ["Nine Harbours"]
    assert len(tags.pictures) == 1
    assert Album.objects.get().placement == Placement.COPY
    assert services.release_shared_bytes(UUID(download.download_id)) == 0
    assert scan().read == 0


def test_a_discography_becomes_its_albums(music: Path, arrived: Path) -> None:
    for year, name in ((1997, "Still Water"), (2001, "Deep Water")):
        for number in (1, 2):
            path = write_audio(arrived / f"{year} - {name}" / f"{number:02} {name[0]}{number}.flac", seconds=0.3)
            tag(path, title=f"{name[0]}{number}", artist="Nine Harbours", album=name, date=str(year))
        (arrived / f"{year} - {name}" / "cover.jpg").write_bytes(picture(600, "#204080" if year == 1997 else "#802020"))
    asked = edition(["D1", "D2"], title="Deep Water", lengths=[0.3, 0.3], year=2001)
    download = finished(arrived, asked)
    album = imported(services.import_finished(download))
    assert album.path == "Nine Harbours/2001 - Deep Water"
    assert [other.path for other in album.also] == ["Nine Harbours/1997 - Still Water"]
    covers = set(Album.objects.values_list("cover", flat=True))
    assert len(covers) == 2
    assert imported(services.import_finished(download)).album_id == album.album_id
    assert Album.objects.count() == 2


def test_discs_with_odd_names_stay_one_album(music: Path, arrived: Path) -> None:
    for disc, name in enumerate(("First Record", "Second Record"), start=1):
        for number in (1, 2):
            title = TITLES[(disc - 1) * 2 + number - 1]
            tag(write_audio(arrived / name / f"{number:02}.flac"), title=title, album="Still Water")
    album = imported(services.import_finished(finished(arrived, edition(TITLES, discs=2))))
    assert album.also == ()
    assert len(album.track_ids) == 4
